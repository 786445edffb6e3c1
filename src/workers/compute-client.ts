import {
  CANCELLED,
  type FromComputeWorker,
  type JobKind,
  type Jobs,
  type ToComputeWorker,
} from './compute-protocol.ts';
import computeWorkerUrl from './compute.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

export { fitIdOf, type TableFitRequest } from './compute-protocol.ts';

export interface JobOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface ComputeClient {
  /**
   * Rejects where the worker fails, which is a bug, and where `signal` gives the job up; what the reader can mend is in
   * the answer.
   */
  run<Kind extends JobKind>(
    kind: Kind,
    request: Jobs[Kind]['request'],
    options?: JobOptions<Jobs[Kind]['progress']>,
  ): Promise<Jobs[Kind]['answer']>;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

type Run = ComputeClient['run'];

/** A thread of its own, started with its first job. */
const createLane = (name: string): Run => {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let worker: Worker | null = null;

  const start = (): Worker => {
    const started = new Worker(trustedWorkerUrl(computeWorkerUrl), { type: 'module', name });
    started.addEventListener('message', ({ data }: MessageEvent<FromComputeWorker>) => {
      const asked = waiting.get(data.id);
      if ('progress' in data) {
        asked?.onProgress?.(data.progress as never);
        return;
      }
      waiting.delete(data.id);
      if ('done' in data) asked?.resolve(data.done as never);
      else asked?.reject(new Error(data.crashed));
    });
    started.addEventListener('error', ({ message }) => {
      for (const { reject } of waiting.values())
        reject(new Error(message || 'The computing worker could not be loaded.'));
      waiting.clear();
    });
    return started;
  };

  return (kind, request, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new Error(CANCELLED));
        return;
      }
      worker ??= start();
      const id = nextId++;
      const send = (message: ToComputeWorker): void => worker?.postMessage(message);
      waiting.set(id, { resolve, reject, onProgress });
      send({ id, kind, request });
      signal?.addEventListener(
        'abort',
        () => {
          if (!waiting.delete(id)) return;
          send({ id, cancel: true });
          reject(new Error(CANCELLED));
        },
        { once: true },
      );
    });
};

/** Two threads: plans, which a reader waits for with every keystroke, never queue behind what takes seconds. */
export const createComputeClient = (): ComputeClient => {
  const atOnce = createLane('roofrack-plan');
  const inBackground = createLane('roofrack-compute');
  return {
    run: (kind, request, options) => (kind === 'plan' ? atOnce : inBackground)(kind, request, options),
  };
};
