import { page, type Locator } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok, problem, type Problem, type Result } from '../../../../base/result.ts';
import {
  CASE_OUTCOMES,
  type AdapterRecord,
  type MeasuredCase,
  type Measurement,
  type Tuning,
} from '../../../../records/measurement.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import { OUTCOME_WORDS } from '../../../charts/case-words.ts';
import { createFakeClient, fakeServices, noWebGpu, type FakeMeasureClient } from '../../../testing/fake-services.ts';
import {
  adapterFixture,
  caseFixture,
  failedFixture,
  measurementFixture,
  type FailedOutcome,
} from '../../../../records/testing/measurement.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';
import { isLinuxChrome, LINUX_FLAGS } from '../software-advice.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const settings = { dtype: 'f32', kernel: 'auto', powerPreference: 'high-performance', shapes: [] } as const;
const whole = measurementFixture({ settings: { ...settings, shapes: [] } });
const failed = (outcome: FailedOutcome, size: number): MeasuredCase =>
  failedFixture(size, outcome, `planted ${outcome}`);

/** Measures with a service that gives what a test has planted. */
const measure = async (run: Measurement, client: FakeMeasureClient = createFakeClient()): Promise<void> => {
  await mountApp(fakeServices(client), '#/measure');
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  await expect.poll(() => client.runs).toBe(1);
  client.finish(ok(run));
  await expect.element(page.getByRole('heading', { name: run.name })).toBeVisible();
};

const row = (text: string) =>
  page.getByRole('region', { name: 'Products and roofs' }).getByRole('row').filter({ hasText: text });

const openSettings = (): Promise<void> => page.getByText(/^Settings: /).click();

const textOf = (locator: Locator): string => locator.element().textContent.replace(/\s+/g, ' ');
/** Once the element is there: its text holds all of these. */
const expectText = async (locator: Locator, ...texts: readonly string[]): Promise<void> => {
  await expect.element(locator).toBeInTheDocument();
  for (const text of texts) await expect.poll(() => textOf(locator)).toContain(text);
};

