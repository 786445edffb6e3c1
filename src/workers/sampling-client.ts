import { err, problem, type Problem, type Result } from '../base/result.ts';
import type { CaseSampler, OpenedCase } from '../measure/case-sampler.ts';
import type { FromSamplingWorker, SamplingCall, ToSamplingWorker } from './sampling-protocol.ts';
import workerUrl from './sampling.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

/** A case sampler in a worker of its own. A worker that fails answers every call, and all later ones, with that failure. */
export const createSamplingClient = (): CaseSampler => {
  const worker = new Worker(trustedWorkerUrl(workerUrl), { type: 'module' });
  const waiting = new Map<number, (result: FromSamplingWorker['result']) => void>();
  let nextId = 0;
  let failure: Problem | null = null;
  worker.addEventListener('message', ({ data }: MessageEvent<FromSamplingWorker>) => {
    waiting.get(data.id)?.(data.result);
    waiting.delete(data.id);
  });
  worker.addEventListener('error', ({ message }) => {
    failure = problem('worker', `The sampling worker failed: ${message || 'it could not be loaded'}`);
    for (const resolve of waiting.values()) resolve(err(failure));
    waiting.clear();
  });
  const ask = (call: SamplingCall): Promise<FromSamplingWorker['result']> =>
    new Promise((resolve) => {
      if (failure !== null) {
        resolve(err(failure));
        return;
      }
      const id = nextId++;
      waiting.set(id, resolve);
      worker.postMessage({ ...call, id } satisfies ToSamplingWorker);
    });
  return {
    open: (request) => ask({ call: 'open', request }) as Promise<Result<OpenedCase, Problem>>,
    time: (times) => ask({ call: 'time', times }) as Promise<Result<number, Problem>>,
    close: () => void ask({ call: 'close' }),
  };
};
