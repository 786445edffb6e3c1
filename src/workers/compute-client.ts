import { createLane, type ComputeClient, type ComputeWorker } from './compute-lane.ts';
import computeWorkerUrl from './compute.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

export { fitIdOf, type TableFitRequest } from './compute-protocol.ts';
export type { ComputeClient, JobOptions } from './compute-lane.ts';

/** A plan takes a second or two at most; a fit may compute for long before it says anything. */
const PLAN_SILENCE_MS = 20_000;
const BACKGROUND_SILENCE_MS = 120_000;

const computeWorker = (name: string) => (): ComputeWorker =>
  new Worker(trustedWorkerUrl(computeWorkerUrl), { type: 'module', name });

/** Two threads: plans, which a reader waits for with every keystroke, never queue behind what takes seconds. */
export const createComputeClient = (onReplaced: (reason: string) => void = () => undefined): ComputeClient => {
  const atOnce = createLane(computeWorker('roofrack-plan'), PLAN_SILENCE_MS, onReplaced);
  const inBackground = createLane(computeWorker('roofrack-compute'), BACKGROUND_SILENCE_MS, onReplaced);
  return {
    run: (kind, request, options) => (kind === 'plan' ? atOnce : inBackground)(kind, request, options),
  };
};
