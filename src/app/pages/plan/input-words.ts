import { formatNumber } from '../../../base/format.ts';
import type { ChangedInput } from '../../../plan/attribution.ts';
import { fieldLabel, valueLabel } from './scenario-fields.ts';

/** A value of a scenario as words. */
export const valueWords = (path: string, value: unknown): string => {
  if (value === null || value === undefined) return 'not set';
  if (typeof value === 'number') return formatNumber(value, 6);
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  return typeof value === 'string'
    ? valueLabel(path, value)
    : typeof value === 'object'
      ? 'own hardware'
      : String(value);
};

/** What a path of a scenario is called, be it a field of the form or not. */
export const inputLabel = (path: string): string =>
  path === 'own' ? 'Own hardware' : path === 'mode' ? 'Way of answering' : fieldLabel(path);

/** "Queries 250,000,000 → 25,000,000", one line a field. */
export const inputWords = ({
  paths,
  before,
  after,
}: Pick<ChangedInput, 'paths' | 'before' | 'after'>): readonly string[] =>
  paths.map((path, i) => {
    const label = inputLabel(path);
    return path === 'own' ? label : `${label} ${valueWords(path, before[i])} → ${valueWords(path, after[i])}`;
  });
