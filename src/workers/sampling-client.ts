import type { CaseSampler } from '../measure/case-sampler.ts';
import { linkSampler } from './sampling-link.ts';
import samplingWorkerUrl from './sampling.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

/** A case sampler in a worker of this page. */
export const createSamplingClient = (): CaseSampler =>
  linkSampler(() => new Worker(trustedWorkerUrl(samplingWorkerUrl), { type: 'module', name: 'roofrack-sampling' }));
