import { percentText, quantityText } from '../../../base/format.ts';
import { valueAt } from '../../../base/plain-object.ts';
import type { ScenarioField } from './form-fields.ts';

/** Fields that a closed group names on its line. */
const MOST_FIELDS = 4;
/** Digits of what was typed, not of what was computed. */
const DIGITS = 6;
/** An availability of seven nines is none of 100 %. */
const SHARE_DIGITS = 8;

/** "Rented hours 1" would be an hour. */
const isShare = ({ unit, low, high }: ScenarioField['description']): boolean =>
  unit === '' && low !== null && low >= 0 && high !== null && high <= 1;

const numberText = (value: number, description: ScenarioField['description']): string =>
  isShare(description) ? percentText(value, SHARE_DIGITS) : quantityText(value, description.unit, DIGITS);

const words = ({ path, description, options }: ScenarioField, value: unknown): string => {
  const shown =
    typeof value === 'number'
      ? numberText(value, description)
      : (options?.find((option) => option.value === value)?.label ?? String(value));
  return `${description.label ?? path} ${shown}`;
};

/**
 * What a closed group of inputs says of itself: by name, first those that are not as the defaults have them, then those that
 * are something at all.
 */
export const formSummary = (fields: readonly ScenarioField[], record: object, defaults: object): string => {
  const known = fields.flatMap((field) => {
    const value: unknown = valueAt(record, field.path);
    return value === null || value === undefined ? [] : [{ field, value }];
  });
  const changed = known.filter(({ field: { path }, value }) => value !== valueAt(defaults, path));
  const others = known.filter((entry) => !changed.includes(entry) && entry.value !== 0);
  const named = [...changed, ...others].slice(0, MOST_FIELDS).map(({ field, value }) => words(field, value));
  return named.length === 0 ? 'not set' : named.join(', ');
};
