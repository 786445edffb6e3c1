import { formatHash, type PageLocation } from '../../router/location.ts';

/** Where a collection, one of its things, or one number of it is to be seen. */
export const catalogLocation = (kind: string, id?: string, field?: string): PageLocation => ({
  segments: ['catalog', kind],
  query: { ...(id === undefined ? {} : { id }), ...(field === undefined ? {} : { field }) },
});

export const catalogHref = (kind: string, id?: string, field?: string): string =>
  formatHash(catalogLocation(kind, id, field));
