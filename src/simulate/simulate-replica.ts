import type { Replica } from '../throughput/replica.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { createWaitingLine, type WaitingEntry } from './waiting-line.ts';

/** One request as it arrives; times in seconds from the start. */
export interface Arrival {
  readonly atS: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Index of its traffic class. */
  readonly trafficClass: number;
}

/** Gives the next arrival, in order of time; null when there are no more. */
export type ArrivalSource = () => Arrival | null;

export interface ReplicaSettings {
  readonly replica: Pick<Replica, 'stepS'>;
  /** Requests that run together at most. */
  readonly maxBatch: number;
  /** Tokens whose keys and values fit. */
  readonly kvTokens: number;
  readonly kvPolicy: 'reserve' | 'paged';
  /** Prompt tokens a step may take. */
  readonly chunkTokens: number;
  /** Requests that may wait; a further one is rejected. */
  readonly queueLimit: number;
}

/** Promise of a traffic class. */
export interface Promises {
  readonly ttftS: number;
  readonly tpotS: number;
}

export interface SimulationWindow {
  /** Nothing that arrives before is counted: the replica starts empty. */
  readonly fromS: number;
  readonly toS: number;
}

/** Averages over one interval of the run. */
export interface SeriesPoint {
  readonly atS: number;
  readonly queue: number;
  readonly batch: number;
  readonly kvShare: number;
}

export interface ReplicaOutcome {
  readonly offered: number;
  readonly finished: number;
  readonly rejected: number;
  /** Still waiting or running at the end. */
  readonly unfinished: number;
  readonly preempted: number;
  /** Requests that finished within both promises of their class. */
  readonly kept: number;
  readonly steps: number;
  readonly outputTokens: number;
  readonly busyS: number;
  /** By traffic class. */
  readonly ttftS: readonly Histogram[];
  readonly tpotS: readonly Histogram[];
  readonly meanBatch: number;
  readonly series: readonly SeriesPoint[];
}

export interface ReplicaSimulation {
  /** Runs up to a time; false where nothing is left to do. */
  readonly advance: (untilS: number) => boolean;
  readonly outcome: () => ReplicaOutcome;
}

export interface SimulationOptions {
  readonly settings: ReplicaSettings;
  readonly source: ArrivalSource;
  readonly window: SimulationWindow;
  /** By traffic class. */
  readonly promises: readonly Promises[];
  /** Length of an interval of the series. */
  readonly seriesIntervalS: number;
}

/** Longest answer; a request ends at most this many steps after its first token. */
const LONGEST_ANSWER = 2 ** 20;

/**
 * One replica under continuous batching: step after step. A step gives every running request its next token and takes
 * prompt tokens of the first in line, whole or in chunks, up to a budget; what arrives during a step waits for the next.
 * Its time comes from the same throughput model that the closed form uses.
 */
