import { entryAt } from '../base/checked.ts';
import { withValueAt } from '../base/plain-object.ts';
import { latinHypercube } from '../base/statistics/latin-hypercube.ts';
import { REGION_PATH, withRegion } from '../plan/economics/region.ts';
import type { FieldRange, FieldValue, Points } from '../records/sweep.ts';
import type { Scenario } from '../records/scenario.ts';

/** The points of a sweep, by number from 0. */
export interface PointTable {
  /** Fields that differ from point to point. */
  readonly paths: readonly string[];
  readonly count: number;
  /** Values of the fields at a point, in the order of `paths`. */
  readonly valuesAt: (point: number) => readonly FieldValue[];
}

/** Number of points, without listing them. */
export const pointCount = (points: Points): number => {
  switch (points.kind) {
    case 'grid':
      return points.axes.reduce((count, { values }) => count * values.length, 1);
    case 'list':
      return points.rows.length;
    case 'lhs':
      return points.n;
  }
};

/** The digits of a number in a system whose every place has a base of its own, the last turning fastest. */
const combination = (axes: readonly { readonly values: readonly FieldValue[] }[], point: number): FieldValue[] => {
  const values = new Array<FieldValue>(axes.length);
  let rest = point;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { values: choices } = entryAt(axes, axis);
    values[axis] = entryAt(choices, rest % choices.length);
    rest = Math.floor(rest / choices.length);
  }
  return values;
};

/** The value at a share of a range; ends of a whole range are met as often as what lies between them. */
export const valueInRange = ({ low, high, scale, whole }: FieldRange, share: number): number => {
  if (whole) return Math.min(high, Math.floor(spread(low, high + 1, scale, share)));
  return Math.min(high, Math.max(low, spread(low, high, scale, share)));
};

const spread = (low: number, high: number, scale: FieldRange['scale'], share: number): number =>
  scale === 'log' ? low * (high / low) ** share : low + share * (high - low);

export const pointTable = (points: Points): PointTable => {
  const count = pointCount(points);
  switch (points.kind) {
    case 'grid': {
      const { axes } = points;
      return { paths: axes.map(({ path }) => path), count, valuesAt: (point) => combination(axes, point) };
    }
    case 'list':
      return { paths: points.paths, count, valuesAt: (point) => entryAt(points.rows, point) };
    case 'lhs':
      return hypercube(points);
  }
};

const hypercube = ({ n, seed, ranges }: Extract<Points, { kind: 'lhs' }>): PointTable => {
  const quantities = ranges.map(({ path }) => ({
    id: path,
    distribution: { kind: 'uniform', low: 0, high: 1 } as const,
  }));
  const shares = latinHypercube({ quantities, draws: n, seed });
  return {
    paths: ranges.map(({ path }) => path),
    count: n,
    valuesAt: (point) => ranges.map((range, axis) => valueInRange(range, entryAt(shares, axis)[point] ?? NaN)),
  };
};

/** The base with the values of a point; a region fills in what no other value of the point says. */
export const scenarioAt = (base: Scenario, paths: readonly string[], values: readonly FieldValue[]): Scenario => {
  const region = paths.indexOf(REGION_PATH);
  const place = region === -1 ? base : withRegion(base, values[region]);
  // Each value has been checked against the schema of its field when the sweep was read.
  return paths.reduce<unknown>(
    (scenario, path, index) => withValueAt(scenario, path, values[index]),
    place,
  ) as Scenario;
};
