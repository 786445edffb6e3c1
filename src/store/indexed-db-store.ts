import { openDB, type IDBPDatabase } from 'idb';
import * as v from 'valibot';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import {
  COLLECTION_NAMES,
  keyOf,
  newestFirst,
  readListed,
  readStored,
  RECORD_KINDS,
  storedName,
  type CollectionName,
  type Listing,
  type StoredKind,
} from './record-kinds.ts';
import { createCollections, type ChangeListener, type Collection, type Store, type Unreadable } from './store.ts';
import { takeTurn } from './turns.ts';

const DATABASE_VERSION = Math.max(...COLLECTION_NAMES.map((name) => RECORD_KINDS[name].since));
const CHANNEL = 'roofrack-store';

/** Object store of the summaries of a kind; null where it keeps none. */
const summariesOf = (listing: Listing<unknown>): string | null =>
  listing.from === 'summaries' ? listing.objectStore : null;

/** Anything at all, but under a key: the database keeps nothing else. */
type StoredObject = Readonly<Record<string, unknown>>;

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
  const reason = cause instanceof Error ? cause.message : String(cause);
  return problem(
    '',
    `The browser did not keep this (${reason}). It stays on the page until the tab closes; export it now.`,
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
  const failed = new Map<string, { readonly collection: CollectionName; readonly id: string; readonly why: Problem }>();
  channel.onmessage = ({ data }: MessageEvent<Change>) => {
    if (data.id === null) readable.clear();
    else readable.delete(`${data.collection}/${data.id}`);
    notify(data);
  };

  const database: IDBPDatabase = await openDB(name, DATABASE_VERSION, {
    upgrade(db, oldVersion) {
      for (const collection of COLLECTION_NAMES) {
        const { since, key, listing } = RECORD_KINDS[collection];
        if (since <= oldVersion) continue;
        db.createObjectStore(collection, { keyPath: key });
        const summaries = summariesOf(listing);
        if (summaries !== null) db.createObjectStore(summaries, { keyPath: key });
      }
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
    id: string,
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

  const openCollection = <T, S>(collection: CollectionName, kind: StoredKind<T, S>): Collection<T, S> => {
    const { key, listing, durability, isWork } = kind;
    const summaries = summariesOf(listing);
    const place = (id: string): string => `${collection}/${id}`;
    const transaction = () =>
      database.transaction([collection, ...(summaries === null ? [] : [summaries])], 'readwrite', { durability });

    /** Remembers whether a record could be read, and the whole of it; the first failure of one is told. */
    const note = <R>(id: string, result: Result<R, Problem>, isWhole: boolean): Result<R, Problem> => {
      if (result.ok) {
        if (isWhole) {
          readable.add(place(id));
          failed.delete(place(id));
        }
      } else if (isWork) {
        const isNew = !failed.has(place(id));
        failed.set(place(id), { collection, id, why: result.error });
        if (isNew) notify({ collection, id: null });
      }
      return result;
    };

    const get = async (id: string): Promise<Result<T | null, Problem>> => {
      const stored: unknown = await database.get(collection, id);
      return stored === undefined ? ok(null) : note(id, await readStored(kind, stored), true);
    };

    const listStored = async (): Promise<S[]> => {
      const records = (await database.getAll(collection)) as readonly StoredObject[];
      const read = await Promise.all(
        records.map(async (stored) =>
          note(String(stored[key]), await readListed(kind, stored), listing.from === 'records'),
        ),
      );
      return read.flatMap((result) => (result.ok ? [result.value] : []));
    };

    /** The summaries of all records that can be read: one that is missing, or is none, is made from its record. */
    const listSummaries = async (objectStore: string, schema: v.GenericSchema<unknown, S>): Promise<S[]> => {
      const [ids, stored] = await Promise.all([
        database.getAllKeys(collection),
        database.getAll(objectStore) as Promise<readonly StoredObject[]>,
      ]);
      const known = new Map(
        stored.flatMap((summary) => {
          const parsed = v.safeParse(schema, summary);
          return parsed.success ? [[String(summary[key]), parsed.output] as const] : [];
        }),
      );
      const all = await Promise.all(
        ids.map(String).map(async (id) => {
          const summary = known.get(id);
          if (summary !== undefined) return [summary];
          const record = await get(id);
          if (!record.ok || record.value === null) return [];
          const made = kind.summarise(record.value);
          await database.put(objectStore, made);
          return [made];
        }),
      );
      return all.flat();
    };

    return {
      list: async () =>
        newestFirst(
          kind,
          await (listing.from === 'summaries' ? listSummaries(listing.objectStore, listing.schema) : listStored()),
        ),
      get,
      /**
       * What lies under the record's id and cannot be read is not ours to replace: it is moved aside in the same
       * transaction.
       */
      put: async (record) => {
        const id = keyOf(kind, record);
        const aside = `${id}-${crypto.randomUUID().slice(0, 8)}`;
        let alien: { readonly stored: StoredObject; readonly why: Problem } | null = null;
        const done = await attempt(collection, id, async () => {
          const stored: unknown = !isWork || readable.has(place(id)) ? undefined : await database.get(collection, id);
          const there = stored === undefined ? null : await readStored(kind, stored);
          if (there !== null && !there.ok) alien = { stored: stored as StoredObject, why: there.error };
          const writing = transaction();
          const records = writing.objectStore(collection);
          await Promise.all([
            ...(alien === null ? [] : [records.put({ ...alien.stored, [key]: aside })]),
            records.put(record),
            ...(summaries === null ? [] : [writing.objectStore(summaries).put(kind.summarise(record))]),
            writing.done,
          ]);
        });
        if (!done.ok) return done;
        readable.add(place(id));
        failed.delete(place(id));
        const moved = alien as { readonly why: Problem } | null;
        if (moved !== null) {
          failed.set(place(aside), { collection, id: aside, why: moved.why });
          tell({ collection, id: null });
        }
        return done;
      },
      delete: (id) =>
        attempt(collection, id, async () => {
          const deleting = transaction();
          await Promise.all([
            deleting.objectStore(collection).delete(id),
            ...(summaries === null ? [] : [deleting.objectStore(summaries).delete(id)]),
            deleting.done,
          ]);
          readable.delete(place(id));
          failed.delete(place(id));
        }),
    };
  };

  const collections = createCollections(openCollection);
  const unreadable = async (): Promise<Unreadable[]> => {
    // A list comes upon what it cannot show.
    await Promise.all(
      COLLECTION_NAMES.filter((name) => RECORD_KINDS[name].isWork).map((name) => collections[name].list()),
    );
    const found = await Promise.all(
      [...failed.values()].map(async ({ collection: of, id, why }): Promise<Unreadable[]> => {
        const stored: unknown = await database.get(of, id);
        if (stored === undefined) return [];
        const kind = RECORD_KINDS[of];
        const name = storedName(kind, stored) ?? id;
        return [{ collection: of, noun: kind.noun, id, name, why, text: `${JSON.stringify(stored, null, 2)}\n` }];
      }),
    );
    return found.flat();
  };

  return {
    notLasting: null,
    unreadable,
    takeTurn: (turn, wait) => takeTurn(`${CHANNEL}:${name}:${turn}`, wait),
    ...collections,
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
