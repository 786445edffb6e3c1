/**
 * Order statistics: no assumption about the distribution that timing samples come from.
 *
 *   sorted samples   x1   x2  [x3   x4   x5   x6   x7]  x8   x9
 *                              low       median    high
 *
 * The interval between the r-th smallest and the r-th largest sample holds the true median with probability
 * 1 − 2·P(Binomial(n, ½) < r), whatever the distribution (Conover, Practical Nonparametric Statistics, 3.2).
 */
export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Quantile of ascending values, linear between order statistics (Hyndman & Fan type 7). NaN for no values. */
export const quantileSorted = (ascending: ArrayLike<number>, probability: number): number => {
  if (ascending.length === 0) return NaN;
  const position = (ascending.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (position - below) * (ascending[above]! - ascending[below]!);
};

export const quantile = (values: readonly number[], probability: number): number =>
  quantileSorted(sorted(values), probability);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Standard deviation over median absolute deviation, for a normal distribution. */
const SIGMA_PER_MAD = 1.4826;

/** Standard deviation of a normal distribution that would deviate so from its middle; a few outliers do not widen it. */
export const robustSd = (deviations: readonly number[]): number => SIGMA_PER_MAD * median(deviations.map(Math.abs));

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Coverage that the interval really has, at least `level` where the samples allow it. */
  readonly coverage: number;
}

/**
 * Distribution-free confidence interval of the median. With fewer than six samples no 95 % interval exists; the
 * whole range is returned then, with the coverage that it does have (n = 5: 93.75 %).
 */
export const medianInterval = (values: readonly number[], level = 0.95): MedianInterval => {
  const ascending = sorted(values);
  const n = ascending.length;
  if (n === 0) return { median: NaN, low: NaN, high: NaN, coverage: 0 };
  const alpha = 1 - level;
  let probability = 2 ** -n;
  let tail = probability;
  let rank = 0;
  let coverage = 1 - 2 * tail;
  for (let r = 1; r < Math.floor(n / 2); r++) {
    probability *= (n - r + 1) / r;
    if (2 * (tail + probability) > alpha) break;
    tail += probability;
    rank = r;
    coverage = 1 - 2 * tail;
  }
  return {
    median: quantileSorted(ascending, 0.5),
    low: ascending[rank]!,
    high: ascending[n - 1 - rank]!,
    coverage: Math.max(0, coverage),
  };
};
