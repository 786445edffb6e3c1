import 'fake-indexeddb/auto';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { calibrationFixture } from '../app/testing/fixtures.ts';
import { measurementFixture, tuningFixture } from '../records/testing/measurement.ts';
import { createMemoryStore } from './memory-store.ts';
import { summarise } from './measurement-summary.ts';
import { openStore } from './open-store.ts';
import { COLLECTION_NAMES, RECORD_KINDS, storedName, type CollectionName } from './record-kinds.ts';
import type { Collection, Store } from './store.ts';
import { savedScenario, showsKey, SOUND_KEY, soundRecords } from './testing/records.ts';

let databases = 0;
const opened: Store[] = [];
const remember = (store: Store): Store => {
  opened.push(store);
  return store;
};
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

describe.each([
  ['IndexedDB', async () => remember(await openStore(`test-${++databases}`))],
  ['memory', () => Promise.resolve(remember(createMemoryStore()))],
])('the store on %s', (_name, open) => {
  test('keeps a run, lists its summary, gives it back equal, and forgets it', async () => {
    const store = await open();
    const run = measurementFixture();
    expect(await store.measurements.put(run)).toEqual({ ok: true, value: null });
    expect(await store.measurements.list()).toEqual([summarise(run)]);
    expect(await store.measurements.get(run.id)).toEqual({ ok: true, value: run });
    await store.measurements.delete(run.id);
    expect(await store.measurements.list()).toEqual([]);
    expect(await store.measurements.get(run.id)).toEqual({ ok: true, value: null });
  });

  test('lists newest first and replaces by id', async () => {
    const store = await open();
    await store.calibrations.put(calibrationFixture({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z' }));
    await store.calibrations.put(calibrationFixture({ id: 'b', createdAt: '2026-03-01T00:00:00.000Z' }));
    await store.calibrations.put(
      calibrationFixture({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z', name: 'renamed' }),
    );
    expect((await store.calibrations.list()).map(({ id, name }) => [id, name])).toEqual([
      ['b', 'ACME A1000, f32'],
      ['a', 'renamed'],
    ]);
  });

  test.each(COLLECTION_NAMES)('keeps, lists, gives back and forgets %s', async (name) => {
    const store = await open();
    const collection = store[name] as Collection<object, object>;
    const record = soundRecords[name](SOUND_KEY);
    expect(await collection.put(record)).toEqual({ ok: true, value: null });
    expect(showsKey(name, await collection.list(), SOUND_KEY)).toBe(true);
    expect(await collection.get(SOUND_KEY)).toEqual({ ok: true, value: record });
    await collection.delete(SOUND_KEY);
    expect(await collection.list()).toEqual([]);
    expect(await collection.get(SOUND_KEY)).toEqual({ ok: true, value: null });
  });

  test('keeps the newest search of a key', async () => {
    const store = await open();
    const search = tuningFixture();
    expect(await store.tunings.put({ ...search, winner: 'old' })).toEqual({ ok: true, value: null });
    await store.tunings.put({ ...search, winner: 'new' });
    await store.tunings.put({ ...search, key: 'another', winner: 'other' });
    expect((await store.tunings.list()).map(({ winner }) => winner).sort()).toEqual(['new', 'other']);
  });

  test('says which collection changed', async () => {
    const store = await open();
    const heard: CollectionName[] = [];
    const stop = store.onChange((collection) => heard.push(collection));
    await store.measurements.put(measurementFixture());
    stop();
    await store.calibrations.put(calibrationFixture());
    expect(heard).toEqual(['measurements']);
  });
});

test('what was put survives closing, and a second connection hears of changes', async () => {
  const name = `test-${++databases}`;
  const first = await openStore(name);
  await first.measurements.put(measurementFixture());
  first.close();
  const second = remember(await openStore(name));
  const third = remember(await openStore(name));
  expect((await second.measurements.list()).map(({ id }) => id)).toEqual(['run-1']);
  const heard = new Promise<CollectionName>((resolve) => third.onChange(resolve));
  await second.measurements.delete('run-1');
  expect(await heard).toBe('measurements');
});

test('a database of the first version gets the new collection and keeps what it has', async () => {
  const name = `test-${++databases}`;
  const old = await openDB(name, 1, {
    upgrade(db) {
      for (const collection of ['measurements', 'measurementSummaries', 'calibrations', 'scenarios'])
        db.createObjectStore(collection, { keyPath: 'id' });
    },
  });
  await old.put('measurements', measurementFixture());
  old.close();
  const store = remember(await openStore(name));
  expect(store.notLasting).toBeNull();
  expect(await store.measurements.get('run-1')).toMatchObject({ ok: true, value: { id: 'run-1' } });
  expect([await store.tunings.list(), await store.stackFits.list()]).toEqual([[], []]);
});

test('a record that is not ours is refused in words and stays where it is', async () => {
  const name = `test-${++databases}`;
  const store = remember(await openStore(name));
  await store.measurements.put(measurementFixture());
  const raw = await openDB(name);
  await raw.put('measurements', { ...measurementFixture(), version: 99 });
  raw.close();
  const read = await store.measurements.get('run-1');
  expect(read.ok).toBe(false);
  expect(!read.ok && read.error.message).toMatch(/cannot be read\. Its version is 99/);
  expect(await store.measurements.list()).toHaveLength(1);
});

test('falls back to memory where the browser has no storage', async () => {
  const original = indexedDB.open.bind(indexedDB);
  indexedDB.open = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  try {
    const store = remember(await openStore('refused'));
    expect(store.notLasting?.message).toMatch(/keeps nothing for this page/);
    await store.measurements.put(measurementFixture());
    expect(await store.measurements.list()).toHaveLength(1);
  } finally {
    indexedDB.open = original;
  }
});

describe('scenarios', () => {
  test('a list reads names only; one of an older version opens with the defaults of what it lacks', async () => {
    const name = `test-${++databases}`;
    const store = remember(await openStore(name));
    await store.scenarios.put(savedScenario('new', 'complete'));
    const raw = await openDB(name);
    const { own: _own, reliability: _reliability, ...older } = savedScenario('old').scenario;
    await raw.put('scenarios', { ...savedScenario('old'), scenario: older });
    await raw.put('scenarios', { ...savedScenario('odd'), scenario: { version: 99 } });
    raw.close();
    expect((await store.scenarios.list()).map(({ name: listed }) => listed).sort()).toEqual(['complete', 'old']);
    expect(await store.scenarios.get('old')).toEqual({ ok: true, value: savedScenario('old') });
    const odd = await store.scenarios.get('odd');
    expect(!odd.ok && odd.error.message).toMatch(/cannot be read\. Its version is 99/);
  });

  test('a browser without room says so, and nothing that was there is lost', async () => {
    const store = remember(await openStore(`test-${++databases}`));
    await store.scenarios.put(savedScenario('kept'));
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const refused = await store.scenarios.put(savedScenario('more'));
    put.mockRestore();
    expect(!refused.ok && refused.error.message).toMatch(/no room left for this site\. Nothing saved before is lost/);
    expect((await store.scenarios.list()).map(({ id }) => id)).toEqual(['kept']);
    expect(await store.scenarios.put(savedScenario('more'))).toEqual({ ok: true, value: null });
  });

  test('five hundred are listed without reading a single one of them', async () => {
    const store = remember(await openStore(`test-${++databases}`));
    for (let i = 0; i < 500; i++) await store.scenarios.put(savedScenario(`s${String(i)}`));
    const reads = vi.spyOn(IDBObjectStore.prototype, 'get');
    const listed = await store.scenarios.list();
    expect([listed.length, reads.mock.calls.length]).toEqual([500, 0]);
    expect(Object.keys(listed[0]!)).toEqual(['id', 'name', 'savedAt']);
    reads.mockRestore();
  });

  test('another tab hears which one changed', async () => {
    const name = `test-${++databases}`;
    const [here, there] = [remember(await openStore(name)), remember(await openStore(name))];
    const heard = new Promise((resolve) =>
      there.onChange((collection, id) => {
        resolve([collection, id]);
      }),
    );
    await here.scenarios.put(savedScenario('s1'));
    expect(await heard).toEqual(['scenarios', 's1']);
  });
});

describe('what cannot be read', () => {
  const newer = <T extends object>(record: T): T => ({ ...record, version: 99 });
  const withRaw = async (write: (raw: IDBPDatabase) => Promise<unknown>): Promise<Store> => {
    const name = `test-${++databases}`;
    const first = await openStore(name);
    await first.measurements.put(measurementFixture());
    first.close();
    const raw = await openDB(name);
    await write(raw);
    raw.close();
    return remember(await openStore(name));
  };

  test('hides no other run: a summary that is none, or is missing, is made anew', async () => {
    const store = await withRaw(async (raw) => {
      await raw.put('measurementSummaries', { id: 'odd' });
      await raw.put('measurementSummaries', { id: 'run-1', createdAt: 7 });
      await raw.put('measurements', measurementFixture({ id: 'run-2' }));
      await raw.put('measurements', newer(measurementFixture({ id: 'run-3', name: 'From tomorrow' })));
    });
    const listed = await store.measurements.list();
    expect(listed.map(({ id }) => id).sort()).toEqual(['run-1', 'run-2']);
    expect(listed.find(({ id }) => id === 'run-1')).toEqual(summarise(measurementFixture()));
    const [record, ...others] = await store.unreadable();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ collection: 'measurements', id: 'run-3', name: 'From tomorrow' });
    expect(record!.why.message).toMatch(/version is 99/);
    expect(JSON.parse(record!.text)).toEqual(newer(measurementFixture({ id: 'run-3', name: 'From tomorrow' })));
  });

  const WORK = COLLECTION_NAMES.filter((name) => RECORD_KINDS[name].isWork);
  test.each(WORK)('is told of, by its name where it has one: %s', async (name) => {
    const sound = soundRecords[name](SOUND_KEY);
    const odd = { ...sound, createdAt: 7, savedAt: 7 };
    const store = await withRaw((raw) => raw.put(name, odd));
    const heard: unknown[] = [];
    store.onChange((collection, id) => heard.push([collection, id]));
    const [record, ...others] = await store.unreadable();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      collection: name,
      noun: RECORD_KINDS[name].noun,
      id: SOUND_KEY,
      name: storedName(RECORD_KINDS[name], sound),
    });
    expect(record?.why.message).toContain(`This stored ${RECORD_KINDS[name].noun} cannot be read.`);
    expect(JSON.parse(record?.text ?? '')).toEqual(odd);
    expect(heard).toContainEqual([name, null]);
    await store[name].delete(SOUND_KEY);
    expect(await store.unreadable()).toEqual([]);
  });

  test('is told of by its id where it has no name', async () => {
    const store = await withRaw((raw) => raw.put('stackFits', { id: 'f' }));
    expect((await store.unreadable()).map(({ name }) => name)).toEqual(['f']);
  });

  test('is made again where it is nobody’s work', async () => {
    const store = await withRaw((raw) => raw.put('tunings', { key: 'k', winner: 7 }));
    expect([await store.tunings.list(), await store.unreadable()]).toEqual([[], []]);
    await store.tunings.put(tuningFixture({ key: 'k' }));
    expect((await store.tunings.list()).map(({ key }) => key)).toEqual(['k']);
  });

  test('is set aside whole where something is kept under its id', async () => {
    const draft = { ...savedScenario('draft', 'Of a newer version'), extra: { of: 'tomorrow' } };
    const alien = { ...draft, scenario: newer(draft.scenario) };
    const store = await withRaw((raw) => raw.put('scenarios', alien));
    expect(await store.scenarios.put(savedScenario('draft', 'typed since'))).toEqual({ ok: true, value: null });
    expect(await store.scenarios.get('draft')).toMatchObject({
      ok: true,
      value: { scenario: { name: 'typed since' } },
    });
    const [aside] = await store.unreadable();
    expect(aside).toMatchObject({ collection: 'scenarios', name: 'Of a newer version' });
    expect(JSON.parse(aside!.text)).toEqual({ ...alien, id: aside!.id });
    // Once it is our own, typing on moves nothing.
    await store.scenarios.put(savedScenario('draft', 'typed on'));
    expect(await store.unreadable()).toHaveLength(1);
  });

  test('a damaged one, of no newer version, is set aside as well, though it was listed', async () => {
    const damaged = { ...savedScenario('draft'), scenario: { ...savedScenario('draft').scenario, mode: 'neither' } };
    const store = await withRaw((raw) => raw.put('scenarios', damaged));
    expect(await store.scenarios.list()).toHaveLength(1);
    await store.scenarios.put(savedScenario('draft', 'typed since'));
    expect((await store.unreadable()).map(({ text }) => (JSON.parse(text) as typeof damaged).scenario.mode)).toEqual([
      'neither',
    ]);
  });
});

test('data of a newer version of the page is left alone, and the page says that it keeps nothing', async () => {
  const name = `test-${++databases}`;
  (await openDB(name, 99)).close();
  const store = remember(await openStore(name));
  expect(store.notLasting?.message).toMatch(/written by a newer Roofrack\. It is all there/);
  expect((await store.measurements.put(measurementFixture())).ok).toBe(true);
});

test('one tab at a time has a turn', async () => {
  const name = `test-${++databases}`;
  const [here, there] = [remember(await openStore(name)), remember(await openStore(name))];
  const end = await here.takeTurn('measure', false);
  expect(end).not.toBeNull();
  expect(await there.takeTurn('measure', false)).toBeNull();
  const later = there.takeTurn('measure', true);
  end?.();
  expect(await later).not.toBeNull();
});
