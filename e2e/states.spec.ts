import type { Page } from '@playwright/test';
import { accessibilityFaults, expect, test } from './fixtures.ts';
import { printed, SHEETS } from './printed.ts';
import { settle } from './settled.ts';
import { STATES } from './states.ts';
import { lookAt, MOST_OF_THE_VIEW, ZOOMED } from './zoomed.ts';

const isWholeWhenZoomed = async (page: Page): Promise<void> => {
  for (const viewport of [ZOOMED, { width: 360, height: 740 }]) {
    await page.setViewportSize(viewport);
    const at = `${String(viewport.width)} × ${String(viewport.height)}`;
    await expect.poll(async () => (await lookAt(page)).scrollsSideways, at).toBeLessThanOrEqual(0);
    const look = await lookAt(page);
    expect(look.cutTexts, at).toEqual([]);
    expect(look.covered, at).toEqual([]);
    expect(look.staying, at).toBeLessThanOrEqual(viewport === ZOOMED ? 0 : MOST_OF_THE_VIEW);
  }
};

const isAccessible = async (page: Page): Promise<void> => {
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    // The whole page at once: what happens to lie under the bar at the bottom can be scrolled out from under it.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(900, height) });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect(await accessibilityFaults(page), `light, ${String(width)} px`).toEqual([]);
    // Of all rules, only that of contrast hangs on the scheme.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await accessibilityFaults(page, ['color-contrast']), `dark, ${String(width)} px`).toEqual([]);
  }
};

const printsWell = async (page: Page): Promise<void> => {
  // Dark by choice, not only by the system.
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
  for (const [sheet, width] of Object.entries(SHEETS)) {
    const { paper, ink, controls, cut, floating } = await printed(page, width);
    expect(controls, sheet).toEqual([]);
    expect(cut, sheet).toEqual([]);
    expect(floating, sheet).toEqual([]);
    expect(paper).toBe('rgb(255, 255, 255)');
    expect(Number(/^oklch\(([\d.]+)/.exec(ink)?.[1]), ink).toBeLessThan(0.4);
  }
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
};

/** Rare states of pages whose usual ones are seen in the gate: these in test:deep. */
const RARE: ReadonlySet<string> = new Set<keyof typeof STATES>([
  'a sweep with a row of it',
  'an open fact',
  'own hardware that is already known',
  'own hardware with a mistake',
  'the catalogue of measured rows',
  'the open ledger',
  'records that cannot be read',
]);

for (const [name, open] of Object.entries(STATES)) {
  const where = RARE.has(name) ? ' @deep' : '';
  test(`${name} is whole at 400 % and on a phone, accessible in light and dark, and fit for paper${where}`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page);
    await settle(page);
    await test.step('at 400 % and on a phone nothing goes sideways, is cut or covered', () => isWholeWhenZoomed(page));
    await test.step('axe finds nothing, light and dark, wide and narrow', () => isAccessible(page));
    await test.step('on paper there are no controls, nothing beyond the edge and no dark colours', () =>
      printsWell(page));
  });
}
