import { isPlainObject } from '../base/plain-object.ts';
import type { Scenario } from '../records/scenario.ts';

type Leaf = readonly [path: string, value: unknown];

/** None is a number of the plan; the calibrations in use are the same for both and stand in the options. */
const NO_INPUT = ['format', 'version', 'name', 'published', 'hardware.calibration', 'hardware.stackCalibration'];

const leaves = (value: unknown, path = ''): Leaf[] =>
  isPlainObject(value) && path !== 'own' && path !== 'published'
    ? Object.entries(value).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`))
    : [[path, value]];

/**
 * Paths of the fields in which two scenarios differ, in the order of the record; their names do not count. Of two modes
 * `mode` stands for all fields that only the one or the other has.
 */
export const changedPaths = (before: Scenario, after: Scenario): string[] => {
  const values = new Map(leaves(before));
  return leaves(after).flatMap(([path, value]) =>
    NO_INPUT.includes(path) || !values.has(path) || JSON.stringify(values.get(path)) === JSON.stringify(value)
      ? []
      : path,
  );
};
