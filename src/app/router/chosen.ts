import type { Router } from './router.ts';

/** Things to compare, by their ids; they stand in the address, so that a comparison can be linked to. */
export interface Chosen {
  readonly ids: readonly string[];
  choose(id: string, on: boolean): void;
  clear(): void;
}

/** Where they stand in the query, in their order; more than six stand side by side on no screen. */
export const CHOSEN_KEYS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export const chosenQuery = (ids: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(CHOSEN_KEYS.map((key, index) => [key, ids[index] ?? '']));

export const chosenIn = (router: Router): Chosen => {
  const { query } = router.location.get();
  const ids = CHOSEN_KEYS.flatMap((key) => query[key] ?? []);
  return {
    ids,
    choose: (id, on) => {
      const others = ids.filter((other) => other !== id);
      router.patch(chosenQuery(on ? [...others, id] : others));
    },
    clear: () => {
      router.patch(chosenQuery([]));
    },
  };
};
