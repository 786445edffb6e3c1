import { effort } from '../config/effort.ts';
import { accessibilityFaults, expect, inMeasuringWorker, onlyProducts, openPage, test } from './fixtures.ts';

/**
 * One row and small squares, and enough for a fit: for the gate, in place of the quick suite. Kernels for large ones are searched by
 * the command line's journey.
 */
const PRODUCTS = [
  [64, 64, 64],
  [160, 333, 77],
  [1, 256, 512],
  [128, 128, 128],
  [17, 33, 65],
  [256, 16, 256],
  [96, 96, 96],
].map(([m = 0, n = 0, k = 0]) => ({ m, n, k }));

/** What the product is for, from the first visit to the fleet, on whatever adapter this machine has. */
test('a newcomer measures, calibrates, plans and finds the published fleet', async ({ page }) => {
  test.setTimeout(400_000);
  if (effort === 1) await inMeasuringWorker(page, onlyProducts(PRODUCTS, 'auto'));
  const pages = page.getByRole('navigation', { name: 'Pages' });

  await test.step('the page is cross-origin isolated, so that the clock is fine enough', async () => {
    await page.goto('/');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await expect(pages.getByRole('link', { name: 'Measure' })).toHaveAttribute('aria-current', 'page');
  });

  await test.step('one button measures, with progress', async () => {
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 300_000 });
  });

  const cases = page.getByRole('region', { name: 'Products and roofs' }).getByRole('row');
  await test.step('every product has been checked', async () => {
    const rows = await cases.allInnerTexts();
    expect(rows.length).toBeGreaterThan(12);
    for (const row of rows.slice(1)) expect(row).toContain('✓ verified');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  await test.step('the result survives a reload', async () => {
    const rows = await cases.allInnerTexts();
    await page.reload();
    await expect(cases).toHaveCount(rows.length);
    expect(await cases.allInnerTexts()).toEqual(rows);
  });

  await test.step('a calibration is fitted to it', async () => {
    await page.getByRole('link', { name: 'Calibrate' }).click();
    await expect(page.getByRole('heading', { name: 'Parameters' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Error on held-out products')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use for planning' })).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  await test.step('the published estimate comes out to the digit', async () => {
    await pages.getByRole('link', { name: 'Plan' }).click();
    await page.getByRole('radio', { name: 'Published arithmetic' }).click();
    for (const figure of ['30,382', '3,798', '542']) {
      await expect(page.getByText(figure, { exact: true }).first()).toBeVisible();
    }
  });

  await test.step('racks are drawn for it, and the scenario survives a reload', async () => {
    await pages.getByRole('link', { name: 'Racks' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('img').first()).toBeVisible();
    await openPage(page, '#/plan');
    await page.reload();
    await expect(page.getByRole('radio', { name: 'Published arithmetic' })).toBeChecked();
  });
});
