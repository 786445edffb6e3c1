/** Averages over one interval of a run; a mean over the replicas that were simulated. */
export interface SeriesPoint {
  readonly fromS: number;
  readonly queue: number;
  readonly batch: number;
  readonly kvShare: number;
  /** Share of the time in which a step was running. */
  readonly busyShare: number;
}

/** Time integrals of queue, batch and KV blocks, cut into equal intervals. What lies after the last is left out. */
export interface TimeSeries {
  readonly add: (fromS: number, toS: number, queue: number, batch: number, kvBlocks: number) => void;
  readonly points: (replicas: number, kvBlocks: number) => SeriesPoint[];
}

export const createTimeSeries = (durationS: number, intervals: number): TimeSeries => {
  const intervalS = durationS / intervals;
  const queues = new Float64Array(intervals);
  const batches = new Float64Array(intervals);
  const blocks = new Float64Array(intervals);
  const busy = new Float64Array(intervals);
  const part = (at: number, seconds: number, queue: number, batch: number, kvBlocks: number): void => {
    queues[at]! += seconds * queue;
    batches[at]! += seconds * batch;
    blocks[at]! += seconds * kvBlocks;
    if (batch > 0) busy[at]! += seconds;
  };
  return {
    add: (fromS, toS, queue, batch, kvBlocks) => {
      let at = Math.floor(fromS / intervalS);
      let startS = fromS;
      while (at < intervals) {
        const endS = (at + 1) * intervalS;
        if (toS <= endS) {
          part(at, toS - startS, queue, batch, kvBlocks);
          return;
        }
        if (endS > startS) part(at, endS - startS, queue, batch, kvBlocks);
        startS = Math.max(startS, endS);
        at++;
      }
    },
    points: (replicas, kvBlocks) =>
      Array.from({ length: intervals }, (_, at) => ({
        fromS: at * intervalS,
        queue: queues[at]! / intervalS / replicas,
        batch: batches[at]! / intervalS / replicas,
        kvShare: blocks[at]! / intervalS / replicas / kvBlocks,
        busyShare: busy[at]! / intervalS / replicas,
      })),
  };
};
