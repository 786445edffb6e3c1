import { choleskyFactor } from './cholesky.ts';

/**
 * Bounded robust least squares: Levenberg–Marquardt on the soft-L1 loss, with parameters held inside a box.
 *
 *   loss(r) = 2s²(√(1 + (r/s)²) − 1)        ≈ r² for |r| ≪ s,  ≈ 2s|r| for |r| ≫ s
 *
 * A residual far beyond the scale s pulls with a constant force instead of one that grows with it, so that a few wild
 * rows cannot bend the curve. Marquardt's damping is scale-free; a parameter at its bound whose gradient points
 * outward is frozen for that step (Kanzow, Yamashita & Fukushima, "Levenberg–Marquardt methods for constrained
 * equations", 2004). Meant for some ten parameters and a few thousand residuals.
 */
export interface LeastSquaresProblem {
  /** Residuals at the given parameters; always the same number of them. */
  readonly residuals: (parameters: readonly number[]) => readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Residual from which on a row counts as an outlier; Infinity is plain least squares. */
  readonly scale: number;
}

export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  readonly residuals: readonly number[];
  readonly cost: number;
}

const MAX_ITERATIONS = 80;
/** Relative fall of the cost below which a step counts as no progress: far below what a parameter can show. */
const COST_TOLERANCE = 1e-10;
/** The same along a profile, where the end of the interval is wanted to a percent only. */
const PROFILE_TOLERANCE = 1e-6;

/** Weight ρ'(z) of a residual in the normal equations: 1 for small ones, s/|r| for outliers. */
export const robustWeight = (residual: number, scale: number): number => 1 / Math.sqrt(1 + (residual / scale) ** 2);

const costOf = (residuals: readonly number[], scale: number): number => {
  let sum = 0;
  if (scale === Infinity) {
    for (const r of residuals) sum += r * r;
    return sum;
  }
  for (const r of residuals) sum += 2 * scale * scale * (Math.sqrt(1 + (r / scale) ** 2) - 1);
  return sum;
};

