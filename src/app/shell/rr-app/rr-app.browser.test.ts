import { page } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../base/result.ts';
import { createFakeClient, fakeServices, noWebGpu } from '../../testing/fake-services.ts';
import { adapterFixture, caseFixture, measurementFixture } from '../../testing/fixtures.ts';
import { accessibilityProblems, mountApp, unmount } from '../../testing/mount.ts';
import { createMemoryStore } from '../../../store/memory-store.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

describe('a first visit', () => {
  test('offers one button, and a run shows its progress, its number and its result', async () => {
    const client = createFakeClient();
    const store = createMemoryStore();
    await mountApp(fakeServices(client, store), '#/measure');
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    client.report({ latest: caseFixture(256) });
    await expect.element(page.getByRole('progressbar', { name: 'Progress of the run' })).toHaveAttribute('max', '12');
    await expect.element(page.getByText(/3 of 12 · about 15 s left/)).toBeVisible();
    await expect.element(page.getByText('256×256×256 f32, matmul:tiled')).toBeVisible();
    client.finish(ok(measurementFixture()));
    await expect.element(page.getByRole('heading', { name: 'ACME A1000, quick' })).toBeVisible();
    await expect.element(page.getByRole('img', { name: /^Roofline/ })).toBeVisible();
    expect((await store.measurements.list()).map(({ id }) => id)).toEqual(['run-1']);
  });

  test('cancelling keeps what is finished and says so', async () => {
    const client = createFakeClient();
    await mountApp(fakeServices(client), '#/measure');
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('This run was cancelled');
    expect(client.cancelled).toBe(true);
  });

  test('a lost device leaves a banner, and a second run starts', async () => {
    const client = createFakeClient();
    await mountApp(fakeServices(client), '#/measure');
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    client.releaseDevice();
    await expect.element(page.getByRole('alert')).toHaveTextContent('The GPU was lost during this run');
    await page.getByRole('button', { name: 'Measure again' }).click();
    client.finish(ok(measurementFixture()));
    await expect.element(page.getByRole('heading', { name: 'ACME A1000, quick' })).toBeVisible();
    expect(client.runs).toBe(2);
    expect(page.getByRole('alert').elements()).toHaveLength(0);
  });
});

test('without WebGPU the page says what to do and leads to the plan', async () => {
  await mountApp(fakeServices(createFakeClient(noWebGpu)), '#/measure');
  await expect.element(page.getByText(/^This browser offers no WebGPU/)).toBeVisible();
  await page.getByRole('link', { name: 'Go to the plan' }).click();
  await expect.element(page.getByRole('textbox', { name: 'Queries a day' })).toHaveValue('250,000,000');
});

test('the newest stored run is there again after a reload', async () => {
  const store = createMemoryStore();
  await store.measurements.put(measurementFixture({ name: 'Kept run' }));
  await mountApp(fakeServices(createFakeClient(), store), '#/measure');
  await expect.element(page.getByRole('heading', { name: 'Kept run' })).toBeVisible();
});

test('the search for the fastest kernel can be read, candidate by candidate', async () => {
  const store = createMemoryStore();
  const candidate = { reason: null, compileMs: 12, firstDispatchMs: 2, gflops: 700, samplesMs: [1, 1] };
  const log = [
    { ...candidate, kernel: 'tile-8x8', status: 'won' as const },
    {
      ...candidate,
      kernel: 'planted',
      status: 'wrong-result' as const,
      reason: 'off by 3',
      gflops: null,
      samplesMs: [],
    },
  ];
  const search = {
    key: 'k',
    dtype: 'f32',
    shapes: 'large',
    m: 512,
    n: 512,
    k: 512,
    winner: 'tile-8x8',
    elapsedMs: 8000,
    log,
  };
  await store.measurements.put(measurementFixture({ tuning: [search] }));
  await mountApp(fakeServices(createFakeClient(), store), '#/measure');
  await page.getByText(/large products in f32: tile-8x8 of 2/).click();
  await expect.element(page.getByText('wrong result, never timed: off by 3')).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
});

test('a software adapter is labelled in the status line and on its results', async () => {
  const software = adapterFixture({ software: true, description: 'SwiftShader' });
  const store = createMemoryStore();
  await store.measurements.put(measurementFixture({ adapter: software }));
  await mountApp(fakeServices(createFakeClient(ok(software)), store), '#/measure');
  await expect.element(page.getByText('software, not a GPU')).toBeVisible();
  await expect.element(page.getByText('Measured on a software adapter')).toBeVisible();
});

describe('addresses', () => {
  test('a deep link opens its page, back and forward move between pages', async () => {
    await mountApp(fakeServices(), '#/racks');
    await expect.element(page.getByRole('heading', { name: /racks$/ })).toBeVisible();
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
    window.history.back();
    await expect.element(page.getByRole('heading', { name: 'Front elevations' })).toBeVisible();
    window.history.forward();
    await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
  });

  test('an unknown one is answered in words', async () => {
    await mountApp(fakeServices(), '#/nowhere');
    await expect.element(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });
});

test('the theme button goes round system, light, dark', async () => {
  await mountApp(fakeServices(), '#/measure');
  const seen: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) {
    await page.getByRole('button', { name: /^Theme/ }).click();
    seen.push(document.documentElement.dataset['theme']);
  }
  expect(seen).toEqual(['light', 'dark', undefined]);
});

describe('axe finds nothing', () => {
  test.each([
    ['#/measure', /ACME/],
    ['#/measure/calibrate', /ACME|Calibrate/],
    ['#/plan', 'Ledger'],
    ['#/racks', 'Front elevations'],
  ])('on %s, light and dark, wide and narrow', async (hash, heading) => {
    const store = createMemoryStore();
    await store.measurements.put(measurementFixture());
    for (const [width, theme] of [
      [1280, 'light'],
      [360, 'dark'],
    ] as const) {
      // As tall as the page: what the bar at the foot covers until one scrolls is no fault.
      await page.viewport(width, 8000);
      const app = await mountApp(fakeServices(createFakeClient(), store), hash);
      app.app.theme.choose(theme);
      await expect.element(page.getByRole('heading', { name: heading }).first()).toBeVisible();
      expect(await accessibilityProblems()).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      app.app.theme.choose('system');
      unmount();
    }
  });
});
