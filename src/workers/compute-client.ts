import { entryAt } from '../base/checked.ts';
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

/** Beside the thread of the plan; more than half of the replicates would only wait for the last. */
const MOST_DRAWING = 5;
const drawingThreads = (): number => Math.min(MOST_DRAWING, Math.max(2, navigator.hardwareConcurrency - 1));

/**
 * Plans, which a reader waits for with every keystroke, never queue behind what takes seconds; replicates of draws are dealt
 * out over threads of their own.
 */
export const createComputeClient = (onReplaced: (reason: string) => void = () => undefined): ComputeClient => {
  const lane = (name: string, silenceMs: number): ComputeClient['run'] =>
    createLane(computeWorker(name), silenceMs, onReplaced);
  const atOnce = lane('roofrack-plan', PLAN_SILENCE_MS);
  const inBackground = lane('roofrack-compute', BACKGROUND_SILENCE_MS);
  const drawing = Array.from({ length: drawingThreads() }, (_, index) =>
    lane(`roofrack-draws-${String(index + 1)}`, BACKGROUND_SILENCE_MS),
  );
  let dealt = 0;
  return {
    run: (kind, request, options) => {
      const run =
        kind === 'replicate' ? entryAt(drawing, dealt++ % drawing.length) : kind === 'plan' ? atOnce : inBackground;
      return run(kind, request, options);
    },
  };
};
