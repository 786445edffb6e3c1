import { html } from 'lit';
import type { Column, Content } from './table.ts';

/** By which column a table is sorted, and which way; as an address has it: `priceUsd`, `-priceUsd`. Empty for its own order. */
interface ColumnSort {
  readonly column: string;
  readonly descending: boolean;
}

const parseSort = (text: string): ColumnSort => ({
  column: text.replace(/^-/, ''),
  descending: text.startsWith('-'),
});

/** Smallest first, then largest first, then the table's own order again. */
const nextSort = ({ column, descending }: ColumnSort, pressed: string): string =>
  column !== pressed ? pressed : descending ? '' : `-${pressed}`;

/** The head of a column that sorts the table by it. */
export const sortable = (
  column: Column,
  id: string,
  sort: string,
  onSort: (next: string) => void,
): Column & { readonly head: Content } => {
  const by = parseSort(sort);
  const sorted = by.column === id;
  return {
    ...column,
    sorted: sorted ? (by.descending ? 'descending' : 'ascending') : 'none',
    head: html`<button
      class="plain sort"
      @click=${() => {
        onSort(nextSort(by, id));
      }}
    >
      <span>${column.head}</span><span aria-hidden="true">${sorted ? (by.descending ? '↓' : '↑') : ''}</span>
    </button>`,
  };
};

export type Sortable = string | number | boolean | null | undefined;

const compare = (a: Sortable, b: Sortable): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });

/**
 * Rows in the order that an address asks for, by a value that each has of a column: what has none stands last both ways, and
 * equal ones stay in their order. All of them stay where no column is named.
 */
export const sortedBy = <Row>(
  rows: readonly Row[],
  sort: string,
  valueOf: (row: Row, column: string) => Sortable,
): readonly Row[] => {
  const { column, descending } = parseSort(sort);
  if (column === '') return rows;
  const known = (row: Row): boolean => (valueOf(row, column) ?? null) !== null;
  const sign = descending ? -1 : 1;
  return [
    ...rows.filter(known).sort((a, b) => sign * compare(valueOf(a, column), valueOf(b, column))),
    ...rows.filter((row) => !known(row)),
  ];
};
