import { accessibilityFaults, expect, FEW_PRODUCTS, inMeasuringWorker, test } from './fixtures.ts';
import { JOBS, type Job } from './jobs.ts';
import { shoot } from './pictures.ts';
import { ByKeyboard, ByMouse, namelessNodes, type Reader } from './reader.ts';

/** From a browser that never saw the app to the answer; what it took is printed, for docs/use.md. */
const hire = async ({ name, answer }: Job, reader: Reader, way: string): Promise<void> => {
  const { page } = reader;
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Measure this GPU' })).toBeEnabled();
  const startedMs = performance.now();
  await answer(reader);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const tabs = reader.tabs === 0 ? '' : `, ${String(reader.tabs)} presses of Tab`;
  console.log(`   ${name}, by ${way}: ${String(reader.interactions)} interactions, ${seconds} s${tabs}`);
};

for (const [number, job] of JOBS.entries()) {
  test(`job ${String(number + 1)} from a cold start, by mouse: ${job.asks} @deep`, async ({ page }) => {
    test.setTimeout(400_000);
    await inMeasuringWorker(page, FEW_PRODUCTS);
    await hire(job, new ByMouse(page), 'mouse');
    expect(await namelessNodes(page)).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shoot(page, `job-${String(number + 1)}`);
  });

  test(`job ${String(number + 1)} from a cold start, by keyboard alone: ${job.asks} @deep`, async ({ page }) => {
    test.setTimeout(400_000);
    await inMeasuringWorker(page, FEW_PRODUCTS);
    await page.mouse.move(0, 0);
    await hire(job, new ByKeyboard(page), 'keyboard');
  });
}
