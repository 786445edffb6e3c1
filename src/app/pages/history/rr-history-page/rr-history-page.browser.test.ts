import { page } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../../base/result.ts';
import { comparedCase, comparison, QUIET, simulateSessions } from '../../../../regression/testing/comparison.ts';
import type { InterleavedRequest } from '../../../../workers/interleaved.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import { openIndexedDbStore } from '../../../../store/indexed-db-store.ts';
import type { Store } from '../../../../store/store.ts';
import { serialiseMeasurement } from '../../../../exchange/measurement.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { caseFixture, measurementFixture } from '../../../../records/testing/measurement.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';
import { packText } from '../../../../exchange/share-text.ts';
import { comparisonHash, runHash } from '../../measure/share-run.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const slower = measurementFixture({
  id: 'run-0',
  name: 'Before',
  createdAt: '2026-10-01T10:00:00.000Z',
  cases: [caseFixture(256, { samplesMs: Array.from({ length: 30 }, (_, i) => 2 + i / 1000) })],
});
const faster = measurementFixture({
  id: 'run-1',
  name: 'After',
  createdAt: '2026-11-01T10:00:00.000Z',
  cases: [caseFixture(256, { samplesMs: Array.from({ length: 30 }, (_, i) => 1 + i / 1000) })],
});

const storeWithTwo = async (): Promise<Store> => {
  const store = createMemoryStore();
  await store.measurements.put(slower);
  await store.measurements.put(faster);
  return store;
};

