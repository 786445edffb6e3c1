import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { openStore } from '../../src/store/open-store.ts';
import { COLLECTION_NAMES, RECORD_KINDS } from '../../src/store/record-kinds.ts';
import type { Collection } from '../../src/store/store.ts';
import { showsKey, SOUND_KEY, soundRecords } from '../../src/store/testing/records.ts';
import type { Draw, Outcome } from './outcome.ts';

/** What may lie in a database instead of a record: of a newer version, cut off, of another kind, odd dates. */
const CORRUPTIONS: readonly ((good: Record<string, unknown>) => Record<string, unknown>)[] = [
  () => ({}),
  (good) => ({ ...good, version: 99, added: true }),
  (good) => Object.fromEntries(Object.keys(good).map((key) => [key, null])),
  (good) => ({ ...good, createdAt: 'yesterday', savedAt: 'yesterday' }),
  (good) => ({ ...good, createdAt: 5, savedAt: {}, name: ['x'] }),
  (good) => Object.fromEntries(Object.entries(good).slice(0, 3)),
  (good) => ({ ...good, format: 'another-format', cases: 'none', scenario: 7, fit: 7, servers: 7 }),
];

/** Every object store, and the collection that it belongs to. */
const OBJECT_STORES = COLLECTION_NAMES.flatMap((collection) => {
  const { listing } = RECORD_KINDS[collection];
  return [collection, ...(listing.from === 'summaries' ? [listing.objectStore] : [])].map((objectStore) => ({
    objectStore,
    collection,
  }));
});

let databases = 0;

const tryOne = async (
  { objectStore, collection }: (typeof OBJECT_STORES)[number],
  corruption: number,
): Promise<string | null> => {
  const name = `attack-${String(++databases)}`;
  const store = await openStore(name);
  try {
    const records = store[collection] as Collection<object, object>;
    await records.put(soundRecords[collection](SOUND_KEY));
    const raw = await openDB(name);
    const good = ((await raw.getAll(objectStore))[0] ?? {}) as Record<string, unknown>;
    await raw.put(objectStore, { ...CORRUPTIONS[corruption]?.(good), [RECORD_KINDS[collection].key]: 'bad' });
    raw.close();
    if (!showsKey(collection, await records.list(), SOUND_KEY)) return 'a good record is no longer listed';
    await records.get('bad');
    const kept = await openDB(name);
    const still = (await kept.get(objectStore, 'bad')) !== undefined;
    kept.close();
    return still ? null : 'the record that cannot be read is gone';
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message).slice(0, 200) : String(cause);
  } finally {
    store.close();
  }
};

/** Corrupt records beside good ones: all good ones are still there, and the corrupt one is kept. */
export const attackRecords = async ({ count }: Draw): Promise<Outcome> => {
  const faults: string[] = [];
  for (let i = 0; i < count; i++) {
    const place = OBJECT_STORES[i % OBJECT_STORES.length];
    const corruption = Math.floor(i / OBJECT_STORES.length) % CORRUPTIONS.length;
    const fault = place === undefined ? 'no such place' : await tryOne(place, corruption);
    if (fault !== null) faults.push(`corruption ${String(corruption)} of ${place?.objectStore ?? ''}: ${fault}`);
  }
  return { tried: count, faults };
};
