import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import type { FitRequest, FromComputeWorker, ToComputeWorker } from './compute-protocol.ts';
import computeWorkerUrl from './compute.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

export type { FitRequest } from './compute-protocol.ts';

export interface ComputeClient {
  /** Rejects where the worker fails, which is a bug; what the reader can mend is a Problem. */
  fit(request: FitRequest): Promise<Result<Calibration, Problem[]>>;
}

interface Waiting {
  readonly resolve: (result: Result<Calibration, Problem[]>) => void;
  readonly reject: (reason: Error) => void;
}

export const createComputeClient = (): ComputeClient => {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  const worker = new Worker(trustedWorkerUrl(computeWorkerUrl), { type: 'module', name: 'roofrack-compute' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromComputeWorker>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('fitted' in data) asked?.resolve(data.fitted);
    else asked?.reject(new Error(data.crashed));
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values())
      reject(new Error(message || 'The computing worker could not be loaded.'));
    waiting.clear();
  });
  return {
    fit: (request) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, fit: request } satisfies ToComputeWorker);
      }),
  };
};
