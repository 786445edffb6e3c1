import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { linkMeasureWorker, type MeasureWorker } from './measure-link.ts';
import type { FromMeasureWorker, ToMeasureWorker } from './measure-protocol.ts';
import type { Measurement } from '../records/measurement.ts';
import { finishMeasurement } from '../measure/finish.ts';
import type { MeasuredCase } from '../records/measurement.ts';
import { caseFixture, measurementFixture, tuningFixture } from '../records/testing/measurement.ts';

const { cases: _cases, roofs: _roofs, outcome: _outcome, tuning: _tuning, ...header } = measurementFixture();
const request = { suite: 'quick', shapes: [], dtype: 'f32', kernel: 'auto', seed: 1, powerPreference: null } as const;

class FakeWorker extends EventTarget {
  readonly sent: ToMeasureWorker[] = [];
  terminated = false;
  postMessage(message: ToMeasureWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromMeasureWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

let workers: FakeWorker[] = [];
const setUp = () =>
  linkMeasureWorker({
    hangMs: 1000,
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as MeasureWorker;
    },
  });

beforeEach(() => {
  workers = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const { m: _m, n: _n, k: _k, ...product } = caseFixture(64);
const measured: MeasuredCase = { ...product, id: 'one', kind: 'fma', gflops: 5 };

it('ends a worker that has gone silent, keeps what it delivered and starts a new one for the next run', async () => {
  const client = setUp();
  const running = client.run(request);
  workers[0]!.say({ type: 'header', id: 0, header });
  workers[0]!.say({ type: 'case', id: 0, measured });
  await vi.advanceTimersByTimeAsync(900);
  workers[0]!.say({ type: 'beat', id: 0 });
  await vi.advanceTimersByTimeAsync(900);
  expect(workers[0]!.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(workers[0]!.terminated).toBe(true);
  const result = await running;
  expect(result).toMatchObject({
    ok: true,
    value: { outcome: 'failed', cases: [{ id: 'one', percentOfRoof: 100 }], roofs: { fmaGflops: 5 } },
  });
  expect(result.ok && result.value.warnings[0]!.message).toContain('no sign of life for 1 s');
  void client.run(request);
  expect(workers).toHaveLength(2);
});

it('judges a run that hung as one that ended: slow phases, the unevenness of the machine, and its searches', async () => {
  const client = setUp();
  const running = client.run(request);
  const at = (gflops: number, id: string): MeasuredCase => ({
    ...measured,
    id,
    paces: [0, 1].map((samplesBefore) => ({ samplesBefore, gflops })),
  });
  const tuning = { ...tuningFixture(), shapes: 'small' };
  workers[0]!.say({ type: 'header', id: 0, header });
  workers[0]!.say({ type: 'tuning', id: 0, tuning });
  for (const [i, gflops] of [50, 51, 50, 20].entries())
    workers[0]!.say({ type: 'case', id: 0, measured: at(gflops, `case-${i}`) });
  await vi.advanceTimersByTimeAsync(1000);
  const hung = await running;
  if (!hung.ok) throw new Error(hung.error.message);
  const { cases, warnings } = hung.value;
  expect(cases.map((found) => found.warnings.map(({ code }) => code))).toEqual([[], [], [], ['slow-phase']]);
  expect(warnings.map(({ code }) => code)).toEqual(['incomplete', 'uneven-pace']);
  expect(hung.value.tuning).toEqual([tuning]);
  const ended = finishMeasurement(header, cases, { stop: 'failed', tuning: [tuning], warnings: [] });
  expect({ ...hung.value, warnings: warnings.slice(1) }).toEqual(ended);
});

it('has nothing to keep where the worker never started', async () => {
  const client = setUp();
  const running = client.run(request);
  workers[0]!.dispatchEvent(Object.assign(new Event('error'), { message: 'blocked' }));
  expect(await running).toMatchObject({ ok: false, error: { message: expect.stringContaining('blocked') as string } });
});

it('asks to cancel, and insists after a while', async () => {
  const client = setUp();
  const abort = new AbortController();
  const running = client.run(request, { signal: abort.signal });
  workers[0]!.say({ type: 'header', id: 0, header });
  abort.abort();
  expect(workers[0]!.sent.at(-1)).toEqual({ type: 'cancel', id: 0 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await running).toMatchObject({ ok: true, value: { outcome: 'cancelled' } });
  expect(workers[0]!.terminated).toBe(true);
});

it('reports a crash of the worker and of a question under way', async () => {
  const client = setUp();
  const described = client.describeAdapter();
  workers[0]!.say({ type: 'crashed', id: 0, message: 'bug' });
  expect(await described).toMatchObject({ ok: false, error: { message: expect.stringContaining('bug') as string } });
});

it('does not wait for ever for an adapter that never answers, and asks a new worker the next time', async () => {
  const client = setUp();
  const described = client.describeAdapter();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await described).toMatchObject({ ok: false, error: { path: 'worker' } });
  void client.describeAdapter();
  expect(workers).toHaveLength(2);
});

it('runs one thing at a time and ignores what an old run still says', async () => {
  const client = setUp();
  const first = client.run(request);
  expect(await client.run(request)).toMatchObject({ ok: false, error: { path: 'run' } });
  workers[0]!.say({ type: 'finished', id: 0, result: { ok: false, error: { path: '', message: 'none' } } });
  expect(await first).toMatchObject({ ok: false });
  const onProgress = vi.fn();
  void client.run(request, { onProgress });
  workers[0]!.say({
    type: 'progress',
    id: 0,
    progress: { phase: 'done', message: '', done: 1, total: 1, elapsedMs: 1, remainingMs: 0, latest: null },
  });
  expect(onProgress).not.toHaveBeenCalled();
});

it('hands over the run as far as it has come, case by case', async () => {
  const client = setUp();
  const partial: Measurement[] = [];
  const running = client.run(request, { onPartial: (run) => partial.push(run) });
  workers[0]!.say({ type: 'header', id: 0, header });
  expect(partial).toEqual([]);
  workers[0]!.say({ type: 'case', id: 0, measured });
  workers[0]!.say({ type: 'case', id: 0, measured: { ...measured, id: 'two' } });
  expect(partial.map(({ outcome, cases }) => [outcome, cases.length])).toEqual([
    ['broken-off', 1],
    ['broken-off', 2],
  ]);
  expect(partial[1]!.warnings.at(-1)?.message).toMatch(/ended before it was done; what was finished is kept/);
  client.dispose();
  expect(await running).toMatchObject({ ok: true, value: { cases: [{ id: 'one' }, { id: 'two' }] } });
});
