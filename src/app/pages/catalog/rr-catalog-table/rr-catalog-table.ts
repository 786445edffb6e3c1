import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import type { CatalogCollection, CatalogEntry } from '../../../../catalog/collections.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { catalogHref } from '../catalog-address.ts';
import { valueText } from '../fact-text.ts';
import { table, type Cell, type Column, type Content } from '../../../controls/table.ts';

/** Rows drawn at first; more on demand, so that four hundred rows open like forty. */
const ROWS_AT_ONCE = 60;

/**
 * @summary The things of one kind. Every number is a link to where it comes from; arrow keys move between them, Tab
 *   stops once at each row.
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
  /** Words that all have to occur in a row. */
  @property() wanted = '';
  @state() private shown = ROWS_AT_ONCE;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('collection') || changed.has('wanted')) this.shown = ROWS_AT_ONCE;
  }

  override render(): TemplateResult {
    const { entries, title, columns } = this.collection;
    const words = this.wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const found = entries.filter((entry) => {
      const text = searchText(entry);
      return words.every((word) => text.includes(word));
    });
    return html`
      <p class="quiet small" aria-live="polite">
        ${formatCount(found.length)} of ${formatCount(entries.length)}.
        <span class="no-print">A number opens its source; arrow keys move between numbers.</span>
      </p>
      ${
        found.length === 0
          ? html`<p class="quiet">Nothing here has all of “${this.wanted}”. Take a word away.</p>`
          : table({
              label: `Table of ${title}`,
              columns: ['Name', ...columns.map((column) => this.#column(column))],
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
      html`<a href=${catalogHref(kind, id)}>${title}</a>${own ? html`<span class="own">own</span>` : nothing}`,
      ...columns.map((column): Cell => {
        const fact = facts.find(({ field }) => field === column);
        if (fact === undefined || fact.value === null) return { content: '–', class: 'quiet', numeric: true };
        return {
          content: html`<a tabindex="-1" href=${catalogHref(kind, id, column)}>${valueText(fact.value)}</a>`,
          numeric: typeof fact.value === 'number',
        };
      }),
    ];
  }

  readonly #more = (): void => {
    this.shown += ROWS_AT_ONCE;
  };
}

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
