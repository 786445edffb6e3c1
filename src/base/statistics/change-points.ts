import { median, quantileSorted, robustSd, sorted } from './order.ts';
import { meanOfLowest, noiseOf, ROUNDING, TRIM_SCATTER, varianceOfMean, type SeriesNoise } from './series-noise.ts';

/**
 * Where a series of results changed its level, with a stated rate of false alarms.
 *
 *      ···· ·· ···
 *     ·    ·  ·   ·                        level before
 *   ───────────────┼──────────────────
 *                    ·· ·  ·· ·  ··        level after
 *                      · ··  · ··  ·
 *                  ↑ index: the first point of the new level
 *
 * A candidate splits an interval into a left and a right part of at least six points each. Its score is the difference of
 * the parts' means over the standard error that noise of the series' own kind gives that difference:
 *
 *   z = |mean right − mean left| / (σ · √(v(left) + v(right))),  v from `varianceOfMean`: correlated points count for less.
 *
 * Searched are the whole series and intervals of half, a quarter, … of it, overlapping by half (seeded binary
 * segmentation, Kovács, Bühlmann, Li & Munk, Biometrika 110, 2023), so that a bump is seen that vanishes in the whole; where one is found,
 * both sides are searched again, and at the end every change is placed and judged anew between its neighbours.
 *
 * Four things keep the alarms down. A point far from the median of its surroundings is taken for what its neighbours are, and
 * clipped where they are far as well, so that single slow runs are no change of level. The threshold rises with the length of the
 * series, as the largest of many scores does, and for short parts of skewed or heavy-tailed noise by the Cornish–Fisher terms
 * γ(c² − 1)/(6√m) + κ(c³ − 3c)/(24 m), because the mean of six such points is not normal. Where a series is noisier than elsewhere, σ is
 * larger. And a part that would be too short for a level, but fits better than any that is long enough, is left out: points that
 * wait for more of their kind make no level together with older ones.
 *
 * Positive series are compared as logarithms: changes are ratios then. Others are compared as they are, without a ratio.
 */
export interface LevelChange {
  /** Index of the first point of the new level. */
  readonly index: number;
  /** Level after over level before, with its 95 % interval; null where a value of the series is not positive. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Score over its threshold: at least 1. */
  readonly strength: number;
}

export interface SeriesChanges {
  readonly changes: readonly LevelChange[];
  /** Of the logarithms where all values are positive; null for fewer points than one change needs. */
  readonly noise: SeriesNoise | null;
  /** Share of series of such noise without any change in which an alarm is raised, at most; null where it is not bounded. */
  readonly falseAlarmRate: number | null;
}

/** Points that each level needs: fewer are an outlier's neighbourhood, and at the end of a series news that may not last. */
export const FEWEST_POINTS_OF_A_LEVEL = 6;
/** Threshold of the score in a series of 200 points of normal noise; docs/deep.md has the false alarms that it gives. */
const THRESHOLD = 4.15;
const THRESHOLD_AT_POINTS = 200;
/** Clipping: this many robust standard deviations about the median of this many points to each side. */
const CLIP = 3;
const SURROUNDINGS = 30;
/** Noise of a stretch counts where it is by so much above that of the whole: less is chance. */
const CLEARLY_NOISIER = 1.2;
/** Seeded intervals are at least this long. */
const SHORTEST_INTERVAL = 24;
const Z95 = 1.96;
/** Quantiles that a mode with a twelfth of the points still reaches, and their distance in standard deviations. */
const WIDE = { low: 0.08, high: 0.92, perSigma: 2.81 };
/** Up to these correlations the alarms were counted (docs/deep.md); beyond, a series wanders by itself. */
const RATES: readonly { readonly upToCorrelation: number; readonly rate: number }[] = [
  { upToCorrelation: 0.65, rate: 0.05 },
  { upToCorrelation: 0.85, rate: 0.1 },
];

