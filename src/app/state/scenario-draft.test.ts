import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { withFields, type Scenario } from '../../records/scenario.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import { openStore } from '../../store/open-store.ts';
import { ScenarioDraft } from './scenario-draft.ts';

const first = scenarioDefaults.physical;
const named = (name: string): Scenario => ({ ...first, name });

/** Word from another tab takes as long as the machine is busy. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

let store: Store;
let draft: ScenarioDraft;
beforeEach(async () => {
  store = createMemoryStore();
  draft = new ScenarioDraft(Promise.resolve(store), () => Promise.resolve(first));
  await draft.ensure();
});

describe('undo', () => {
  test('goes back and forth through every edit', async () => {
    await draft.set(named('a'));
    await draft.set(named('b'));
    await draft.undo();
    expect(draft.scenario.get()?.name).toBe('a');
    await draft.undo();
    expect(draft.scenario.get()).toEqual(first);
    await draft.undo();
    expect(draft.scenario.get()).toEqual(first);
    await draft.redo();
    await draft.redo();
    expect(draft.scenario.get()?.name).toBe('b');
  });

  test('takes keystrokes in one field as one step, and another field as another', async () => {
    const clock = vi.spyOn(performance, 'now');
    for (const [at, name, field] of [
      [0, '2', 'demand.queriesPerDay'],
      [200, '25', 'demand.queriesPerDay'],
      [400, '250', 'demand.queriesPerDay'],
      [600, '250, then 40', 'demand.outputTokens'],
      [9000, '250, then 41', 'demand.outputTokens'],
    ] as const) {
      clock.mockReturnValue(at);
      await draft.set(named(name), field);
    }
    clock.mockRestore();
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      await draft.undo();
      seen.push(draft.scenario.get()?.name);
    }
    expect(seen).toEqual(['250, then 40', '250', first.name]);
  });

  test('an edit after an undo ends the way forward', async () => {
    await draft.set(named('a'));
    await draft.undo();
    await draft.set(named('b'));
    await draft.redo();
    expect(draft.scenario.get()?.name).toBe('b');
  });
});

test('a draft is there again after a reload', async () => {
  await draft.set(named('kept'));
  const again = new ScenarioDraft(Promise.resolve(store), () => Promise.resolve(first));
  expect((await again.ensure()).name).toBe('kept');
});

describe('two tabs', () => {
  const stores: Store[] = [];
  afterEach(() => {
    for (const opened of stores.splice(0)) opened.close();
  });
  const openTab = async (name: string): Promise<ScenarioDraft> => {
    const tabStore = await openStore(name);
    stores.push(tabStore);
    const tab = new ScenarioDraft(Promise.resolve(tabStore), () => Promise.resolve(first));
    await tab.ensure();
    return tab;
  };
  const edited = (
    tab: ScenarioDraft,
    demand: Partial<Scenario['demand']>,
    more: { readonly name?: string } = {},
  ): Scenario => ({
    ...withFields(tab.scenario.get()!, 'demand', demand),
    ...more,
  });
  const shown = (tab: ScenarioDraft): unknown[] => {
    const { demand, name } = tab.scenario.get()!;
    return [demand.queriesPerDay, demand.outputTokens, name];
  };

  test('edits of different fields both stand, in both tabs and after a reload', async () => {
    const [tab, other] = [await openTab('two-tabs'), await openTab('two-tabs')];
    await tab.set(edited(tab, { queriesPerDay: 111_111 }));
    await soon(() => expect(shown(other)[0]).toBe(111_111));
    await other.set(edited(other, { outputTokens: 77 }));
    await soon(() => expect(shown(tab)).toEqual([111_111, 77, first.name]));
    expect(shown(await openTab('two-tabs'))).toEqual([111_111, 77, first.name]);
  });

  test('edits made at the same moment as well; of the same field the later one', async () => {
    const [tab, other] = [await openTab('at-once'), await openTab('at-once')];
    await Promise.all([
      tab.set(edited(tab, { queriesPerDay: 5 }, { name: 'one' })),
      other.set(edited(other, { outputTokens: 6 }, { name: 'other' })),
    ]);
    await soon(() => {
      expect(shown(tab)).toEqual([5, 6, 'other']);
      expect(shown(other)).toEqual([5, 6, 'other']);
    });
  });

  test('undo takes back what was done in its own tab and nothing else', async () => {
    const [tab, other] = [await openTab('undo'), await openTab('undo')];
    await tab.set(edited(tab, { queriesPerDay: 5 }));
    await soon(() => expect(shown(other)[0]).toBe(5));
    await other.set(edited(other, { outputTokens: 6 }));
    await soon(() => expect(shown(tab)[1]).toBe(6));
    await tab.undo();
    expect(shown(tab)).toEqual([first.demand.queriesPerDay, 6, first.name]);
    await soon(() => expect(shown(other)).toEqual(shown(tab)));
    await tab.redo();
    expect(shown(tab)).toEqual([5, 6, first.name]);
  });

  test('a change of the kind of plan is taken over whole', async () => {
    const [tab, other] = [await openTab('kind'), await openTab('kind')];
    await tab.set(scenarioDefaults.article);
    await soon(() => expect(other.scenario.get()).toEqual(scenarioDefaults.article));
  });
});

test('what a newer version kept is set aside, not typed over', async () => {
  const newer = { id: 'draft', savedAt: '2026-01-01T00:00:00.000Z', scenario: { ...first, version: 99 } };
  (await openStore('newer-draft')).close();
  const raw = await openDB('newer-draft');
  await raw.put('scenarios', newer);
  const opened = await openStore('newer-draft');
  const tab = new ScenarioDraft(Promise.resolve(opened), () => Promise.resolve(first));
  await tab.ensure();
  expect(tab.problem.get()?.message).toMatch(/version is 99/);
  await tab.set(named('typed'));
  const [aside] = await opened.unreadable();
  expect(JSON.parse(aside!.text)).toEqual({ ...newer, id: aside!.id });
  opened.close();
  raw.close();
});
