import type { Law, Projection, ProjectionPoint } from '../records/projection.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { studentTQuantile } from '../base/statistics/quantiles.ts';

/**
 * Two laws of falling cost.
 *
 *   exponential   c(t) = c₀ · (1 − f)^(t − t₀)          f: yearly fall; halving in T months is f = 1 − 2^(−12/T)
 *   Wright        c(Q) = c₀ · (Q / Q₀)^(−b)             learning rate 1 − 2^(−b) per doubling of the volume Q
 *
 * With a volume that grows by G a year, Q(t) = Q₀ · (1 + G)^(t − t₀), Wright's law is the exponential of yearly fall
 * 1 − (1 + G)^(−b). Both are straight lines in the logarithm of the cost: over time, or over the logarithm of the volume.
 * (Wright 1936; Nagy et al. 2013, doi 10.1371/journal.pone.0052669.)
 */

/** Year up to which costs are projected where nobody names one. */
export const PROJECTED_UNTIL = 2030;

export const fallOfHalving = (months: number): number => 1 - 2 ** (-12 / months);
export const halvingOfFall = (fall: number): number => -12 / Math.log2(1 - fall);
export const exponentOfLearning = (learningRate: number): number => -Math.log2(1 - learningRate);
export const learningOfExponent = (b: number): number => 1 - 2 ** -b;
/** Yearly fall by Wright's law where the volume grows by the same share each year. */
export const fallOfWright = (b: number, growth: number): number => 1 - (1 + growth) ** -b;
/** Exponent at which Wright's law with this growth of volume gives this yearly fall. */
export const exponentOfFall = (fall: number, growth: number): number => -Math.log(1 - fall) / Math.log1p(growth);
/** What falls one after the other compose to. */
export const composedFall = (falls: readonly number[]): number =>
  1 - falls.reduce((left, fall) => left * (1 - fall), 1);
/** Yearly fall between two values. */
export const fallBetween = (from: ProjectionPoint, to: ProjectionPoint): number =>
  1 - (to.value / from.value) ** (1 / (to.year - from.year));

/** How the slope is known. */
export type Known = 'given' | 'fitted' | 'two points';

export interface Fit {
  readonly law: Law;
  readonly known: Known;
  /** Share that goes each year; negative where the cost rises. By Wright's law at the growth of volume that is given. */
  readonly yearlyFall: number;
  readonly halvingMonths: number | null;
  /** Wright's law; null for the exponential. */
  readonly exponent: number | null;
  readonly learningRate: number | null;
  readonly volumeGrowth: number | null;
  /** Least-squares residual in log, two parameters estimated; null where fewer than three points fix the line. */
  readonly residual: number | null;
  readonly n: number;
}

export interface Projected {
  readonly year: number;
  readonly value: number;
  /** 90 % prediction interval of a fit, or the range of what others expect; null where there is neither. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Prediction extends Fit {
  readonly at: (year: number) => Projected;
}

interface Line {
  /** ln c at x = 0, and its slope. */
  readonly intercept: number;
  readonly slope: number;
  readonly residual: number | null;
  readonly mean: number;
  readonly spread: number;
  readonly n: number;
}

/** Least squares of ln(value) over x. */
const lineThrough = (xs: readonly number[], ys: readonly number[]): Line => {
  const n = xs.length;
  const mean = xs.reduce((sum, x) => sum + x, 0) / n;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / n;
  const spread = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const slope = xs.reduce((sum, x, i) => sum + (x - mean) * ((ys[i] ?? NaN) - meanY), 0) / spread;
  const intercept = meanY - slope * mean;
  const squares = xs.reduce((sum, x, i) => sum + ((ys[i] ?? NaN) - intercept - slope * x) ** 2, 0);
  return { intercept, slope, residual: n > 2 ? Math.sqrt(squares / (n - 2)) : null, mean, spread, n };
};