describe('the history', () => {
  test('compares two runs, earlier first, whichever was ticked first', async () => {
    await mountApp(fakeServices(createFakeClient(), await storeWithTwo()), '#/measure/history');
    await page.getByRole('checkbox', { name: 'Compare After' }).click();
    await page.getByRole('checkbox', { name: 'Compare Before' }).click();
    await expect.element(page.getByText('▲ 1 improved')).toBeVisible();
    await expect.element(page.getByRole('cell', { name: '▲ improved' })).toBeVisible();
    expect(window.location.hash).toContain('a=run-1&b=run-0');
    await expect.element(page.getByRole('button', { name: 'Copy share link' })).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('a box stays that of its run when another run arrives', async () => {
    const store = await storeWithTwo();
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history');
    await page.getByRole('checkbox', { name: 'Compare After' }).click();
    const before = page.getByRole('checkbox', { name: 'Compare Before' }).element() as HTMLInputElement;
    await store.measurements.put(
      measurementFixture({ id: 'run-2', name: 'Newest', createdAt: '2026-11-02T10:00:00Z' }),
    );
    await expect.element(page.getByRole('heading', { name: '3 runs in this browser' })).toBeVisible();
    await expect.element(page.getByRole('checkbox', { name: 'Compare After' })).toBeChecked();
    before.click();
    await expect.element(page.getByRole('checkbox', { name: 'Compare Newest' })).not.toBeChecked();
    expect(window.location.hash).toContain('a=run-1&b=run-0');
  });

  test('orders its runs, and shows how a product went from run to run and where it changed', async () => {
    const store = createMemoryStore();
    for (let i = 0; i < 20; i++) {
      const ms = (i < 12 ? 1 : 1.3) * (1 + ((i * 7) % 5) / 500);
      await store.measurements.put(
        measurementFixture({
          id: `run-${i}`,
          name: `Run ${i}`,
          createdAt: new Date(1.7e12 + i * 1e7).toISOString(),
          cases: [caseFixture(256, { medianMs: ms, gflops: 30 / ms })],
        }),
      );
    }
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history');
    const rows = page.getByRole('list', { name: 'Runs' }).getByRole('link');
    await expect.element(rows.first()).toHaveTextContent('Run 19');
    await page.getByRole('combobox', { name: 'Order' }).selectOptions('Oldest first');
    await expect.element(rows.first()).toHaveTextContent('Run 0');
    await page.getByRole('combobox', { name: 'Trend of' }).selectOptions('Time of 256×256×256 f32');
    await expect.element(page.getByText(/^20 results, from result 12 \(.*\) \+\d/)).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('narrows its runs by nothing that the page does not show', async () => {
    const store = createMemoryStore();
    await store.measurements.put(slower);
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history?find=After&on=elsewhere');
    await expect.element(page.getByRole('link', { name: 'Before' })).toBeVisible();
    await store.measurements.put(faster);
    await expect.element(page.getByRole('link', { name: 'After' })).toBeVisible();
    await expect.element(page.getByRole('searchbox', { name: 'Find a run' })).toHaveValue('After');
    expect(page.getByRole('link', { name: 'Before' }).elements()).toEqual([]);
  });

  test('offers to time two kernels in turns where their runs leave a product undecided', async () => {
    const store = createMemoryStore();
    const few = (id: string, kernel: string) =>
      measurementFixture({ id, name: id, cases: [caseFixture(256, { kernel, samplesMs: [1, 1.1, 0.9] })] });
    await store.measurements.put(few('old', 'naive'));
    await store.measurements.put(few('new', 'vec4'));
    const requests: InterleavedRequest[] = [];
    const decided = Promise.withResolvers<void>();
    await mountApp(
      {
        ...fakeServices(createFakeClient(), store),
        compareInterleaved: async (request, { log }) => {
          requests.push(request);
          log('Expecting sessions to scatter by 3.6 %');
          await decided.promise;
          return ok(comparison([comparedCase('gemm', simulateSessions(14, 1.2, QUIET, 1))]));
        },
      },
      '#/measure/history?a=old&b=new',
    );
    await page.getByRole('button', { name: /^Rerun these two interleaved\s+\(1 case\)$/ }).click();
    await expect.element(page.getByText('Expecting sessions to scatter by 3.6 %')).toBeVisible();
    decided.resolve();
    await expect.element(page.getByText('1 of 1 decided after 14 sessions.')).toBeVisible();
    await expect.element(page.getByRole('cell', { name: 'regressed' })).toBeVisible();
    expect(requests[0]?.cases).toMatchObject([{ shape: { m: 256, n: 256, k: 256 }, dtype: 'f32' }]);
    expect(Object.values(requests[0]?.cases[0]?.kernels ?? {}).sort()).toEqual(['naive', 'vec4']);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('deletes with undo', async () => {
    const store = await storeWithTwo();
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history');
    await page.getByRole('button', { name: 'Delete After' }).click();
    await expect.element(page.getByRole('heading', { name: '1 run in this browser' })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.element(page.getByRole('heading', { name: '2 runs in this browser' })).toBeVisible();
    expect(await store.measurements.get('run-1')).toEqual({ ok: true, value: faster });
  });

  test('imports a file beside a run of the same id, and refuses what is no run', async () => {
    const store = await storeWithTwo();
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history');
    const stranger = serialiseMeasurement({ ...faster, name: 'Stranger' });
    const input = page.getByLabelText('Import JSON');
    await input.upload([
      new File([stranger], 'run.json', { type: 'application/json' }),
      new File(['{"format":"roofrack-measurement","version":99}'], 'new.json', { type: 'application/json' }),
    ]);
    await expect.element(page.getByRole('heading', { name: '3 runs in this browser' })).toBeVisible();
    await expect.element(page.getByText(/^new\.json: Its version is 99/)).toBeVisible();
    expect(await store.measurements.get('run-1')).toEqual({ ok: true, value: faster });
  });

  test('opens a thousand runs in IndexedDB by drawing a screenful of them', async () => {
    const store = await openIndexedDbStore('thousand');
    const run = measurementFixture();
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        store.measurements.put({
          ...run,
          id: `run-${i}`,
          name: `Run ${i}`,
          createdAt: new Date(i * 1e7).toISOString(),
        }),
      ),
    );
    await mountApp(fakeServices(createFakeClient(), store), '#/measure/history');
    await expect.element(page.getByRole('heading', { name: '1,000 runs in this browser' })).toBeVisible();
    const rows = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
    expect(rows.elements().length).toBeLessThanOrEqual(150);
    await expect
      .poll(() => {
        window.scrollTo(0, document.documentElement.scrollHeight);
        return rows.elements().length;
      })
      .toBeGreaterThan(150);
    await page.getByRole('searchbox', { name: 'Find a run' }).fill('run 7');
    await expect.element(page.getByRole('link', { name: 'Run 799' })).toBeVisible();
    expect(rows.elements().length).toBeLessThanOrEqual(111);
    store.close();
    indexedDB.deleteDatabase('thousand');
  });
});

describe('a share link', () => {
  test('opens the results in a browser that never saw them, without advice for whoever measured', async () => {
    const store = createMemoryStore();
    await mountApp(fakeServices(createFakeClient(), store), (await runHash(faster, '')) ?? '');
    await expect.element(page.getByRole('heading', { name: 'After' })).toBeVisible();
    await expect.element(page.getByText(/It came with a link and is not stored here/)).toBeVisible();
    await expect.element(page.getByRole('term').filter({ hasText: /^Fastest product/ })).toBeVisible();
    expect(page.getByText('--enable-unsafe-webgpu').elements()).toEqual([]);
    expect(page.getByRole('button', { name: 'Keep it in this browser' }).elements()).toEqual([]);
    expect(await store.measurements.list()).toEqual([]);
  });

  test('of an older version holds the whole run, which is kept on demand', async () => {
    const store = createMemoryStore();
    const packed = await packText(JSON.stringify(faster));
    await mountApp(fakeServices(createFakeClient(), store), `#/measure/shared?run=${packed}`);
    await expect.element(page.getByRole('heading', { name: 'After' })).toBeVisible();
    expect(await store.measurements.list()).toEqual([]);
    await page.getByRole('button', { name: 'Keep it in this browser' }).click();
    await page.getByText('Rename, export, delete').click();
    await expect.element(page.getByRole('button', { name: 'Export JSON' })).toBeVisible();
    expect((await store.measurements.list()).map(({ name }) => name)).toEqual(['After']);
  });

  test('hands a comparison on: both runs open side by side in a browser that never saw them', async () => {
    const store = createMemoryStore();
    await mountApp(fakeServices(createFakeClient(), store), await comparisonHash(faster, slower));
    await expect.element(page.getByRole('heading', { name: 'Two runs compared' })).toBeVisible();
    await expect.element(page.getByRole('cell', { name: '▲ improved' })).toBeVisible();
    expect(await store.measurements.list()).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Keep both in this browser' }).click();
    await expect.element(page.getByRole('checkbox', { name: 'Compare Before' })).toBeChecked();
    expect((await store.measurements.list()).map(({ name }) => name).sort()).toEqual(['After', 'Before']);
    await expect.element(page.getByRole('cell', { name: '▲ improved' })).toBeVisible();
  });

  test('that is damaged is refused in words', async () => {
    await mountApp(fakeServices(), '#/measure/shared?result=AAAA');
    await expect.element(page.getByText(/damaged or cut off/)).toBeVisible();
  });
});

test('a stored run has an address of its own, and can be renamed', async () => {
  const store = await storeWithTwo();
  await mountApp(fakeServices(createFakeClient(), store), '#/measure?run=run-0');
  await expect.element(page.getByRole('heading', { name: 'Before' })).toBeVisible();
  await page.getByText(/^Settings: /).click();
  await page.getByRole('combobox', { name: 'Suite' }).selectOptions('full');
  await page.getByText('Rename, export, delete').click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('Long before');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect.element(page.getByRole('heading', { name: 'Long before' })).toBeVisible();
  const stored = await store.measurements.get('run-0');
  expect(stored.ok && stored.value?.name).toBe('Long before');
  // What was chosen for the next run stands.
  await expect.element(page.getByText(/^Settings: full suite/)).toBeVisible();
});
