import { parseNumber } from '../../../base/format.ts';
import { valueAt } from '../../../base/plain-object.ts';
import type { FieldDescription } from '../../../records/schema-walk.ts';
import type { ChoiceOption } from '../../controls/rr-choice-field/rr-choice-field.ts';

/** A field of the form, all of it read from the record's schema and the catalogue. */
export interface ScenarioField {
  readonly path: string;
  readonly description: FieldDescription;
  /** What can be chosen; null for a number. */
  readonly options: readonly ChoiceOption[] | null;
}

export interface FieldGroup {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly ScenarioField[];
}

/** How a field that may be left open is written when it is. */
export const UNSET = 'null';

/** What a field of choices shows as chosen: an option's value. */
export const choiceAt = (record: object, path: string): string => String(valueAt(record, path));

/** What a field to type in shows: nothing where the value is left open. */
export const entryAt = (record: object, path: string): number | string => {
  const value = valueAt(record, path);
  return typeof value === 'number' ? value : value === null ? '' : String(value);
};

/** `250M` as a number; what is no finite number as it was typed, so that a problem can quote it. */
export const numberOrText = (typed: string): string => {
  const value = parseNumber(typed);
  return value !== null && Number.isFinite(value) ? String(value) : typed;
};
