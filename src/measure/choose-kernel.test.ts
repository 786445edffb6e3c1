import { expect, it } from 'vitest';
import { err, ok } from '../base/result.ts';
import { adapterFixture } from '../records/testing/measurement.ts';
import type { Tuning } from '../records/measurement.ts';
import { candidates } from './kernels/choose.ts';
import { kernelFor } from './choose-kernel.ts';
import { failure } from './device/failure.ts';
import type { DeviceOwner } from './device/owner.ts';
import { plainProblem } from './kernels/matmul-program.ts';
import type { MeasureRequest } from './request.ts';
import type { Run } from './run.ts';
import { TimeLeft } from './time-left.ts';
import { tuningKey } from './tune/tuned.ts';

const adapter = adapterFixture({ software: true, features: ['subgroups'], subgroupMinSize: 4, subgroupMaxSize: 4 });
const browser = { name: 'Chromium', version: '156', userAgent: 'test' };
const problem = plainProblem({ m: 512, n: 512, k: 512 });
const ids = candidates(problem, adapter).map(({ id }) => id);
const key = tuningKey(adapter, browser, 'f32', 'large');

/** An owner that counts its visitors; each takes 10 ms, or every one loses the device for good. */
const countingOwner = (alive = true): { owner: DeviceOwner; visits: () => number } => {
  let visits = 0;
  const withDevice = () => {
    visits++;
    return Promise.resolve(alive ? ok({ ms: 10 }) : err(failure('lost', 'planted')));
  };
  const state = () => ({ generation: 0, recoveries: 0, spent: !alive && visits > 2 });
  return { owner: { withDevice, state } as unknown as DeviceOwner, visits: () => visits };
};

const runWith = (owner: DeviceOwner, change: Partial<MeasureRequest> = {}): Run => {
  const request = { suite: 'quick', shapes: [], dtype: 'f32', kernel: 'auto', seed: 1, powerPreference: null } as const;
  const env = {
    owner,
    now: () => 0,
    createdAt: '2026-11-21T10:00:00.000Z',
    browser,
    host: null,
    signal: new AbortController().signal,
    isHidden: () => false,
    onTuning: () => undefined,
    onProgress: () => undefined,
    onBeat: () => undefined,
  };
  const timeLeft = new TimeLeft([], {
    software: true,
    roofBudgetMs: 600,
    caseBudgetMs: 600,
    searchBudgetMs: 4500,
    longestRunMs: 450,
  });
  const soFar = { cases: [], kept: 0, tuning: [], timeLeft, lastEndMs: 0 };
  return { adapter, request: { ...request, ...change }, env, ...soFar } as unknown as Run;
};

const tuned = (change: Partial<Tuning> = {}): Tuning => ({
  key,
  dtype: 'f32',
  shapes: 'large',
  m: 512,
  n: 512,
  k: 512,
  winner: ids[2]!,
  elapsedMs: 1000,
  searchedAt: '2026-10-01T10:00:00.000Z',
  reused: false,
  log: [],
  ...change,
});
const lost = (kernel: string): Tuning['log'][number] => ({
  kernel,
  status: 'device-lost',
  reason: null,
  compileMs: null,
  firstDispatchMs: null,
  gflops: null,
  samplesMs: [],
});

it('takes the winner of an earlier run without asking the device, and says that it did', async () => {
  const { owner, visits } = countingOwner();
  const run = runWith(owner, { tuned: [tuned()] });
  expect(await kernelFor(run, problem)).toMatchObject({ ok: true, value: { id: ids[2] } });
  expect(visits()).toBe(0);
  expect(run.tuning).toEqual([{ ...tuned(), reused: true }]);
});

it.each([
  ['browser', tuningKey(adapter, { ...browser, version: '157' }, 'f32', 'large')],
  ['driver', tuningKey({ ...adapter, description: 'other driver' }, browser, 'f32', 'large')],
  ['number format', tuningKey(adapter, browser, 'f16', 'large')],
  ['class of shapes', tuningKey(adapter, browser, 'f32', 'small')],
  ['kernel text', key.replace(/[0-9a-f]+(\|f32\|large)$/, '0$1')],
])('searches anew where the %s is another', async (_, other) => {
  expect(other).not.toBe(key);
  const { owner, visits } = countingOwner();
  const run = runWith(owner, { tuned: [tuned({ key: other })] });
  await kernelFor(run, problem);
  expect(visits()).toBeGreaterThan(0);
  expect(run.tuning).toMatchObject([{ key, searchedAt: '2026-11-21T10:00:00.000Z' }]);
  expect(run.tuning[0]!.reused).toBe(false);
});

it('never tries again what lost the device here, in whatever class and version of the browser, and remembers it', async () => {
  const { owner } = countingOwner();
  const elsewhere = tuningKey(adapter, { ...browser, version: '150' }, 'f16', 'small');
  const run = runWith(owner, { tuned: [tuned({ key: elsewhere, log: [lost(ids[0]!)] }), tuned({ winner: null })] });
  await kernelFor(run, problem);
  const { log, winner } = run.tuning[0]!;
  expect(winner).not.toBe(ids[0]);
  expect(log.filter(({ kernel }) => kernel === ids[0])).toEqual([
    { ...lost(ids[0]!), reason: 'it lost the device in an earlier search on this adapter' },
  ]);
  expect(log.filter(({ status }) => status === 'device-lost')).toHaveLength(1);

  const next = runWith(countingOwner().owner, { tuned: [tuned({ winner: null, log })] });
  await kernelFor(next, problem);
  expect(next.tuning[0]!.log.find(({ kernel }) => kernel === ids[0])?.status).toBe('device-lost');
});

it('lets a loss on another adapter count for nothing', async () => {
  const elsewhere = tuningKey({ ...adapter, device: 'other' }, browser, 'f32', 'large');
  const run = runWith(countingOwner().owner, { tuned: [tuned({ key: elsewhere, log: [lost(ids[0]!)] })] });
  await kernelFor(run, problem);
  expect(run.tuning[0]!.log.find(({ kernel }) => kernel === ids[0])?.status).not.toBe('device-lost');
});

it('keeps the log of a search that lost its device for good, but hands on no winner', async () => {
  const run = runWith(countingOwner(false).owner);
  await kernelFor(run, problem);
  expect(run.tuning[0]!.winner).toBeNull();
  expect(run.tuning[0]!.log.filter(({ status }) => status === 'device-lost')).toHaveLength(3);
});

it('searches a class once in a run', async () => {
  const { owner, visits } = countingOwner();
  const run = runWith(owner);
  await kernelFor(run, problem);
  const after = visits();
  await kernelFor(run, plainProblem({ m: 600, n: 700, k: 300 }));
  expect(visits()).toBe(after);
  expect(run.tuning).toHaveLength(1);
});
