import { entryAt } from '../base/checked.ts';
import { withValueAt } from '../base/plain-object.ts';
import type { FieldValue, Points } from '../records/sweep.ts';
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
      throw new Error('no sampler yet');
  }
};

/** The base with the values of a point. */
export const scenarioAt = (base: Scenario, paths: readonly string[], values: readonly FieldValue[]): Scenario =>
  // Each value has been checked against the schema of its field when the sweep was read.
  paths.reduce<unknown>((scenario, path, index) => withValueAt(scenario, path, values[index]), base) as Scenario;
