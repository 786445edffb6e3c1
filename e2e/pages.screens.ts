import type { Page } from '@playwright/test';
import { openPage, PAGES, test } from './fixtures.ts';
import { shoot } from './pictures.ts';
import { importRun, importRuns, MONTH, openSweep } from './states.ts';

const SIZES = { wide: { width: 1440, height: 1100 }, narrow: { width: 360, height: 900 } } as const;

/** Light and dark, wide and narrow, into docs/screenshots. */
const shootAll = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await shoot(page, `${name}-${size}-${colorScheme}`);
    }
  }
};

/** `npm run screenshots`: every page by itself, so that one of them can be taken alone. */
test.describe('pages', () => {
  test.beforeEach(() => {
    test.setTimeout(300_000);
  });

  test('first-visit', async ({ page }) => {
    await openPage(page, '#/measure');
    await shootAll(page, 'first-visit');
  });

  test('sweep-open', async ({ page }) => {
    await openSweep(page);
    await shootAll(page, 'sweep-open');
  });

  for (const hash of PAGES) {
    const name = hash.replace(/^#\/(.*\/)?/, '');
    const isHistory = name === 'history';
    test(name, async ({ page }) => {
      // Runs of an invented GPU, so that the same pages give the same pictures.
      await (isHistory ? importRuns(page, MONTH) : importRun(page));
      // Left, not only led on: the heading of the page before would pass for that of this one.
      await page.goto('about:blank');
      await openPage(page, isHistory ? `${hash}?a=day-23&b=day-24` : hash);
      await shootAll(page, name);
    });
  }
});