export const createReplicaSimulation = (options: SimulationOptions): ReplicaSimulation => {
  const { settings, source, window, promises, seriesIntervalS } = options;
  const { replica, maxBatch, kvTokens, chunkTokens, queueLimit } = settings;
  const paged = settings.kvPolicy === 'paged';

  const line = createWaitingLine();
  const entry: WaitingEntry = {
    arrivedS: 0,
    firstTokenS: 0,
    inputTokens: 0,
    outputTokens: 0,
    answerTokens: 0,
    trafficClass: 0,
  };

  // Requests in a slot. Those that decode hang in the list of the step they will end with.
  const arrivedS = new Float64Array(maxBatch);
  const firstTokenS = new Float64Array(maxBatch);
  const inputTokens = new Float64Array(maxBatch);
  const outputTokens = new Float64Array(maxBatch);
  const answerTokens = new Float64Array(maxBatch);
  const startStep = new Float64Array(maxBatch);
  const trafficClass = new Uint8Array(maxBatch);
  const admission = new Float64Array(maxBatch);
  const decoding = new Uint8Array(maxBatch);
  const next = new Int32Array(maxBatch).fill(-1);
  const endings = new Map<number, number>();
  const free = Int32Array.from({ length: maxBatch }, (_, slot) => slot);
  let freeCount = maxBatch;

  /** The prompt that a step could take only a part of. */
  let partial = -1;
  let partialDone = 0;
  const fresh = new Int32Array(maxBatch);

  let nowS = 0;
  let stepIndex = 0;
  let decodes = 0;
  let contextTokens = 0;
  let kvUsed = 0;
  let admitted = 0;
  let arrival = source();

  let offered = 0;
  let finished = 0;
  let rejected = 0;
  let preempted = 0;
  let kept = 0;
  let tokens = 0;
  let busyS = 0;
  let batchSeconds = 0;
  const ttftS = promises.map(() => createHistogram());
  const tpotS = promises.map(() => createHistogram());

  const series: SeriesPoint[] = [];
  let intervalEndS = seriesIntervalS;
  let inInterval = { seconds: 0, queue: 0, batch: 0, kv: 0 };

  const counted = (atS: number): boolean => atS >= window.fromS && atS < window.toS;
  const held = (input: number, output: number): number => (paged ? input : input + output);

  const sample = (durationS: number): void => {
    inInterval.seconds += durationS;
    inInterval.queue += durationS * line.size();
    inInterval.batch += durationS * (maxBatch - freeCount);
    inInterval.kv += durationS * kvUsed;
    if (nowS < intervalEndS) return;
    const { seconds, queue, batch, kv } = inInterval;
    series.push({
      atS: intervalEndS,
      queue: queue / seconds,
      batch: batch / seconds,
      kvShare: kv / seconds / kvTokens,
    });
    intervalEndS = (Math.floor(nowS / seriesIntervalS) + 1) * seriesIntervalS;
    inInterval = { seconds: 0, queue: 0, batch: 0, kv: 0 };
  };

  const takeArrivals = (): void => {
    while (arrival !== null && arrival.atS <= nowS) {
      if (counted(arrival.atS)) offered++;
      const whole = arrival.inputTokens + arrival.outputTokens;
      if (line.size() >= queueLimit || whole > kvTokens || arrival.outputTokens > LONGEST_ANSWER) {
        if (counted(arrival.atS)) rejected++;
      } else {
        entry.arrivedS = arrival.atS;
        entry.firstTokenS = NaN;
        entry.inputTokens = arrival.inputTokens;
        entry.outputTokens = arrival.outputTokens;
        entry.answerTokens = arrival.outputTokens;
        entry.trafficClass = arrival.trafficClass;
        line.pushBack(entry);
      }
      arrival = source();
    }
  };

  const release = (slot: number): void => {
    kvUsed -= paged ? inputTokens[slot] + (stepIndex - startStep[slot]) : inputTokens[slot] + outputTokens[slot];
    free[freeCount++] = slot;
  };

  const finish = (slot: number): void => {
    release(slot);
    if (!counted(arrivedS[slot])) return;
    finished++;
    tokens += answerTokens[slot];
    const promise = promises[trafficClass[slot]];
    const ttft = firstTokenS[slot] - arrivedS[slot];
    ttftS[trafficClass[slot]].add(ttft);
    const intervals = answerTokens[slot] - 1;
    const tpot = intervals === 0 ? 0 : (nowS - firstTokenS[slot]) / intervals;
    if (intervals > 0) tpotS[trafficClass[slot]].add(tpot);
    if (ttft <= promise.ttftS && tpot <= promise.tpotS) kept++;
  };

  /** Sends the latest comer back to the head of the line; what it had generated becomes part of its prompt. */
  const preempt = (): void => {
    let slot = -1;
    for (let i = 0; i < maxBatch; i++) if (decoding[i] === 1 && (slot < 0 || admission[i] > admission[slot])) slot = i;
    const generated = stepIndex - startStep[slot];
    const end = startStep[slot] + outputTokens[slot] - 1;
    let before = -1;
    for (let at = endings.get(end) ?? -1; at !== slot; at = next[at]) before = at;
    if (before < 0) endings.set(end, next[slot]);
    else next[before] = next[slot];
    kvUsed -= inputTokens[slot] + generated - 1;
    contextTokens -= inputTokens[slot] + generated;
    decodes--;
    decoding[slot] = 0;
    free[freeCount++] = slot;
    entry.arrivedS = arrivedS[slot];
    entry.firstTokenS = firstTokenS[slot];
    entry.inputTokens = inputTokens[slot] + generated;
    entry.outputTokens = outputTokens[slot] - generated;
    entry.answerTokens = answerTokens[slot];
    entry.trafficClass = trafficClass[slot];
    line.pushFront(entry);
    preempted++;
  };

  const admit = (): number => {
    line.shift(entry);
    const slot = free[--freeCount];
    arrivedS[slot] = entry.arrivedS;
    firstTokenS[slot] = entry.firstTokenS;
    inputTokens[slot] = entry.inputTokens;
    outputTokens[slot] = entry.outputTokens;
    answerTokens[slot] = entry.answerTokens;
    trafficClass[slot] = entry.trafficClass;
    admission[slot] = admitted++;
    kvUsed += held(entry.inputTokens, entry.outputTokens);
    return slot;
  };

  const step = (): void => {
    if (paged) while (kvUsed + decodes > kvTokens && decodes > 1) preempt();
    let budget = chunkTokens;
    let promptContext = 0;
    let freshCount = 0;
    const take = (slot: number, done: number): void => {
      const part = Math.min(budget, inputTokens[slot] - done);
      promptContext += part * (done + (part + 1) / 2);
      budget -= part;
      if (done + part < inputTokens[slot]) {
        partial = slot;
        partialDone = done + part;
      } else {
        if (partial === slot) partial = -1;
        fresh[freshCount++] = slot;
      }
    };
    if (partial >= 0) take(partial, partialDone);
    while (
      budget > 0 &&
      freeCount > 0 &&
      line.size() > 0 &&
      kvUsed + (paged ? decodes : 0) + held(line.firstInputTokens(), line.firstOutputTokens()) <= kvTokens
    ) {
      take(admit(), 0);
    }

    const promptTokens = chunkTokens - budget;
    const durationS = replica.stepS({
      decodes,
      meanContextTokens: decodes === 0 ? 0 : contextTokens / decodes,
      promptTokens,
      meanPromptContextTokens: promptTokens === 0 ? 0 : promptContext / promptTokens,
      promptsFinished: freshCount,
    });
    nowS += durationS;
    if (counted(nowS)) {
      busyS += durationS;
      batchSeconds += durationS * (maxBatch - freeCount);
    }
    if (paged) kvUsed += decodes;
    contextTokens += decodes;
    sample(durationS);

    for (let slot = endings.get(stepIndex) ?? -1; slot >= 0; slot = next[slot]) {
      contextTokens -= inputTokens[slot] + (stepIndex - startStep[slot]) + 1;
      decodes--;
      decoding[slot] = 0;
      finish(slot);
    }
    endings.delete(stepIndex);
    for (let i = 0; i < freshCount; i++) {
      const slot = fresh[i];
      startStep[slot] = stepIndex;
      if (Number.isNaN(firstTokenS[slot])) firstTokenS[slot] = nowS;
      if (outputTokens[slot] === 1) {
        finish(slot);
        continue;
      }
      const end = stepIndex + outputTokens[slot] - 1;
      next[slot] = endings.get(end) ?? -1;
      endings.set(end, slot);
      decoding[slot] = 1;
      decodes++;
      contextTokens += inputTokens[slot] + 1;
    }
    stepIndex++;
    takeArrivals();
  };

  return {
    advance: (untilS) => {
      while (nowS < untilS) {
        if (freeCount === maxBatch && line.size() === 0) {
          if (arrival === null || arrival.atS >= untilS) {
            nowS = untilS;
            return arrival !== null;
          }
          nowS = arrival.atS;
          takeArrivals();
          continue;
        }
        step();
      }
      return true;
    },
    outcome: () => ({
      offered,
      finished,
      rejected,
      unfinished: offered - finished - rejected,
      preempted,
      kept,
      steps: stepIndex,
      outputTokens: tokens,
      busyS,
      ttftS,
      tpotS,
      meanBatch: batchSeconds / (window.toS - window.fromS),
      series,
    }),
  };
};
