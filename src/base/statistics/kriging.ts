import { quantile, robustSd } from './order.ts';

/**
 * Interpolation of scattered values by Gaussian-process regression with a Matérn-3/2 kernel and noise:
 *
 *   k(a, b) = σ²·[ρ·(1 + √3·d)·e^(−√3·d) + (1 − ρ)·(a = b)],   d² = Σ ((aᵢ − bᵢ)/ℓᵢ)²
 *
 * Near the points the mean follows them and the spread is that of the noise; far away the mean returns to 0 and the
 * spread to σ. Lengths and share are those of highest marginal likelihood on a grid, one coordinate after the other
 * (Rasmussen & Williams, Gaussian Processes for Machine Learning, 2.2 and 5.4.1). For at most some hundred points.
 */
export interface KrigingParameters {
  readonly lengths: readonly number[];
  /** ρ, share of the variance that is common to near points. */
  readonly signalShare: number;
  /** σ. */
  readonly sd: number;
}

export interface Kriging {
  readonly mean: (point: readonly number[]) => number;
  /** Standard deviation of a new value at the point, noise included. */
  readonly sd: (point: readonly number[]) => number;
}

const SQRT3 = Math.sqrt(3);
/** Values further than this many robust standard deviations out are drawn in, so as not to bend their neighbours. */
const OUTLIER_SD = 3;
const LENGTHS = [0.7, 1.5, 3, 6];
const SHARES = [0.15, 0.3, 0.5, 0.7, 0.85];

const matern = (a: readonly number[], b: readonly number[], lengths: readonly number[]): number => {
  let squared = 0;
  for (let i = 0; i < lengths.length; i++) {
    const difference = (a[i]! - b[i]!) / lengths[i]!;
    squared += difference * difference;
  }
  const d = SQRT3 * Math.sqrt(squared);
  return (1 + d) * Math.exp(-d);
};

/** Lower Cholesky factor of the correlation matrix, row after row. */
const factorise = (
  points: readonly (readonly number[])[],
  lengths: readonly number[],
  signalShare: number,
): Float64Array[] => {
  const rows: Float64Array[] = [];
  for (let i = 0; i < points.length; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j < i; j++) {
      const other = rows[j]!;
      let sum = signalShare * matern(points[i]!, points[j]!, lengths);
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      row[j] = sum / other[j]!;
    }
    let diagonal = 1;
    for (let k = 0; k < i; k++) diagonal -= row[k]! * row[k]!;
    // Points that coincide leave nothing but the noise share; rounding must not make it negative.
    row[i] = Math.sqrt(Math.max(diagonal, 1e-9));
    rows.push(row);
  }
  return rows;
};

const forward = (factor: readonly Float64Array[], values: readonly number[]): Float64Array => {
  const solution = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = values[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i]![k]! * solution[k]!;
    solution[i] = sum / factor[i]![i]!;
  }
  return solution;
};

const backward = (factor: readonly Float64Array[], values: Float64Array): Float64Array => {
  const solution = Float64Array.from(values);
  for (let i = values.length - 1; i >= 0; i--) {
    solution[i]! /= factor[i]![i]!;
    for (let k = 0; k < i; k++) solution[k]! -= factor[i]![k]! * solution[i]!;
  }
  return solution;
};

const drawnIn = (values: readonly number[]): number[] => {
  const spread = robustSd(values);
  return values.map((value) => Math.min(OUTLIER_SD * spread, Math.max(-OUTLIER_SD * spread, value)));
};

const trial = (
  points: readonly (readonly number[])[],
  values: readonly number[],
  lengths: readonly number[],
  signalShare: number,
): { likelihood: number; sd: number } => {
  const factor = factorise(points, lengths, signalShare);
  const white = forward(factor, values);
  const variance = white.reduce((sum, value) => sum + value * value, 0) / values.length;
  const logDeterminant = factor.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
  return { likelihood: -0.5 * values.length * Math.log(variance) - logDeterminant, sd: Math.sqrt(variance) };
};

/** The parameters under which the values are most likely; with `given`, only the spread is found. */
export const fitKriging = (
  points: readonly (readonly number[])[],
  values: readonly number[],
  given: Omit<KrigingParameters, 'sd'> | null = null,
): KrigingParameters => {
  const calm = drawnIn(values);
  if (given !== null) return { ...given, sd: trial(points, calm, given.lengths, given.signalShare).sd };
  const dimensions = points[0]!.length;
  let lengths: readonly number[] = new Array<number>(dimensions).fill(3);
  let signalShare = 0.7;
  let best = trial(points, calm, lengths, signalShare);
  for (let sweep = 0; sweep < 2; sweep++) {
    const before = best.likelihood;
    for (let coordinate = 0; coordinate <= dimensions; coordinate++) {
      for (const value of coordinate === dimensions ? SHARES : LENGTHS) {
        const tryLengths = lengths.map((length, i) => (i === coordinate ? value : length));
        const tryShare = coordinate === dimensions ? value : signalShare;
        const candidate = trial(points, calm, tryLengths, tryShare);
        if (candidate.likelihood > best.likelihood) {
          best = candidate;
          lengths = tryLengths;
          signalShare = tryShare;
        }
      }
    }
    if (best.likelihood === before) break;
  }
  return { lengths, signalShare, sd: best.sd };
};

export const createKriging = (
  points: readonly (readonly number[])[],
  values: readonly number[],
  { lengths, signalShare, sd }: KrigingParameters,
): Kriging => {
  const factor = factorise(points, lengths, signalShare);
  const weights = backward(factor, forward(factor, drawnIn(values)));
  return {
    mean: (point) => {
      let sum = 0;
      for (let i = 0; i < points.length; i++) sum += weights[i]! * matern(point, points[i]!, lengths);
      return signalShare * sum;
    },
    sd: (point) => {
      const shared = points.map((other) => signalShare * matern(point, other, lengths));
      const explained = forward(factor, shared).reduce((sum, value) => sum + value * value, 0);
      return sd * Math.sqrt(Math.max(1e-6, 1 - explained));
    },
  };
};

/** Half-width in standard deviations that would have held `level` of these standardised errors (split conformal). */
export const conformalQuantile = (standardised: readonly number[], level: number): number =>
  quantile(standardised.map(Math.abs), Math.min(1, (level * (standardised.length + 1)) / standardised.length));
