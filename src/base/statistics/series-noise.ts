import { modesOf } from './modes.ts';
import { robustSd, sorted } from './order.ts';

/**
 * What a series does while nothing changes: first-order autoregressive noise about a level that may step,
 *
 *   x_t = level_t + e_t,   e_t = φ·e_{t−1} + innovation.
 *
 * All lengths are in points, `standardDeviation` is in the unit of the series.
 */
export interface SeriesNoise {
  readonly standardDeviation: number;
  /** φ, between 0 and 0.97. */
  readonly correlation: number;
  /** Magnitudes of the standardised third and fourth cumulants of the residuals; 0 for a normal distribution. */
  readonly skewness: number;
  readonly excessKurtosis: number;
  readonly shape: NoiseShape;
  readonly modes: number;
}

export type NoiseShape = 'none' | 'normal' | 'skewed' | 'outliers' | 'bimodal' | 'correlated';

/** Long enough to estimate φ, short enough that most blocks hold at most one step. */
const BLOCK = 40;
/** Points that a fitted step leaves at each end of a block. */
const BLOCK_END = 4;
/** Share of the blocks, at each end, whose correlation is left out; share of those with the largest scatter. */
const TRIM = 0.1;
export const TRIM_SCATTER = 0.2;
const HIGHEST_CORRELATION = 0.97;
/** Relative size of rounding errors in sums of some thousand values. */
export const ROUNDING = 1e-9;

/** The level of each of `length` points from `start` on: two levels, parted where they fit best. */
const steppedLevel = (x: readonly number[], start: number, length: number): { level: number[]; step: number } => {
  const mean = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += x[i]!;
    return sum / (to - from);
  };
  const end = start + length;
  const total = mean(start, end) * length;
  let before = 0;
  let largestGain = -1;
  let step = start + Math.floor(length / 2);
  for (let t = 1; t <= length - BLOCK_END; t++) {
    before += x[start + t - 1]!;
    if (t < BLOCK_END) continue;
    const difference = before / t - (total - before) / (length - t);
    const gain = (difference * difference * t * (length - t)) / length;
    if (gain > largestGain) {
      largestGain = gain;
      step = start + t;
    }
  }
  const [low, high] = [mean(start, step), mean(step, end)];
  return { level: Array.from({ length }, (_, i) => (start + i < step ? low : high)), step };
};

interface BlockScatter {
  readonly meanSquare: number;
  readonly autocorrelation: number;
}

/** Scatter about the best single step inside the block, so that a step is not taken for noise. */
const scatterOf = (x: readonly number[], start: number, length: number): BlockScatter => {
  const { level, step } = steppedLevel(x, start, length);
  let squares = 0;
  let products = 0;
  let previous = 0;
  for (let i = 0; i < length; i++) {
    const residual = x[start + i]! - level[i]!;
    squares += residual * residual;
    // The pair across the step belongs to two levels.
    if (i > 0 && start + i !== step) products += residual * previous;
    previous = residual;
  }
  return { meanSquare: squares / length, autocorrelation: squares > 0 ? products / squares : 0 };
};

/**
 * φ from the mean autocorrelation r about fitted steps, which is too small: E r ≈ φ − (3.2 + 7.2 φ + 1.9 φ²)/L in blocks of L
 * points. Found by simulation for L from 20 to 60 and φ from 0 to 0.9; holds within 0.02.
 */
const unbiasedCorrelation = (autocorrelation: number, length: number): number => {
  let correlation = autocorrelation;
  for (let i = 0; i < 50; i++)
    correlation = autocorrelation + (3.2 + 7.2 * correlation + 1.9 * correlation * correlation) / length;
  return Math.min(HIGHEST_CORRELATION, Math.max(0, correlation));
};
/** Share of the innovations' variance that a fitted step leaves over, found by the same simulation (within 4 % up to φ = 0.6). */
const varianceLeft = (length: number): number => 1 - Math.min(0.5, 4.4 / length);

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
/** Mean of this share of the values, the lowest ones. */
export const meanOfLowest = (values: readonly number[], share: number): number =>
  meanOf(sorted(values).slice(0, Math.ceil(values.length * share)));

