import type { Problem, Result } from '../base/result.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import { timingsFromMeasurement } from '../calibrate/from-measurement.ts';
import { hardwareOf } from '../catalog/own-hardware.ts';
import { compareScenarios } from '../plan/attribution.ts';
import { capacity } from '../plan/capacity.ts';
import { checkScenarioIds } from '../plan/check-ids.ts';
import { onServer, rowOn, type HardwareRow } from '../plan/compare-hardware.ts';
import { ledgerView } from '../plan/ledger-views.ts';
import { moveSteps } from '../plan/moves.ts';
import { otherMode } from '../plan/other-mode.ts';
import { plan, planServing } from '../plan/plan.ts';
import { sensitivitySteps } from '../plan/sensitivity/sensitivity.ts';
import { loadCurve } from '../plan/serving/load-curve.ts';
import type { Calibration } from '../records/calibration.ts';
import type { LedgerLine } from '../records/plan.ts';
import { simulateLoads, type SimulatedLoad } from '../simulate/simulate-loads.ts';
import {
  fitIdOf,
  type FitRequest,
  type JobContext,
  type JobHandlers,
  type LedgerRequest,
  type RunFitRequest,
  type ScenarioRequest,
  type SimulateProgress,
  type SimulateRequest,
} from './compute-protocol.ts';

/** A fit is shown for a software adapter too; whether a plan may stand on it is the page's question to the reader. */
const fitRun = ({ run, accelerator }: RunFitRequest): Result<Calibration, Problem[]> => {
  const said = { id: fitIdOf(run), createdAt: run.createdAt, force: true, accelerator };
  const prepared = timingsFromMeasurement(run, said);
  return prepared.ok ? calibrate(prepared.value.timings, prepared.value.options) : prepared;
};

const fit = (request: FitRequest): Result<Calibration, Problem[]> =>
  'run' in request ? fitRun(request) : calibrate(request.timings, request.options);

const hardware = async (
  { scenario, options }: ScenarioRequest,
  { pause }: JobContext<never>,
): Promise<HardwareRow[]> => {
  const rows: HardwareRow[] = [];
  for (const { id } of hardwareOf(scenario).servers) {
    if (checkScenarioIds(onServer(scenario, id), options.models).length > 0) continue;
    rows.push(rowOn(scenario, id, { ...options, ledger: false }));
    await pause();
  }
  return rows;
};

/** Runs a computation that yields between its plans, letting a cancellation in at each. */
const stepped = async <Answer>(
  steps: Generator<void, Answer>,
  { pause }: Pick<JobContext<never>, 'pause'>,
): Promise<Answer> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
};

const simulated = async (
  { scenario, options, loads }: SimulateRequest,
  { onProgress, pause, cancelled }: JobContext<SimulateProgress>,
): Promise<SimulatedLoad[]> => {
  const finished: SimulatedLoad[] = [];
  if (scenario.mode === 'article') return finished;
  const serving = planServing(scenario, options);
  if (!serving.ok) return finished;
  const hooks = {
    onProgress: (share: number): void => {
      onProgress({ share: (finished.length + share) / loads.length, finished });
    },
    pause,
    shouldStop: cancelled,
  };
  for await (const load of simulateLoads(scenario, serving.value, loads, hooks)) {
    finished.push(load);
    onProgress({ share: finished.length / loads.length, finished });
  }
  return finished;
};

/** An address may name a server that there is none of, or that does not suit the scenario. */
const ledger = ({ scenario, options, view }: LedgerRequest): readonly LedgerLine[] => {
  const seen = view.kind === 'server' ? onServer(scenario, view.server) : scenario;
  return checkScenarioIds(seen, options.models).length > 0 ? [] : ledgerView(scenario, view, options);
};

/** What the computing workers can do. They run on any thread: tests call them directly. */
export const jobHandlers: JobHandlers = {
  fit,
  plan: ({ scenario, options }) => plan(scenario, options),
  otherMode: ({ scenario, options }) => plan(otherMode(scenario), options),
  ledger,
  hardware,
  difference: ({ before, after, options }) => compareScenarios(before, after, options),
  sensitivity: ({ scenario, options }, context) => stepped(sensitivitySteps(scenario, options), context),
  moves: ({ scenario, options }, context) => stepped(moveSteps(scenario, options), context),
  loadCurve: ({ scenario, options }) => {
    if (scenario.mode === 'article') return null;
    const serving = planServing(scenario, options);
    return serving.ok ? loadCurve(serving.value) : null;
  },
  simulateLoads: simulated,
  capacity: ({ scenario, options, budget }) => capacity(scenario, budget, options),
};
