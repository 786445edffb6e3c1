import type { Page } from '@playwright/test';
import type { Measurement } from '../src/records/measurement.ts';
import { measurementFixture } from '../src/records/testing/measurement.ts';
import { openPage, PAGES, test } from './fixtures.ts';
import { shoot } from './pictures.ts';
import { importRuns, MONTH, openSweep } from './states.ts';

const HISTORY = '#/measure/history';
const CALIBRATE = '#/measure/calibrate';

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

/** A month for the trend, a run with enough products for a fit, a short one elsewhere. */
const runsOn = (hash: string): readonly Measurement[] => {
  if (hash.startsWith(HISTORY)) return MONTH;
  return hash === CALIBRATE ? MONTH.slice(-1) : [measurementFixture()];
};

/** A page beside runs of an invented GPU, so that the same pages give the same pictures. */
const openWithRuns = async (page: Page, hash: string): Promise<void> => {
  await importRuns(page, runsOn(hash));
  // Left, not only led on: the heading of the page before would pass for that of this one.
  await page.goto('about:blank');
  await openPage(page, hash);
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
    test(name, async ({ page }) => {
      await openWithRuns(page, hash === HISTORY ? `${hash}?a=day-23&b=day-24` : hash);
      await shootAll(page, name);
    });
  }
});

/** Parts of pages, by where they are seen: what changes in one shows in its own picture. */
const PARTS: Readonly<Record<string, readonly [hash: string, element: string]>> = {
  'part-plan-strip': ['#/plan', 'rr-plan-strip'],
  'part-plan-sentence': ['#/plan', 'rr-scenario-sentence'],
  'part-plan-picture': ['#/plan', 'rr-plan-picture'],
  'part-run-headline': ['#/measure?run=run-1', 'rr-headline'],
  'part-run-assessment': ['#/measure?run=run-1', 'rr-assessment'],
  'part-run-references': ['#/measure?run=run-1', 'rr-references'],
  'part-run-chart': ['#/measure?run=run-1', 'rr-xy-chart'],
  'part-run-table': ['#/measure?run=run-1', 'rr-case-table'],
  'part-rack-elevation': ['#/racks', 'rr-rack-elevation'],
  'part-hall-plan': ['#/racks', 'rr-hall-plan'],
  'part-fit-parameters': [CALIBRATE, 'rr-forest-plot'],
  'part-plan-form': ['#/plan', 'rr-scenario-form'],
};

test.describe('parts', () => {
  for (const [name, [hash, element]] of Object.entries(PARTS)) {
    test(name, async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await openWithRuns(page, hash);
      await shoot(page, name, page.locator(element).first());
    });
  }
});