/** Beyond this many robust standard deviations a point is an outlier; this share of them names the shape. */
const OUTLIER = 5;
const OUTLIER_SHARE = 0.01;
const CORRELATED = 0.3;
const SKEWED = 0.75;

/** Mean of the k-th powers over the k/2-th power of the mean square. */
const standardisedMoment = (residuals: readonly number[], order: number): number => {
  const variance = meanOf(residuals.map((x) => x * x));
  return variance > 0 ? meanOf(residuals.map((x) => x ** order)) / variance ** (order / 2) : 0;
};

const shapeOf = (residuals: readonly number[], correlation: number, modes: number): NoiseShape => {
  if (modes > 1) return 'bimodal';
  if (correlation >= CORRELATED) return 'correlated';
  const spread = robustSd(residuals);
  const outliers = residuals.filter((x) => Math.abs(x) > OUTLIER * spread).length;
  if (spread > 0 && outliers > OUTLIER_SHARE * residuals.length) return 'outliers';
  return Math.abs(standardisedMoment(residuals, 3)) > SKEWED ? 'skewed' : 'normal';
};

/**
 * The noise of a series, learnt from overlapping blocks of 40 points with the best step of each taken out, so that a
 * series with several levels is not called noisy. `clipped` is the series as it is tested, `raw` the same series with its
 * outliers, which only the name of the shape looks at.
 */
export const noiseOf = (clipped: readonly number[], raw: readonly number[]): SeriesNoise => {
  const n = clipped.length;
  const length = Math.min(n, BLOCK);
  const overlapping = n === length ? 1 : Math.ceil((2 * (n - length)) / length) + 1;
  const blocks = Array.from({ length: overlapping }, (_, i) =>
    scatterOf(clipped, overlapping === 1 ? 0 : Math.round((i * (n - length)) / (overlapping - 1)), length),
  );
  const cut = Math.floor(overlapping * TRIM);
  const autocorrelations = sorted(blocks.map(({ autocorrelation }) => autocorrelation));
  const correlation = unbiasedCorrelation(meanOf(autocorrelations.slice(cut, overlapping - cut)), length);
  const innovation = meanOfLowest(
    blocks.map(({ meanSquare, autocorrelation }) => (meanSquare * (1 - autocorrelation ** 2)) / varianceLeft(length)),
    1 - TRIM_SCATTER,
  );

  // What rounding leaves of a series without noise has no correlation worth the name.
  const largest = Math.max(...clipped.map((x) => Math.abs(x - clipped[0]!)));
  if (innovation <= (ROUNDING * largest) ** 2)
    return { standardDeviation: 0, correlation: 0, skewness: 0, excessKurtosis: 0, shape: 'none', modes: 1 };

  const apart = Math.max(1, Math.floor(n / BLOCK));
  const levels = Array.from({ length: apart }, (_, i) => {
    const start = Math.floor((i * n) / apart);
    return steppedLevel(clipped, start, Math.floor(((i + 1) * n) / apart) - start).level;
  }).flat();
  const residuals = clipped.map((x, i) => x - levels[i]!);
  const rawResiduals = raw.map((x, i) => x - levels[i]!);
  const modes = modesOf(rawResiduals).length;
  return {
    standardDeviation: Math.sqrt(innovation / (1 - correlation ** 2)),
    correlation,
    skewness: Math.abs(standardisedMoment(residuals, 3)),
    excessKurtosis: Math.max(0, standardisedMoment(residuals, 4) - 3),
    shape: shapeOf(rawResiduals, correlation, modes),
    modes,
  };
};

/**
 * Variance of the mean of `length` consecutive points of such noise of variance 1:
 *   (1/L)·[(1 + φ)/(1 − φ) − 2φ(1 − φ^L)/(L(1 − φ)²)]   (Priestley, Spectral Analysis and Time Series, 5.3.2).
 */
export const varianceOfMean = (correlation: number, length: number): number =>
  ((1 + correlation) / (1 - correlation) -
    (2 * correlation * (1 - correlation ** length)) / (length * (1 - correlation) ** 2)) /
  length;
