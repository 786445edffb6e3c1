import { createRandom } from '../src/base/random.ts';
import { caseFixture, measurementFixture } from '../src/records/testing/measurement.ts';
import { runHash } from '../src/app/pages/measure/share-run.ts';
import { expect, test } from './fixtures.ts';

/** As many cases, samples and candidates as the full suite has on a GPU that leaves nothing out, none like another. */
const fullRun = () => {
  const random = createRandom(1);
  const noisy = (ms: number, count: number): number[] =>
    Array.from({ length: count }, () => ms * Math.exp(0.02 * random.normal()));
  const cases = Array.from({ length: 100 }, (_, i) => {
    const measured = caseFixture(16 + 8 * i);
    const ms = measured.medianMs ?? 1;
    return { ...measured, samplesMs: noisy(ms, 31), wallSamplesMs: noisy(ms, 31), compileMs: 100 * random.uniform() };
  });
  const tuning = ['gemv', 'thin', 'deep', 'small', 'large'].map((shapes) => ({
    key: `acme|${shapes}`,
    dtype: 'f32',
    shapes,
    m: 512,
    n: 512,
    k: 512,
    winner: 'kernel-0',
    elapsedMs: 10_000,
    searchedAt: null,
    reused: false,
    log: Array.from({ length: 40 }, (_, i) => ({
      kernel: `kernel-${String(i)}`,
      status: i === 0 ? ('won' as const) : ('beaten' as const),
      reason: null,
      compileMs: 100 * random.uniform(),
      firstDispatchMs: 10 * random.uniform(),
      gflops: 1000 * random.uniform(),
      samplesMs: noisy(1, 12),
    })),
  }));
  return measurementFixture({ name: 'A full run', suite: 'full', cases, tuning });
};

test('a share link of a full run is short enough for any mail, and opens in a browser that never saw the run', async ({
  browser,
  baseURL,
}) => {
  const run = fullRun();
  const link = `${baseURL ?? ''}${(await runHash(run, baseURL ?? '')) ?? ''}`;
  expect(link.length).toBeGreaterThan(500);
  expect(link.length).toBeLessThanOrEqual(2000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'A full run' })).toBeVisible();
  const rows = page.getByRole('region', { name: 'Products and roofs' }).getByRole('row');
  await expect(rows).toHaveCount(run.cases.length + 1);
  await expect(rows.last()).toContainText('GFLOP/s');
  await expect(page.getByText(/to compare samples or to calibrate, ask for its JSON file/)).toBeVisible();
  await context.close();
});