/** Half-width of the 90 % prediction interval of a line at x, in log; null where nothing is left to estimate it from. */
const halfWidth = ({ residual, n, mean, spread }: Line, x: number): number | null =>
  residual === null ? null : studentTQuantile(0.95, n - 2) * residual * Math.sqrt(1 + 1 / n + (x - mean) ** 2 / spread);

const needsYears = problem(
  'points',
  'points has one year only; a law is fitted from two years. Give another point, or yearlyFall, halvingMonths or learningRate.',
);

const givenFall = ({ yearlyFall, halvingMonths }: Projection): number | null =>
  yearlyFall ?? (halvingMonths === null ? null : fallOfHalving(halvingMonths));

/** Points in the order of years, the earliest is the one that a given law starts from. */
const inOrder = ({ points }: Projection): readonly ProjectionPoint[] => [...points].sort((a, b) => a.year - b.year);

const spans = (points: readonly ProjectionPoint[]): boolean => {
  const [first] = points;
  return points.some(({ year }) => year !== first?.year);
};

/** By the residuals of the fit, or else by the falls that others expect, from the last known point on. */
const bandOf = (
  { slowestFall, fastestFall }: Projection,
  { year, value }: Pick<Projected, 'year' | 'value'>,
  half: number | null,
  last: ProjectionPoint,
): Pick<Projected, 'low' | 'high'> => {
  if (half !== null) return { low: value * Math.exp(-half), high: value * Math.exp(half) };
  const ahead = year - last.year;
  const falls = [slowestFall, fastestFall].filter((fall) => fall !== null);
  if (falls.length === 0 || ahead <= 0) return { low: null, high: null };
  const ends = falls.map((fall) => last.value * (1 - fall) ** ahead);
  return { low: Math.min(value, ...ends), high: Math.max(value, ...ends) };
};

const exponential = (projection: Projection): Result<Prediction, Problem> => {
  const points = inOrder(projection);
  const [start] = points;
  const last = points.at(-1);
  if (start === undefined || last === undefined) throw new Error('A projection has at least one point.');
  const given = givenFall(projection);
  if (given === null && !spans(points)) return err(needsYears);
  // Years from the first: their logarithms stay exact where a year is a large number.
  const line =
    given === null
      ? lineThrough(
          points.map(({ year }) => year - start.year),
          points.map(({ value }) => Math.log(value)),
        )
      : null;
  const fall = given ?? 1 - Math.exp(line?.slope ?? NaN);
  const from = line === null ? Math.log(start.value) : line.intercept;
  return ok({
    law: 'exponential',
    known: given !== null ? 'given' : points.length === 2 ? 'two points' : 'fitted',
    yearlyFall: fall,
    halvingMonths: fall > 0 ? halvingOfFall(fall) : null,
    exponent: null,
    learningRate: null,
    volumeGrowth: null,
    residual: line?.residual ?? null,
    n: points.length,
    at: (year) => {
      const x = year - start.year;
      const value = Math.exp(from + Math.log1p(-fall) * x);
      const half = line === null ? null : halfWidth(line, x);
      return { year, value, ...bandOf(projection, { year, value }, half, last) };
    },
  });
};

const WITHOUT_GROWTH = problem(
  'volumeGrowth',
  'volumeGrowth is not set; Wright’s law needs the growth of the volume per year to reach a year, or a volume at each of two points.',
);

/** Growth of the volume: given, or between the first and the last point that has one. */
const growthOf = ({ volumeGrowth }: Projection, points: readonly ProjectionPoint[]): number | null => {
  if (volumeGrowth !== null) return volumeGrowth;
  const counted = points.filter(({ volume }) => volume !== null);
  const [first] = counted;
  const last = counted.at(-1);
  if (first === undefined || last === undefined || last.year === first.year) return null;
  return ((last.volume ?? NaN) / (first.volume ?? NaN)) ** (1 / (last.year - first.year)) - 1;
};

