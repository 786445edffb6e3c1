import { err, ok, type Result } from '../base/result.ts';
import {
  MEASUREMENT_FORMAT,
  MEASUREMENT_VERSION,
  type AdapterRecord,
  type ClockRecord,
  type MeasuredCase,
  type Tuning,
  type Measurement,
  type Warning,
} from '../records/measurement.ts';
import { median } from '../base/statistics/order.ts';
import { candidates, chooseVariant, shapeClass } from './choose.ts';
import { examineClock, type ClockFacts } from './device/clock.ts';
import type { GpuFailure } from './device/failure.ts';
import type { DeviceOwner } from './device/owner.ts';
import { matmulFlop, type MatmulShape } from './kernels/matmul-shape.ts';
import { matmulCase, matmulWorkload } from './kernels/matmul.ts';
import { plainProblem, type MatmulProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';
import { bestRoofs, percentOfRoof, placeUnderRoof } from './roofline.ts';
import type { MeasureProgress, MeasureRequest, MeasurementHeader } from './request.ts';
import { Cancelled, failedCase, OUTCOME_OF, sampleWorkload } from './sampler.ts';
import { replayPlans, replayWorkload, type ReplayPart, type ReplayPlan } from './suites/replay.ts';
import { moreRoofWorkloads, roofWorkloads } from './suites/roofs.ts';
import { lostBefore, tuneClass, tuningKey } from './tune/tuned.ts';
import type { MatmulVariant } from './kernels/variants.ts';
import { fullShapes, quickShapes } from './suites/shapes.ts';

/** One run, from the first look at the adapter to a Measurement. It knows neither page nor worker nor Node. */
export interface SessionEnvironment {
  readonly owner: DeviceOwner;
  readonly now: () => number;
  readonly createdAt: string;
  readonly id: string;
  readonly browser: Measurement['browser'];
  readonly host: Measurement['host'];
  readonly crossOriginIsolated: boolean | null;
  readonly signal: AbortSignal;
  readonly isHidden: () => boolean;
  readonly onHeader: (header: MeasurementHeader) => void;
  readonly onCase: (measured: MeasuredCase) => void;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** Called after every submit, so that whoever watches can tell slow from dead. */
  readonly onBeat: () => void;
}

/** Longer than any honest case (a compiler may take 30 s for a large kernel on a software adapter). */
const CASE_TIMEOUT_MS = 60_000;
/** A shape of a fixed suite that would take longer than this once is left out, and a warning says so. */
const LONGEST_RUN_MS = { quick: 450, full: 450, custom: Infinity } as const;
const CASE_BUDGET_MS = { quick: 1000, full: 2000, custom: 2000 } as const;

interface Run {
  readonly adapter: AdapterRecord;
  readonly request: MeasureRequest;
  readonly env: SessionEnvironment;
  readonly clock: ClockFacts;
  readonly cases: MeasuredCase[];
  readonly warnings: Warning[];
  readonly tuning: Tuning[];
  readonly started: number;
  total: number;
}

type Stop = 'cancelled' | 'device-lost';

const keep = (run: Run, measured: MeasuredCase): void => {
  const placed = { ...measured, percentOfRoof: percentOfRoof(measured, bestRoofs(run.cases)) };
  run.cases.push(placed);
  run.env.onCase(placed);
};

const measureCase = async (run: Run, workload: Workload): Promise<Stop | null> => {
  const { env, request, clock } = run;
  let measured: MeasuredCase;
  try {
    const result = await env.owner.withDevice(
      (lease) =>
        sampleWorkload(lease, workload, {
          clock,
          now: env.now,
          signal: env.signal,
          budgetMs: CASE_BUDGET_MS[request.suite],
          isHidden: env.isHidden,
          onBeat: env.onBeat,
        }),
      CASE_TIMEOUT_MS,
    );
    measured = result.ok ? result.value : failedCase(workload, OUTCOME_OF[result.error.kind], result.error.message);
  } catch (thrown) {
    if (thrown instanceof Cancelled) return 'cancelled';
    throw thrown;
  }
  keep(run, measured);
  return env.owner.state().spent ? 'device-lost' : null;
};

const report = (run: Run, phase: MeasureProgress['phase'], message: string): void => {
  const elapsedMs = run.env.now() - run.started;
  const done = run.cases.length;
  run.env.onProgress({
    phase,
    message,
    done,
    total: run.total,
    elapsedMs,
    // Cases differ in length, so a guess from fewer than three of them would jump about.
    remainingMs: done < 3 ? null : (elapsedMs / done) * (run.total - done),
    latest: run.cases.at(-1) ?? null,
  });
};

const runRoofs = async (run: Run, workloads: readonly Workload[]): Promise<Stop | null> => {
  for (const workload of workloads) {
    report(run, 'roofs', `Roof: ${workload.kernel}`);
    const stop = await measureCase(run, workload);
    if (stop !== null) return stop;
  }
  return null;
};

/** Predicted time of one run, from the best rate seen in products of its class, else in any. */
const predictMs = (cases: readonly MeasuredCase[], shape: MatmulShape): number => {
  const measured = cases.filter(({ kind, gflops }) => kind === 'matmul' && gflops !== null);
  const alike = measured.filter(({ m, n, k }) => shapeClass({ m: m ?? 1, n: n ?? 1, k: k ?? 1 }) === shapeClass(shape));
  const best = Math.max(...(alike.length > 0 ? alike : measured).map(({ gflops }) => gflops ?? 0));
  return best > 0 ? matmulFlop(shape) / best / 1e6 : 0;
};

/** A dispatch is cut so that it stays below this, far from every watchdog. */
const LONGEST_DISPATCH_MS = 250;

/** Time for the search of one class of shapes: a compiler for a CPU takes a second for each of some ten candidates. */
const TUNE_BUDGET_MS = { quick: 6000, full: 12_000, custom: 8000 } as const;

/**
 * The kernel for a problem: the one asked for, else the winner of its class, searched for where it is not known.
 * An error says why nothing can run it here.
 */
const kernelFor = async (run: Run, problem: MatmulProblem): Promise<Result<MatmulVariant, string>> => {
  const { request, env, adapter } = run;
  if (request.kernel !== 'auto' || candidates(problem, adapter).length === 0)
    return chooseVariant(request.kernel, problem, adapter);
  const shapes = shapeClass(problem);
  const key = tuningKey(adapter, env.browser ?? env.host, problem.dtype, shapes);
  const earlier = [...run.tuning, ...(request.tuned ?? [])];
  let known = earlier.find((tuning) => tuning.key === key);
  if (known === undefined) {
    known = await tuneClass(adapter, key, problem.dtype, shapes, lostBefore(earlier, key), {
      owner: env.owner,
      now: env.now,
      signal: env.signal,
      onBeat: env.onBeat,
      onCandidate: (kernel, done, total) => {
        report(
          run,
          'tune',
          `Looking for the fastest kernel (${shapes}): ${kernel}, ${String(done + 1)} of ${String(total)}`,
        );
      },
      seed: request.seed,
      budgetMs: TUNE_BUDGET_MS[request.suite],
      caseTimeoutMs: CASE_TIMEOUT_MS,
    });
  }
  if (!run.tuning.includes(known)) run.tuning.push(known);
  const winner = chooseVariant(known.winner ?? 'auto', problem, adapter);
  return winner.ok ? winner : chooseVariant('auto', problem, adapter);
};

const runMatmuls = async (run: Run, shapes: readonly MatmulShape[]): Promise<Stop | null> => {
  const { request } = run;
  const skipped: string[] = [];
  let stop: Stop | null = null;
  for (const shape of shapes) {
    const { m, n, k } = shape;
    const name = `${String(m)}×${String(n)}×${String(k)}`;
    const predictedMs = predictMs(run.cases, shape);
    if (predictedMs > LONGEST_RUN_MS[request.suite]) {
      skipped.push(name);
      run.total--;
      continue;
    }
    report(run, 'matmul', `Matrix product ${name}`);
    const rows =
      predictedMs > LONGEST_DISPATCH_MS ? Math.max(1, Math.floor((m * LONGEST_DISPATCH_MS) / predictedMs)) : m;
    const problem = plainProblem(shape, request.dtype);
    let variant: Result<MatmulVariant, string>;
    try {
      variant = await kernelFor(run, problem);
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) throw thrown;
      stop = 'cancelled';
      break;
    }
    if (run.env.owner.state().spent) {
      stop = 'device-lost';
      break;
    }
    if (!variant.ok) {
      keep(run, failedCase(matmulCase(problem, request.kernel), 'unsupported', variant.error));
      continue;
    }
    stop = await measureCase(run, matmulWorkload(variant.value, problem, request.seed, rows));
    if (stop !== null) break;
  }
  if (skipped.length > 0) {
    run.warnings.push({ code: 'shapes-left-out', message: `Left out as too slow here: ${skipped.join(', ')}.` });
  }
  return stop;
};

