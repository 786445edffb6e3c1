import { accessibilityFaults, expect, test } from './fixtures.ts';
import { STATES } from './states.ts';

for (const [name, open] of Object.entries(STATES)) {
  test(`axe finds nothing in ${name}, light and dark, wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page);
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      // The whole page at once: what happens to lie under the bar at the bottom can be scrolled out from under it.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.max(900, height) });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await accessibilityFaults(page), `${colorScheme}, ${String(width)} px`).toEqual([]);
      }
    }
  });
}
