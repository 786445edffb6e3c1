/**
 * Counts of positive times in bins, so that any quantile of any number of them is known to within a bin and nothing is
 * stored for one of them. Each doubling of the time is cut into 64 equal parts, as in an HDR histogram: bins are 0.8 to
 * 1.6 % wide, and quantiles are interpolated inside.
 *
 *   … | 1.0  1.016  1.031 …  1.984 | 2.0  2.031 …  3.969 | 4.0 …
 */
export interface Histogram {
  readonly add: (value: number) => void;
  readonly merge: (other: Histogram) => void;
  readonly count: () => number;
  /** NaN where nothing was added. */
  readonly mean: () => number;
  /**
   * Quantile when `lost` more values, which were never added, count as infinite. Infinite where it falls among these, NaN
   * where nothing was added at all.
   */
  readonly quantile: (probability: number, lost?: number) => number;
  readonly bins: Uint32Array;
  readonly sum: () => number;
}

const PARTS = 64;
/** 2^−20 s (a microsecond) to 2^24 s (half a year). */
const LOWEST_EXPONENT = -20;
const DOUBLINGS = 44;

export const createHistogram = (): Histogram => {
  const bins = new Uint32Array(DOUBLINGS * PARTS);
  // Exponent and the six highest bits of the mantissa, read off the number itself, are the bin.
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  const offset = (1023 + LOWEST_EXPONENT) * PARTS;
  let total = 0;
  let sum = 0;
  const edge = (bin: number): number => 2 ** (Math.floor(bin / PARTS) + LOWEST_EXPONENT) * (1 + (bin % PARTS) / PARTS);
  return {
    add: (value) => {
      number[0] = value;
      const bin = (words[1]! >>> 14) - offset;
      bins[bin < 0 ? 0 : bin >= bins.length ? bins.length - 1 : bin]!++;
      total++;
      sum += value;
    },
    merge: (other) => {
      for (let bin = 0; bin < bins.length; bin++) bins[bin]! += other.bins[bin]!;
      total += other.count();
      sum += other.sum();
    },
    count: () => total,
    mean: () => sum / total,
    quantile: (probability, lost = 0) => {
      const rank = probability * (total + lost);
      if (total + lost === 0) return NaN;
      let below = 0;
      for (let bin = 0; bin < bins.length; bin++) {
        if (bins[bin]! > 0 && below + bins[bin]! >= rank) {
          return edge(bin) + ((rank - below) / bins[bin]!) * (edge(bin + 1) - edge(bin));
        }
        below += bins[bin]!;
      }
      return Infinity;
    },
    bins,
    sum: () => sum,
  };
};
