import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test as base, type Page } from '@playwright/test';
import { createRandom } from '../src/base/random.ts';
import { serialiseComparison } from '../src/exchange/comparison.ts';
import type { Comparison } from '../src/records/comparison.ts';
import { comparedCase, comparison, QUIET, simulateSessions } from '../src/regression/testing/comparison.ts';
import { accessibilityFaults } from './fixtures.ts';
import { root } from '../config/root.ts';

/** A report is opened from disk: no server of ours is behind it, and it may ask for nothing. */

const test = base.extend<{ folder: string; report: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'roofrack-report-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  report: async ({ folder }, use) => {
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const run = (id: string, cases: Comparison['cases'], over: Partial<Comparison> = {}): string =>
      write(`${id}.json`, serialiseComparison({ ...comparison(cases), id, runs: [id], ...over }));
    const slow = comparedCase('matmul:m=64;n=64;k=64;dtype=f32', simulateSessions(14, 1.12, QUIET, 1));
    const same = comparedCase('matmul:m=64;n=64;k=64;dtype=f32;kernel=naive', simulateSessions(50, 1, QUIET, 2));
    const files = [
      run('a', [slow], { warnings: ['The machine was busy </script><script>alert(1)</script>'] }),
      run('b', [same]),
      run('c', [same], { adapter: { vendor: 'nvidia', architecture: 'hopper', description: '', software: false } }),
    ];
    const random = createRandom(4);
    const rows = Array.from(
      { length: 80 },
      (_, i) => `${String(i)},${String((i < 50 ? 2 : 2.4) * (1 + 0.02 * random.normal()))}`,
    );
    const history = write('gemm.csv', ['index,value', ...rows].join('\n'));
    const html = join(folder, 'report.html');
    execFileSync(
      process.execPath,
      ['scripts/roofrack.ts', 'bench', 'report', ...files, '--html', html, '--history', history],
      { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await use(html);
  },
});

const watch = (page: Page): string[] => {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => faults.push(`dialog: ${dialog.message()}`));
  return faults;
};

test('a report opens from disk, asks nobody, and is read by everybody in light, dark and narrow', async ({
  page,
  report,
}) => {
  const faults = watch(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const address = pathToFileURL(report).href;
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\s*HEAD .* against main/);
    await expect(page.getByText('▼ regressed').first()).toBeVisible();
    await expect(page.getByText(/The machine was busy <\/script>/).first()).toBeVisible();
    await expect(page.getByText(/2 machine classes, judged apart/)).toBeVisible();
    await expect(page.getByText(/80 results, from result 50 \(50\) \+\d/)).toBeVisible();
    await expect(page.locator('rr-interval-plot svg')).toHaveCount(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
  expect(requests.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all pairs as CSV' }).first().click();
  expect((await saved).suggestedFilename()).toBe('pairs-a.csv');
  expect(faults).toEqual([]);
});
