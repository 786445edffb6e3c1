import { accessibilityFaults, expect, openPage, test } from './fixtures.ts';
import { sweepFile } from './sweep-file.ts';

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
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Plan this' }).click();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue(/^Chat, row \d+$/);
});
