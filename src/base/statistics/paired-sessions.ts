import { median } from './order.ts';
import { studentTQuantile } from './quantiles.ts';

/** Times of one pair: both sides once, one right after the other. */
export interface Pair {
  readonly baseMs: number;
  readonly headMs: number;
  readonly headFirst: boolean;
}

/**
 * What a session says: ln(head/base), the median over its draws of the median over a draw's pairs. Draws of new pipelines and buffers are
 * what a session is made of, because where code and data come to lie moves a kernel by more than its samples scatter.
 */
export const sessionLogRatio = (draws: readonly (readonly Pair[])[]): number =>
  median(draws.filter((pairs) => pairs.length > 0).map((pairs) => median(pairs.map(logRatioOf))));

const logRatioOf = ({ baseMs, headMs }: Pair): number => Math.log(headMs / baseMs);

/** By how much the side that ran second was slower, as a log ratio: what the order alone does. */
export const orderEffect = (pairs: readonly Pair[]): number => {
  const after = (headFirst: boolean): number =>
    median(pairs.filter((pair) => pair.headFirst === headFirst).map(logRatioOf));
  const [headSecond, headFirst] = [after(false), after(true)];
  return Number.isNaN(headSecond) || Number.isNaN(headFirst) ? 0 : (headSecond - headFirst) / 2;
};

export interface Scatter {
  readonly mean: number;
  /** Standard deviation over n − 1. */
  readonly standardDeviation: number;
  /** Third standardised moment; 0 where there is no scatter. */
  readonly skewness: number;
  /** Of each session with the one before. */
  readonly correlation: number;
}

/** How session log ratios lie; NaN for none, a standard deviation of 0 for one. */
export const scatterOf = (logRatios: readonly number[]): Scatter => {
  const n = logRatios.length;
  const mean = logRatios.reduce((sum, x) => sum + x, 0) / n;
  const deviations = logRatios.map((x) => x - mean);
  const squares = deviations.reduce((sum, x) => sum + x * x, 0);
  const population = squares / n;
  return {
    mean,
    standardDeviation: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    skewness: population > 0 ? deviations.reduce((sum, x) => sum + x ** 3, 0) / n / population ** 1.5 : 0,
    correlation: squares > 0 ? deviations.slice(1).reduce((sum, x, i) => sum + x * deviations[i]!, 0) / squares : 0,
  };
};

/** The classical 95 % t-interval of the mean: for one look only, at the end. */
export const studentInterval = (values: readonly number[]): { readonly low: number; readonly high: number } => {
  const { mean, standardDeviation } = scatterOf(values);
  const n = values.length;
  if (n < 2) return { low: -Infinity, high: Infinity };
  const halfWidth = (studentTQuantile(0.975, n - 1) * standardDeviation) / Math.sqrt(n);
  return { low: mean - halfWidth, high: mean + halfWidth };
};
