import { ok, problem, type Problem } from '../base/result.ts';
import type { Tuning } from '../records/measurement.ts';
import { summarise } from './measurement-summary.ts';
import type { SavedScenario } from '../records/saved-scenario.ts';
import { summariseScenario, type ScenarioSummary } from './scenario-summary.ts';
import type { ChangeListener, Collection, CollectionName, Store } from './store.ts';

export const KEEPS_NOTHING = problem(
  '',
  'This browser keeps nothing for this page (a private window, or storage is switched off): what you save lasts until this tab closes. Export what you want to keep.',
);

/** The same interface without a disk: for tests, and for browsers that refuse storage. */
export const createMemoryStore = (notLasting: Problem | null = null): Store => {
  const listeners = new Set<ChangeListener>();

  const collection = <T extends { readonly id: string }, S>(
    name: CollectionName,
    toListed: (record: T) => S,
    date: (record: T) => string,
  ): Collection<T, S> => {
    const records = new Map<string, T>();
    const changed = (id: string): void => {
      for (const listener of listeners) listener(name, id);
    };
    return {
      list: () => Promise.resolve([...records.values()].sort((a, b) => date(b).localeCompare(date(a))).map(toListed)),
      get: (id) => Promise.resolve(ok(records.get(id) ?? null)),
      put: (record) => {
        records.set(record.id, structuredClone(record));
        changed(record.id);
        return Promise.resolve(ok(null));
      },
      delete: (id) => {
        records.delete(id);
        changed(id);
        return Promise.resolve(ok(null));
      },
    };
  };

  const tunings = new Map<string, Tuning>();

  return {
    notLasting,
    unreadable: () => Promise.resolve([]),
    takeTurn: () => Promise.resolve(() => undefined),
    measurements: collection('measurements', summarise, ({ createdAt }) => createdAt),
    calibrations: collection(
      'calibrations',
      (record) => record,
      ({ createdAt }) => createdAt,
    ),
    stackFits: collection(
      'stackFits',
      (record) => record,
      ({ savedAt }) => savedAt,
    ),
    scenarios: collection<SavedScenario, ScenarioSummary>('scenarios', summariseScenario, ({ savedAt }) => savedAt),
    hardware: collection(
      'hardware',
      (record) => record,
      ({ savedAt }) => savedAt,
    ),
    tunings: {
      list: () => Promise.resolve([...tunings.values()]),
      put: (found) => {
        for (const tuning of found) tunings.set(tuning.key, structuredClone(tuning));
        for (const listener of listeners) listener('tunings', null);
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
