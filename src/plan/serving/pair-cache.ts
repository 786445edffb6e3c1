import type { Accelerator, Model } from '../../catalog/schema.ts';

/** Keeps what was computed about a model on an accelerator, by a key that names everything else that went in. */
export interface PairCache<T> {
  readonly get: (model: Model, accelerator: Accelerator, key: string, compute: () => T) => T;
}

/** Answers kept for one pair; a comparison or a search asks for a dozen at a time. */
const MOST_KEPT = 32;

/**
 * For pure functions only: the same key gives the same answer, computed once. Records of the catalogue are told apart by
 * identity, so that two of one id (a measured accelerator of today and of tomorrow) do not meet.
 */
export const createPairCache = <T>(): PairCache<T> => {
  const cache = new WeakMap<Model, WeakMap<Accelerator, Map<string, T>>>();
  return {
    get: (model, accelerator, key, compute) => {
      let byAccelerator = cache.get(model);
      if (byAccelerator === undefined) cache.set(model, (byAccelerator = new WeakMap<Accelerator, Map<string, T>>()));
      let byKey = byAccelerator.get(accelerator);
      if (byKey === undefined) byAccelerator.set(accelerator, (byKey = new Map<string, T>()));
      const kept = byKey.get(key);
      if (kept !== undefined) return kept;
      const computed = compute();
      if (byKey.size >= MOST_KEPT) byKey.clear();
      byKey.set(key, computed);
      return computed;
    },
  };
};