describe('a planted fault', () => {
  test('each outcome of a case is said in words with its reason, and none of them is a number', async () => {
    const outcomes = CASE_OUTCOMES.filter((outcome) => outcome !== 'measured');
    await measure(
      measurementFixture({
        cases: [caseFixture(64), ...outcomes.map((outcome, i) => failed(outcome, 100 + i))],
      }),
    );
    for (const [i, outcome] of outcomes.entries()) {
      const size = 100 + i;
      const cells = row(`${size}×${size}×${size}`);
      await expectText(cells, `${OUTCOME_WORDS[outcome]}: planted ${outcome}`);
      expect(textOf(cells)).not.toMatch(/GFLOP\/s|✓|Infinity|NaN/);
    }
    await expectText(row('64×64×64'), '✓ verified');
    expect(await accessibilityProblems()).toEqual([]);
  });

  test.each([
    ['cancelled', 'note', 'This run was cancelled'],
    ['device-lost', 'alert', 'The GPU was lost during this run'],
    ['failed', 'alert', 'This run did not finish'],
  ] as const)('a run that ended as %s says so and offers to measure the rest', async (outcome, role, words) => {
    await measure({ ...whole, outcome });
    await expect.element(page.getByRole(role).filter({ hasText: words })).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Measure what is missing' })).toBeVisible();
  });

  test('warnings of single cases are counted above and stand in full at their case', async () => {
    const drift = { code: 'drift', message: 'The last third of the samples was 20 % slower than the first.' };
    const rejected = { code: 'timestamps-rejected', message: 'Timed by the wall clock, because a stamp was zero.' };
    await measure({
      ...whole,
      cases: [
        caseFixture(64, { warnings: [drift] }),
        caseFixture(128, { warnings: [drift, rejected] }),
        failed('hidden', 256),
      ],
    });
    await page.getByText('3 warnings', { exact: true }).click();
    await expect.element(page.getByText(/^2 of 3 cases became slower or faster .* throttling/)).toBeVisible();
    await expect.element(page.getByText(/^1 of 3 cases are timed by the wall clock/)).toBeVisible();
    await expect.element(page.getByText(/^1 of 3 cases were under way when the page was hidden/)).toBeVisible();
    (page.getByText('2 warnings', { exact: true }).element() as HTMLElement).click();
    await expectText(row('128×128×128'), rejected.message);
  });

  test('a search tells what was wrong, slow, lost or never finished', async () => {
    const candidate = { reason: null, compileMs: 1, firstDispatchMs: 1, gflops: null, samplesMs: [] };
    const log: Tuning['log'] = [
      { ...candidate, kernel: 'quad-8x4', status: 'won', gflops: 9 },
      { ...candidate, kernel: 'planted-wrong', status: 'wrong-result', reason: 'element (1, 2) is off' },
      { ...candidate, kernel: 'planted-lost', status: 'device-lost' },
      { ...candidate, kernel: 'planted-hang', status: 'timeout' },
    ];
    const search: Tuning = {
      key: 'a|f32|large',
      dtype: 'f32',
      shapes: 'large',
      m: 512,
      n: 512,
      k: 512,
      winner: 'quad-8x4',
      elapsedMs: 5000,
      searchedAt: null,
      reused: false,
      log,
    };
    const reused = { ...search, shapes: 'small', reused: true, searchedAt: '2026-10-01T10:00:00.000Z' };
    await measure({ ...whole, tuning: [search, reused] });
    await expect.element(page.getByText('large products in f32: quad-8x4 of 4, searched in 5 s')).toBeVisible();
    await expect.element(page.getByText(/reused from the search of 1 Oct 2026/)).toBeVisible();
    (page.getByText(/large products in f32: quad/).element() as HTMLElement).click();
    const table = page.getByRole('group', { name: 'Search for large products in f32' });
    await expectText(table, 'wrong result, never timed: element (1, 2) is off');
    await expectText(table, 'lost the device, never tried again');
    await expectText(table, 'did not finish in time');
    await expect.element(page.getByRole('button', { name: 'Export search log as JSON' })).toBeVisible();
  });
});

