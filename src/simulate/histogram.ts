/** Counts of positive values in bins of equal ratio, so that any quantile is known within a bin's width. */
export interface Histogram {
  readonly add: (value: number) => void;
  readonly count: () => number;
  readonly mean: () => number;
  /** NaN where nothing was added. */
  readonly quantile: (probability: number) => number;
}

/** 64 bins a doubling: 1.1 % wide, half that at most from the middle of a bin. */
const BINS_PER_DOUBLING = 64;
/** 2^-30 s (a nanosecond) to 2^34 s (five centuries). */
const LOWEST = -30;
const DOUBLINGS = 64;

export const createHistogram = (): Histogram => {
  const bins = new Float64Array(DOUBLINGS * BINS_PER_DOUBLING);
  let total = 0;
  let sum = 0;
  return {
    add: (value) => {
      const bin = Math.floor((Math.log2(value) - LOWEST) * BINS_PER_DOUBLING);
      bins[Math.min(bins.length - 1, Math.max(0, bin))]++;
      total++;
      sum += value;
    },
    count: () => total,
    mean: () => sum / total,
    quantile: (probability) => {
      let below = 0;
      for (let bin = 0; bin < bins.length; bin++) {
        below += bins[bin];
        if (total > 0 && below >= probability * total) return 2 ** ((bin + 0.5) / BINS_PER_DOUBLING + LOWEST);
      }
      return NaN;
    },
  };
};
