import type { LedgerLine } from '../records/plan.ts';

const ID = /[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+/g;

/**
 * A line's formula with the values of the other lines put in, or the values it was computed from where `formula` is a
 * rule in words; null for a line that was given.
 */
export const formulaWithValues = (
  line: LedgerLine,
  valueOf: (id: string) => number | null | undefined,
  format: (value: number) => string,
): string | null => {
  const shown = (id: string): string => {
    const value = valueOf(id);
    return value === null ? 'unknown' : value === undefined ? id : format(value);
  };
  if (line.formula === null) return null;
  if (line.kind !== 'model') return line.formula.replace(ID, shown);
  return line.inputs.map((id) => `${id} = ${shown(id)}`).join(', ');
};
