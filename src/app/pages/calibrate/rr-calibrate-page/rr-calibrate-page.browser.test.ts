import { page } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import type { Store } from '../../../../store/store.ts';
import { createComputeClient } from '../../../../workers/compute-client.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { adapterFixture, caseFixture, measurementFixture } from '../../../testing/fixtures.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const storeWith = async (software: boolean): Promise<Store> => {
  const store = createMemoryStore();
  const adapter = adapterFixture({ software, description: software ? 'SwiftShader' : 'NVIDIA A100-SXM4-80GB' });
  await store.measurements.put(measurementFixture({ adapter, name: 'My run' }));
  return store;
};

describe('a fit of an own run', () => {
  test('is used for planning, shows in the status line, survives a reload, and is put away again', async () => {
    const store = await storeWith(false);
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.element(page.getByText('The plan uses this calibration.')).toBeVisible();
    unmount();
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan');
    await expect.poll(() => app.app.calibrations.inUse.get()?.name).toBe('My run');
    await expect.element(page.getByRole('contentinfo', { name: 'Status' }).getByText('My run')).toBeVisible();
    await page.getByRole('link', { name: 'Measure', exact: true }).first().click();
    await page.getByRole('link', { name: 'Calibrate' }).click();
    await page.getByRole('button', { name: 'Use published parameters again' }).click();
    await expect.element(page.getByText('published parameters', { exact: true })).toBeVisible();
  });

  test('counts for the accelerator that the reader names, and for no other', async () => {
    await mountApp(fakeServices(createFakeClient(), await storeWith(false)), '#/measure/calibrate');
    await expect.element(page.getByRole('combobox', { name: 'This adapter is' })).toHaveValue('a100-sxm-80gb');
    await expect.element(page.getByText(/a plan for it stands on what was measured here/)).toBeVisible();
    await page.getByRole('combobox', { name: 'Accelerator of the plan' }).selectOptions('h100-sxm');
    await expect.element(page.getByText(/what was measured here does not move it/)).toBeVisible();
  });

  test('of a software adapter is refused unless the reader insists', async () => {
    const store = await storeWith(true);
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.element(page.getByText('Not used: this was measured on a software adapter')).toBeVisible();
    expect(app.app.calibrations.inUse.get()).toBeNull();
    await page.getByRole('button', { name: 'Use it all the same' }).click();
    await expect.element(page.getByText('from a software adapter')).toBeVisible();
    expect(app.app.calibrations.inUse.get()?.software).toBe(true);
  });
});

test('without a run the published sets stand, each with its error and its product', async () => {
  await mountApp(fakeServices(), '#/measure/calibrate');
  await expect.element(page.getByText(/^Error on unseen products/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Fitted to' }).selectOptions('h100-sxm--vllm');
  await expect.element(page.getByRole('heading', { name: 'H100 80GB SXM5 with vllm' })).toBeVisible();
  await page.getByRole('textbox', { name: 'm', exact: true }).fill('0');
  await expect.element(page.getByText(/m is 0; it must be a whole number from 1/)).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
});

describe('the computing worker', () => {
  const shapes = [32, 64, 96, 128, 192, 256, 384, 512, 640, 768, 1024, 1536, 2048];

  test('fits a run off the thread and gives a calibration of it', async () => {
    const run = measurementFixture({ cases: shapes.map((size) => caseFixture(size)) });
    const fitted = await createComputeClient().run('fit', { run, accelerator: null });
    expect(fitted.ok && [fitted.value.source, fitted.value.n]).toEqual(['Measurement run-1', shapes.length]);
  });

  test('answers what cannot be fitted with a problem', async () => {
    const fitted = await createComputeClient().run('fit', {
      run: measurementFixture({ cases: [] }),
      accelerator: null,
    });
    expect(!fitted.ok && fitted.error[0].message).toMatch(/no verified matrix product/);
  });
});
