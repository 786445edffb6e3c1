import type { Page } from 'playwright';
import { OPEN_ADDRESSES } from '../../src/app/router/addresses.ts';
import type { Budget } from './budget.ts';
import { longestTaskMs } from './long-tasks.ts';

/** Longer than any page goes on drawing after the network has fallen silent. */
const SETTLED_MS = 2000;

const settle = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLED_MS);
};

/** A fresh browser each time, as a first visit is the slowest. */
export const pageLoadBudgets: readonly Budget[] = OPEN_ADDRESSES.map((address) => ({
  name: `longest task while ${address} loads`,
  load: 'a first visit, until the page is settled; 0: none above 50 ms',
  unit: 'ms',
  budget: 200,
  better: 'lower',
  run: () => longestTaskMs({ hash: address, use: settle }),
}));
