import { formatNumber, formatQuantity } from '../../../base/format.ts';
import { sectionTitle } from '../../../records/ledger-lines.ts';
import type { LedgerLine } from '../../../records/plan.ts';

/** A piece of a formula: text as it stands, or a line that it refers to, with its value. */
export type FormulaPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'line'; readonly id: string; readonly text: string };

const VALUE_DIGITS = 6;

export const ledgerValue = ({ value, unit }: LedgerLine): { text: string; unit: string } =>
  value === null ? { text: 'not known', unit: '' } : { text: formatNumber(value, VALUE_DIGITS), unit };

/** Cuts a formula into text and the ids of its inputs. */
export const formulaParts = (line: LedgerLine, lines: ReadonlyMap<string, LedgerLine>): FormulaPart[] => {
  const { formula, inputs } = line;
  if (formula === null) return [];
  // Longest first, so that `fleet.gpus` does not cut `fleet.gpusPerServer` in two.
  const ids: readonly string[] = [...inputs].sort((a, b) => b.length - a.length);
  if (ids.length === 0) return [{ kind: 'text', text: formula }];
  const pattern = new RegExp(`(${ids.map((id) => id.replaceAll('.', '\\.')).join('|')})(?![\\w.])`);
  return formula
    .split(pattern)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const input = ids.includes(piece) ? lines.get(piece) : undefined;
      return input === undefined
        ? { kind: 'text', text: piece }
        : { kind: 'line', id: input.id, text: ledgerValue(input).text };
    });
};

export interface LedgerGroup {
  readonly title: string;
  readonly lines: readonly LedgerLine[];
}

/** Consecutive lines of one section, in the order of the computation. */
export const groupLines = (ledger: readonly LedgerLine[]): LedgerGroup[] => {
  const groups: { title: string; lines: LedgerLine[] }[] = [];
  for (const line of ledger) {
    const title = sectionTitle(line.id);
    const existing = groups.find((group) => group.title === title);
    if (existing === undefined) groups.push({ title, lines: [line] });
    else existing.lines.push(line);
  }
  return groups;
};

/** A number with its derivation, to paste into a mail; `name` says of what, where that is not the plan itself. */
export const citation = (line: LedgerLine, name = ''): string => {
  const { text, unit } =
    line.value === null ? { text: 'not known', unit: '' } : formatQuantity(line.value, line.unit, 12);
  const formula = line.formula === null ? '' : ` = ${line.formula}`;
  return `${line.label}: ${text} ${unit}${formula} (${line.tier}; ${line.source}), Roofrack ledger line ${line.id}${name === '' ? '' : ` of ${name}`}`;
};
