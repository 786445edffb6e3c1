import { formatHash, type PageLocation } from '../../router/location.ts';

/** How a table is narrowed and sorted, as it stands in the address. */
export interface CatalogList {
  readonly find?: string;
  readonly sort?: string;
}

/** Where a collection, one of its things, or one number of it is to be seen. */
export const catalogLocation = (
  kind: string,
  id = '',
  field = '',
  { find = '', sort = '' }: CatalogList = {},
): PageLocation => ({
  segments: ['catalog', kind],
  query: Object.fromEntries(Object.entries({ find, sort, id, field }).filter(([, value]) => value !== '')),
});

export const catalogHref = (kind: string, id?: string, field?: string, list?: CatalogList): string =>
  formatHash(catalogLocation(kind, id, field, list));
