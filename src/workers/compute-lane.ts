import {
  CANCELLED,
  type FromComputeWorker,
  type JobKind,
  type Jobs,
  type ToComputeWorker,
} from './compute-protocol.ts';
import { linkWorker, type LinkedWorker } from './link.ts';

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

export type ComputeWorker = LinkedWorker<ToComputeWorker, FromComputeWorker>;

/** A thread of its own, started with its first job; one that dies is replaced, and whoever waited for it is told. */
export const createLane = (createWorker: () => ComputeWorker, silenceMs: number): Run => {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;

  const watch = (): void => {
    if (waiting.size === 0) link.rest();
    else link.expect(silenceMs, `it gave no sign of life for ${String(silenceMs / 1000)} s`);
  };
  const link = linkWorker<ToComputeWorker, FromComputeWorker>({
    createWorker,
    onMessage: (message) => {
      const job = waiting.get(message.id);
      if ('progress' in message) {
        job?.onProgress?.(message.progress as never);
      } else {
        waiting.delete(message.id);
        if ('done' in message) job?.resolve(message.done as never);
        else job?.reject(new Error(message.crashed));
      }
      watch();
    },
    onDead: (reason) => {
      const jobs = [...waiting.values()];
      waiting.clear();
      for (const { reject } of jobs) reject(new Error(`The computing worker failed: ${reason}. Try again.`));
    },
  });

  return (kind, request, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new Error(CANCELLED));
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject, onProgress });
      link.post({ id, kind, request });
      watch();
      signal?.addEventListener(
        'abort',
        () => {
          if (!waiting.delete(id)) return;
          link.tell({ id, cancel: true });
          watch();
          reject(new Error(CANCELLED));
        },
        { once: true },
      );
    });
};
