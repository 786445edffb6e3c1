import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import type { CatalogCollection, CatalogEntry } from '../../../../catalog/collections.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { catalogHref } from '../catalog-address.ts';
import { valueText } from '../fact-text.ts';

/** Rows drawn at first; more on demand, so that four hundred rows open like forty. */
const ROWS_AT_ONCE = 60;

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

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
          : html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table of ${title}">
              <table @keydown=${this.#key}>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    ${columns.map((column) => this.#head(column))}
                  </tr>
                </thead>
                <tbody>
                  ${found.slice(0, this.shown).map((entry) => this.#row(entry))}
                </tbody>
              </table>
            </div>`
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

  #head(column: string): TemplateResult {
    const facts = this.collection.entries.flatMap(({ facts: all }) => all.find(({ field }) => field === column) ?? []);
    const numeric = facts.some(({ value }) => typeof value === 'number');
    const [fact] = facts;
    return html`<th scope="col" class=${numeric ? 'figure' : ''}>
      ${fact?.label ?? column}${fact === undefined || fact.unit === '' ? nothing : html`, <span>${fact.unit}</span>`}
    </th>`;
  }

  #row({ id, title, own, facts }: CatalogEntry): TemplateResult {
    const { id: kind, columns } = this.collection;
    return html`<tr>
      <th scope="row">
        <a href=${catalogHref(kind, id)}>${title}</a>${own ? html`<span class="own">own</span>` : nothing}
      </th>
      ${columns.map((column) => {
        const fact = facts.find(({ field }) => field === column);
        if (fact === undefined || fact.value === null) return html`<td class="figure quiet">–</td>`;
        return html`<td class=${typeof fact.value === 'number' ? 'figure' : ''}>
          <a tabindex="-1" href=${catalogHref(kind, id, column)}>${valueText(fact.value)}</a>
        </td>`;
      })}
    </tr>`;
  }

  readonly #more = (): void => {
    this.shown += ROWS_AT_ONCE;
  };

  /** The next link in the direction of the key; cells without one are passed over. */
  readonly #key = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>('th, td');
    if (step === undefined || cell === null) return;
    event.preventDefault();
    const rows = [...this.renderRoot.querySelectorAll('tr')];
    let row = rows.indexOf(cell.parentElement as HTMLTableRowElement);
    let column = cell.cellIndex;
    do {
      row += step[0];
      column += step[1];
      const next = rows[row]?.cells[column];
      if (next === undefined) return;
      const link = next.querySelector('a');
      if (link !== null) {
        link.focus();
        return;
      }
    } while (row > 0);
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
