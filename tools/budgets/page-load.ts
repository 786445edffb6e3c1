import type { Page } from 'playwright';
import { OPEN_ADDRESSES } from '../../src/app/router/addresses.ts';
import type { Budget } from './budget.ts';
import { longestTasks } from './long-tasks.ts';

/** Longer than any page goes on drawing after the network has fallen silent. */
const SETTLED_MS = 2000;

const settle = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLED_MS);
};

/** The page is loaded again, with its whole program, under the trace. */
export const pageLoadBudgets: readonly Budget[] = OPEN_ADDRESSES.map((address) => ({
  name: `longest task while ${address} loads`,
  load: 'time on the processor, until the page is settled',
  unit: 'ms',
  budget: 200,
  better: 'lower',
  run: async () => {
    const use = async (page: Page): Promise<void> => {
      await page.reload();
      await settle(page);
    };
    return (await longestTasks({ hash: address, prepare: settle, use })).threadMs;
  },
}));
