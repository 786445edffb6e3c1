import { median, medianInterval, robustSd } from './order.ts';

/** What an interval of a ratio of speeds says; above 1 the second is the faster. */
export type Verdict = 'improved' | 'unchanged' | 'regressed' | 'undecided';

export const VERDICTS: readonly Verdict[] = ['improved', 'unchanged', 'regressed', 'undecided'];

/** Two runs of the same kernel differ by a few percent on a quiet machine: less than this is no difference. */
export const HORIZON = 0.05;

/**
 * The verdict on a ratio from its interval: regressed below 1 − horizon, improved above 1 + horizon, unchanged between the
 * two, undecided where the interval touches a border.
 */
export const judgeRatio = (low: number, high: number, horizon: number = HORIZON): Verdict => {
  if (low > 1 + horizon) return 'improved';
  if (high < 1 - horizon) return 'regressed';
  return low >= 1 - horizon && high <= 1 + horizon ? 'unchanged' : 'undecided';
};

/** A ratio of speeds, above 1 where the second is the faster, and the interval that it lies in. */
export interface SpeedRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Whether there are samples enough for an interval of the coverage that is promised. */
  readonly covered: boolean;
}

/** Each of two medians has an interval of this level: the quotient of their ends then covers in 95 % (Bonferroni). */
const EACH_LEVEL = 0.975;
/** Two-sided 95 % point of the standard normal. */
const Z95 = 1.96;

type Samples = readonly number[];

/**
 * Median time before over median time after, at least one sample of each, from two runs that differ by `spread` beside what
 * was sampled (a standard deviation of log ratios). The two sources of doubt are independent: their half-widths add in squares, on
 * the log scale.
 */
export const ratioOfMedians = (before: Samples, after: Samples, spread: number): SpeedRatio => {
  const first = medianInterval(before, EACH_LEVEL);
  const second = medianInterval(after, EACH_LEVEL);
  const ratio = first.median / second.median;
  const widen = (end: number): number => Math.hypot(Math.log(end / ratio), Z95 * spread);
  return {
    ratio,
    low: ratio * Math.exp(-widen(first.low / second.high)),
    high: ratio * Math.exp(widen(first.high / second.low)),
    covered: first.coverage >= EACH_LEVEL && second.coverage >= EACH_LEVEL,
  };
};

/** How far pairs of runs of many cases lie about their median, as a standard deviation of log ratios; a few true changes do not widen it. */
export const spreadOfRatios = (pairs: readonly (readonly [before: Samples, after: Samples])[]): number => {
  const logs = pairs.map(([before, after]) => Math.log(median(before) / median(after)));
  const middle = median(logs);
  return robustSd(logs.map((log) => log - middle));
};
