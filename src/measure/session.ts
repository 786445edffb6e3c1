import { err, ok, type Result } from '../base/result.ts';
import {
  MEASUREMENT,
  type ClockRecord,
  type MeasuredCase,
  type Measurement,
  type Sitting,
  type Warning,
} from '../records/measurement.ts';
import { adapterName } from '../records/adapter-name.ts';
import { shapeClass, type ShapeClass } from './kernels/choose.ts';
import { kernelFor, searchAhead, TUNE_BUDGET_MS } from './choose-kernel.ts';
import { examineClock, type ClockFacts } from './device/clock.ts';
import { failure, type GpuFailure } from './device/failure.ts';
import { finishMeasurement } from './finish.ts';
import { productFlop, type Product } from '../records/product.ts';
import { matmulCase, matmulWorkload } from './kernels/matmul.ts';
import { plainProblem, type MatmulProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';
import type { MatmulVariant } from './kernels/variants.ts';
import type { MeasureRequest, MeasurementHeader } from './request.ts';
import { changedConditions, keptTuning, settledCases, whyNotTogether } from '../records/resume.ts';
import {
  CASE_TIMEOUT_MS,
  isKept,
  keep,
  measureCase,
  report,
  type Run,
  type SessionEnvironment,
  type Stop,
} from './run.ts';
import { Cancelled } from './device/cancelled.ts';
import { failedCase } from './sampler.ts';
import { replayPlans, replayWorkload, type ReplayPart, type ReplayPlan } from './suites/replay.ts';
import { moreRoofWorkloads, roofWorkloads } from './suites/roofs.ts';
import { fullShapes, quickShapes } from './suites/shapes.ts';
import { plannedLayer, plannedProduct, plannedRoof, type Planned } from './planned.ts';
import { TimeLeft } from './time-left.ts';
import { replayText } from '../records/replay-text.ts';

/** One run, from the first look at the adapter to a Measurement. */

/** A shape of a fixed suite that would take longer than this once is left out, and a warning says so. */
const LONGEST_RUN_MS = { quick: 450, full: 450, custom: Infinity } as const;
const CASE_BUDGET_MS = { quick: 600, full: 2000, custom: 2000 } as const;
/** A custom run is about its products: its roofs, some fifteen, are timed as in the quick suite. */
const ROOF_BUDGET_MS = { ...CASE_BUDGET_MS, custom: CASE_BUDGET_MS.quick } as const;

const ROOF_WORDS: Readonly<Record<string, string>> = {
  fma: 'multiply-adds',
  read: 'reads',
  write: 'writes',
  copy: 'copies',
  'workgroup-memory': 'workgroup memory',
  intensity: 'reads with arithmetic',
};

const roofText = ({ kind, dtype }: Workload): string =>
  kind === 'latency' ? 'latency' : `${ROOF_WORDS[kind] ?? kind} in ${dtype}`;

const runRoofs = async (run: Run, workloads: readonly Workload[]): Promise<Stop | null> => {
  for (const workload of workloads) {
    if (isKept(run, workload.id)) continue;
    report(run, 'roofs', `Roof: ${roofText(workload)}`);
    const stop = await measureCase(run, workload, ROOF_BUDGET_MS[run.request.suite]);
    if (stop !== null) return stop;
  }
  return null;
};

/** A dispatch is cut so that it stays below this, far from every watchdog. */
const LONGEST_DISPATCH_MS = 250;

/** The kernel for a problem, or why the run ends with the search for it. */
const findKernel = async (
  run: Run,
  problem: MatmulProblem,
): Promise<{ readonly stop: Stop } | { readonly stop: null; readonly kernel: Result<MatmulVariant, string> }> => {
  try {
    const kernel = await kernelFor(run, problem);
    return run.env.owner.state().spent ? { stop: 'device-lost' } : { stop: null, kernel };
  } catch (thrown) {
    if (thrown instanceof Cancelled) return { stop: 'cancelled' };
    throw thrown;
  }
};

/** Most of a run goes into its largest products: how fast they are tells early how long it takes. */
const searchForLargest = async (run: Run, shapes: readonly Product[]): Promise<Stop | null> => {
  const { dtype, kernel } = run.request;
  const problems = shapes
    .map((shape) => plainProblem(shape, dtype))
    .filter((problem) => !isKept(run, matmulCase(problem, kernel).id))
    .sort((a, b) => productFlop(b) - productFlop(a));
  const [largest] = problems;
  return largest === undefined ? null : (await findKernel(run, largest)).stop;
};

const runMatmuls = async (run: Run, shapes: readonly Product[]): Promise<Stop | null> => {
  const { request } = run;
  const skipped: string[] = [];
  let stop: Stop | null = null;
  for (const shape of shapes) {
    const { m, n, k } = shape;
    const name = `${String(m)}×${String(n)}×${String(k)}`;
    const problem = plainProblem(shape, request.dtype);
    const unmeasured = matmulCase(problem, request.kernel);
    if (isKept(run, unmeasured.id)) continue;
    const planned = { id: unmeasured.id, flop: unmeasured.flop, shapes: shapeClass(shape) };
    if (run.timeLeft.isTooLong(planned)) {
      skipped.push(name);
      run.timeLeft.leaveOut(unmeasured.id);
      run.leftOut++;
      continue;
    }
    report(run, 'matmul', `Matrix product ${name}`);
    const predictedMs = run.timeLeft.shortestPassMs(planned);
    const rows =
      predictedMs > LONGEST_DISPATCH_MS ? Math.max(1, Math.floor((m * LONGEST_DISPATCH_MS) / predictedMs)) : m;
    const found = await findKernel(run, problem);
    stop = found.stop;
    if (found.stop !== null) break;
    const { kernel } = found;
    if (!kernel.ok) {
      keep(run, failedCase(unmeasured, 'unsupported', kernel.error));
      continue;
    }
    stop = await measureCase(
      run,
      matmulWorkload(kernel.value, problem, request.seed, rows),
      CASE_BUDGET_MS[request.suite],
    );
    if (stop !== null) break;
  }
  if (skipped.length > 0) {
    run.warnings.push({ code: 'shapes-left-out', message: `Left out as too slow here: ${skipped.join(', ')}.` });
  }
  return stop;
};

const runReplay = async (run: Run, plans: readonly ReplayPlan[]): Promise<Stop | null> => {
  for (const { id, problems } of plans) {
    if (isKept(run, id)) continue;
    report(run, 'replay', `Layer of ${replayText(id)}`);
    const parts: ReplayPart[] = [];
    for (const problem of problems) {
      const found = await findKernel(run, problem);
      if (found.stop !== null) return found.stop;
      if (!found.kernel.ok) return null;
      parts.push({ problem, variant: found.kernel.value });
    }
    const stop = await measureCase(run, replayWorkload(id, parts, run.request.seed), CASE_BUDGET_MS[run.request.suite]);
    if (stop !== null) return stop;
  }
  return null;
};

/** The catalogue is fetched when a layer is replayed: it is far larger than the rest of the worker. */
const plansFor = async ({ suite, dtype }: MeasureRequest, software: boolean): Promise<ReplayPlan[]> => {
  if (suite === 'custom' || dtype !== 'f32') return [];
  const { findModel } = await import('../catalog/catalog.ts');
  return replayPlans(findModel, software);
};

/** What is still to be measured, as the guess of the time left knows it. */
const plannedCases = (
  run: Pick<Run, 'request' | 'env' | 'adapter' | 'tuning' | 'cases'>,
  roofs: readonly Workload[],
  shapes: readonly Product[],
  plans: readonly ReplayPlan[],
): Planned[] => {
  const ahead = (problem: MatmulProblem): ShapeClass | null => searchAhead(run, problem);
  const measured = new Set(run.cases.map(({ id }) => id));
  return [
    ...roofs.map(plannedRoof),
    ...shapes.map((shape) => plannedProduct(shape, run.request.dtype, ahead)),
    ...plans.map((plan) => plannedLayer(plan, ahead)),
  ].filter(({ id }) => !measured.has(id));
};

const shapesOf = (request: MeasureRequest): readonly Product[] => {
  if (request.suite === 'custom') return request.shapes;
  const own = request.suite === 'quick' ? quickShapes : fullShapes;
  return [...own, ...request.shapes].sort((a, b) => productFlop(a) - productFlop(b));
};

const clockRecord = (
  { timestampQuantumNs, wallStepMs }: ClockFacts,
  crossOriginIsolated: boolean | null,
): ClockRecord => ({
  source: timestampQuantumNs === null ? 'wall' : 'timestamp-query',
  timestampQuantumNs,
  wallStepMs,
  crossOriginIsolated,
  wallOverTimestamp: null,
});

/** Said anew by every sitting. */
const OF_A_SITTING: ReadonlySet<string> = new Set(['software-adapter', 'shapes-left-out', 'incomplete', 'uneven-pace']);

/** What a run that is taken up again brings along: cases, the sittings they come from, and warnings. */
const takeUp = (earlier: Measurement): { cases: MeasuredCase[]; sittings: Sitting[]; warnings: Warning[] } => {
  return {
    cases: settledCases(earlier),
    // What is not settled is left out and moves up what comes after it.
    sittings: earlier.sittings.map((sitting) => ({
      ...sitting,
      firstCase: settledCases({ cases: earlier.cases.slice(0, sitting.firstCase) }).length,
    })),
    warnings: earlier.warnings.filter(({ code }) => !OF_A_SITTING.has(code)),
  };
};

const softwareWarning = (adapter: Measurement['adapter']): Warning => ({
  code: 'software-adapter',
  message: `This adapter (${adapterName(adapter)}) is software: a CPU plays the GPU. Its numbers say nothing about a GPU.`,
});

export const runSession = async (
  request: MeasureRequest,
  env: SessionEnvironment,
): Promise<Result<Measurement, GpuFailure>> => {
  const started = env.now();
  env.owner.reset();
  const opened = await env.owner.withDevice(
    async (lease) => ({ adapter: lease.adapter, clock: await examineClock(lease, env.now) }),
    CASE_TIMEOUT_MS,
  );
  if (!opened.ok) return err(opened.error);
  const { adapter, clock } = opened.value;
  const { suite, seed, dtype, kernel, powerPreference, shapes: requestedShapes, resume } = request;
  const { browser, host } = env;
  const clockNow = clockRecord(clock, env.crossOriginIsolated);
  const surroundings = { adapter, browser, host, clock: clockNow };
  const refusal = resume === undefined ? null : whyNotTogether(resume, surroundings);
  if (refusal !== null) return err(failure('unsupported', refusal));
  const earlier = resume === undefined ? null : takeUp(resume);
  const kept = earlier?.cases ?? [];

  const roofs = [...roofWorkloads(adapter), ...(suite === 'full' ? moreRoofWorkloads(adapter) : [])];
  const plans = await plansFor(request, adapter.software);
  const shapes = shapesOf(request);
  const circumstances = {
    request,
    env,
    adapter,
    cases: [...kept],
    tuning: resume === undefined ? [] : keptTuning(resume),
  };
  const run: Run = {
    ...circumstances,
    clock,
    kept: kept.length,
    warnings: [
      ...(earlier?.warnings ?? []),
      ...(resume === undefined ? [] : changedConditions(resume, surroundings)),
      ...(adapter.software ? [softwareWarning(adapter)] : []),
    ],
    started,
    timeLeft: new TimeLeft(plannedCases(circumstances, roofs, shapes, plans), {
      software: adapter.software,
      roofBudgetMs: ROOF_BUDGET_MS[suite],
      caseBudgetMs: CASE_BUDGET_MS[suite],
      searchBudgetMs: TUNE_BUDGET_MS[suite],
      longestRunMs: LONGEST_RUN_MS[suite],
    }),
    lastEndMs: env.now(),
    total: roofs.length + shapes.length + plans.length,
    leftOut: 0,
  };
  const sittingNow: Sitting = { startedAt: env.createdAt, firstCase: kept.length, clock: clockNow };
  const header: MeasurementHeader = {
    format: MEASUREMENT.format,
    version: MEASUREMENT.version,
    id: resume?.id ?? env.id,
    name: resume?.name ?? `${suite} on ${adapterName(adapter)}`,
    createdAt: resume?.createdAt ?? env.createdAt,
    suite,
    seed,
    adapter,
    browser,
    host,
    clock: clockNow,
    settings: { dtype, kernel, powerPreference, shapes: [...requestedShapes] },
    sittings: [...(earlier?.sittings ?? []), sittingNow],
    warnings: [...run.warnings],
  };
  env.onHeader(header);
  for (const measured of kept) run.timeLeft.recall(measured);
  const stop =
    (await runRoofs(run, roofs.slice(0, 1))) ??
    (await searchForLargest(run, shapes)) ??
    (await runRoofs(run, roofs.slice(1))) ??
    (await runMatmuls(run, shapes)) ??
    (await runReplay(run, plans));
  report(run, 'done', stop === null ? 'Done' : 'Stopped');
  const warnings = run.warnings.slice(header.warnings.length);
  return ok(finishMeasurement(header, run.cases, { stop, tuning: run.tuning, warnings }));
};
