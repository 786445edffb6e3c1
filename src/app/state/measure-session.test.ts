import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { err, ok, problem } from '../../base/result.ts';
import { caseFixture, measurementFixture } from '../../records/testing/measurement.ts';
import { requestToResume, whyNotResumable } from '../../records/resume.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import type { MeasureClient } from '../../workers/measure-client.ts';
import { MeasureSession } from './measure-session.ts';

const settings = { dtype: 'f32', kernel: 'auto', powerPreference: null, shapes: [] } as const;
const partial = measurementFixture({
  outcome: 'cancelled',
  settings: { ...settings, shapes: [] },
  cases: [caseFixture(512, { id: 'one' })],
});
const request = { suite: 'quick', seed: 1, ...settings } as const;

let store: Store;
let page: EventTarget;
beforeEach(() => {
  store = createMemoryStore();
  page = new EventTarget();
  vi.stubGlobal('window', page);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const asksBeforeLeaving = (): boolean => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
const sessionWith = (run: MeasureClient['run']): MeasureSession => {
  const client = { run, describeAdapter: () => Promise.resolve(err(problem('', 'none'))) } as unknown as MeasureClient;
  return new MeasureSession(Promise.resolve(store), () => Promise.resolve(client));
};

test('each case is stored as it ends: after a reload in mid-run the page offers what is missing', async () => {
  const before = sessionWith((_request, { onPartial } = {}) => {
    onPartial?.(partial);
    return new Promise(() => undefined);
  });
  expect(asksBeforeLeaving()).toBe(false);
  void before.start(request);
  await vi.waitFor(async () => expect(await store.measurements.list()).toHaveLength(1));
  expect(asksBeforeLeaving()).toBe(true);

  const resumedRun = vi.fn<MeasureClient['run']>(() =>
    Promise.resolve(ok({ ...partial, outcome: 'complete' as const })),
  );
  const after = sessionWith(resumedRun);
  await after.load();
  const found = after.current.get()!;
  expect([found.id, found.cases, whyNotResumable(found)]).toEqual([partial.id, partial.cases, null]);
  await after.resume(found);
  expect(resumedRun.mock.calls[0]![0]).toMatchObject(requestToResume(partial));
  expect(await store.measurements.get(partial.id)).toMatchObject({ value: { outcome: 'complete' } });
  expect(asksBeforeLeaving()).toBe(false);
});

test('two tabs do not measure at the same time', async () => {
  const run = vi.fn<MeasureClient['run']>();
  store = { ...store, takeTurn: () => Promise.resolve(null) };
  const session = sessionWith(run);
  await session.start(request);
  expect(run).not.toHaveBeenCalled();
  expect(session.problem.get()?.message).toMatch(/^Another tab of this page is measuring/);
  expect([session.running.get(), asksBeforeLeaving()]).toEqual([false, false]);
});
