import type { Problem, Result } from '../base/result.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import { timingsFromMeasurement } from '../calibrate/from-measurement.ts';
import { hardwareOf } from '../catalog/own-hardware.ts';
import { compareScenarios } from '../plan/attribution.ts';
import { checkScenarioIds } from '../plan/check-ids.ts';
import { onServer, type HardwareRow } from '../plan/compare-hardware.ts';
import { otherMode } from '../plan/other-mode.ts';
import { plan } from '../plan/plan.ts';
import { sensitivitySteps, type Sensitivity } from '../plan/sensitivity/sensitivity.ts';
import type { Calibration } from '../records/calibration.ts';
import type { FitRequest, JobContext, JobHandlers, ScenarioRequest } from './compute-protocol.ts';

/** A fit is shown for a software adapter too; whether a plan may stand on it is the page's question to the reader. */
const fit = ({ run, accelerator }: FitRequest): Result<Calibration, Problem[]> => {
  // The id follows from the run, so that fitting a run again replaces its fit.
  const id = `fit-${run.id}`.slice(0, 64);
  const prepared = timingsFromMeasurement(run, { id, createdAt: run.createdAt, force: true, accelerator });
  return prepared.ok ? calibrate(prepared.value.timings, prepared.value.options) : prepared;
};

const hardware = async (
  { scenario, options }: ScenarioRequest,
  { pause }: JobContext<never>,
): Promise<HardwareRow[]> => {
  const rows: HardwareRow[] = [];
  for (const { id } of hardwareOf(scenario).servers) {
    const variant = onServer(scenario, id);
    if (checkScenarioIds(variant, options.models).length > 0) continue;
    rows.push({ server: id, plan: plan(variant, { ...options, ledger: false }) });
    await pause();
  }
  return rows;
};

const sensitivity = async (
  { scenario, options }: ScenarioRequest,
  { pause }: JobContext<never>,
): Promise<Sensitivity> => {
  const steps = sensitivitySteps(scenario, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
};

/** What the computing workers can do. They run on any thread: tests call them directly. */
export const jobHandlers: JobHandlers = {
  fit,
  answer: ({ scenario, options }) => ({ plan: plan(scenario, options), other: plan(otherMode(scenario), options) }),
  hardware,
  difference: ({ before, after, options }) => compareScenarios(before, after, options),
  sensitivity,
};
