import { calibrate } from '../calibrate/calibrate.ts';
import { timingsFromMeasurement } from '../calibrate/from-measurement.ts';
import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import type { FitRequest, FromComputeWorker, ToComputeWorker } from './compute-protocol.ts';

/** The worker that computes for seconds, so that the page answers meanwhile. */
interface WorkerScope {
  postMessage(message: FromComputeWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToComputeWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

/** A fit is shown for a software adapter too; whether a plan may stand on it is the page's question to the reader. */
const fit = ({ run, accelerator }: FitRequest): Result<Calibration, Problem[]> => {
  // The id follows from the run, so that fitting a run again replaces its fit.
  const id = `fit-${run.id}`.slice(0, 64);
  const prepared = timingsFromMeasurement(run, { id, createdAt: run.createdAt, force: true, accelerator });
  return prepared.ok ? calibrate(prepared.value.timings, prepared.value.options) : prepared;
};

scope.addEventListener('message', ({ data: { id, fit: request } }) => {
  try {
    scope.postMessage({ id, fitted: fit(request) });
  } catch (thrown) {
    scope.postMessage({ id, crashed: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