/** Median of the points within `SURROUNDINGS` of each; at the ends of the nearest full window. */
const runningMedian = (x: readonly number[]): number[] => {
  const width = Math.min(x.length, 2 * SURROUNDINGS + 1);
  const window = sorted(x.slice(0, width));
  const place = (value: number): number => {
    let low = 0;
    let high = window.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (window[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const medians: number[] = [];
  for (let start = 0; start + width <= x.length; start++) {
    if (start > 0) {
      window.splice(place(x[start - 1]!), 1);
      const value = x[start + width - 1]!;
      window.splice(place(value), 0, value);
    }
    medians.push(quantileSorted(window, 0.5));
  }
  return x.map((_, i) => medians[Math.min(medians.length - 1, Math.max(0, i - SURROUNDINGS))]!);
};

interface Clipped {
  readonly values: readonly number[];
  /** Robust standard deviation about the surroundings; 0 for a series that nearly always repeats one value. */
  readonly spread: number;
}

/** A point beyond the clip between two that are not: one slow run, of which its neighbours know better. */
const replaceSingles = (x: readonly number[], isFar: (i: number) => boolean): readonly number[] =>
  x.map((value, i) =>
    i > 0 && i < x.length - 1 && isFar(i) && !isFar(i - 1) && !isFar(i + 1) ? (x[i - 1]! + x[i + 1]!) / 2 : value,
  );

/**
 * Variance of the noise about each point over that of the whole series, at least 1: from the steps from point to point, which
 * a change of level has no part in.
 */
const relativeVariance = (x: readonly number[]): readonly number[] => {
  const total = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) total[i] = total[i - 1]! + Math.abs(x[i]! - x[i - 1]!);
  const mean = (from: number, to: number): number => (total[to]! - total[from]!) / (to - from);
  const last = x.length - 1;
  const about = x.map((_, i) => {
    const from = Math.max(0, Math.min(i, last - SURROUNDINGS) - SURROUNDINGS);
    return mean(from, Math.min(last, from + 2 * SURROUNDINGS));
  });
  const usual = meanOfLowest(about, 1 - TRIM_SCATTER);
  return about.map((own) => (usual > 0 ? Math.max(1, own / usual / CLEARLY_NOISIER) ** 2 : 1));
};

const clipTo = (value: number, centre: number, spread: number): number =>
  spread > 0 ? centre + Math.min(CLIP * spread, Math.max(-CLIP * spread, value - centre)) : value;

const clipOutliers = (x: readonly number[]): Clipped => {
  const around = runningMedian(x);
  const residuals = x.map((value, i) => value - around[i]!);
  const ascending = sorted(residuals);
  const spread = Math.max(
    robustSd(residuals),
    (quantileSorted(ascending, WIDE.high) - quantileSorted(ascending, WIDE.low)) / WIDE.perSigma,
  );
  const isFar = (i: number): boolean => spread > 0 && Math.abs(residuals[i]!) > CLIP * spread;
  return { values: replaceSingles(x, isFar).map((value, i) => clipTo(value, around[i]!, spread)), spread };
};

/** Mean of a level's points, its outliers clipped about its own median: that of the surroundings may be another level. */
const levelOf = (points: readonly number[], spread: number): number => {
  const centre = median(points);
  return points.reduce((sum, value) => sum + clipTo(value, centre, spread), 0) / points.length;
};

interface Candidate {
  readonly index: number;
  readonly strength: number;
}

/** Values are finite; all in one unit. An empty or short series has no changes. */
export const findChanges = (values: readonly number[]): SeriesChanges => {
  const n = values.length;
  if (n < 2 * FEWEST_POINTS_OF_A_LEVEL) return { changes: [], noise: null, falseAlarmRate: null };
  const positive = values.every((value) => value > 0);
  const scaled = positive ? values.map(Math.log) : values;
  const { values: clipped, spread } = clipOutliers(scaled);
  const noise = noiseOf(clipped, scaled);

  const sumsOf = (x: readonly number[]): Float64Array => {
    const sums = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + x[i]! - x[0]!;
    return sums;
  };
  const [sums, unclipped] = [sumsOf(clipped), sumsOf(scaled)];
  const meanVariance = new Float64Array(n + 1);
  for (let length = 1; length <= n; length++) meanVariance[length] = varianceOfMean(noise.correlation, length);
  // Rounding in the sums must not look like a step in a series without noise.
  const floor = ROUNDING * Math.max(...clipped.map((x) => Math.abs(x - clipped[0]!)), Number.MIN_VALUE);
  const sigma = Math.max(noise.standardDeviation, floor);

  const threshold = Math.sqrt(THRESHOLD ** 2 + 2 * Math.log(n / THRESHOLD_AT_POINTS));
  const thresholdFor = Float64Array.from({ length: n + 1 }, (_, shorter) => {
    const skew = (noise.skewness * (threshold ** 2 - 1)) / (6 * Math.sqrt(shorter));
    const tails = (noise.excessKurtosis * (threshold ** 3 - 3 * threshold)) / (24 * shorter);
    return threshold + skew + tails;
  });

  const variances = new Float64Array(n + 1);
  relativeVariance(clipped).forEach((variance, i) => (variances[i + 1] = variances[i]! + variance));
  const errorOf = (from: number, to: number): number =>
    meanVariance[to - from]! * ((variances[to]! - variances[from]!) / (to - from));
  const scoreAt = (from: number, t: number, to: number, of = sums): number => {
    const difference = (of[to]! - of[t]!) / (to - t) - (of[t]! - of[from]!) / (t - from);
    return Math.abs(difference) / (sigma * Math.sqrt(errorOf(from, t) + errorOf(t, to)));
  };
  const strongestIn = (from: number, to: number): Candidate => {
    let strongest: Candidate = { index: -1, strength: 0 };
    for (let t = from + FEWEST_POINTS_OF_A_LEVEL; t <= to - FEWEST_POINTS_OF_A_LEVEL; t++) {
      const strength = scoreAt(from, t, to) / thresholdFor[Math.min(t - from, to - t)]!;
      if (strength > strongest.strength) strongest = { index: t, strength };
    }
    if (strongest.strength < 1) return strongest;
    // Unclipped, a few slow runs stand apart from the older ones that they would be taken together with.
    const score = scoreAt(from, strongest.index, to, unclipped);
    for (let short = 1; short < FEWEST_POINTS_OF_A_LEVEL; short++) {
      if (scoreAt(from, to - short, to, unclipped) > score) return strongestIn(from, to - short);
      if (scoreAt(from, from + short, to, unclipped) > score) return strongestIn(from + short, to);
    }
    return strongest;
  };
  const search = (from: number, to: number): readonly Candidate[] => {
    if (to - from < 2 * FEWEST_POINTS_OF_A_LEVEL) return [];
    let strongest = strongestIn(from, to);
    for (let length = (to - from) / 2; length >= SHORTEST_INTERVAL; length /= 2) {
      for (let start = from; start + length <= to + 0.5; start += length / 2) {
        const candidate = strongestIn(Math.round(start), Math.min(to, Math.round(start + length)));
        if (candidate.strength > strongest.strength) strongest = candidate;
      }
    }
    if (strongest.strength < 1) return [];
    return [...search(from, strongest.index), strongest, ...search(strongest.index, to)];
  };

  let candidates = [...search(0, n)];
  const neighbours = (i: number): readonly [number, number] => [
    candidates[i - 1]?.index ?? 0,
    candidates[i + 1]?.index ?? n,
  ];
  for (let settled = false; !settled;) {
    const before = candidates.map(({ index }) => index);
    candidates.forEach(({ index }, i) => {
      const judged = strongestIn(...neighbours(i));
      // Where trimming left too little for any change there is no index, and none may be handed on as a bound.
      candidates[i] = judged.index < 0 ? { index, strength: 0 } : judged;
    });
    const weakest = candidates.reduce(
      (least, { strength }, i) => (strength < candidates[least]!.strength ? i : least),
      0,
    );
    const tooWeak = candidates.length > 0 && candidates[weakest]!.strength < 1;
    if (tooWeak) candidates = candidates.filter((_, i) => i !== weakest);
    settled = !tooWeak && candidates.every(({ index }, i) => index === before[i]);
  }

  const changes = candidates.map(({ index, strength }, i): LevelChange => {
    const [from, to] = neighbours(i);
    if (!positive) return { index, ratio: null, low: null, high: null, strength };
    const logRatio = levelOf(scaled.slice(index, to), spread) - levelOf(scaled.slice(from, index), spread);
    const halfWidth = Z95 * sigma * Math.sqrt(errorOf(from, index) + errorOf(index, to));
    return {
      index,
      ratio: Math.exp(logRatio),
      low: Math.exp(logRatio - halfWidth),
      high: Math.exp(logRatio + halfWidth),
      strength,
    };
  });
  const rate = RATES.find(({ upToCorrelation }) => noise.correlation <= upToCorrelation)?.rate ?? null;
  return { changes, noise, falseAlarmRate: rate };
};
