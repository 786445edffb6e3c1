import type { ListView } from '../../controls/rr-list-table/rr-list-table.ts';
import { formatHash, type PageLocation } from '../../router/location.ts';

/** Where a collection, one of its things, or one number of it is to be seen. */
export const catalogLocation = (
  kind: string,
  id = '',
  field = '',
  { find = '', sort = '' }: Partial<ListView> = {},
): PageLocation => ({
  segments: ['catalog', kind],
  query: Object.fromEntries(Object.entries({ find, sort, id, field }).filter(([, value]) => value !== '')),
});

export const catalogHref = (kind: string, id?: string, field?: string, list?: Partial<ListView>): string =>
  formatHash(catalogLocation(kind, id, field, list));
