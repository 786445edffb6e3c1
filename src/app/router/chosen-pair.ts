import type { Router } from './router.ts';

/** Two things to compare, by their ids; they stand in the address, so that a comparison can be linked to. */
export interface ChosenPair {
  /** None, one or two. */
  readonly ids: readonly string[];
  choose(id: string, on: boolean): void;
  clear(): void;
}

export const chosenPair = (router: Router, segments: readonly string[]): ChosenPair => {
  const { a, b } = router.location.get().query;
  const ids = [a, b].filter((id) => id !== undefined);
  const put = ([first, second]: readonly string[]): void => {
    const query = { ...(first === undefined ? {} : { a: first }), ...(second === undefined ? {} : { b: second }) };
    router.replace({ segments: [...segments], query });
  };
  return {
    ids,
    choose: (id, on) => {
      const others = ids.filter((other) => other !== id);
      put(on ? [...others, id] : others);
    },
    clear: () => {
      put([]);
    },
  };
};
