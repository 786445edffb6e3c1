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
let replaced: string[] = [];
const setUp = () =>
  createLane(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as never;
    },
    1000,
    (reason) => replaced.push(reason),
  );
const request = {} as never;

beforeEach(() => {
  workers = [];
  replaced = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('starts another worker for one that could not be loaded, and tells every caller when that fails as well', async () => {
  const run = setUp();
  const told = Promise.allSettled([run('plan', request), run('fit', request)]);
  workers[0]!.dispatchEvent(Object.assign(new Event('error'), { message: 'blocked' }));
  expect(replaced).toEqual(['blocked']);
  expect(workers[1]!.sent).toEqual(workers[0]!.sent);
  workers[1]!.dispatchEvent(Object.assign(new Event('error'), { message: 'blocked' }));
  for (const result of await told) {
    expect(result).toMatchObject({ status: 'rejected' });
    expect(String((result as PromiseRejectedResult).reason)).toContain('lost twice over this: blocked');
  }
  expect(replaced).toHaveLength(1);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
  const next = run('plan', request);
  workers[2]!.say({ id: 2, done: 'an answer' as never });
  expect(await next).toBe('an answer');
});

it('replaces a worker that closed itself, of which only its silence tells, and asks the next one the same', async () => {
  const run = setUp();
  const answer = run('plan', request);
  await vi.advanceTimersByTimeAsync(900);
  workers[0]!.say({ id: 0, progress: null as never });
  await vi.advanceTimersByTimeAsync(900);
  expect(workers[0]!.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(workers[0]!.terminated).toBe(true);
  expect(replaced).toEqual(['it gave no sign of life for 1 s']);
  await vi.advanceTimersByTimeAsync(800);
  workers[1]!.say({ id: 0, done: 'an answer' as never });
  expect(await answer).toBe('an answer');
  await vi.advanceTimersByTimeAsync(5000);
  expect(workers).toHaveLength(2);
  expect(workers[1]!.terminated).toBe(false);
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
