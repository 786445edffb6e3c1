import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import type { CatalogCollection, CatalogEntry } from '../../../../catalog/collections.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { parseSort, sortable, sortedBy, type ColumnSort } from '../../../controls/column-sort.ts';
import { catalogHref, type CatalogList } from '../catalog-address.ts';
import { valueText } from '../fact-text.ts';
import { table, type Cell, type Column, type Content } from '../../../controls/table.ts';

/** Rows drawn at first; more on demand, so that four hundred rows open like forty. */
const ROWS_AT_ONCE = 60;

/** The reader sorted the table; carries how, as an address has it. */
export class SortedEvent extends Event {
  readonly sort: string;

  constructor(sort: string) {
    super('rr-sorted');
    this.sort = sort;
  }
}

/**
 * @summary The things of one kind. Every number is a link to where it comes from; arrow keys move between them, Tab
 *   stops once at each row; the head of a column sorts by it.
 * @fires rr-sorted - The reader sorted it.
 */
@customElement('rr-catalog-table')
export class RrCatalogTable extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
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
      .own {
        margin-inline-start: var(--space-1);
        padding: 0 var(--space-1);
        border: 1px solid var(--edge);
        border-radius: 4px;
        color: var(--ink-2);
        font: var(--text-12);
      }
    `,
  ];

  @property({ attribute: false }) collection!: CatalogCollection;
  /** What is looked for are words that all have to occur in a row. */
  @property({
    attribute: false,
    hasChanged: (now: CatalogList, before: CatalogList | undefined) =>
      now.find !== before?.find || now.sort !== before?.sort,
  })
  list: CatalogList = {};
  @state() private shown = ROWS_AT_ONCE;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('collection') || changed.has('list')) this.shown = ROWS_AT_ONCE;
  }

  override render(): TemplateResult {
    const { entries, title, columns } = this.collection;
    const { find = '', sort = '' } = this.list;
    const sorted = parseSort(sort);
    const words = find.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = entries.filter((entry) => words.every((word) => searchText(entry).includes(word)));
    const found = sort === '' ? matching : sortedBy(matching, sorted, (entry) => valueOf(entry, sorted.column));
    return html`
      <p class="quiet small" aria-live="polite">
        ${formatCount(found.length)} of ${formatCount(entries.length)}.
        <span class="no-print">A number opens its source; arrow keys move between numbers.</span>
      </p>
      ${
        found.length === 0
          ? html`<p class="quiet">Nothing here has all of “${find}”. Take a word away.</p>`
          : table({
              label: `Table of ${title}`,
              columns: [
                this.#sortable({ head: 'Name' }, NAME, sorted),
                ...columns.map((column) => this.#sortable(this.#column(column), column, sorted)),
              ],
              rows: found.slice(0, this.shown).map((entry) => this.#cells(entry)),
            })
      }
      ${
        found.length > this.shown
          ? html`<div>
              <button @click=${this.#more}>
                Show ${formatCount(Math.min(ROWS_AT_ONCE, found.length - this.shown))} more of
                ${formatCount(found.length - this.shown)}
              </button>
            </div>`
          : nothing
      }
    `;
  }

  #sortable(column: Column, id: string, sort: ColumnSort): Column {
    return sortable(column, id, sort, (next) => {
      this.dispatchEvent(new SortedEvent(next));
    });
  }

  #column(column: string): Column {
    const facts = this.collection.entries.flatMap(({ facts: all }) => all.find(({ field }) => field === column) ?? []);
    const isNumeric = facts.some(({ value }) => typeof value === 'number');
    const [fact] = facts;
    return {
      head: html`${fact?.label ?? column}${
        fact === undefined || fact.unit === '' ? nothing : html`, <span>${fact.unit}</span>`
      }`,
      numeric: isNumeric,
    };
  }

  #cells({ id, title, own, facts }: CatalogEntry): readonly (Content | Cell)[] {
    const { id: kind, columns } = this.collection;
    return [
      html`<a href=${catalogHref(kind, id, '', this.list)}>${title}</a
        >${own ? html`<span class="own">own</span>` : nothing}`,
      ...columns.map((column): Cell => {
        const fact = facts.find(({ field }) => field === column);
        if (fact === undefined || fact.value === null) return { content: '–', class: 'quiet', numeric: true };
        return {
          content: html`<a tabindex="-1" href=${catalogHref(kind, id, column, this.list)}>${valueText(fact.value)}</a>`,
          numeric: typeof fact.value === 'number',
        };
      }),
    ];
  }

  readonly #more = (): void => {
    this.shown += ROWS_AT_ONCE;
  };
}

/** Stands for the first column, which no fact fills. */
const NAME = 'name';

const valueOf = ({ title, facts }: CatalogEntry, column: string) =>
  column === NAME ? title : facts.find(({ field }) => field === column)?.value;

const texts = new WeakMap<CatalogEntry, string>();

/** What a search looks through: the name, and every word and number of the facts with their sources. */
const searchText = (entry: CatalogEntry): string => {
  let text = texts.get(entry);
  if (text === undefined) {
    text = [
      entry.id,
      entry.title,
      ...entry.facts.map(({ value, source }) => `${String(value)} ${source}`),
      entry.own ? 'own' : '',
    ]
      .join(' ')
      .toLowerCase();
    texts.set(entry, text);
  }
  return text;
};

declare global {
  interface HTMLElementTagNameMap {
    'rr-catalog-table': RrCatalogTable;
  }
}
