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

/**
 * A job that follows what an element shows: started anew once the question has settled, given up when it changes. The last
 * answer stands meanwhile. Nothing is asked where there is no request yet.
 */
export const backgroundTask = <Kind extends JobKind>(
  host: ReactiveControllerHost,
  kind: Kind,
  args: () => readonly [ComputeClient, Jobs[Kind]['request'] | null],
  onProgress?: (progress: Jobs[Kind]['progress']) => void,
): Task<readonly [ComputeClient, Jobs[Kind]['request'] | null], Jobs[Kind]['answer']> =>
  new Task(host, {
    args,
    task: async ([compute, request], { signal }) => {
      if (request === null) return initialState;
      await quiet(signal);
      return compute.run(kind, request, onProgress === undefined ? { signal } : { signal, onProgress });
    },
  });
