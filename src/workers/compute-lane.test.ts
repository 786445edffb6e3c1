import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FromComputeWorker, ToComputeWorker } from './compute-protocol.ts';
import { createLane } from './compute-lane.ts';

class FakeWorker extends EventTarget {
  readonly sent: ToComputeWorker[] = [];
  terminated = false;
  postMessage(message: ToComputeWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromComputeWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

let workers: FakeWorker[] = [];
const setUp = () =>
  createLane(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as never;
  }, 1000);
const request = {} as never;

beforeEach(() => {
  workers = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells every caller of a worker that could not be loaded, and starts another for the next job', async () => {
  const run = setUp();
  const told = Promise.allSettled([run('plan', request), run('fit', request)]);
  workers[0]!.dispatchEvent(Object.assign(new Event('error'), { message: 'blocked' }));
  for (const result of await told) {
    expect(result).toMatchObject({ status: 'rejected' });
    expect(String((result as PromiseRejectedResult).reason)).toContain('blocked');
  }
  expect(workers[0]!.terminated).toBe(true);
  const next = run('plan', request);
  workers[1]!.say({ id: 2, done: 'an answer' as never });
  expect(await next).toBe('an answer');
});

it('replaces a worker that closed itself: it says nothing, and a job waits for it', async () => {
  const run = setUp();
  const told = Promise.allSettled([run('plan', request)]);
  await vi.advanceTimersByTimeAsync(900);
  workers[0]!.say({ id: 0, progress: null as never });
  await vi.advanceTimersByTimeAsync(900);
  expect(workers[0]!.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await told).toMatchObject([
    { status: 'rejected', reason: { message: expect.stringContaining('1 s') as string } },
  ]);
  expect(workers[0]!.terminated).toBe(true);
});

it('leaves a worker alone that nobody waits for, and ignores what an ended one still says', async () => {
  const run = setUp();
  const done = run('plan', request);
  workers[0]!.say({ id: 0, done: 1 as never });
  await done;
  const abort = new AbortController();
  const cancelled = Promise.allSettled([run('plan', request, { signal: abort.signal })]);
  abort.abort();
  expect(await cancelled).toMatchObject([{ status: 'rejected' }]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(workers[0]!.terminated).toBe(false);
  expect(workers).toHaveLength(1);
});
