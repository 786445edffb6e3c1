import { ok, type Problem, type Result } from '../base/result.ts';
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
import { MOST_PAIRS, planRacks, SHARED_KINDS } from '../plan/plan-racks.ts';
import { plan, planServing } from '../plan/plan.ts';
import { sensitivitySteps } from '../plan/sensitivity/sensitivity.ts';
import { loadCurve } from '../plan/serving/load-curve.ts';
import { alikeFailures, failureSteps } from '../racks/failures/all-failures.ts';
import { Cascade } from '../racks/failures/cascade.ts';
import { compileHall, type CompiledHall } from '../racks/failures/compile-hall.ts';
import { rackStates } from '../racks/failures/hall-view.ts';
import type { LayoutHall } from '../racks/failures/layout-hall.ts';
import { standLayout } from '../racks/layout.ts';
import { reliefs } from '../racks/packing/pack.ts';
import { rackPower, type RackPower, type RackSupply } from '../racks/power/rack-power.ts';
import type { Calibration } from '../records/calibration.ts';
import type { LedgerLine } from '../records/plan.ts';
import { simulateLoads, type SimulatedLoad } from '../simulate/simulate-loads.ts';
import { verify } from '../verify/verify.ts';
import {
  type CascadeAnswer,
  type CascadeRequest,
  type FailuresAnswer,
  fitIdOf,
  type FitRequest,
  type JobContext,
  type JobHandlers,
  type PartsRequest,
  type LedgerRequest,
  type RunFitRequest,
  type ScenarioRequest,
  type SimulateProgress,
  type SimulateRequest,
  type StandingAnswer,
  type StandingRequest,
} from './compute-protocol.ts';
import { ownOrRent } from './jobs/money-jobs.ts';

/** Reading Parquet is fetched by those who open a sweep. */
const sweepJobs = () => import('./jobs/sweep-jobs.ts');

/** A fit is shown for a software adapter too; whether a plan may stand on it is the page's question to the reader. */
const fitRun = ({ run, accelerator }: RunFitRequest): Result<Calibration, Problem[]> => {
  const options = { id: fitIdOf(run), createdAt: run.createdAt, force: true, accelerator };
  const prepared = timingsFromMeasurement(run, options);
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
    if (checkScenarioIds(onServer(scenario, id)).length > 0) continue;
    rows.push(rowOn(scenario, id, { ...options, ledger: false }));
    await pause();
  }
  return rows;
};

/** Runs a computation that yields between its plans, letting a cancellation in at each. */
const stepped = async <Step, Answer>(
  steps: Generator<Step, Answer>,
  { pause }: Pick<JobContext<never>, 'pause'>,
  onStep?: (step: Step) => void,
): Promise<Answer> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onStep?.(step.value);
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
  return checkScenarioIds(seen).length > 0 ? [] : ledgerView(scenario, view, options);
};

const standing = ({ layout, supply }: StandingRequest): StandingAnswer => {
  const deviceOf = new Map(layout.placement.devices.map((device) => [device.id, device]));
  const powerOf = (feeding: RackSupply): RackPower[] =>
    layout.placement.racks.map(({ placements }) =>
      rackPower(
        feeding,
        placements.flatMap(({ device: id }) => {
          const device = deviceOf.get(id);
          return device === undefined ? [] : [{ device, count: 1 }];
        }),
      ),
    );
  return { hall: standLayout(layout).hall, power: supply === null ? null : powerOf(supply) };
};

/** The last hall stands ready: whoever switches parts off asks about the same one again and again. */
let latestHall: { readonly key: string; readonly compiled: Result<CompiledHall, Problem[]> } | null = null;

const compiledHall = (hall: LayoutHall): Result<CompiledHall, Problem[]> => {
  const key = JSON.stringify(hall);
  if (latestHall?.key !== key) latestHall = { key, compiled: compileHall(hall) };
  return latestHall.compiled;
};

const failures = async (
  request: LayoutHall,
  context: JobContext<number>,
): Promise<Result<FailuresAnswer, Problem[]>> => {
  const compiled = compiledHall(request);
  if (!compiled.ok) return compiled;
  const { chain } = compiled.value;
  const scope = { kinds: null, pairsOf: SHARED_KINDS, mostPairs: MOST_PAIRS };
  const table = await stepped(failureSteps(chain, scope), context, context.onProgress);
  return ok({
    base: table.base,
    rows: alikeFailures(table.failures),
    failures: table.failures.length,
    pairsLeftOut: table.pairsLeftOut,
  });
};

const parts = ({ hall, text, most }: PartsRequest): readonly string[] => {
  const compiled = compiledHall(hall);
  if (!compiled.ok) return [];
  const wanted = text.trim().toLowerCase();
  const names: string[] = [];
  for (const { id } of compiled.value.chain.chain.nodes) {
    if (names.length === most) break;
    if (id.toLowerCase().includes(wanted)) names.push(id);
  }
  // The part of exactly this name comes first, however many have it in theirs.
  const exact = compiled.value.chain.chain.nodes.find(({ id }) => id.toLowerCase() === wanted)?.id;
  return exact === undefined ? names : [exact, ...names.filter((name) => name !== exact)];
};

const cascade = ({ hall: request, lost }: CascadeRequest): Result<CascadeAnswer, Problem[]> => {
  const compiled = compiledHall(request);
  if (!compiled.ok) return compiled;
  const { hall, chain } = compiled.value;
  const known = lost.filter((id) => chain.indexOf.has(id));
  const walk = new Cascade(chain);
  const { dark: _dark, down, unknown, ...end } = walk.look(known);
  return ok({
    ...end,
    absent: lost.filter((id) => !chain.indexOf.has(id)),
    racks: rackStates(hall, { down, unknown }),
    base: walk.base(),
  });
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
  racks: ({ scenario, options, plan: answer }) => {
    const racks = planRacks(scenario, answer, options);
    if (!racks.ok) return racks;
    const more = reliefs(racks.value.request);
    return more.ok ? ok({ ...racks.value, reliefs: more.value }) : more;
  },
  standing,
  failures,
  parts,
  cascade,
  sweepView: async (request, context) => (await sweepJobs()).sweepView(request, context),
  sweepRow: async (request, context) => (await sweepJobs()).sweepRow(request, context),
  rowDominance: async (request, context) => (await sweepJobs()).rowDominance(request, context),
  verify: () => verify(),
  ownOrRent,
  capacity: ({ scenario, options, budget }) => capacity(scenario, budget, options),
};
