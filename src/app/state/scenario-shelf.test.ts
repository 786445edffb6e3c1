import { beforeEach, expect, test, vi } from 'vitest';
import { err, problem } from '../../base/result.ts';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { Scenario } from '../../records/scenario.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import { ScenarioDraft } from './scenario-draft.ts';
import { ScenarioShelf } from './scenario-shelf.ts';

const named = (name: string): Scenario => ({ ...scenarioDefaults.physical, name });

let store: Store;
let shelf: ScenarioShelf;
beforeEach(async () => {
  store = createMemoryStore();
  shelf = new ScenarioShelf(Promise.resolve(store));
  await shelf.loaded();
});
const names = (): string[] => shelf.saved.get().map(({ name }) => name);

test('keeps copies, renames and duplicates them, and gives back what was deleted', async () => {
  await shelf.keep(named('one'));
  await expect.poll(names).toEqual(['one']);
  const { id } = shelf.saved.get()[0]!;
  await shelf.rename(id, 'first');
  await expect.poll(names).toEqual(['first']);
  await shelf.duplicate(id);
  await expect.poll(() => names().sort()).toEqual(['first', 'first, copy']);
  const putBack = await shelf.remove(id);
  await expect.poll(names).toEqual(['first, copy']);
  putBack?.();
  await expect.poll(() => names().sort()).toEqual(['first', 'first, copy']);
  const read = await shelf.read(id);
  expect(read.ok && read.value.scenario).toEqual(named('first'));
});

test('every edit is taken back and made again, in their order', async () => {
  const { scenarios } = store;
  await shelf.keep(named('one'));
  const { id } = (await scenarios.list())[0]!;
  await shelf.rename(id, 'first');
  await shelf.duplicate(id);
  await shelf.remove(id);
  const kept = async (): Promise<string[]> => (await scenarios.list()).map(({ name }) => name).sort();
  const seen = [await kept()];
  for (let i = 0; i < 5; i++) {
    await shelf.undo();
    seen.push(await kept());
  }
  expect(seen).toEqual([['first, copy'], ['first', 'first, copy'], ['first'], ['one'], [], []]);
  for (let i = 0; i < 5; i++) await shelf.redo();
  expect(await kept()).toEqual(['first, copy']);
  await shelf.undo();
  await shelf.keep(named('another'));
  expect(shelf.future.get()).toEqual([]);
});

test('what a deletion gave to put it back does that alone, also after another edit', async () => {
  await shelf.keep(named('one'));
  await shelf.keep(named('two'));
  const ids = new Map((await store.scenarios.list()).map(({ id, name }) => [name, id]));
  const putBack = await shelf.remove(ids.get('one') ?? '');
  await shelf.rename(ids.get('two') ?? '', 'second');
  putBack?.();
  await expect.poll(() => names().sort()).toEqual(['one', 'second']);
});

test('is not read again while a draft is typed', async () => {
  const list = vi.spyOn(store.scenarios, 'list');
  const draft = new ScenarioDraft(Promise.resolve(store), () => Promise.resolve(named('draft')));
  await draft.ensure();
  for (let i = 0; i < 20; i++) await draft.set(named(String(i)), 'demand.queriesPerDay');
  expect(list).not.toHaveBeenCalled();
  await shelf.keep(named('kept'));
  expect(list).toHaveBeenCalledTimes(1);
});

test('says that there is no room, and keeps what it has', async () => {
  await shelf.keep(named('before'));
  const full = problem('', 'The browser has no room left for this site.');
  vi.spyOn(store.scenarios, 'put').mockResolvedValue(err(full));
  expect(await shelf.keep(named('after'))).toEqual(full);
  expect(shelf.problem.get()).toEqual(full);
  expect(names()).toEqual(['before']);
});

test('says that another tab has deleted a scenario', async () => {
  const read = await shelf.read('gone');
  expect(!read.ok && read.error.message).toMatch(/is not stored in this browser/);
  expect((await shelf.rename('gone', 'x'))?.message).toMatch(/is not stored in this browser/);
});
