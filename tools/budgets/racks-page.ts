import type { Page } from 'playwright';
import type { Budget } from './budget.ts';
import { longestTasks, type LongestTasks } from './long-tasks.ts';

const QUERIES_PER_DAY = '10B';

const planFleet = async (page: Page): Promise<void> => {
  await page.locator('rr-scenario-sentence').getByLabel('Queries per day').fill(QUERIES_PER_DAY);
  await page.getByRole('heading', { name: 'From mean load to the fleet' }).waitFor();
};

/** From opening the Racks page until every loss is followed, and then a device moved and a part switched off. */
const useRacks = async (page: Page): Promise<void> => {
  const racks = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Racks' });
  await racks.click();
  await page.getByRole('group', { name: 'Table of losses' }).waitFor();
  await page.locator('rr-rack-elevation').first().getByRole('button').last().press('ArrowUp');
  await page.getByRole('status').filter({ hasText: 'stands at' }).waitFor();
  await page.getByRole('group', { name: 'Table of losses' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Restore all' }).waitFor();
  await page.getByRole('group', { name: /^Floor plan/ }).waitFor();
};

const RACKS_PAGE = `${QUERIES_PER_DAY} queries per day, some 2,380 racks: opened, losses followed, a device moved, a part switched off`;

/** One use of the page is measured for all that is asked of it. */
let latest: LongestTasks | null = null;
const pageTasks = async (): Promise<LongestTasks> =>
  (latest = await longestTasks({ hash: '#/plan', prepare: planFleet, use: useRacks }));

export const racksPageBudgets: readonly Budget[] = [
  {
    name: 'longest task on the Racks page, by the clock',
    load: RACKS_PAGE,
    unit: 'ms',
    budget: 100,
    better: 'lower',
    run: async () => (await pageTasks()).clockMs,
  },
  {
    name: 'longest task on the Racks page, by its own time',
    load: 'the last of these; on two cores threads that follow losses and paint take turns with it',
    unit: 'ms',
    budget: 100,
    better: 'lower',
    run: async () => (latest ?? (await pageTasks())).threadMs,
  },
];
