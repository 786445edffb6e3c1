import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ok } from '../../base/result.ts';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { Scenario } from '../../records/scenario.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { ChangeListener, Store } from '../../store/store.ts';
import { DRAFT_ID } from './keeping.ts';
import { SCENARIO_KEEPING, ScenarioDraft } from './scenario-draft.ts';

const first = scenarioDefaults.physical;
const named = (name: string): Scenario => ({ ...first, name });

/**
 * A store as a busy browser has it: what is read is as it was when it was asked for, but every answer, and word of every
 * change, comes when the scheduler likes, in any order. Turns are given in their order.
 */
const busyStore = (scheduler: fc.Scheduler): Store => {
  const disk = createMemoryStore();
  const listeners = new Set<ChangeListener>();
  let turn = Promise.resolve();
  return {
    ...disk,
    scenarios: {
      ...disk.scenarios,
      get: (id) => scheduler.schedule(disk.scenarios.get(id), 'read'),
      put: async (record) => {
        await scheduler.schedule(disk.scenarios.put(record), 'kept');
        for (const listener of listeners) listener('scenarios', record.id);
        return ok(null);
      },
    },
    takeTurn: async () => {
      const before = turn;
      let end = (): void => undefined;
      turn = new Promise((resolve) => {
        end = resolve;
      });
      await before;
      return end;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

test('what was opened last stands, on the page and in the store, in whatever order a busy store answers', async () => {
  const names = fc.array(fc.constantFrom('kept', 'a', 'b'), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), names, fc.boolean(), async (scheduler, opened, early) => {
      const store = busyStore(scheduler);
      const { record } = SCENARIO_KEEPING;
      void store.scenarios.put(record(DRAFT_ID, '2026-01-01T00:00:00.000Z', named('kept')));
      const draft = new ScenarioDraft(Promise.resolve(store), () => Promise.resolve(first));
      if (!early) await scheduler.waitFor(draft.ensure());
      void scheduler.scheduleSequence(
        opened.map((name) => () => {
          void draft.set(named(name));
          return Promise.resolve();
        }),
      );
      await scheduler.waitIdle();
      const again = new ScenarioDraft(Promise.resolve(store), () => Promise.resolve(first));
      const reloaded = await scheduler.waitFor(again.ensure());
      expect([draft.scenario.get()?.name, reloaded.name]).toEqual([opened.at(-1), opened.at(-1)]);
    }),
    { numRuns: 300 },
  );
});
