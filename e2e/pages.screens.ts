import { join } from 'node:path';
import { expect, openPage, PAGES, test } from './fixtures.ts';

const FOLDER = join(import.meta.dirname, '../docs/screenshots');
const SIZES = { wide: { width: 1440, height: 1100 }, narrow: { width: 360, height: 900 } } as const;

/** `npm run screenshots`: every page with a finished run, light and dark, wide and narrow, into docs/screenshots. */
test('pages', async ({ page }) => {
  test.setTimeout(600_000);
  const shoot = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
      }
    }
    await page.setViewportSize(SIZES.wide);
  };

  await openPage(page, '#/measure');
  await shoot('first-visit');
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 300_000 });
  for (const hash of PAGES) {
    await openPage(page, hash);
    await page.waitForLoadState('networkidle');
    if (hash === '#/measure/calibrate') {
      await expect(page.getByRole('heading', { name: 'Parameters' })).toBeVisible({ timeout: 60_000 });
    }
    await shoot(hash.split('/').at(-1) ?? '');
  }
});
