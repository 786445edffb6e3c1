import { createHistogram, type Histogram } from './histogram.ts';

/** Latency SLO of a traffic class. */
export interface LatencySlo {
  readonly ttftS: number;
  readonly tpotS: number;
}

/** Latencies of the finished requests of one class. */
export interface Latencies {
  /** Arrival to first token. */
  readonly ttftS: Histogram;
  /** Time per output token after the first: (end − first token)/(tokens − 1). One-token answers have none. */
  readonly tpotS: Histogram;
  /** The other definition in use: (end − arrival)/tokens, waiting and prompt included. */
  readonly tpotWithFirstS: Histogram;
  readonly endToEndS: Histogram;
}

export interface ClassRecord {
  readonly latencies: Latencies;
  offered: number;
  finished: number;
  rejected: number;
  /** Finished within both SLOs. */
  kept: number;
  outputTokens: number;
  inputTokens: number;
}

/** Requests by class, of one interval of arrival. */
export interface Recorder {
  readonly byClass: readonly ClassRecord[];
}

const emptyClass = (): ClassRecord => ({
  latencies: {
    ttftS: createHistogram(),
    tpotS: createHistogram(),
    tpotWithFirstS: createHistogram(),
    endToEndS: createHistogram(),
  },
  offered: 0,
  finished: 0,
  rejected: 0,
  kept: 0,
  outputTokens: 0,
  inputTokens: 0,
});

export const createRecorder = (classes: number): Recorder => ({
  byClass: Array.from({ length: classes }, emptyClass),
});

export const recordFinished = (
  record: ClassRecord,
  slos: LatencySlo,
  arrivedS: number,
  firstTokenS: number,
  endS: number,
  answerTokens: number,
): void => {
  const { ttftS, tpotS, tpotWithFirstS, endToEndS } = record.latencies;
  const ttft = firstTokenS - arrivedS;
  const tpot = answerTokens > 1 ? (endS - firstTokenS) / (answerTokens - 1) : 0;
  ttftS.add(ttft);
  if (answerTokens > 1) tpotS.add(tpot);
  endToEndS.add(endS - arrivedS);
  tpotWithFirstS.add((endS - arrivedS) / answerTokens);
  record.finished++;
  record.outputTokens += answerTokens;
  if (ttft <= slos.ttftS && tpot <= slos.tpotS) record.kept++;
};

/** All classes of several recorders as one class. */
export const mergeRecords = (records: readonly ClassRecord[]): ClassRecord => {
  const sum = emptyClass();
  for (const record of records) {
    sum.offered += record.offered;
    sum.finished += record.finished;
    sum.rejected += record.rejected;
    sum.kept += record.kept;
    sum.outputTokens += record.outputTokens;
    sum.inputTokens += record.inputTokens;
    sum.latencies.ttftS.merge(record.latencies.ttftS);
    sum.latencies.tpotS.merge(record.latencies.tpotS);
    sum.latencies.tpotWithFirstS.merge(record.latencies.tpotWithFirstS);
    sum.latencies.endToEndS.merge(record.latencies.endToEndS);
  }
  return sum;
};
