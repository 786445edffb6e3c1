import type { LedgerLine } from '../records/plan.ts';
import { csv, type CsvCell } from './csv.ts';

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
