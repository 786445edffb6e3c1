import { accessibilityFaults, expect, openPage, PAGES, test } from './fixtures.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const hash of PAGES) {
    for (const width of [1440, 360]) {
      test(`axe finds nothing on ${hash}, ${colorScheme}, ${String(width)} px`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 900 });
        await openPage(page, hash);
        // The whole page at once: what happens to lie under the bar at the bottom can be scrolled out from under it.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height: Math.max(900, height) });
        expect(await accessibilityFaults(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
      });
    }
  }
}
