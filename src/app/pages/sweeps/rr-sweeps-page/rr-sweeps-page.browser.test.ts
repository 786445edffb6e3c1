import { page } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSweep } from '../../../../exchange/sweep.ts';
import { headerFixture, rowsBytes, sweepData } from '../../../../exchange/testing/rows-bytes.ts';
import type { Sweep } from '../../../../records/sweep.ts';
import type { ColumnData } from '../../../../sweep/columns.ts';
import { fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const readSweep = (text: string): Sweep => {
  const read = parseSweep(text);
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join());
  return read.value.sweep;
};

const sweep = readSweep(`
name: Two servers
base: {preset: llama3-70b-chat}
grid:
  hardware.server: [dgx-h100, dgx-a100-640gb]
  slo.tpotP99Ms: [2, 40, 60]
  demand.queriesPerDay: [1.0e+6, 1.0e+7, 1.0e+8]
`);

const fileOf = async (change: (data: ColumnData) => ColumnData = (data) => data): Promise<File> =>
  new File([rowsBytes(headerFixture(sweep), change(await sweepData(sweep)))], 'two.parquet');

const open = async (file: File): Promise<void> => {
  const { app } = await mountApp(fakeServices(), '#/plan/sweeps');
  await expect.element(page.getByRole('heading', { name: 'Sweeps' })).toBeVisible();
  app.sweepFile.set(file);
};

test('a sweep is opened: what is best of the load asked for, and a row computed here to the last bit', async () => {
  await open(await fileOf());
  await expect.element(page.getByRole('heading', { name: 'Two servers' })).toBeVisible();
  await expect.element(page.getByText('18 rows: 12 feasible, 6 infeasible.')).toBeVisible();
  // Of three loads the middle one is compared.
  await expect.element(page.getByLabelText('Queries', { exact: true })).toHaveValue('10000000');
  await expect.element(page.getByText(/of 4 plans are beaten by no other/)).toBeVisible();
  await expect.element(page.getByRole('img', { name: /^Servers against Queries/ })).toBeVisible();
  const table = page.getByRole('group', { name: 'Table of the front' });
  await expect.poll(() => table.element().getAttribute('aria-busy'), { timeout: 30_000 }).toBe('false');
  expect(table.element().textContent).toMatch(/\d %/);
  await table.getByRole('link').first().click();
  await expect.element(page.getByText(/all \d+ columns agree to the last bit/)).toBeVisible();
  const limit = page
    .getByRole('group', { name: 'Table of the row' })
    .getByRole('row', { name: /^What limits the plan/ });
  await expect.element(limit).toHaveTextContent(/Target utilisation|Batch limit|Token interval p99|First token p99/);
  expect(await accessibilityProblems()).toEqual([]);
  await page.getByRole('button', { name: 'Plan this' }).click();
  await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
  const name = page.getByRole('textbox', { name: 'Name of the scenario' });
  await expect.poll(() => (name.element() as HTMLInputElement).value).toMatch(/^Two servers, row \d+$/);
});

test('a number that was changed in the file is seen where the row is computed', async () => {
  const servers = headerFixture(sweep).columns.findIndex(({ name }) => name === 'fleet.servers');
  await open(
    await fileOf((data) =>
      data.map((column, index) =>
        index === servers ? column.map((cell) => (typeof cell === 'number' ? cell + 1 : cell)) : column,
      ),
    ),
  );
  await page.getByRole('group', { name: 'Table of the front' }).getByRole('link').first().click();
  await expect.element(page.getByText(/1 of \d+ columns differ\s+\(Servers\)/)).toBeVisible();
  await expect.element(page.getByText('the file was changed, or computed wrong', { exact: false })).toBeVisible();
});

test('a file that is none, and a half one, are refused in words', async () => {
  const whole = await fileOf();
  await open(new File(['hello, world, nothing of a sweep'], 'notes.txt'));
  await expect.element(page.getByText('notes.txt: it is no Parquet file.')).toBeVisible();
  unmount();
  await open(new File([whole.slice(0, whole.size - 100)], 'half.parquet'));
  await expect.element(page.getByText(/half\.parquet: it does not end as a Parquet file does/)).toBeVisible();
});
