import { openPage, PAGES, test } from './fixtures.ts';
import { shoot } from './pictures.ts';
import { importRun } from './states.ts';

const SIZES = { wide: { width: 1440, height: 1100 }, narrow: { width: 360, height: 900 } } as const;

/** `npm run screenshots`: every page with an imported run, light and dark, wide and narrow, into docs/screenshots. */
test('pages', async ({ page }) => {
  test.setTimeout(900_000);
  const shootAll = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await shoot(page, `${name}-${size}-${colorScheme}`);
      }
    }
    await page.setViewportSize(SIZES.wide);
  };

  await openPage(page, '#/measure');
  await shootAll('first-visit');
  // The run of an invented GPU, so that the same pages give the same pictures.
  await importRun(page);
  for (const hash of PAGES) {
    await openPage(page, hash);
    await shootAll(hash.replace(/^#\/(.*\/)?/, ''));
  }
});
