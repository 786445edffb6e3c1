import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import * as v from 'valibot';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { summarise, summarySchema, type MeasurementSummary } from './measurement-summary.ts';
import {
  readCalibration,
  readMeasurement,
  readSavedHardware,
  readSavedScenario,
  readScenarioKind,
  readSavedStackFit,
  readTuning,
} from './readers.ts';
import { summariseScenario } from './scenario-summary.ts';
import type { ChangeListener, Collection, CollectionName, Store, Unreadable } from './store.ts';
import { takeTurn } from './turns.ts';

interface RoofrackDatabase extends DBSchema {
  measurements: { key: string; value: unknown };
  /** Written and deleted together with the run it sums up. */
  measurementSummaries: { key: string; value: unknown };
  calibrations: { key: string; value: unknown };
  scenarios: { key: string; value: unknown };
  tunings: { key: string; value: unknown };
  hardware: { key: string; value: unknown };
  stackFits: { key: string; value: unknown };
}

/** 2: tunings; 3: hardware; 4: stackFits. */
const DATABASE_VERSION = 4;
const CHANNEL = 'roofrack-store';

/** Collections whose records are somebody's work; a search for a kernel is made again. */
type KeptCollection = Exclude<CollectionName, 'tunings'>;
type Read<T> = (stored: unknown) => Result<T, Problem> | Promise<Result<T, Problem>>;

