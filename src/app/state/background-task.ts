import { initialState, Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { ComputeClient } from '../../workers/compute-client.ts';
import type { JobKind, Jobs } from '../../workers/compute-protocol.ts';

/** Time without a new question before the costly ones are asked: longer than between two keystrokes. */
const QUIET_MS = 150;

const quiet = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, QUIET_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

const running = new WeakMap<HTMLElement, number>();

/** Keeps the element's attribute `computing` for as long as work of its own goes on: what it shows may be of before. */
const whileComputing = async <T>(host: HTMLElement, work: () => Promise<T>): Promise<T> => {
  const count = (by: number): void => {
    const now = (running.get(host) ?? 0) + by;
    running.set(host, now);
    host.toggleAttribute('computing', now > 0);
  };
  count(1);
  try {
    return await work();
  } finally {
    count(-1);
  }
};

/**
 * A job that follows what an element shows: started anew once the question has settled, given up when it changes. The last
 * answer stands meanwhile, and the element has the attribute `computing`. Nothing is asked where there is no request yet.
 */
export const backgroundTask = <Kind extends JobKind>(
  host: ReactiveControllerHost & HTMLElement,
  kind: Kind,
  args: () => readonly [ComputeClient, Jobs[Kind]['request'] | null],
  onProgress?: (progress: Jobs[Kind]['progress']) => void,
): Task<readonly [ComputeClient, Jobs[Kind]['request'] | null], Jobs[Kind]['answer']> =>
  new Task(host, {
    args,
    task: async ([compute, request], { signal }) => {
      if (request === null) return initialState;
      return whileComputing(host, async () => {
        await quiet(signal);
        return compute.run(kind, request, onProgress === undefined ? { signal } : { signal, onProgress });
      });
    },
  });
