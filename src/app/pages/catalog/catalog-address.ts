import { formatHash } from '../../router/location.ts';

/** Where a collection, one of its things, or one number of it is to be seen. */
export const catalogHref = (kind: string, id?: string, field?: string): string =>
  formatHash({
    segments: ['catalog'],
    query: { kind, ...(id === undefined ? {} : { id }), ...(field === undefined ? {} : { field }) },
  });