const wright = (projection: Projection): Result<Prediction, Problem> => {
  const points = inOrder(projection);
  const growth = growthOf(projection, points);
  if (growth === null) return err(WITHOUT_GROWTH);
  if (growth === 0) {
    return err(
      problem(
        'volumeGrowth',
        'volumeGrowth is 0; a volume that does not grow teaches nothing. Give another, or take law=exponential.',
      ),
    );
  }
  const counted = points.filter(({ volume }) => volume !== null);
  const [firstCounted] = counted;
  // ln of the volume over that of the first point: counted where it is, else by its growth.
  const firstYear = points[0]?.year ?? NaN;
  const logVolume = (year: number): number => Math.log1p(growth) * (year - firstYear);
  const { learningRate } = projection;
  const fall = givenFall(projection);
  if (learningRate === null && fall === null && counted.length >= 2 && firstCounted !== undefined && spans(counted)) {
    const base = Math.log(firstCounted.volume ?? NaN);
    const line = lineThrough(
      counted.map(({ volume }) => Math.log(volume ?? NaN) - base),
      counted.map(({ value }) => Math.log(value)),
    );
    const last = counted.at(-1) ?? firstCounted;
    // Beyond the last counted volume it grows on at the given rate.
    const xAt = (year: number): number => Math.log(last.volume ?? NaN) - base + Math.log1p(growth) * (year - last.year);
    return ok({
      ...wrightFit(-line.slope, growth, counted.length === 2 ? 'two points' : 'fitted', line.residual, counted.length),
      at: (year) => {
        const x = xAt(year);
        const value = Math.exp(line.intercept + line.slope * x);
        return { year, value, ...bandOf(projection, { year, value }, halfWidth(line, x), last) };
      },
    });
  }
  const overTime = exponential({ ...projection, law: 'exponential', yearlyFall: fall, halvingMonths: null });
  if (learningRate === null && !overTime.ok) return overTime;
  const given = learningRate !== null ? exponentOfLearning(learningRate) : null;
  const b = given ?? exponentOfFall(overTime.ok ? overTime.value.yearlyFall : NaN, growth);
  const [start] = points;
  if (given === null && overTime.ok) {
    const { known, residual, n, at } = overTime.value;
    return ok({ ...wrightFit(b, growth, known, residual, n), at });
  }
  const last = points.at(-1);
  if (start === undefined || last === undefined) throw new Error('A projection has at least one point.');
  return ok({
    ...wrightFit(b, growth, 'given', null, points.length),
    at: (year) => {
      const value = start.value * Math.exp(-b * logVolume(year));
      return { year, value, ...bandOf(projection, { year, value }, null, last) };
    },
  });
};

const wrightFit = (b: number, growth: number, known: Known, residual: number | null, n: number): Fit => {
  const yearlyFall = fallOfWright(b, growth);
  return {
    law: 'wright',
    known,
    yearlyFall,
    halvingMonths: yearlyFall > 0 ? halvingOfFall(yearlyFall) : null,
    exponent: b,
    learningRate: learningOfExponent(b),
    volumeGrowth: growth,
    residual,
    n,
  };
};

/** Fields that state the same twice. */
const contradictions = ({ yearlyFall, halvingMonths, learningRate, law }: Projection): Problem | null => {
  const given = [
    ['yearlyFall', yearlyFall],
    ['halvingMonths', halvingMonths],
    ['learningRate', learningRate],
  ].flatMap(([name, value]) => (value === null ? [] : String(name)));
  const [first = '', second] = given;
  if (second !== undefined)
    return problem(first, `${given.join(' and ')} are given together; each is a slope. Keep one.`);
  if (law === 'exponential' && learningRate !== null) {
    return problem('learningRate', 'learningRate counts in Wright’s law only; set law=wright, or give yearlyFall.');
  }
  return null;
};

/** A series carried to any year by its law: fitted to its points where no slope is given. */
export const project = (projection: Projection): Result<Prediction, Problem> => {
  const wrong = contradictions(projection);
  if (wrong !== null) return err(wrong);
  return projection.law === 'wright' ? wright(projection) : exponential(projection);
};
