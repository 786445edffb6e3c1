import { html } from 'lit';
import type { Column, Content } from './table.ts';

/** By which column a table is sorted, and which way; as an address has it: `priceUsd`, `-priceUsd`. Empty for its own order. */
export interface ColumnSort {
  readonly column: string;
  readonly descending: boolean;
}

export const parseSort = (text: string): ColumnSort => ({
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
  sort: ColumnSort,
  onSort: (next: string) => void,
): Column & { readonly head: Content } => {
  const sorted = sort.column === id;
  return {
    ...column,
    sorted: sorted ? (sort.descending ? 'descending' : 'ascending') : 'none',
    head: html`<button
      class="plain sort"
      @click=${() => {
        onSort(nextSort(sort, id));
      }}
    >
      <span>${column.head}</span><span aria-hidden="true">${sorted ? (sort.descending ? '↓' : '↑') : ''}</span>
    </button>`,
  };
};

type Sortable = string | number | boolean | null | undefined;

/** Rows by a value of each: what has none stands last both ways, and equal ones stay in their order. */
export const sortedBy = <Row>(
  rows: readonly Row[],
  { descending }: ColumnSort,
  valueOf: (row: Row) => Sortable,
): readonly Row[] => {
  const known = (row: Row): boolean => valueOf(row) !== null && valueOf(row) !== undefined;
  const compare = (a: Sortable, b: Sortable): number =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  const sign = descending ? -1 : 1;
  return [
    ...rows.filter(known).sort((a, b) => sign * compare(valueOf(a), valueOf(b))),
    ...rows.filter((row) => !known(row)),
  ];
};