/** The layer that is replayed: small, dense, and the base of many published figures. */
const REPLAYED_MODEL = 'llama-2-7b';

const runReplay = async (run: Run, plans: readonly ReplayPlan[]): Promise<Stop | null> => {
  for (const { id, problems } of plans) {
    report(run, 'replay', `Replay: ${id}`);
    const parts: ReplayPart[] = [];
    try {
      for (const problem of problems) {
        const variant = await kernelFor(run, problem);
        if (variant.ok) parts.push({ problem, variant: variant.value });
      }
    } catch (thrown) {
      if (thrown instanceof Cancelled) return 'cancelled';
      throw thrown;
    }
    if (parts.length < problems.length) return null;
    const stop = await measureCase(run, replayWorkload(id, parts, run.request.seed));
    if (stop !== null) return stop;
  }
  return null;
};

/** The catalogue is fetched when a layer is replayed: it is far larger than the rest of the worker. */
const plansFor = async ({ suite, dtype }: MeasureRequest, software: boolean): Promise<ReplayPlan[]> => {
  if (suite !== 'full' || dtype !== 'f32') return [];
  const { findModel } = await import('../catalog/catalog.ts');
  const model = findModel(REPLAYED_MODEL);
  return model === null ? [] : replayPlans(model, software);
};

