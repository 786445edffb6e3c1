import { html, nothing } from 'lit';
import type { CatalogCollection, CatalogEntry } from '../../../catalog/collections.ts';
import type { ListColumn, ListRow, ListView } from '../../controls/rr-list-table/rr-list-table.ts';
import type { Cell } from '../../controls/table.ts';
import { catalogHref } from './catalog-address.ts';
import { valueText } from './fact-text.ts';

/** Stands for the first column, which no fact fills. */
const NAME = 'name';

export const catalogColumns = ({ entries, columns }: CatalogCollection): readonly ListColumn[] => [
  { id: NAME, head: 'Name' },
  ...columns.map((id): ListColumn => {
    const facts = entries.flatMap(({ facts: all }) => all.find(({ field }) => field === id) ?? []);
    const [fact] = facts;
    const unit = fact?.unit ?? '';
    return {
      id,
      head: html`${fact?.label ?? id}${unit === '' ? nothing : html`, <span>${unit}</span>`}`,
      numeric: facts.some(({ value }) => typeof value === 'number'),
    };
  }),
];

/** The things of one kind; every number is a link to where it comes from, on the list as it stands. */
export const catalogRows = ({ id: kind, entries, columns }: CatalogCollection, view: ListView): readonly ListRow[] =>
  entries.map((entry) => {
    const factOf = (column: string) => entry.facts.find(({ field }) => field === column);
    return {
      text: searchText(entry),
      valueOf: (column) => (column === NAME ? entry.title : factOf(column)?.value),
      cells: () => [
        html`<a href=${catalogHref(kind, entry.id, '', view)}>${entry.title}</a
          >${entry.own ? html` <span class="quiet small">own</span>` : nothing}`,
        ...columns.map((column): Cell => {
          const value = factOf(column)?.value ?? null;
          if (value === null) return { content: '–', class: 'quiet', numeric: true };
          return {
            content: html`<a tabindex="-1" href=${catalogHref(kind, entry.id, column, view)}>${valueText(value)}</a>`,
            numeric: typeof value === 'number',
          };
        }),
      ],
    };
  });

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
    ].join(' ');
    texts.set(entry, text);
  }
  return text;
};
