import type { Problem, Result } from '../../base/result.ts';
import { calibrate } from '../../calibrate/calibrate.ts';
import { timingsFromMeasurement } from '../../calibrate/from-measurement.ts';
import type { Calibration } from '../../records/calibration.ts';
import { fitIdOf, type FitRequest, type RunFitRequest } from '../compute-protocol.ts';

/** A fit is shown for a software adapter too; whether a plan may stand on it is the page's question to the reader. */
const fitRun = ({ run, accelerator }: RunFitRequest): Result<Calibration, Problem[]> => {
  const options = { id: fitIdOf(run), createdAt: run.createdAt, force: true, accelerator };
  const prepared = timingsFromMeasurement(run, options);
  return prepared.ok ? calibrate(prepared.value.timings, prepared.value.options) : prepared;
};

export const fit = (request: FitRequest): Result<Calibration, Problem[]> =>
  'run' in request ? fitRun(request) : calibrate(request.timings, request.options);
