import { page } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok, problem } from '../../../base/result.ts';
import { withFields } from '../../../records/scenario.ts';
import { createFakeClient, fakeServices, noWebGpu } from '../../testing/fake-services.ts';
import { adapterFixture, caseFixture, measurementFixture } from '../../../records/testing/measurement.ts';
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
    const bar = page.getByRole('progressbar', { name: 'Progress of the run' });
    // Four of sixteen seconds are over when the case ends, and more when it is looked at.
    await expect.poll(() => (bar.element() as HTMLProgressElement).position).toBeGreaterThanOrEqual(0.25);
    await expect.element(page.getByText(/3 of 12 · about \d+ s left/)).toBeVisible();
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
    await expect.element(page.getByRole('note').filter({ hasText: 'This run was cancelled' })).toBeVisible();
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

test('a run that goes on is told in the title and on every page, with what it costs to be elsewhere', async () => {
  const client = createFakeClient();
  await mountApp(fakeServices(client), '#/measure');
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  client.report({});
  await expect.poll(() => document.title).toBe('3 of 12 · Measure · Roofrack');
  window.location.hash = '#/catalog/models';
  await expect.element(page.getByRole('link', { name: /^Measuring: 3 of 12, about \d+ s left\.$/ })).toBeVisible();
  await expect.element(page.getByText('Other pages take time from it and may disturb its numbers.')).toBeVisible();
  client.finish(ok(measurementFixture()));
  await expect.poll(() => document.title).toBe('Catalogue · Roofrack');
  expect(page.getByRole('link', { name: /^Measuring/ }).elements()).toHaveLength(0);
});

test('pages below another stand below it in the navigation', async () => {
  await mountApp(fakeServices(), '#/plan/scenarios');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect.element(pages.getByRole('link', { name: 'Scenarios' })).toHaveAttribute('aria-current', 'page');
  await expect.element(pages.getByRole('link', { name: 'Plan' })).toHaveAttribute('aria-current', 'true');
  await expect.element(pages.getByRole('link', { name: 'Measure' })).toHaveAttribute('aria-current', 'false');
  await pages.getByRole('link', { name: 'History' }).click();
  await expect.element(page.getByRole('heading', { name: /runs in this browser$/ })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
});

test('without WebGPU the page says what to do and leads to the plan', async () => {
  await mountApp(fakeServices(createFakeClient(noWebGpu)), '#/measure');
  await expect.element(page.getByText(/^This browser offers no WebGPU/)).toBeVisible();
  await page.getByRole('link', { name: 'Go to the plan' }).click();
  await expect.element(page.getByRole('textbox', { name: 'Queries per day' })).toHaveValue('250,000,000');
});

test('where the worker does not answer, the page says that, and not that there is no WebGPU', async () => {
  const silent = err(problem('worker', 'The measuring worker did not answer.'));
  await mountApp(fakeServices(createFakeClient(silent)), '#/measure');
  await expect.element(page.getByText('The part of this page that measures does not answer')).toBeVisible();
  await expect.element(page.getByText('not known: no answer')).toBeVisible();
  expect(page.getByText(/offers no WebGPU/).elements()).toEqual([]);
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
    searchedAt: null,
    reused: false,
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
  await expect.element(page.getByText('Measured on a software adapter, not on a GPU')).toBeVisible();
});

describe('addresses', () => {
  test('a deep link opens its page, back and forward move between pages', async () => {
    await mountApp(fakeServices(), '#/racks');
    await expect.element(page.getByRole('heading', { name: /^\d+ racks?, / })).toBeVisible();
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
    window.history.back();
    await expect.element(page.getByRole('heading', { name: 'Elevations' })).toBeVisible();
    window.history.forward();
    await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
  });

  test('every page opens at its top', async () => {
    await mountApp(fakeServices(), '#/plan');
    await expect.element(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
    for (const name of ['Racks', 'Catalogue', 'Plan']) {
      window.scrollTo(0, document.body.scrollHeight);
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await expect.poll(() => document.title).toBe(`${name} · Roofrack`);
      await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect.poll(() => window.scrollY).toBe(0);
    }
  });

  test('a kind of facts has an address, and one that is none is said', async () => {
    await mountApp(fakeServices(), '#/catalog/servers');
    await expect.element(page.getByRole('group', { name: 'Table of Servers' })).toBeVisible();
    window.location.hash = '#/catalog/lorries';
    await expect.element(page.getByText(/The catalogue has no kind of facts “lorries”/)).toBeVisible();
    window.location.hash = '#/catalog/servers?id=dgx-9000';
    await expect.element(page.getByText(/The catalogue has no “dgx-9000” among servers/)).toBeVisible();
    window.location.hash = '#/catalog/servers/dgx-h100';
    await expect.element(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });

  test('an unknown one is answered in words', async () => {
    await mountApp(fakeServices(), '#/nowhere');
    await expect.element(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });
});

describe('undo', () => {
  const press = (keys: string): void => {
    const key = keys.at(-1) ?? '';
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(
      new KeyboardEvent('keydown', {
        key,
        ctrlKey: true,
        shiftKey: keys.includes('Shift'),
        bubbles: true,
        composed: true,
      }),
    );
  };

  test('takes back and makes again the plan’s edits on the pages that show it, by button and by key', async () => {
    const { app } = await mountApp(fakeServices(), '#/racks');
    const scenario = await app.draft.ensure();
    const queries = (): number | undefined => app.draft.scenario.get()?.demand.queriesPerDay;
    await app.draft.set(withFields(scenario, 'demand', { queriesPerDay: 1e6 }));
    await expect.element(page.getByRole('heading', { name: /^\d+ racks?, / })).toBeVisible();
    press('z');
    await expect.poll(queries).toBe(scenario.demand.queriesPerDay);
    press('Shift+z');
    await expect.poll(queries).toBe(1e6);
    const tools = page.getByRole('group', { name: 'Tools' });
    await tools.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(queries).toBe(scenario.demand.queriesPerDay);
    await expect.element(tools.getByRole('button', { name: 'Undo' })).toBeDisabled();
    await tools.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(queries).toBe(1e6);
  });

  test('takes back what was done to the saved scenarios on their page, and leaves the plan alone', async () => {
    const { app } = await mountApp(fakeServices(), '#/plan/scenarios');
    const scenario = await app.draft.ensure();
    await app.draft.set({ ...scenario, name: 'Edited' });
    await app.shelf.keep({ ...scenario, name: 'Kept' });
    await expect.element(page.getByRole('button', { name: 'Delete Kept' })).toBeVisible();
    press('z');
    await expect.poll(() => app.shelf.saved.get().length).toBe(0);
    press('y');
    await expect.poll(() => app.shelf.saved.get().map(({ name }) => name)).toEqual(['Kept']);
    expect(app.draft.scenario.get()?.name).toBe('Edited');
  });

  test('leaves a field’s own undo to the field', async () => {
    const { app } = await mountApp(fakeServices(), '#/plan');
    const scenario = await app.draft.ensure();
    await app.draft.set({ ...scenario, name: 'Edited' });
    await page.getByRole('textbox', { name: 'Name of the scenario' }).click();
    const field = page.getByRole('textbox', { name: 'Name of the scenario' }).element();
    const event = new KeyboardEvent('keydown', {
      key: 'z',
      ctrlKey: true,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    field.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(app.draft.scenario.get()?.name).toBe('Edited');
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
    ['#/racks', 'Elevations'],
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
