import type { FieldValue } from '../records/sweep.ts';
import { withValueAt } from '../base/plain-object.ts';
import type { Scenario } from '../records/scenario.ts';

/** The scenario of a row: the base with the values that the row's columns have. */
export const scenarioOfRow = (base: Scenario, values: ReadonlyMap<string, FieldValue>): Scenario =>
  [...values].reduce<unknown>((scenario, [path, value]) => withValueAt(scenario, path, value), base) as Scenario;
