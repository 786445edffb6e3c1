import { PLAIN_FORM } from '../../../../records/calibration.ts';
import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serialiseCalibration } from '../../../../exchange/calibration.ts';
import { gemmCsv } from '../../../../exchange/gemm-csv.ts';
import { serialiseStackFit } from '../../../../exchange/stack-fit.ts';
import { stackFitOf } from '../../../../records/testing/stack-fit.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import type { Store } from '../../../../store/store.ts';
import { kernelTimeS } from '../../../../throughput/kernel-time.ts';
import { createComputeClient, type ComputeClient } from '../../../../workers/compute-client.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { calibrationFixture } from '../../../testing/fixtures.ts';
import { adapterFixture, caseFixture, measurementFixture } from '../../../../records/testing/measurement.ts';
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
    await expect.element(page.getByText(/published compute efficiency stands/)).toBeVisible();
    await page.getByRole('combobox', { name: 'Accelerator of the plan' }).selectOptions('h100-sxm');
    await expect
      .element(page.getByText(/published parameters are used, and only the error of the formula counts/))
      .toBeVisible();
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

describe('a list', () => {
  const bringIntoView = async (name: string): Promise<void> => {
    const heading = page.getByRole('heading', { name });
    await expect.element(heading).toBeInTheDocument();
    heading.element().scrollIntoView();
  };
  const namesOf = (list: string): readonly string[] =>
    page
      .getByRole('group', { name: `Table of ${list}` })
      .getByRole('rowheader')
      .elements()
      .map(({ textContent }) => textContent.trim());

  test('of every product is found and sorted by its address, and by hand', async () => {
    const address = '#/measure/calibrate?product-find=held&product-sort=-error';
    await mountApp(fakeServices(createFakeClient(), await storeWith(false)), address);
    await bringIntoView('Every product');
    await expect.poll(() => namesOf('products')).toEqual(['2048×2048×2048', '256×256×256']);
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Error' }).click();
    await expect.poll(() => namesOf('products')).toEqual(['256×256×256', '2048×2048×2048']);
    await page.getByRole('searchbox', { name: 'Find a product' }).fill('512x512');
    await expect.poll(() => namesOf('products')).toEqual(['512×512×512']);
    expect(window.location.hash).toBe('#/measure/calibrate?product-find=512x512');
  });

  test('of published throughputs is too', async () => {
    await mountApp(fakeServices(), '#/measure/calibrate?published-sort=-count');
    await bringIntoView('Against published throughputs');
    const search = page.getByRole('searchbox', { name: 'Find a stack or accelerator' });
    await expect.element(search, { timeout: 15_000 }).toBeVisible();
    const table = page.getByRole('group', { name: 'Table of published throughputs' });
    const head = table.getByRole('columnheader', { name: 'Cases' });
    await expect.element(head).toHaveAttribute('aria-sort', 'descending');
    await search.fill('vllm h100');
    await expect.poll(() => namesOf('published throughputs').every((name) => /^vLLM.*H100/i.test(name))).toBe(true);
  });
});

