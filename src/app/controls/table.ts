import { entryAt } from '../../base/checked.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';

export type Content = TemplateResult | string | typeof nothing;

export interface Column {
  readonly head: Content;
  /** Numbers stand at the end of their column, digit under digit. */
  readonly numeric?: boolean;
  /** Of a column that the table can be sorted by: whether it is. */
  readonly sorted?: 'ascending' | 'descending' | 'none';
  /** What the cell is called where a row is a card; only from the third column on. */
  readonly card?: string;
}

export interface Cell {
  readonly content: Content;
  /** Beside the class that its column gives it. */
  readonly class?: string;
  readonly title?: string;
  /** Where it differs from its column. */
  readonly numeric?: boolean;
}

export interface Row {
  /** The first is the head of the row. */
  readonly cells: readonly (Content | Cell)[];
  readonly class?: string;
}

export interface Table {
  /** What a screen reader calls it: "Table of servers". */
  readonly label: string;
  readonly columns: readonly (string | Column)[];
  readonly rows: readonly (Row | readonly (Content | Cell)[])[];
  readonly caption?: Content;
  /** A table of sentences: on a phone each row is a card. */
  readonly cards?: boolean;
  /** What it shows is being computed anew. */
  readonly busy?: boolean;
}

const isCell = (cell: Content | Cell): cell is Cell => typeof cell === 'object' && 'content' in cell;

const columnOf = (column: string | Column): Column => (typeof column === 'string' ? { head: column } : column);

const classes = (...names: readonly (string | undefined)[]): string => names.filter(Boolean).join(' ');

/** A column of numbers. */
export const numeric = (head: Content, card?: string): Column =>
  card === undefined ? { head, numeric: true } : { head, numeric: true, card };

/** A column of which only screen readers need the name. */
export const unnamed = (head: string): Column => ({ head: html`<span class="visually-hidden">${head}</span>` });

/**
 * Every table of the app, for an element that has `tableStyles`: it scrolls by itself where it is wider than its room,
 * by keys as well, and arrow keys lead from link to link.
 */
export const table = ({ label, columns, rows, caption, cards = false, busy = false }: Table): TemplateResult => {
  const known = columns.map(columnOf);
  return html`<div
    class="table-scroll"
    tabindex="0"
    role="group"
    aria-label=${label}
    aria-busy=${busy ? 'true' : 'false'}
  >
    <table
      class=${cards ? classes('cards', known.some(({ sorted }) => sorted !== undefined) ? 'sortable' : undefined) : ''}
      @keydown=${moveInTable}
    >
      ${
        caption === undefined
          ? nothing
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${known.map(
            ({ head, numeric: figures = false, sorted }) =>
              html`<th scope="col" class=${figures ? 'figure' : ''} aria-sort=${ifDefined(sorted)}>${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => {
          const { cells, class: name = '' } = 'cells' in row ? row : { cells: row };
          return html`<tr class=${name}>
            ${cells.map((cell, index) => bodyCell(cell, entryAt(known, index), index))}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
};

const bodyCell = (given: Content | Cell, column: Column, index: number): TemplateResult => {
  const cell: Cell = isCell(given) ? given : { content: given };
  if (index === 0) return html`<th scope="row" class=${cell.class ?? ''}>${cell.content}</th>`;
  const figures = cell.numeric ?? column.numeric ?? false;
  return html`<td
    class=${classes(figures ? 'figure' : undefined, cell.class)}
    title=${ifDefined(cell.title)}
    data-label=${ifDefined(column.card)}
  >
    ${cell.content}
  </td>`;
};

const STEPS: Readonly<Record<string, readonly [rows: number, cells: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/**
 * Arrow keys inside a table of links: one stop of Tab a row, its first link or button; the arrows lead on to the others,
 * which have `tabindex="-1"`. A table of numbers that all lead somewhere is no wall before what comes after it.
 */
const moveInTable = (event: KeyboardEvent): void => {
  const step = STEPS[event.key];
  const [from] = event.composedPath();
  if (step === undefined || !(from instanceof Element)) return;
  const cell = from.closest<HTMLTableCellElement>('td, th');
  const row = cell?.closest('tr');
  const rows = [...(row?.closest('tbody')?.rows ?? [])];
  if (cell === null || row === null || row === undefined || from === cell) return;
  const within = (at: HTMLTableCellElement | undefined): HTMLElement | null =>
    at?.querySelector<HTMLElement>('a[href], button') ?? null;
  const [down, right] = step;
  // Cells that have no number are stepped over.
  for (
    let r = rows.indexOf(row) + down, c = cell.cellIndex + right;
    c in (rows[r]?.cells ?? []);
    r += down, c += right
  ) {
    const next = within(rows[r]?.cells[c]);
    if (next === null) continue;
    event.preventDefault();
    next.focus();
    return;
  }
};