describe('resuming', () => {
  const brokenOff = { ...whole, outcome: 'cancelled' as const, cases: whole.cases.slice(0, 2) };

  test('asks for what is missing, shows what is there meanwhile, and labels both sittings', async () => {
    const client = createFakeClient();
    await measure(brokenOff, client);
    await page.getByRole('button', { name: 'Measure what is missing' }).click();
    await expect.poll(() => client.runs).toBe(2);
    expect(client.request).toMatchObject({ suite: 'quick', dtype: 'f32', seed: 1, resume: { id: brokenOff.id } });
    (page.getByText('Numbers', { exact: true }).element() as HTMLElement).click();
    await expect.element(page.getByRole('rowheader', { name: '128×128×128' })).toBeVisible();
    const sitting = { startedAt: '2026-11-21T10:00:00.000Z', firstCase: 0, clock: whole.clock };
    const wall = { ...whole.clock, source: 'wall' as const, timestampQuantumNs: null };
    client.finish(ok({ ...whole, sittings: [sitting, { ...sitting, firstCase: 2, clock: wall }] }));
    await expect
      .element(page.getByText(/^Sitting 1 of 21 Nov 2026.*cases 1 to 2, timed by GPU timestamps/))
      .toBeVisible();
    await expect.element(page.getByText(/^Sitting 2 .*cases 3 to 5, timed by wall clock/)).toBeVisible();
    expect(page.getByRole('button', { name: 'Measure what is missing' }).elements()).toHaveLength(0);
  });

  test('that is refused leaves the run as it was', async () => {
    const client = createFakeClient();
    await measure(brokenOff, client);
    await page.getByRole('button', { name: 'Measure what is missing' }).click();
    await expect.poll(() => client.runs).toBe(2);
    client.finish(err(problem('adapter', 'This run was begun with another adapter.')));
    await expect.element(page.getByText(/This run was begun with another adapter\./)).toBeVisible();
    await expect.element(row('64×64×64')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Measure what is missing' })).toBeVisible();
  });

  test('is not offered where nothing is missing', async () => {
    await measure(whole);
    expect(page.getByRole('button', { name: 'Measure what is missing' }).elements()).toHaveLength(0);
  });
});

describe('the kernels of earlier runs', () => {
  const search: Tuning = {
    key: 'a|f32|large',
    dtype: 'f32',
    shapes: 'large',
    m: 1,
    n: 1,
    k: 1,
    winner: 'quad-8x4',
    elapsedMs: 1,
    searchedAt: null,
    reused: false,
    log: [],
  };

  test('are kept, handed to the next run, and forgotten on demand but for what lost the device', async () => {
    const client = createFakeClient();
    await measure({ ...whole, tuning: [search] }, client);
    expect(client.request?.tuned).toEqual([]);
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect.poll(() => client.runs).toBe(2);
    expect(client.request?.tuned).toEqual([search]);
    client.finish(ok({ ...whole, tuning: [{ ...search, reused: true }] }));
    await openSettings();
    await page.getByRole('combobox', { name: 'Kernels' }).selectOptions('search anew');
    await expect.element(page.getByText(/^Settings: .*kernels searched anew/)).toBeVisible();
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect.poll(() => client.runs).toBe(3);
    expect(client.request?.tuned).toEqual([{ ...search, winner: null }]);
  });

  test('are not replaced by the news that they were reused', async () => {
    const store = createMemoryStore();
    await store.tunings.put(search);
    const client = createFakeClient();
    await mountApp(fakeServices(client, store), '#/measure');
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect.poll(() => client.runs).toBe(1);
    client.finish(ok({ ...whole, tuning: [{ ...search, reused: true }] }));
    await expect.element(page.getByRole('heading', { name: whole.name })).toBeVisible();
    expect(await store.tunings.list()).toEqual([search]);
  });
});

describe('what the adapter is', () => {
  test('that is software is said after the numbers, of which the fastest comes first', async () => {
    await measure(measurementFixture({ adapter: adapterFixture({ software: true, architecture: 'swiftshader' }) }));
    const number = page.getByRole('term').filter({ hasText: /^Fastest product/ });
    const notice = page.getByText('Measured on a software adapter, not on a GPU');
    await expect.element(notice).toBeVisible();
    const { bottom } = number.element().getBoundingClientRect();
    expect(bottom).toBeLessThan(notice.element().getBoundingClientRect().top);
  });

  test('what is done with a run comes after its numbers, and another measures as it did', async () => {
    const client = createFakeClient();
    const int8 = { dtype: 'i8', kernel: 'auto', powerPreference: 'low-power', shapes: [] } as const;
    await measure({ ...whole, suite: 'full', settings: { ...int8, shapes: [] } }, client);
    const number = page.getByRole('term').filter({ hasText: /^Fastest product/ });
    const again = page.getByRole('button', { name: 'Measure again' });
    const { bottom } = number.element().getBoundingClientRect();
    expect(bottom).toBeLessThan(again.element().getBoundingClientRect().top);
    expect(page.getByRole('combobox', { name: 'Suite' }).elements()).toEqual([]);
    await again.click();
    await expect.poll(() => client.runs).toBe(2);
    expect(client.request).toMatchObject({ suite: 'full', dtype: 'i8', powerPreference: 'low-power' });
  });

  test('another measures in half precision also where the run is opened before the adapter is described', async () => {
    const store = createMemoryStore();
    const half = { dtype: 'f16', kernel: 'auto', powerPreference: 'high-performance', shapes: [] } as const;
    await store.measurements.put({ ...whole, settings: { ...half, shapes: [] } });
    const described = Promise.withResolvers<Result<AdapterRecord, Problem>>();
    const client = createFakeClient(described.promise);
    const mounted = mountApp(fakeServices(client, store), `#/measure?run=${whole.id}`);
    await expect.element(page.getByText(/^Settings: quick suite · f32 ·/)).toBeVisible();
    described.resolve(ok(adapterFixture({ features: ['shader-f16'] })));
    await mounted;
    await expect.element(page.getByText(/^Settings: quick suite · f16, sums in f32 ·/)).toBeVisible();
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect.poll(() => client.runs).toBe(1);
    expect(client.request).toMatchObject({ dtype: 'f16' });
  });

  test('software on Linux names the flags that give the GPU', async () => {
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0';
    const adapter = adapterFixture({ software: true, architecture: 'swiftshader' });
    await measure({ ...whole, adapter, browser: { name: 'Chrome', version: '156', userAgent } });
    await page.getByText('Measured on a software adapter, not on a GPU').click();
    await expect.element(page.getByText(LINUX_FLAGS)).toBeVisible();
    expect(isLinuxChrome(userAgent.replace('X11; Linux x86_64', 'Linux; Android 16'))).toBe(false);
    expect(isLinuxChrome('Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0')).toBe(false);
  });

  test('without subgroup matrices the flag is named and that tensor cores were not reached', async () => {
    await measure(whole);
    await expect.element(page.getByText(/^Tensor cores were not reached.*enable-unsafe-webgpu/)).toBeVisible();
  });

  test('with them their shapes are named', async () => {
    const subgroupMatrices = [{ m: 16, n: 16, k: 16, input: 'f16', result: 'f32' }];
    const features = ['chromium-experimental-subgroup-matrix'];
    await measure({ ...whole, adapter: adapterFixture({ features, subgroupMatrices }) });
    await expect.element(page.getByText(/^Subgroup matrices are on.*16×16×16 f16/)).toBeVisible();
  });

  test('formats that it lacks cannot be chosen, and the frugal GPU can', async () => {
    const client = createFakeClient();
    await mountApp(fakeServices(client), '#/measure');
    await openSettings();
    const f16 = page.getByRole('option', { name: 'f16, sums in f32 (not offered here)' });
    await expect.element(f16).toBeDisabled();
    await page.getByRole('combobox', { name: 'Numbers' }).selectOptions('int8, sums in int32');
    await page.getByRole('combobox', { name: 'GPU' }).selectOptions('the frugal one');
    await expect
      .element(page.getByText('Settings: quick suite · int8, sums in int32 · GPU: the frugal one'))
      .toBeVisible();
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect.poll(() => client.runs).toBe(1);
    expect(client.request).toMatchObject({ dtype: 'i8', powerPreference: 'low-power' });
  });
});

test('latencies are told as times, each with a sentence of its own', async () => {
  const latency = (what: string, medianMs: number): MeasuredCase => {
    const { m: _m, n: _n, k: _k, ...timed } = caseFixture(1);
    return {
      ...timed,
      id: `latency:what=${what}`,
      kind: 'latency',
      flop: 0,
      bytes: 0,
      gflops: null,
      gbps: null,
      percentOfRoof: null,
      medianMs,
      ci95Ms: [medianMs * 0.9, medianMs * 1.1],
      warmCompileMs: 0.25,
    };
  };
  await measure({ ...whole, cases: [latency('dispatch', 0.025), latency('round-trip', 0.4), latency('map', 0.6)] });
  await expectText(row('Dispatch latency'), '25 µs (22.5 µs–27.5 µs)');
  await expectText(row('Round trip to the GPU'), '400 µs');
  (page.getByText('What each test measures').element() as HTMLElement).click();
  await expect.element(page.getByText(/until the browser says that the queue is done/)).toBeVisible();
  await expect.element(page.getByText(/until JavaScript can read them/)).toBeVisible();
  await expect.element(page.getByText(/cold, 250 µs warm/)).toBeVisible();
});

/** Texts of live regions, through all shadow roots, as a screen reader would be told them. */
const liveTexts = (root: ParentNode = document): string[] =>
  [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.matches('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]')
      ? [element.textContent.replace(/\s+/g, ' ').trim()]
      : []),
    ...(element.shadowRoot === null ? [] : liveTexts(element.shadowRoot)),
  ]);

