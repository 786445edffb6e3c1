import { gzipSync } from 'node:zlib';
import { expect, test } from './fixtures.ts';

/** What a first visit may cost in script before anything is asked for; the pages load the rest on demand. */
const BUDGET_BYTES = 80 * 1024;

test('the first load stays below 80 KB of JavaScript, gzipped', async ({ page }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body());
  });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(
    [...scripts].map(async ([url, body]) => [new URL(url).pathname, gzipSync(await body).byteLength] as const),
  );
  expect(sizes.length).toBeGreaterThan(0);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  expect(total, sizes.map(([path, bytes]) => `${path} ${String(bytes)}`).join('\n')).toBeLessThan(BUDGET_BYTES);
});
