import type { Result, Problem } from '../base/result.ts';
import { ASSUMED_VOLUME_GROWTH, type PublishedSeries } from '../catalog/series.ts';
import type { Projection, ProjectionPoint } from '../records/projection.ts';
import { fallBetween, project, type Prediction, type Projected } from './project.ts';

/** A year that the source names as well, with what it expects there. */
export interface Expectation {
  readonly year: number;
  readonly expected: number;
  readonly projected: number;
  /** expected / projected. */
  readonly ratio: number;
}

export interface Period {
  readonly from: number;
  readonly to: number;
  readonly yearlyFall: number;
}

/** Falls between the years that a source names, one after the other, forecasts counted. */
export const periodsOf = (points: readonly ProjectionPoint[]): readonly Period[] => {
  const ordered = [...points].sort((a, b) => a.year - b.year);
  return ordered.slice(1).flatMap((to, index) => {
    const from = ordered[index];
    return from === undefined || from.year === to.year
      ? []
      : [{ from: from.year, to: to.year, yearlyFall: fallBetween(from, to) }];
  });
};

export const expectationsOf = (prediction: Prediction, expected: readonly ProjectionPoint[]): readonly Expectation[] =>
  expected.map(({ year, value }) => {
    const projected = prediction.at(year).value;
    return { year, expected: value, projected, ratio: value / projected };
  });

/** Every year from the first to the last that is asked for, and the years of the points. */
export const yearsOf = ({ points }: Projection, until: number): readonly number[] => {
  const own = points.map(({ year }) => year);
  const [first, last] = [Math.ceil(Math.min(...own)), Math.max(...own, until)];
  const whole = Array.from({ length: Math.max(0, Math.floor(last) - first + 1) }, (_, i) => first + i);
  return [...new Set([...own, ...whole, until])].sort((a, b) => a - b);
};

export const projectYears = (prediction: Prediction, years: readonly number[]): readonly Projected[] =>
  years.map((year) => prediction.at(year));

/** By both laws; where nobody counted a volume it is assumed to double each year. */
export const bothLaws = (
  projection: Projection,
): { readonly exponential: Result<Prediction, Problem>; readonly wright: Result<Prediction, Problem> } => ({
  exponential: project({ ...projection, law: 'exponential', learningRate: null, yearlyFall: asFall(projection) }),
  wright: project({
    ...projection,
    law: 'wright',
    volumeGrowth:
      projection.volumeGrowth ??
      (projection.points.filter(({ volume }) => volume !== null).length < 2 ? ASSUMED_VOLUME_GROWTH : null),
  }),
});

/** A learning rate has no place in the exponential: the fall that it makes has. */
const asFall = ({ yearlyFall, learningRate, volumeGrowth }: Projection): number | null =>
  learningRate === null ? yearlyFall : 1 - (1 + (volumeGrowth ?? ASSUMED_VOLUME_GROWTH)) ** Math.log2(1 - learningRate);

/** All that a source says of a series, forecasts counted. */
export const allPoints = ({ projection, expected }: PublishedSeries): readonly ProjectionPoint[] => [
  ...projection.points,
  ...expected,
];
