import { beforeEach, describe, expect, test, vi } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { Scenario } from '../../records/scenario.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import { ScenarioDraft } from './scenario-draft.ts';

const first = scenarioDefaults.physical;
const named = (name: string): Scenario => ({ ...first, name });

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
