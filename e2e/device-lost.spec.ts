import { expect, FEW_PRODUCTS, inMeasuringWorker, prelude, test } from './fixtures.ts';

declare global {
  /** Devices that the measuring worker was given, oldest first. */
  var givenDevices: GPUDevice[] | undefined;
}

/** Remembers every device, so that the journey can take it away. */
const rememberDevices = (): void => {
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    const device = await requestDevice.call(this, descriptor);
    globalThis.givenDevices = [...(globalThis.givenDevices ?? []), device];
    return device;
  };
};

test('a device that is destroyed in the middle of a run costs nothing that was finished', async ({ page }) => {
  test.setTimeout(400_000);
  await inMeasuringWorker(page, FEW_PRODUCTS, prelude(rememberDevices, null));
  await page.goto('/#/measure');
  const rows = page.getByRole('region', { name: 'Products and roofs' }).getByRole('row');

  await test.step('the device goes away after some cases', async () => {
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect(page.getByText(/· [3-9] of \d+ ·/)).toBeVisible({ timeout: 60_000 });
    const [worker] = page.workers();
    await worker!.evaluate(() => {
      globalThis.givenDevices?.at(-1)?.destroy();
    });
    await expect(page.getByText('The GPU was lost during this run')).toBeVisible({ timeout: 30_000 });
  });

  await test.step('what was finished is there, also after a reload', async () => {
    const finished = await rows.filter({ hasText: '✓ verified' }).count();
    expect(finished).toBeGreaterThanOrEqual(3);
    await page.reload();
    await expect(page.getByText('The GPU was lost during this run')).toBeVisible();
    await expect(rows.filter({ hasText: '✓ verified' })).toHaveCount(finished);
  });

  await test.step('a second run works, and keeps what it has when it is cancelled', async () => {
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect(page.getByText(/· [2-9] of \d+ ·/)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel, keep what is done' }).click();
    await expect(page.getByText('This run was cancelled')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('The GPU was lost during this run')).toHaveCount(0);
    expect(await rows.filter({ hasText: '✓ verified' }).count()).toBeGreaterThanOrEqual(2);
  });
});
