import type { Page } from '@playwright/test';
import { expect, openPage, PAGES, test } from './fixtures.ts';
import { JOBS } from './jobs.ts';
import { ByMouse } from './reader.ts';
import { settle } from './settled.ts';

test.use({ serviceWorkers: 'allow' });

/** One visit, until all files of the app are kept and this very page is served from them. */
const visitOnce = async (page: Page): Promise<void> => {
  await openPage(page, '#/measure');
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
};

test('after one visit every page works with the network off', async ({ page, context }) => {
  await visitOnce(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Measure this GPU' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  for (const address of PAGES) {
    await openPage(page, address);
    await settle(page);
    await expect(page.getByText(/could not be (loaded|computed)/)).toHaveCount(0);
  }
});

test('a fleet is planned and a run begun with the network off', async ({ page, context }) => {
  await visitOnce(page);
  await context.setOffline(true);
  await openPage(page, '#/plan');
  const strip = page.locator('rr-plan-strip');
  await expect(strip).toContainText(/GPUs/);
  const before = await strip.locator('dl').innerText();
  await page.locator('rr-scenario-sentence').getByLabel('Queries per day').fill('500M');
  await expect(strip).toContainText('Last edit: Queries 250,000,000 → 500,000,000');
  expect(await strip.locator('dl').innerText()).not.toBe(before);
  await openPage(page, '#/measure');
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  const progress = page.getByRole('progressbar', { name: 'Progress of the run' });
  await expect(progress).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toHaveCount(0);
});

for (const [number, job] of JOBS.entries()) {
  test(`job ${String(number + 1)} is done with the network off, after one visit: ${job.asks} @deep`, async ({
    page,
    context,
  }) => {
    test.setTimeout(900_000);
    await visitOnce(page);
    await context.setOffline(true);
    await page.goto('/');
    await job.answer(new ByMouse(page));
  });
}

test('it can be installed: a manifest names it, with an icon that is there', async ({ page, request }) => {
  await openPage(page, '#/measure');
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await request.get(address ?? '')).json()) as {
    readonly name: string;
    readonly display: string;
    readonly icons: readonly { readonly src: string }[];
  };
  expect(manifest).toMatchObject({ name: 'Roofrack', display: 'standalone' });
  expect(manifest.icons).toHaveLength(1);
  for (const { src } of manifest.icons) expect((await request.get(`/${src}`)).ok()).toBe(true);
});
