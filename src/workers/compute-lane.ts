import {
  CANCELLED,
  type ComputeJob,
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
   * Rejects where the job throws, which is a bug, where two workers were lost over it, and where `signal` gives it up;
   * what the reader can mend is in the answer.
   */
  run<Kind extends JobKind>(
    kind: Kind,
    request: Jobs[Kind]['request'],
    options?: JobOptions<Jobs[Kind]['progress']>,
  ): Promise<Jobs[Kind]['answer']>;
}

interface Waiting {
  readonly job: ComputeJob;
  /** Its first worker was lost. */
  readonly again: boolean;
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

type Run = ComputeClient['run'];

export type ComputeWorker = LinkedWorker<ToComputeWorker, FromComputeWorker>;

/**
 * A thread of its own, started with its first job. One that dies is replaced, which `onReplaced` is told with the reason, and
 * what it was asked is asked once more.
 */
export const createLane = (
  createWorker: () => ComputeWorker,
  silenceMs: number,
  onReplaced: (reason: string) => void,
): Run => {
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
      const first = jobs.filter(({ again }) => !again);
      for (const job of first) {
        waiting.set(job.job.id, { ...job, again: true });
        link.post(job.job);
      }
      if (first.length > 0) onReplaced(reason);
      watch();
      for (const { again, reject } of jobs)
        if (again) reject(new Error(`The thread that computes was lost twice over this: ${reason}.`));
    },
  });

  return (kind, request, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new Error(CANCELLED));
        return;
      }
      const id = nextId++;
      const job: ComputeJob = { id, kind, request };
      waiting.set(id, { job, again: false, resolve, reject, onProgress });
      link.post(job);
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
