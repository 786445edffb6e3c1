import type { CaseSampler } from '../measure/case-sampler.ts';
import { linkSampler } from './sampling-link.ts';
import type { FromSamplingWorker } from './sampling-protocol.ts';
import workerUrl from './sampling.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

/** A case sampler in a worker of its own, which ends with it. */
export const createSamplingClient = (): CaseSampler => {
  const worker = new Worker(trustedWorkerUrl(workerUrl), { type: 'module' });
  const sampler = linkSampler({
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (onAnswer, onFailure) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromSamplingWorker>) => {
        onAnswer(data);
      });
      worker.addEventListener('error', ({ message }) => {
        onFailure(message || 'it could not be loaded');
      });
    },
  });
  return {
    ...sampler,
    close: () => {
      worker.terminate();
    },
  };
};
