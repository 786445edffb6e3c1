import { openDB, type DBSchema, type IDBPDatabase, type StoreNames } from 'idb';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { summarise, type MeasurementSummary } from './measurement-summary.ts';
import {
  readCalibration,
  readMeasurement,
  readSavedHardware,
  readSavedScenario,
  readSavedStackFit,
  readTuning,
} from './readers.ts';
import { summariseScenario } from './scenario-summary.ts';
import type { ChangeListener, Collection, CollectionName, Store } from './store.ts';

interface RoofrackDatabase extends DBSchema {
  measurements: { key: string; value: unknown };
  /** Written and deleted together with the run it sums up. */
  measurementSummaries: { key: string; value: MeasurementSummary };
  calibrations: { key: string; value: unknown };
  scenarios: { key: string; value: unknown };
  tunings: { key: string; value: unknown };
  hardware: { key: string; value: unknown };
  stackFits: { key: string; value: unknown };
}

/** 2: tunings; 3: hardware; 4: stackFits. */
const DATABASE_VERSION = 4;
const CHANNEL = 'roofrack-store';

interface Change {
  readonly collection: CollectionName;
  readonly id: string | null;
}

const refusal = (cause: unknown): Problem => {
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
    return problem(
      '',
      'The browser has no room left for this site. Nothing saved before is lost; export and delete old runs, then save again.',
    );
  }
  const said = cause instanceof Error ? cause.message : String(cause);
  return problem(
    '',
    `The browser did not keep this (${said}). It stays on the page until the tab closes; export it now.`,
  );
};

export const openIndexedDbStore = async (name: string): Promise<Store> => {
  const listeners = new Set<ChangeListener>();
  const channel = new BroadcastChannel(`${CHANNEL}:${name}`);
  const notify = ({ collection, id }: Change): void => {
    for (const listener of listeners) listener(collection, id);
  };
  channel.onmessage = ({ data }: MessageEvent<Change>) => {
    notify(data);
  };

  const database: IDBPDatabase<RoofrackDatabase> = await openDB<RoofrackDatabase>(name, DATABASE_VERSION, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        for (const collection of ['measurements', 'measurementSummaries', 'calibrations', 'scenarios'] as const) {
          db.createObjectStore(collection, { keyPath: 'id' });
        }
      }
      if (oldVersion < 2) db.createObjectStore('tunings', { keyPath: 'key' });
      if (oldVersion < 3) db.createObjectStore('hardware', { keyPath: 'id' });
      if (oldVersion < 4) db.createObjectStore('stackFits', { keyPath: 'id' });
    },
    // A newer version in another tab must not wait for this one for ever.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
    },
  });

  const attempt = async (
    collection: CollectionName,
    id: string | null,
    work: () => Promise<unknown>,
  ): Promise<Result<null, Problem>> => {
    try {
      await work();
    } catch (cause) {
      return err(refusal(cause));
    }
    const change: Change = { collection, id };
    notify(change);
    channel.postMessage(change);
    return ok(null);
  };

  const readAll = async <T>(
    store: StoreNames<RoofrackDatabase>,
    read: (stored: unknown) => Result<T, Problem>,
  ): Promise<T[]> => (await database.getAll(store)).map(read).flatMap((result) => (result.ok ? [result.value] : []));

  const collection = <T extends { readonly id: string }, S>(
    collectionName: 'calibrations' | 'stackFits' | 'scenarios' | 'hardware',
    read: (stored: unknown) => Result<T, Problem> | Promise<Result<T, Problem>>,
    toListed: (stored: unknown) => Result<S, Problem>,
    date: (listed: S) => string,
  ): Collection<T, S> => ({
    list: async () => (await readAll(collectionName, toListed)).sort((a, b) => date(b).localeCompare(date(a))),
    get: async (id) => {
      const stored: unknown = await database.get(collectionName, id);
      return stored === undefined ? ok(null) : read(stored);
    },
    put: (record) => attempt(collectionName, record.id, () => database.put(collectionName, record)),
    delete: (id) => attempt(collectionName, id, () => database.delete(collectionName, id)),
  });

  return {
    lasting: true,
    measurements: {
      list: async () =>
        (await database.getAll('measurementSummaries')).sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
      get: async (id) => {
        const stored = await database.get('measurements', id);
        return stored === undefined ? ok(null) : readMeasurement(stored);
      },
      put: (run) =>
        attempt('measurements', run.id, async () => {
          const transaction = database.transaction(['measurements', 'measurementSummaries'], 'readwrite', {
            durability: 'strict',
          });
          await Promise.all([
            transaction.objectStore('measurements').put(run),
            transaction.objectStore('measurementSummaries').put(summarise(run)),
            transaction.done,
          ]);
        }),
      delete: (id) =>
        attempt('measurements', id, async () => {
          const transaction = database.transaction(['measurements', 'measurementSummaries'], 'readwrite');
          await Promise.all([
            transaction.objectStore('measurements').delete(id),
            transaction.objectStore('measurementSummaries').delete(id),
            transaction.done,
          ]);
        }),
    },
    calibrations: collection('calibrations', readCalibration, readCalibration, ({ createdAt }) => createdAt),
    stackFits: collection('stackFits', readSavedStackFit, readSavedStackFit, ({ savedAt }) => savedAt),
    scenarios: collection(
      'scenarios',
      readSavedScenario,
      (stored) => ok(summariseScenario(stored)),
      ({ savedAt }) => savedAt,
    ),
    hardware: collection('hardware', readSavedHardware, readSavedHardware, ({ savedAt }) => savedAt),
    tunings: {
      list: () => readAll('tunings', readTuning),
      put: (tunings) =>
        attempt('tunings', null, async () => {
          const transaction = database.transaction('tunings', 'readwrite');
          await Promise.all([...tunings.map((tuning) => transaction.store.put(tuning)), transaction.done]);
        }),
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      channel.close();
      listeners.clear();
      database.close();
    },
  };
};