test('a run of twenty cases says five sentences aloud, not twenty numbers', async () => {
  const client = createFakeClient();
  await mountApp(fakeServices(client), '#/measure');
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  await expect.poll(() => client.runs).toBe(1);
  const spoken: string[] = [];
  const listen = (): void => {
    for (const text of liveTexts()) if (text !== '' && !spoken.includes(text)) spoken.push(text);
  };
  for (let done = 1; done <= 20; done++) {
    client.report({ done, total: 21, latest: caseFixture(16 * done), remainingMs: 1000 * (21 - done) });
    await expect.element(page.getByText(new RegExp(` ${String(done)} of 21 ·`))).toBeVisible();
    listen();
  }
  client.finish(ok(whole));
  await expect.element(page.getByRole('heading', { name: whole.name })).toBeVisible();
  listen();
  expect(spoken).toEqual([
    'Measuring.',
    'A quarter is measured.',
    'Half is measured.',
    'Three quarters are measured.',
    'The run has ended.',
  ]);
});

test('a result stands beside accelerators that people know, each number with its source, and beside one of one’s choice', async () => {
  await measure(whole);
  const table = page.getByRole('group', { name: 'Table of other accelerators' });
  await expectText(table, 'RTX 4090', 'H100', 'M4 Max');
  // The fixture's roof is 1.2 TFLOP/s, its bandwidth 300 GB/s.
  await expectText(table.getByRole('row', { name: /^A100 80GB SXM4/ }), '19.5 TFLOP/s', '6.2 %', '2.04 TB/s', '15 %');
  await page.getByLabelText('And beside').selectOptions('NVIDIA Tesla T4');
  await expectText(table.getByRole('row', { name: /^Tesla T4/ }), '8.1 TFLOP/s', '15 %');
  await table.getByRole('link', { name: '19.5 TFLOP/s' }).click();
  expect(window.location.hash).toBe('#/catalog/accelerators?id=a100-sxm-80gb&field=peakDenseFp32Tflops');
});

