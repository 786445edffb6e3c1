import { ok } from '../base/result.ts';
import type { Tuning } from '../records/measurement.ts';
import { summarise } from './measurement-summary.ts';
import type { Collection, CollectionName, Store } from './store.ts';

/** The same interface without a disk: for tests, and for browsers that refuse storage. */
export const createMemoryStore = (): Store => {
  const listeners = new Set<(collection: CollectionName) => void>();

  const collection = <T extends { readonly id: string }, S>(
    name: CollectionName,
    toListed: (record: T) => S,
    date: (record: T) => string,
  ): Collection<T, S> => {
    const records = new Map<string, T>();
    const changed = (): void => {
      for (const listener of listeners) listener(name);
    };
    return {
      list: () => Promise.resolve([...records.values()].sort((a, b) => date(b).localeCompare(date(a))).map(toListed)),
      get: (id) => Promise.resolve(ok(records.get(id) ?? null)),
      put: (record) => {
        records.set(record.id, structuredClone(record));
        changed();
        return Promise.resolve(ok(null));
      },
      delete: (id) => {
        records.delete(id);
        changed();
        return Promise.resolve(ok(null));
      },
    };
  };

  const tunings = new Map<string, Tuning>();

  return {
    lasting: false,
    measurements: collection('measurements', summarise, ({ createdAt }) => createdAt),
    calibrations: collection(
      'calibrations',
      (record) => record,
      ({ createdAt }) => createdAt,
    ),
    scenarios: collection(
      'scenarios',
      (record) => record,
      ({ savedAt }) => savedAt,
    ),
    tunings: {
      list: () => Promise.resolve([...tunings.values()]),
      put: (found) => {
        for (const tuning of found) tunings.set(tuning.key, structuredClone(tuning));
        for (const listener of listeners) listener('tunings');
        return Promise.resolve(ok(null));
      },
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
    },
  };
};
