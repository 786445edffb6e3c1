import { quantileSorted, sorted } from './order.ts';

export interface Mode {
  readonly at: number;
  /** Share of all values that lie nearer to this mode than the valleys beside it. */
  readonly weight: number;
}

const GRID = 256;
/** The valley beside a mode lies at least this share of the mode's own height below it; a mode holds at least this share of the values. */
const LEAST_DEPTH = 0.35;
const LEAST_WEIGHT = 0.1;
/** Fewer values than this show bumps by chance. */
const FEWEST_VALUES = 20;

/**
 * Modes of a sample: the peaks of a Gaussian kernel density with Silverman's bandwidth 0.9 · min(s, IQR/1.34) · n^(−1/5)
 * (Density Estimation, 1986, 3.31), kept where they stand out from the valley beside them. Oversmooths on purpose: two modes
 * closer than some three bandwidths are one. Fewer than 20 values, or values all alike, count as one mode.
 */
export const modesOf = (values: readonly number[]): readonly Mode[] => {
  const ascending = sorted(values);
  const n = ascending.length;
  if (n === 0) return [];
  const mean = ascending.reduce((sum, x) => sum + x, 0) / n;
  const standardDeviation = Math.sqrt(ascending.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1));
  const quartiles = (quantileSorted(ascending, 0.75) - quantileSorted(ascending, 0.25)) / 1.34;
  const scale = quartiles > 0 ? Math.min(standardDeviation, quartiles) : standardDeviation;
  if (n < FEWEST_VALUES || !(scale > 0)) return [{ at: quantileSorted(ascending, 0.5), weight: 1 }];
  const bandwidth = 0.9 * scale * n ** -0.2;
  // Far outliers are no modes, and would make the grid too coarse for those that there are.
  const from = Math.max(ascending[0]!, quantileSorted(ascending, 0.01) - 3 * bandwidth) - bandwidth;
  const to = Math.min(ascending[n - 1]!, quantileSorted(ascending, 0.99) + 3 * bandwidth) + bandwidth;
  const step = (to - from) / (GRID - 1);
  const density = Array.from({ length: GRID }, (_, i) => {
    const at = from + i * step;
    return ascending.reduce((sum, x) => sum + Math.exp(-0.5 * ((x - at) / bandwidth) ** 2), 0);
  });

  /** Peaks from left to right, with the valley before each. */
  let peaks: { index: number; valleyBefore: number }[] = [];
  let valley = 0;
  for (let i = 0; i < GRID; i++) {
    if (density[i]! < density[valley]!) valley = i;
    const rises = i === 0 || density[i]! > density[i - 1]!;
    const falls = i === GRID - 1 || density[i]! >= density[i + 1]!;
    if (!rises || !falls) continue;
    const last = peaks.at(-1);
    const depth = (peak: number): number => 1 - density[valley]! / density[peak]!;
    if (last === undefined) peaks.push({ index: i, valleyBefore: 0 });
    else if (Math.min(depth(last.index), depth(i)) >= LEAST_DEPTH) peaks.push({ index: i, valleyBefore: valley });
    else if (density[i]! > density[last.index]!) last.index = i;
    valley = i;
  }
  const weightOf = (k: number): number => {
    const low = k === 0 ? -Infinity : from + peaks[k]!.valleyBefore * step;
    const high = k === peaks.length - 1 ? Infinity : from + peaks[k + 1]!.valleyBefore * step;
    return ascending.filter((x) => x >= low && x < high).length / n;
  };
  for (;;) {
    const weights = peaks.map((_, k) => weightOf(k));
    const lightest = weights.indexOf(Math.min(...weights));
    if (peaks.length === 1 || weights[lightest]! >= LEAST_WEIGHT)
      return peaks.map(({ index }, k) => ({ at: from + index * step, weight: weights[k]! }));
    // A bump too light to be a mode belongs to its neighbour, and with it the valley between them.
    peaks = peaks.filter((_, k) => k !== lightest);
  }
};
