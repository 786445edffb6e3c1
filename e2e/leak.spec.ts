import type { Page } from '@playwright/test';
import { expect, FEW_PRODUCTS, inMeasuringWorker, openPage, PAGES, test } from './fixtures.ts';

/** What the renderer holds after its garbage is collected. */
const KINDS = ['JSHeapUsedSize', 'Nodes', 'JSEventListeners'] as const;
type Held = Readonly<Record<(typeof KINDS)[number], number>>;

const watchHeld = async (page: Page): Promise<() => Promise<Held>> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const held = (kind: string): number => metrics.find(({ name }) => name === kind)?.value ?? NaN;
    return {
      JSHeapUsedSize: held('JSHeapUsedSize'),
      Nodes: held('Nodes'),
      JSEventListeners: held('JSEventListeners'),
    };
  };
};

/** Garbage may need more than one collection where one element held the next. */
const staysAt = async (before: Held, held: () => Promise<Held>, most: number): Promise<void> => {
  let after = before;
  await expect
    .poll(async () => {
      after = await held();
      return Math.max(...KINDS.map((kind) => after[kind] / before[kind]));
    })
    .toBeLessThan(most);
  const told = KINDS.map((kind) => `${kind} ${String(before[kind])} → ${String(after[kind])}`);
  console.log(`   ${told.join(', ')}`);
};

/** The first rounds load the code as well; after them nothing more may be held. */
const FIRST_ROUNDS = 2;

for (const [rounds, where] of [
  [4, ''],
  [10, ' @deep'],
] as const) {
  test(`pages are released: ${String(rounds * PAGES.length)} changes leave heap, nodes and listeners as they were${where}`, async ({
    page,
  }) => {
    test.setTimeout(400_000);
    const held = await watchHeld(page);
    const round = async (): Promise<void> => {
      for (const hash of PAGES) {
        await page.locator('main > :last-child').evaluate((left, address) => {
          left.id = 'left';
          window.location.hash = address;
        }, hash);
        await expect(page.locator('main > :last-child:not(#left)').getByRole('heading', { level: 1 })).toBeVisible();
        if (hash === '#/plan')
          await expect(page.getByRole('heading', { name: 'How the load is carried' })).toBeVisible();
      }
    };
    await openPage(page, '#/plan');
    for (let i = 0; i < FIRST_ROUNDS; i++) await round();
    const before = await held();
    for (let i = 0; i < rounds; i++) await round();
    await staysAt(before, held, 1.1);
  });
}

test('runs are released: twenty of them leave heap, nodes and listeners as they were @deep', async ({ page }) => {
  test.setTimeout(3_000_000);
  await inMeasuringWorker(page, FEW_PRODUCTS);
  const held = await watchHeld(page);
  const measure = async (button: string, runs: number): Promise<void> => {
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 300_000 });
    const stored = await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('roofrack');
          opening.onerror = () => {
            reject(new Error('not opened'));
          };
          opening.onsuccess = () => {
            const count = opening.result.transaction('measurements').objectStore('measurements').count();
            count.onsuccess = () => {
              opening.result.close();
              resolve(count.result);
            };
          };
        }),
    );
    expect(stored).toBe(runs);
  };
  await openPage(page, '#/measure');
  await measure('Measure this GPU', 1);
  await measure('Measure again', 2);
  const before = await held();
  for (let run = 3; run <= 22; run++) await measure('Measure again', run);
  await staysAt(before, held, 1.2);
});