/** What a record calls itself, wherever its kind keeps the name. */
const nameOf = (stored: unknown, id: string): string => {
  if (!isPlainObject(stored)) return id;
  const names = [stored, stored['scenario'], stored['fact']].map((part) =>
    isPlainObject(part) ? (part['name'] ?? part['model']) : null,
  );
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? id;
};

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
  /** Records that this tab has read or written, and those that it could not read, each as `collection/id`. */
  const readable = new Set<string>();
  const failed = new Map<string, { readonly collection: KeptCollection; readonly id: string; readonly why: Problem }>();
  channel.onmessage = ({ data }: MessageEvent<Change>) => {
    if (data.id === null) readable.clear();
    else readable.delete(`${data.collection}/${data.id}`);
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

  const tell = (change: Change): void => {
    notify(change);
    channel.postMessage(change);
  };

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
    tell({ collection, id });
    return ok(null);
  };

  /** Reads a record, or no more of it than a list shows, and remembers whether that was possible; the first failure of one is told. */
  const readNoted = async <T>(
    collection: KeptCollection,
    id: string,
    stored: unknown,
    read: Read<T>,
    isWhole = true,
  ): Promise<Result<T, Problem>> => {
    const key = `${collection}/${id}`;
    const result = await read(stored);
    if (result.ok) {
      if (isWhole) {
        readable.add(key);
        failed.delete(key);
      }
    } else {
      const isNew = !failed.has(key);
      failed.set(key, { collection, id, why: result.error });
      if (isNew) notify({ collection, id: null });
    }
    return result;
  };

  const listed = async <S>(collection: KeptCollection, toListed: Read<S>, isWhole: boolean): Promise<S[]> => {
    const [ids, records] = await Promise.all([database.getAllKeys(collection), database.getAll(collection)]);
    const read = await Promise.all(ids.map((id, i) => readNoted(collection, id, records[i], toListed, isWhole)));
    return read.flatMap((result) => (result.ok ? [result.value] : []));
  };

  const getRecord = async <T>(
    collection: KeptCollection,
    id: string,
    read: Read<T>,
  ): Promise<Result<T | null, Problem>> => {
    const stored: unknown = await database.get(collection, id);
    return stored === undefined ? ok(null) : readNoted(collection, id, stored, read);
  };

  /**
   * Keeps a record. What lies under its id and cannot be read is not ours to replace: it is moved aside in the same
   * transaction.
   */
  const putRecord = async <T extends { readonly id: string }>(
    collection: KeptCollection,
    record: T,
    read: Read<T>,
    summary: MeasurementSummary | null = null,
  ): Promise<Result<null, Problem>> => {
    const { id } = record;
    const key = `${collection}/${id}`;
    const aside = { collection, id: `${id}-${crypto.randomUUID().slice(0, 8)}` };
    let alien: { readonly stored: object; readonly why: Problem } | null = null;
    const done = await attempt(collection, id, async () => {
      const stored: unknown = readable.has(key) ? undefined : await database.get(collection, id);
      const there = stored === undefined ? null : await read(stored);
      if (there !== null && !there.ok) alien = { stored: stored as object, why: there.error };
      const transaction = database.transaction([collection, 'measurementSummaries'], 'readwrite', {
        durability: collection === 'measurements' ? 'strict' : 'default',
      });
      const records = transaction.objectStore(collection);
      await Promise.all([
        ...(alien === null ? [] : [records.put({ ...alien.stored, id: aside.id })]),
        records.put(record),
        ...(summary === null ? [] : [transaction.objectStore('measurementSummaries').put(summary)]),
        transaction.done,
      ]);
    });
    if (!done.ok) return done;
    readable.add(key);
    failed.delete(key);
    const moved = alien as { readonly why: Problem } | null;
    if (moved !== null) {
      failed.set(`${collection}/${aside.id}`, { ...aside, why: moved.why });
      tell({ collection, id: null });
    }
    return done;
  };

  const deleteRecord = (collection: KeptCollection, id: string): Promise<Result<null, Problem>> =>
    attempt(collection, id, async () => {
      const transaction = database.transaction([collection, 'measurementSummaries'], 'readwrite');
      await Promise.all([
        transaction.objectStore(collection).delete(id),
        ...(collection === 'measurements' ? [transaction.objectStore('measurementSummaries').delete(id)] : []),
        transaction.done,
      ]);
      readable.delete(`${collection}/${id}`);
      failed.delete(`${collection}/${id}`);
    });

  /** The summaries of all runs that can be read: one that is missing, or is none, is made from its run. */
  const summaries = async (): Promise<MeasurementSummary[]> => {
    const [ids, stored] = await Promise.all([
      database.getAllKeys('measurements'),
      database.getAll('measurementSummaries'),
    ]);
    const known = new Map(
      stored.flatMap((one) => {
        const parsed = v.safeParse(summarySchema, one);
        return parsed.success ? [[parsed.output.id, parsed.output]] : [];
      }),
    );
    const all = await Promise.all(
      ids.map(async (id) => {
        const summary = known.get(id);
        if (summary !== undefined) return summary;
        const run = await getRecord('measurements', id, readMeasurement);
        if (!run.ok || run.value === null) return [];
        const made = summarise(run.value);
        await database.put('measurementSummaries', made);
        return made;
      }),
    );
    return all.flat();
  };

  const collection = <T extends { readonly id: string }, S>(
    collectionName: Exclude<KeptCollection, 'measurements'>,
    read: Read<T>,
    toListed: Read<S>,
    date: (listed: S) => string,
  ): Collection<T, S> => ({
    list: async () =>
      (await listed(collectionName, toListed, (toListed as unknown) === read)).sort((a, b) =>
        date(b).localeCompare(date(a)),
      ),
    get: (id) => getRecord(collectionName, id, read),
    put: (record) => putRecord(collectionName, record, read),
    delete: (id) => deleteRecord(collectionName, id),
  });

  const kept = {
    measurements: {
      list: async () => (await summaries()).sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
      get: (id) => getRecord('measurements', id, readMeasurement),
      put: (run) => putRecord('measurements', run, readMeasurement, summarise(run)),
      delete: (id) => deleteRecord('measurements', id),
    },
    calibrations: collection('calibrations', readCalibration, readCalibration, ({ createdAt }) => createdAt),
    stackFits: collection('stackFits', readSavedStackFit, readSavedStackFit, ({ savedAt }) => savedAt),
    scenarios: collection(
      'scenarios',
      readSavedScenario,
      (stored) => {
        const kind = readScenarioKind(stored);
        return kind.ok ? ok(summariseScenario(stored)) : kind;
      },
      ({ savedAt }) => savedAt,
    ),
    hardware: collection('hardware', readSavedHardware, readSavedHardware, ({ savedAt }) => savedAt),
  } satisfies Pick<Store, KeptCollection>;
  const unreadable = async (): Promise<Unreadable[]> => {
    // A list comes upon what it cannot show.
    await Promise.all(Object.values(kept).map((records) => records.list()));
    const found = await Promise.all(
      [...failed.values()].map(async ({ collection: of, id, why }): Promise<Unreadable[]> => {
        const stored: unknown = await database.get(of, id);
        if (stored === undefined) return [];
        return [{ collection: of, id, name: nameOf(stored, id), why, text: `${JSON.stringify(stored, null, 2)}\n` }];
      }),
    );
    return found.flat();
  };

  return {
    notLasting: null,
    unreadable,
    takeTurn: (turn, wait) => takeTurn(`${CHANNEL}:${name}:${turn}`, wait),
    ...kept,
    tunings: {
      list: async () =>
        (await database.getAll('tunings')).map(readTuning).flatMap((read) => (read.ok ? [read.value] : [])),
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
