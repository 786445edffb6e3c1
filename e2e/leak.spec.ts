import { expect, openPage, PAGES, test } from './fixtures.ts';

/** What the renderer holds after its garbage is collected. */
const KINDS = ['JSHeapUsedSize', 'Nodes', 'JSEventListeners'] as const;
type Held = Readonly<Record<(typeof KINDS)[number], number>>;

/** The first rounds load the code as well; after them nothing more may be held. */
const FIRST_ROUNDS = 2;
const MORE_ROUNDS = 7;

test('pages are released: changing them leaves heap, nodes and listeners as they were', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const held = async (): Promise<Held> => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const held = (kind: string): number => metrics.find(({ name }) => name === kind)?.value ?? NaN;
    return {
      JSHeapUsedSize: held('JSHeapUsedSize'),
      Nodes: held('Nodes'),
      JSEventListeners: held('JSEventListeners'),
    };
  };
  const round = async (): Promise<void> => {
    for (const hash of PAGES) {
      await page.locator('main > :last-child').evaluate((left, address) => {
        left.id = 'left';
        window.location.hash = address;
      }, hash);
      await expect(page.locator('main > :last-child:not(#left)').getByRole('heading', { level: 1 })).toBeVisible();
      if (hash === '#/plan') await expect(page.getByRole('heading', { name: 'How the load is carried' })).toBeVisible();
    }
  };

  await openPage(page, '#/plan');
  for (let rounds = 0; rounds < FIRST_ROUNDS; rounds++) await round();
  const before = await held();
  for (let rounds = 0; rounds < MORE_ROUNDS; rounds++) await round();

  // Garbage may need more than one collection where one element held the next.
  await expect
    .poll(async () => {
      const after = await held();
      return Math.max(...KINDS.map((kind) => after[kind] / before[kind]));
    })
    .toBeLessThan(1.1);
});
