import type { Router } from './router.ts';

/** What a list is narrowed to and sorted by, in the address, so that it can be linked to. */
export interface ListIn {
  readonly find: string;
  readonly sort: string;
  change(to: { readonly find?: string; readonly sort?: string }): void;
}

/** Of the only list of a page, or of the one with a `name`, which stands before its keys in the query. */
export const listIn = (router: Router, name = ''): ListIn => {
  const { query } = router.location.get();
  const keyOf = (key: string): string => (name === '' ? key : `${name}-${key}`);
  return {
    find: query[keyOf('find')] ?? '',
    sort: query[keyOf('sort')] ?? '',
    change: (to) => {
      router.patch(Object.fromEntries(Object.entries(to).map(([key, value]) => [keyOf(key), value])));
    },
  };
};
