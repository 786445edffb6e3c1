import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { scenarioDefaults } from '../../src/catalog/presets.ts';
import { calibrationFixture } from '../../src/app/testing/fixtures.ts';
import { parseHardware } from '../../src/exchange/hardware.ts';
import type { SavedHardware } from '../../src/records/own-hardware.ts';
import { measurementFixture } from '../../src/records/testing/measurement.ts';
import { stackFitOf } from '../../src/records/testing/stack-fit.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { OWN_SERVER } from './own-server.ts';
import type { Draw, Outcome } from './outcome.ts';

const AT = '2026-01-01T00:00:00.000Z';

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

interface Kind {
  readonly objectStore: string;
  readonly put: (store: Store) => Promise<unknown>;
  /** Ids of what a list shows. */
  readonly list: (store: Store) => Promise<readonly string[]>;
  readonly get: (store: Store, id: string) => Promise<unknown>;
}

const savedServer = (): SavedHardware => {
  const file = parseHardware(OWN_SERVER);
  const fact = file.ok ? file.value.servers[0] : undefined;
  if (fact === undefined) throw new Error('A sound file of hardware is refused.');
  return { id: fact.id, savedAt: AT, kind: 'server', fact };
};

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
const KINDS: readonly Kind[] = [
  ...['measurements', 'measurementSummaries'].map((objectStore): Kind => ({
    objectStore,
    put: (store) => store.measurements.put(measurementFixture({ id: 'good' })),
    list: async (store) => ids(await store.measurements.list()),
    get: (store, id) => store.measurements.get(id),
  })),
  {
    objectStore: 'calibrations',
    put: (store) => store.calibrations.put(calibrationFixture({ id: 'good' })),
    list: async (store) => ids(await store.calibrations.list()),
    get: (store, id) => store.calibrations.get(id),
  },
  {
    objectStore: 'stackFits',
    put: (store) => store.stackFits.put({ id: 'good', savedAt: AT, name: 'ours', fit: stackFitOf() }),
    list: async (store) => ids(await store.stackFits.list()),
    get: (store, id) => store.stackFits.get(id),
  },
  {
    objectStore: 'scenarios',
    put: (store) => store.scenarios.put({ id: 'good', savedAt: AT, scenario: scenarioDefaults.physical }),
    list: async (store) => ids(await store.scenarios.list()),
    get: (store, id) => store.scenarios.get(id),
  },
  {
    objectStore: 'hardware',
    put: (store) => store.hardware.put(savedServer()),
    list: async (store) => ids(await store.hardware.list()).map((id) => (id === 'own-box' ? 'good' : id)),
    get: (store, id) => store.hardware.get(id),
  },
  {
    objectStore: 'tunings',
    put: (store) => store.measurements.put(measurementFixture({ id: 'good' })),
    list: async (store) => {
      await store.tunings.list();
      return ids(await store.measurements.list());
    },
    get: (store) => store.tunings.list(),
  },
];

let databases = 0;

const tryOne = async (kind: Kind, corruption: number): Promise<string | null> => {
  const name = `attack-${String(++databases)}`;
  const store = await openStore(name);
  try {
    await kind.put(store);
    const raw = await openDB(name);
    const good = ((await raw.getAll(kind.objectStore))[0] ?? {}) as Record<string, unknown>;
    const key = kind.objectStore === 'tunings' ? 'key' : 'id';
    await raw.put(kind.objectStore, { ...CORRUPTIONS[corruption]?.(good), [key]: 'bad' });
    raw.close();
    if (!(await kind.list(store)).includes('good')) return 'a good record is no longer listed';
    await kind.get(store, 'bad');
    const kept = await openDB(name);
    const still = (await kept.get(kind.objectStore, 'bad')) !== undefined;
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
    const kind = KINDS[i % KINDS.length];
    const corruption = Math.floor(i / KINDS.length) % CORRUPTIONS.length;
    const fault = kind === undefined ? 'no such kind' : await tryOne(kind, corruption);
    if (fault !== null) faults.push(`corruption ${String(corruption)} of ${kind?.objectStore ?? ''}: ${fault}`);
  }
  return { tried: count, faults };
};
