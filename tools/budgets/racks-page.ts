import { chromium, type Page } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { serveApp } from '../../config/serve-app.ts';
import type { Budget } from './budget.ts';
import { root } from '../../config/root.ts';

const QUERIES_PER_DAY = '10B';

declare global {
  /** Durations of the page's long tasks, ms. */
  var roofrackLongTasks: number[];
}

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

/** Longest time that the page answers nobody, ms. */
const longestTaskMs = async (): Promise<number> => {
  const server = await serveApp(root, { port: 0, log: (text) => process.stderr.write(text) });
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(300_000);
    await page.addInitScript(() => {
      globalThis.roofrackLongTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.roofrackLongTasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    await page.goto(`${server.url}#/plan`);
    await page.locator('rr-scenario-sentence').getByLabel('Queries per day').fill(QUERIES_PER_DAY);
    await page.getByRole('heading', { name: 'From mean load to the fleet' }).waitFor();
    await page.evaluate(() => {
      globalThis.roofrackLongTasks.length = 0;
    });
    await useRacks(page);
    return await page.evaluate(() => Math.max(0, ...globalThis.roofrackLongTasks));
  } finally {
    await browser.close();
    await server.close();
  }
};

export const racksPageBudgets: readonly Budget[] = [
  {
    name: 'longest task on the Racks page',
    load: `${QUERIES_PER_DAY} queries per day, some 2,380 racks: opened, losses followed, a device moved, a part switched off; 0: none above 50 ms`,
    unit: 'ms',
    budget: 100,
    better: 'lower',
    run: longestTaskMs,
  },
];