test('without a run the published sets stand, each with its error and its product', async () => {
  await mountApp(fakeServices(), '#/measure/calibrate');
  await expect.element(page.getByText(/^Error on unseen products/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Fitted to' }).selectOptions('h100-sxm--vllm');
  await expect.element(page.getByRole('heading', { name: 'H100 80GB SXM5 with vLLM' })).toBeVisible();
  await page.getByRole('textbox', { name: 'm', exact: true }).fill('0');
  await expect.element(page.getByText(/m is 0; it must be a whole number from 1/)).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
});

const machine = { peakFlops: 312e12, bandwidthBytesPerS: 2039e9 };
const truth = { computeEfficiency: 0.84, memoryEfficiency: 0.77, smoothness: 1.64, overheadUs: 6, ...PLAIN_FORM };
const timings = [1, 16, 256, 4096].flatMap((m) =>
  [256, 4096].flatMap((n) =>
    [256, 8192].map((k) => {
      const product = { m, n, k, weightBytes: 2, activationBytes: 2 };
      return { m, n, k, measuredUs: 1e6 * kernelTimeS(product, machine, truth) };
    }),
  ),
);
const tableFile = (text: string): File => new File([text], 'mine.csv', { type: 'text/csv' });

describe('a table of timings', () => {
  const fitButton = () => page.getByRole('button', { name: 'Fit this table' });

  test('is fitted on an accelerator of the catalogue, kept for planning, and there again after a reload', async () => {
    const store = createMemoryStore();
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await page.getByLabelText(/Open timings or a fit/).upload(tableFile(gemmCsv(timings)));
    await expect.element(page.getByText(/: 16 products\./)).toBeVisible();
    await page.getByRole('combobox', { name: 'Timed on' }).selectOptions('a100-sxm-80gb');
    await expect.element(page.getByText(/The file does not say; bf16 is the commonest/)).toBeVisible();
    await page.getByRole('combobox', { name: 'Number format' }).selectOptions('fp16');
    await fitButton().click();
    await expect.element(page.getByRole('heading', { name: 'mine', exact: true })).toBeVisible();
    await expect.element(page.getByText(/shares of 312 TFLOP\/s and 2,039 GB\/s/)).toBeVisible();
    await expect.element(page.getByRole('combobox', { name: 'Fitted to' })).toHaveValue('table');
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.element(page.getByText('The plan uses this calibration.')).toBeVisible();
    const inUse = app.app.calibrations.inUse.get();
    expect([inUse?.accelerator, inUse?.source, inUse?.n, inUse?.dtype]).toEqual([
      'a100-sxm-80gb',
      'mine.csv',
      16,
      'fp16',
    ]);
    expect(inUse?.parameters.computeEfficiency).toBeCloseTo(truth.computeEfficiency, 2);
    unmount();
    const again = await mountApp(fakeServices(createFakeClient(), store), '#/plan');
    await expect.poll(() => again.app.calibrations.inUse.get()?.name).toBe('mine');
    again.app.router.replace({ segments: ['measure', 'calibrate'], query: {} });
    await expect.element(page.getByRole('heading', { name: 'mine', exact: true })).toBeVisible();
  });

  test('is told row by row what is wrong with it, and can be dropped', async () => {
    await mountApp(fakeServices(), '#/measure/calibrate');
    const zone = page.getByLabelText(/Open timings or a fit/);
    await expect.element(zone).toBeInTheDocument();
    const drop = (text: string): void => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(tableFile(text));
      zone.element().dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    };
    drop('m,n,k,latency_us\n0,1,1,1\n1,1,1,soon\n');
    await expect.element(page.getByText(/^Line 2: m is 0; it must be a whole number/)).toBeVisible();
    await expect.element(page.getByText(/^Line 3: latency_us is soon/)).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
    drop('m,n,k,latency_us,dtype\n64,64,64,9,bf16\n');
    await expect.element(page.getByText(/: 1 product in bf16\./)).toBeVisible();
    expect(page.getByRole('combobox', { name: 'Number format' }).elements()).toEqual([]);
    await page.getByRole('combobox', { name: 'Timed on' }).selectOptions('a100-sxm-80gb');
    await fitButton().click();
    await expect.element(page.getByText(/1 distinct shapes in 1 rows; at least 6 are needed/)).toBeVisible();
  });

  test('of an accelerator that is not listed asks for both rates, by keyboard and on a narrow page', async () => {
    await page.viewport(360, 740);
    await mountApp(fakeServices(), '#/measure/calibrate');
    await page.getByLabelText(/Open timings or a fit/).upload(tableFile(gemmCsv(timings)));
    await expect.element(page.getByText(/: 16 products\./)).toBeVisible();
    (page.getByRole('textbox', { name: 'Memory bandwidth' }).element() as HTMLElement).focus();
    await userEvent.keyboard('2039{Tab}{Enter}');
    await expect.element(page.getByText(/^Dense peak is empty; it must be a number/)).toBeVisible();
    await page.getByRole('textbox', { name: 'Dense peak' }).fill('312');
    await expect.poll(() => page.getByText(/^Dense peak is empty/).elements().length).toBe(0);
    expect(document.documentElement.scrollWidth).toBe(360);
    expect(await accessibilityProblems()).toEqual([]);
    (fitButton().element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(/shares of 312 TFLOP\/s and 2,039 GB\/s\./)).toBeVisible();
  });
});

describe('a kept fit', () => {
  const fitted = () => page.getByRole('combobox', { name: 'Fitted to' });
  const storeWithFit = async (): Promise<Store> => {
    const store = createMemoryStore();
    await store.calibrations.put(calibrationFixture({ name: 'Old name' }));
    return store;
  };

  test('is renamed, and found by its name', async () => {
    const store = await storeWithFit();
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await fitted().selectOptions('fit-1');
    await page.getByRole('button', { name: 'Rename' }).click();
    await userEvent.keyboard('{Control>}a{/Control}New name{Enter}');
    await expect.element(page.getByRole('heading', { name: 'New name' })).toBeVisible();
    expect((await store.calibrations.list()).map(({ name }) => name)).toEqual(['New name']);
    await page.getByRole('button', { name: 'Rename' }).click();
    await userEvent.keyboard('x{Escape}');
    await expect.element(page.getByRole('heading', { name: 'New name' })).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('is deleted, the plan stands on published parameters, and undo brings both back', async () => {
    const store = await storeWithFit();
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await fitted().selectOptions('fit-1');
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.element(page.getByText('The plan uses this calibration.')).toBeVisible();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect
      .element(page.getByText(/Deleted “Old name”\. The plan stands on what is published again/))
      .toBeVisible();
    expect([await store.calibrations.list(), app.app.calibrations.inUse.get()]).toEqual([[], null]);
    await expect.element(page.getByText(/^Error on unseen products/)).toBeVisible();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => app.app.calibrations.inUse.get()?.name).toBe('Old name');
  });
});

describe('a file of a fit', () => {
  const open = (name: string, text: string) =>
    page.getByLabelText(/Open timings or a fit/).upload(new File([text], name, { type: 'application/json' }));

  test('of a stack is kept, explained, and used beside the calibration of the kernels', async () => {
    const store = createMemoryStore();
    await store.calibrations.put(calibrationFixture());
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await app.app.draft.useFits({ calibration: 'fit-1' });
    await open('our service.json', serialiseStackFit(stackFitOf()));
    await expect.element(page.getByRole('heading', { name: 'our service' })).toBeVisible();
    await expect.element(page.getByText(/a service of .* in fp16 on 1 × A100.* with vLLM/)).toBeVisible();
    await expect.element(page.getByRole('row', { name: /^Device scale.* [\d.]+ .*1\.2/ })).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.element(page.getByText('The plan uses this fit of its stack.')).toBeVisible();
    const { hardware } = await app.app.draft.ensure();
    expect(hardware).toMatchObject({
      calibration: 'fit-1',
      stackCalibration: app.app.calibrations.stackInUse.get()?.id,
    });
    expect(app.app.answers.options.get()).toMatchObject({ calibration: { id: 'fit-1' }, stackFit: stackFitOf() });
    await expect.element(page.getByRole('contentinfo', { name: 'Status' }).getByText('our service')).toBeVisible();
    await page.getByRole('button', { name: 'Use published constants again' }).click();
    await expect.poll(() => app.app.calibrations.stackInUse.get()).toBeNull();
    expect(app.app.calibrations.inUse.get()?.id).toBe('fit-1');
  });

  test('of a stack says where it would not count', async () => {
    await mountApp(fakeServices(), '#/measure/calibrate');
    await open('s.json', serialiseStackFit(stackFitOf({ stack: 'sglang', precision: 'fp8' })));
    await expect.element(page.getByText('The plan as it is now would not take it')).toBeVisible();
    await expect
      .element(page.getByText(/“Serving stack” is deepspeed-2022, but the fit of a stack that is given is of sglang/))
      .toBeVisible();
  });

  test('of kernels stands beside another of the same id; what is no fit is refused in words', async () => {
    const store = createMemoryStore();
    const calibration = calibrationFixture({ name: 'Mine' });
    await store.calibrations.put({ ...calibration, name: 'Renamed' });
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/calibrate');
    await open('fit.json', serialiseCalibration(calibration));
    await expect.element(page.getByRole('heading', { name: 'Mine' })).toBeVisible();
    expect((await store.calibrations.list()).map(({ name }) => name).sort()).toEqual(['Mine', 'Renamed']);
    await open('other.json', '{"format":"roofrack-plan","version":1}');
    await expect.element(page.getByText('This file cannot be read')).toBeVisible();
  });
});

describe('the computing worker', () => {
  const shapes = [32, 64, 96, 128, 192, 256, 384, 512, 640, 768, 1024, 1536, 2048];

  test('fits a run off the thread and gives a calibration of it', async () => {
    const run = measurementFixture({ cases: shapes.map((size) => caseFixture(size)) });
    const fitted = await createComputeClient().run('fit', { run, accelerator: null });
    expect(fitted.ok && [fitted.value.source, fitted.value.n]).toEqual(['Measurement run-1', shapes.length]);
  });

  test('fits a table that was opened on the page, off its thread', async () => {
    const compute = createComputeClient();
    const jobs: string[] = [];
    const released = Promise.withResolvers<undefined>();
    const services = {
      ...fakeServices(),
      createComputeClient: () =>
        Promise.resolve<ComputeClient>({
          run: async (kind, request, options) => {
            jobs.push(kind);
            // Held back until the page was seen waiting for it.
            if (kind === 'fit') await released.promise;
            return compute.run(kind, request, options);
          },
        }),
    };
    const app = await mountApp(services, '#/measure/calibrate');
    await page.getByLabelText(/Open timings or a fit/).upload(tableFile(gemmCsv(timings)));
    await page.getByRole('combobox', { name: 'Timed on' }).selectOptions('a100-sxm-80gb');
    await page.getByRole('button', { name: 'Fit this table' }).click();
    await expect.element(page.getByText('Fitting the model to the measured products…')).toBeVisible();
    released.resolve(undefined);
    await expect.element(page.getByRole('heading', { name: 'mine', exact: true })).toBeVisible();
    expect(jobs).toContain('fit');
    await page.getByRole('button', { name: 'Use for planning' }).click();
    await expect.poll(() => app.app.calibrations.inUse.get()?.n).toBe(timings.length);
    expect(app.app.calibrations.inUse.get()?.parameters.computeEfficiency).toBeCloseTo(truth.computeEfficiency, 2);
  });

  test('answers what cannot be fitted with a problem', async () => {
    const fitted = await createComputeClient().run('fit', {
      run: measurementFixture({ cases: [] }),
      accelerator: null,
    });
    expect(!fitted.ok && fitted.error[0]!.message).toMatch(/no verified matrix product/);
  });
});
