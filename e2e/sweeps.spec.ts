import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';
import { expect, openPage, test } from './fixtures.ts';

const GRID = `
name: Chat
base: {preset: llama3-70b-chat}
grid:
  hardware.server: [dgx-h100, dgx-h200]
  slo.tpotP99Ms: [20, 40, 60, 80]
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+8, n: 600, scale: log}
`;

const sweepFile = async (): Promise<Buffer> => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, () => undefined), 'roofrack.js');
  const folder = mkdtempSync(join(tmpdir(), 'rr-sweep-'));
  try {
    const [grid, out] = [join(folder, 'grid.yaml'), join(folder, 'sweep.parquet')];
    writeFileSync(grid, GRID);
    execFileSync(process.execPath, [script, 'sweep', grid, '--threads', '1', '--out', out], { stdio: 'pipe' });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('a linked sweep is read in parts, its rows are computed here again, and one becomes the plan', async ({
  page,
}) => {
  const file = await sweepFile();
  let fetched = 0;
  await page.route('**/chat.parquet', async (route) => {
    const request = route.request();
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec((await request.headerValue('range')) ?? '') ?? [];
    if (from === undefined) {
      await route.fulfill({ headers: { 'content-length': String(file.length) } });
      return;
    }
    const end = to === '' || to === undefined ? file.length : Number(to) + 1;
    const body = file.subarray(Number(from), end);
    fetched += body.length;
    const range = `bytes ${from}-${String(end - 1)}/${String(file.length)}`;
    await route.fulfill({ status: 206, headers: { 'content-range': range }, body });
  });
  await openPage(page, '#/plan/sweeps');
  await page.getByLabel(/^Or its address/).fill(new URL('/chat.parquet', page.url()).href);
  await page.getByRole('button', { name: 'Link it' }).click();
  await expect(page.getByText('4,800 rows: 4,800 feasible.')).toBeVisible();
  expect(fetched).toBeLessThan(file.length / 2);
  await expect(page.getByRole('img', { name: /^Servers against Queries/ })).toBeVisible();
  await page.getByRole('group', { name: 'Table of the front' }).getByRole('link').first().click();
  // The file was computed by Node, whose engine may round the last digits otherwise.
  await expect(page.getByRole('region', { name: /^Row/ }).getByRole('status')).toContainText(
    /Computed here again: (all \d+|\d+ of \d+) columns agree\s+to\s+the\s+last\s+bit/,
  );
  await page.getByRole('button', { name: 'Plan this' }).click();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue(/^Chat, row \d+$/);
});