const shapesOf = (request: MeasureRequest): readonly MatmulShape[] => {
  if (request.suite === 'custom') return request.shapes;
  return request.suite === 'quick' ? quickShapes : fullShapes;
};

const clockRecord = (
  clock: ClockFacts,
  crossOriginIsolated: boolean | null,
  cases: readonly MeasuredCase[],
): ClockRecord => {
  const stamped = cases.filter(
    ({ outcome, warnings }) => outcome === 'measured' && !warnings.some(({ code }) => code === 'timestamps-rejected'),
  );
  const ratios = stamped.map(({ samplesMs, wallSamplesMs }) => median(wallSamplesMs) / median(samplesMs));
  const byGpu = clock.timestampQuantumNs !== null;
  return {
    source: byGpu ? 'timestamp-query' : 'wall',
    timestampQuantumNs: clock.timestampQuantumNs,
    wallStepMs: clock.wallStepMs,
    crossOriginIsolated,
    wallOverTimestamp: byGpu && ratios.length > 0 ? median(ratios) : null,
  };
};

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
  const roofs = [...roofWorkloads(adapter), ...(request.suite === 'full' ? moreRoofWorkloads(adapter) : [])];
  const plans = await plansFor(request, adapter.software);
  const shapes = shapesOf(request);
  const run: Run = {
    adapter,
    request,
    env,
    clock,
    cases: [],
    warnings: [],
    tuning: [],
    started,
    total: roofs.length + shapes.length + plans.length,
  };
  if (adapter.software) {
    run.warnings.push({
      code: 'software-adapter',
      message: `This adapter (${adapter.architecture || adapter.description || adapter.vendor}) is software: a CPU plays the GPU. Its numbers say nothing about a GPU.`,
    });
  }
  const header: MeasurementHeader = {
    format: MEASUREMENT_FORMAT,
    version: MEASUREMENT_VERSION,
    id: env.id,
    name: `${request.suite} on ${adapter.description || adapter.architecture || adapter.vendor || 'an unnamed adapter'}`,
    createdAt: env.createdAt,
    suite: request.suite,
    seed: request.seed,
    adapter,
    browser: env.browser,
    host: env.host,
    clock: clockRecord(clock, env.crossOriginIsolated, []),
    warnings: run.warnings,
  };
  env.onHeader(header);
  const stop = (await runRoofs(run, roofs)) ?? (await runMatmuls(run, shapes)) ?? (await runReplay(run, plans));
  report(run, 'done', stop === null ? 'Done' : 'Stopped');
  return ok({
    ...header,
    clock: clockRecord(clock, env.crossOriginIsolated, run.cases),
    outcome: stop ?? (run.cases.some(({ outcome }) => outcome === 'measured') ? 'complete' : 'failed'),
    roofs: bestRoofs(run.cases),
    cases: placeUnderRoof(run.cases),
    ...(run.tuning.length > 0 ? { tuning: run.tuning } : {}),
    warnings: run.warnings,
  });
};
