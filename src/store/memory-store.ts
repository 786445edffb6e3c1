import { ok, problem, type Problem } from '../base/result.ts';
import { keyOf, newestFirst, type CollectionName, type StoredKind } from './record-kinds.ts';
import { createCollections, type ChangeListener, type Collection, type Store } from './store.ts';

export const KEEPS_NOTHING = problem(
  '',
  'This browser keeps nothing for this page (a private window, or storage is switched off): what you save lasts until this tab closes. Export what you want to keep.',
);

/** The same interface without a disk: for tests, and for browsers that refuse storage. */
export const createMemoryStore = (notLasting: Problem | null = null): Store => {
  const listeners = new Set<ChangeListener>();

  const openCollection = <T, S>(name: CollectionName, kind: StoredKind<T, S>): Collection<T, S> => {
    const records = new Map<string, T>();
    const changed = (id: string): void => {
      for (const listener of listeners) listener(name, id);
    };
    return {
      list: () => Promise.resolve(newestFirst(kind, [...records.values()].map(kind.summarise))),
      get: (id) => Promise.resolve(ok(records.get(id) ?? null)),
      put: (record) => {
        const id = keyOf(kind, record);
        records.set(id, structuredClone(record));
        changed(id);
        return Promise.resolve(ok(null));
      },
      delete: (id) => {
        records.delete(id);
        changed(id);
        return Promise.resolve(ok(null));
      },
    };
  };

  return {
    notLasting,
    unreadable: () => Promise.resolve([]),
    takeTurn: () => Promise.resolve(() => undefined),
    ...createCollections(openCollection),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
    },
  };
};