/** Solves the symmetric positive system A·x = b by Cholesky; null where A is not positive definite. */
export const solveSymmetric = (a: readonly (readonly number[])[], b: readonly number[]): number[] | null => {
  const l = choleskyFactor(a);
  if (l === null) return null;
  const size = b.length;
  const x = [...b];
  for (const [i, row] of l.entries()) {
    for (let k = 0; k < i; k++) x[i]! -= row[k]! * x[k]!;
    x[i]! /= row[i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= l[k]![i]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  return x;
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Weighted normal matrix JᵀWJ and gradient JᵀWr, the Jacobian by forward differences that step inside the box. */
const normalEquations = (problem: LeastSquaresProblem, at: readonly number[], residuals: readonly number[]) => {
  const { lower, upper, scale } = problem;
  const free = at.flatMap((_, i) => (upper[i]! > lower[i]! ? [i] : []));
  const columns = free.map((i) => {
    const size = 1e-6 * Math.max(Math.abs(at[i]!), 1e-3 * Math.min(upper[i]! - lower[i]!, 1));
    const step = at[i]! + size > upper[i]! ? -size : size;
    const shifted = problem.residuals(at.map((value, j) => (j === i ? value + step : value)));
    return residuals.map((r, row) => (shifted[row]! - r) / step);
  });
  const weights = residuals.map((r) => robustWeight(r, scale));
  const matrix = columns.map((a) =>
    columns.map((b) => {
      let sum = 0;
      for (let row = 0; row < weights.length; row++) sum += weights[row]! * a[row]! * b[row]!;
      return sum;
    }),
  );
  const gradient = columns.map((a) => {
    let sum = 0;
    for (let row = 0; row < weights.length; row++) sum += weights[row]! * a[row]! * residuals[row]!;
    return sum;
  });
  return { free, matrix, gradient };
};

/** Nearest minimum from one start. A parameter whose bounds coincide stays where it is. */
export const minimise = (
  problem: LeastSquaresProblem,
  start: readonly number[],
  tolerance = COST_TOLERANCE,
): LeastSquaresFit => {
  const { lower, upper, scale } = problem;
  let parameters = start.map((value, i) => clamp(value, lower[i]!, upper[i]!));
  let residuals = problem.residuals(parameters);
  let cost = costOf(residuals, scale);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const { free, matrix, gradient } = normalEquations(problem, parameters, residuals);
    const moving = free.flatMap((i, at) => {
      const outward =
        (parameters[i]! <= lower[i]! && gradient[at]! > 0) || (parameters[i]! >= upper[i]! && gradient[at]! < 0);
      return outward || matrix[at]![at] === 0 ? [] : [at];
    });
    if (moving.length === 0) break;
    let improved = false;
    let fall = 0;
    while (damping < 1e12) {
      const damped = moving.map((a) => moving.map((b) => matrix[a]![b]! * (a === b ? 1 + damping : 1)));
      const step = solveSymmetric(
        damped,
        moving.map((a) => -gradient[a]!),
      );
      if (step) {
        const next = [...parameters];
        moving.forEach((a, at) => {
          const i = free[a]!;
          next[i] = clamp(parameters[i]! + step[at]!, lower[i]!, upper[i]!);
        });
        const nextResiduals = problem.residuals(next);
        const nextCost = costOf(nextResiduals, scale);
        if (nextCost < cost) {
          fall = (cost - nextCost) / cost;
          parameters = next;
          residuals = nextResiduals;
          cost = nextCost;
          damping = Math.max(1e-9, damping / 5);
          improved = true;
          break;
        }
      }
      damping *= 4;
    }
    if (!improved || fall < tolerance) break;
  }
  return { parameters, residuals, cost };
};

/** Best minimum over several starts: the `tries` starts of lowest cost are followed to their minimum. */
export const minimiseFromMany = (
  problem: LeastSquaresProblem,
  starts: readonly (readonly number[])[],
  tries: number,
): LeastSquaresFit =>
  starts
    .map((start) => ({ start, cost: costOf(problem.residuals(start), problem.scale) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, tries)
    .map(({ start }) => minimise(problem, start))
    .reduce((best, fit) => (fit.cost < best.cost ? fit : best));

export interface ProfileInterval {
  readonly low: number;
  readonly high: number;
  /** False where the interval runs into a bound of the box: the data do not end it on that side. */
  readonly closedLow: boolean;
  readonly closedHigh: boolean;
}

/**
 * Interval of one parameter by profiling: the values for which the best cost over all other parameters rises by no
 * more than κ·t², with κ = mean ψ²/mean ψ' the robust residual variance (Heritier & Ronchetti, JASA 89, 1994) and t
 * the Student quantile. Unlike an interval from the curvature it need not be symmetric, stays inside the box and
 * shows a parameter that the data leave open.
 */
export const profileInterval = (
  problem: LeastSquaresProblem,
  fit: LeastSquaresFit,
  index: number,
  studentT: number,
): ProfileInterval => {
  const count = fit.residuals.length;
  const freedom = Math.max(1, count - problem.lower.filter((low, i) => problem.upper[i]! > low).length);
  let psi = 0;
  let slope = 0;
  for (const r of fit.residuals) {
    const weight = robustWeight(r, problem.scale);
    psi += (r * weight) ** 2;
    slope += weight ** 3;
  }
  const allowed = ((psi / freedom) * studentT ** 2) / (slope / count);
  const centre = fit.parameters[index]!;

  /** √(rise/allowed) along the profile: near 0 at the fit, 1 at the end of the interval, and close to linear. */
  let warm = fit.parameters;
  const distance = (value: number): number => {
    const held = (bounds: readonly number[]) => bounds.map((bound, i) => (i === index ? value : bound));
    const restricted = { ...problem, lower: held(problem.lower), upper: held(problem.upper) };
    const profile = minimise(
      restricted,
      warm.map((old, i) => (i === index ? value : old)),
      PROFILE_TOLERANCE,
    );
    warm = profile.parameters;
    return Math.sqrt(Math.max(0, profile.cost - fit.cost) / Math.max(allowed, Number.MIN_VALUE));
  };

  const end = (bound: number): { value: number; closed: boolean } => {
    warm = fit.parameters;
    const span = bound - centre;
    let inside = 0;
    let insideDistance = 0;
    let outside = 1;
    let outsideDistance = Infinity;
    for (let reach = 1 / 64; ; reach = Math.min(1, reach * 2)) {
      const d = distance(centre + span * reach);
      if (d >= 1) {
        outside = reach;
        outsideDistance = d;
        break;
      }
      inside = reach;
      insideDistance = d;
      if (reach === 1) return { value: bound, closed: false };
    }
    for (let round = 0; round < 12 && outside - inside > 0.005 * outside; round++) {
      const secant = inside + ((1 - insideDistance) / (outsideDistance - insideDistance)) * (outside - inside);
      const margin = 0.05 * (outside - inside);
      const at = clamp(secant, inside + margin, outside - margin);
      const d = distance(centre + span * at);
      if (d >= 1) {
        outside = at;
        outsideDistance = d;
      } else {
        inside = at;
        insideDistance = d;
      }
    }
    return { value: centre + span * outside, closed: true };
  };

  const [lowest, highest] = [problem.lower[index]!, problem.upper[index]!];
  const low = centre > lowest ? end(lowest) : { value: centre, closed: false };
  const high = centre < highest ? end(highest) : { value: centre, closed: false };
  return { low: low.value, high: high.value, closedLow: low.closed, closedHigh: high.closed };
};
