import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { calibrationFixture, measurementFixture } from '../app/testing/fixtures.ts';
import { createMemoryStore } from './memory-store.ts';
import { summarise } from './measurement-summary.ts';
import { openStore } from './open-store.ts';
import type { CollectionName, Store } from './store.ts';

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

  test('keeps the newest search of a key', async () => {
    const store = await open();
    const search = { key: 'a|f32|large', dtype: 'f32', shapes: 'large', m: 1, n: 1, k: 1, elapsedMs: 1, log: [] };
    expect(await store.tunings.put([{ ...search, winner: 'old' }])).toEqual({ ok: true, value: null });
    await store.tunings.put([
      { ...search, winner: 'new' },
      { ...search, key: 'a|f32|small', winner: 'other' },
    ]);
    expect((await store.tunings.list()).map(({ winner }) => winner)).toEqual(['new', 'other']);
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
  expect(store.lasting).toBe(true);
  expect(await store.measurements.get('run-1')).toMatchObject({ ok: true, value: { id: 'run-1' } });
  expect(await store.tunings.list()).toEqual([]);
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
  expect(!read.ok && read.error.message).toMatch(/cannot be read\. version is 99/);
  expect(await store.measurements.list()).toHaveLength(1);
});

test('falls back to memory where the browser has no storage', async () => {
  const original = indexedDB.open.bind(indexedDB);
  indexedDB.open = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  try {
    const store = remember(await openStore('refused'));
    expect(store.lasting).toBe(false);
    await store.measurements.put(measurementFixture());
    expect(await store.measurements.list()).toHaveLength(1);
  } finally {
    indexedDB.open = original;
  }
});
