import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../base/format.ts';
import { hasWords } from '../../../base/has-words.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles, textBox } from '../../styles/shared.ts';
import { sortable, sortedBy, type Sortable } from '../column-sort.ts';
import { table, type Cell, type Column, type Content } from '../table.ts';

/** Rows drawn at first; more on demand, so that four hundred rows open like forty. */
const ROWS_AT_ONCE = 60;

/** A column that the table can be sorted by. */
export interface ListColumn extends Column {
  readonly id: string;
}

export interface ListRow {
  /** What a search looks through. */
  readonly text: string;
  /** By which it is sorted. */
  readonly valueOf: (column: string) => Sortable;
  /** Made when the row is drawn. */
  readonly cells: () => readonly (Content | Cell)[];
}

/** How a list is narrowed and sorted, as an address has it; empty for not at all. */
export interface ListView {
  readonly find: string;
  readonly sort: string;
}

/** The reader narrowed or sorted a list. */
export class ListChangedEvent extends Event {
  readonly change: Partial<ListView>;

  constructor(change: Partial<ListView>) {
    super('rr-list-changed');
    this.change = change;
  }
}

/**
 * @summary A table of any length: found by words, sorted by the head of a column, its rows drawn as they are wanted.
 * @fires rr-list-changed - The reader narrowed or sorted it.
 */
@customElement('rr-list-table')
export class RrListTable extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(3),
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-4);
      }
      input {
        width: min(320px, 100%);
        ${textBox};
      }
      tbody th {
        min-width: 180px;
      }
      /* Ten columns of numbers stand side by side only if their names may take two lines. */
      @media screen {
        thead th,
        thead th.figure {
          min-width: 72px;
          vertical-align: bottom;
          white-space: normal;
        }
      }
      td a {
        color: inherit;
        text-decoration-color: var(--hairline);
      }
      td a:hover {
        text-decoration-color: currentColor;
      }
    `,
  ];

  /** What a screen reader calls it. */
  @property() label = '';
  /** Name of the field to search in, "Find a product"; none where the page has one. */
  @property() search = '';
  /** What can be done with its rows. */
  @property() hint = '';
  @property({ type: Boolean }) cards = false;
  @property({ attribute: false }) columns: readonly ListColumn[] = [];
  @property({ attribute: false }) rows: readonly ListRow[] = [];
  @property() find = '';
  @property() sort = '';
  @state() private shown = ROWS_AT_ONCE;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('columns') || changed.has('find') || changed.has('sort')) this.shown = ROWS_AT_ONCE;
  }

  override render(): TemplateResult {
    const matching = this.rows.filter(({ text }) => hasWords(text, this.find));
    const found = sortedBy(matching, this.sort, (row, column) => row.valueOf(column));
    const more = found.length - this.shown;
    return html`<div class="head">
        ${this.#search()}
        <p class="quiet small" aria-live="polite">
          ${formatCount(found.length)} of ${formatCount(this.rows.length)}.
          ${this.hint === '' ? nothing : html`<span class="no-print">${this.hint}</span>`}
        </p>
      </div>
      ${
        found.length === 0
          ? html`<p class="quiet">Nothing here has all of “${this.find}”. Take a word away.</p>`
          : table({
              label: this.label,
              cards: this.cards,
              columns: this.columns.map((column) =>
                sortable(column, column.id, this.sort, (sort) => {
                  this.#change({ sort });
                }),
              ),
              rows: found.slice(0, this.shown).map((row) => row.cells()),
            })
      }
      ${
        more <= 0
          ? nothing
          : html`<div>
              <button @click=${this.#more}>
                Show ${formatCount(Math.min(ROWS_AT_ONCE, more))} more of ${formatCount(more)}
              </button>
            </div>`
      }`;
  }

  #search(): TemplateResult | typeof nothing {
    if (this.search === '') return nothing;
    return html`<input
      type="search"
      aria-label=${this.search}
      placeholder=${this.search}
      .value=${this.find}
      @input=${(event: InputEvent) => {
        this.#change({ find: (event.target as HTMLInputElement).value });
      }}
    />`;
  }

  #change(change: Partial<ListView>): void {
    this.dispatchEvent(new ListChangedEvent(change));
  }

  readonly #more = (): void => {
    this.shown += ROWS_AT_ONCE;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-list-table': RrListTable;
  }
}
