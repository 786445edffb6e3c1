import type { LedgerLine } from '../records/plan.ts';
import { csv, type CsvCell } from './csv.ts';

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

export const LEDGER_COLUMNS = ['id', 'label', 'value', 'unit', 'kind', 'formula', 'inputs', 'tier', 'source'] as const;

/** The whole plan as a table: one line of the ledger per row. */
export const ledgerRows = ({ ledger }: { readonly ledger: readonly LedgerLine[] }): CsvCell[][] =>
  ledger.map((line) => [
    line.id,
    line.label,
    line.value,
    line.unit,
    line.kind,
    line.formula,
    line.inputs.join(' '),
    line.tier,
    line.source,
  ]);

export const ledgerCsv = (answer: { readonly ledger: readonly LedgerLine[] }): string =>
  csv(LEDGER_COLUMNS, ledgerRows(answer));