describe('the adapter', () => {
  const adapter = adapterFixture({
    features: ['shader-f16', 'texture-compression-bc'],
    limits: { maxBufferSize: 2 ** 31, maxComputeWorkgroupSizeX: 1024 },
  });

  test('says what it offers before anything is measured, and each limit can be linked to', async () => {
    await mountApp(fakeServices(createFakeClient(ok(adapter))), '#/measure');
    await page.getByRole('link', { name: '2 features, 2 limits' }).click();
    await expect.element(page.getByRole('heading', { level: 1, name: 'ACME A1000' })).toBeVisible();
    const limits = page.getByRole('group', { name: 'Table of limits' });
    await expectText(limits.getByRole('row', { name: /^maxBufferSize/ }), '2 GiB (2,147,483,648)', '256 MiB');
    await expectText(page.getByRole('row', { name: /^shader-f16/ }), '✓ yes');
    await expectText(page.getByRole('row', { name: /^timestamp-query/ }), 'no');
    await limits.getByRole('link', { name: 'maxComputeWorkgroupSizeX' }).click();
    expect(window.location.hash).toBe('#/measure/adapter?show=maxComputeWorkgroupSizeX');
    await expect.element(limits.getByRole('row', { name: /^maxComputeWorkgroupSizeX/ })).toHaveClass('shown');
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('that is not there is said, with what to do', async () => {
    await mountApp(fakeServices(createFakeClient(noWebGpu)), '#/measure/adapter');
    await expect.element(page.getByText('This browser hands out no adapter')).toBeVisible();
    await page.getByRole('link', { name: 'What to do about it' }).click();
    await expect.element(page.getByText(/^This browser offers no WebGPU/)).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });
});
