import type { BuiltCase } from '../records/cases.ts';
import type { CaseFacts, MeasuredCase, Warning } from '../records/measurement.ts';
import { Cancelled } from './device/cancelled.ts';
import type { ClockFacts } from './device/clock.ts';
import type { GpuFailureKind } from './device/failure.ts';
import type { Lease } from './device/owner.ts';
import { prepare, type Prepared } from './device/runner.ts';
import type { DataKind, Verification, Workload } from './kernels/program.ts';
import { distrustTimestamps } from './device/stamps.ts';
import { paceProbe } from './pace.ts';
import { settled, STEPS_PER_SAMPLE, summarise, timingWarnings } from './samples.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Takes one workload from nothing to a MeasuredCase: build, verify, warm up, sample, judge. */
export interface SamplingOptions {
  readonly clock: ClockFacts;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Time for the samples of one case; at least six are taken whatever it says. */
  readonly budgetMs: number;
  readonly isHidden: () => boolean;
  /** Called after every submit: a sign of life. */
  readonly onBeat: () => void;
  readonly stopwatch: Stopwatch;
}

/** A submit longer than this risks a watchdog (Windows resets the GPU after 2 s, some phones after 0.5 s). */
export const LONGEST_SUBMIT_MS = 500;
/** No sample shorter than this, however fine the clock: interrupts and scheduling are of the order of 0.1 ms. */
const SHORTEST_SAMPLE_MS = 2;
const LEAST_SAMPLES = 6;
const MOST_SAMPLES = 31;
const WARM_UP_SUBMITS = 12;
/** More dispatches than this in one submit fill command buffers for longer than the kernel runs. */
const MOST_REPETITIONS = 10_000;
/** Two submits in a row within this share of each other: the clock has stopped ramping. */
const PLATEAU = 0.03;

/** Share of a case's time that goes to the pace probe between its samples; more frame them. */
const PACE_SHARE = 0.08;
const PACE_PROBES_AT_AN_END = 2;
const MOST_PACE_PROBES_AT_ONCE = 3;

export const OUTCOME_OF: Readonly<Record<GpuFailureKind, FailedOutcome>> = {
  unsupported: 'unsupported',
  validation: 'gpu-error',
  internal: 'gpu-error',
  'out-of-memory': 'out-of-memory',
  lost: 'device-lost',
  timeout: 'timeout',
};

/** Of a workload what its case keeps of it. */
const factsOf = (facts: CaseFacts): CaseFacts => {
  const { id, dtype, kernel, flop, bytes } = facts;
  const common = { id, dtype, kernel, flop, bytes };
  if (facts.kind === 'matmul') return { ...common, kind: facts.kind, m: facts.m, n: facts.n, k: facts.k };
  return facts.kind === 'replay'
    ? { ...common, kind: facts.kind, parts: facts.parts }
    : { ...common, kind: facts.kind };
};

type FailedOutcome = Exclude<MeasuredCase, BuiltCase>['outcome'];

/** A case whose kernel gave no result, and why. */
export const failedCase = (facts: CaseFacts, outcome: FailedOutcome, reason: string): MeasuredCase => ({
  ...factsOf(facts),
  outcome,
  reason: reason.slice(0, 1000),
  warnings: [],
});

interface Submitter {
  readonly time: (times: number, slot: number | null) => Promise<number>;
}

const submitter = (
  { device }: Lease,
  prepared: Prepared,
  { awaits, longDispatches }: Workload,
  { now, signal, onBeat, stopwatch }: SamplingOptions,
): Submitter => ({
  time: async (times, slot) => {
    if (signal.aborted) throw new Cancelled();
    const start = now();
    if (awaits === undefined) {
      prepared.submit(times, slot, longDispatches === true ? 1 : Infinity);
      await device.queue.onSubmittedWorkDone();
    } else {
      for (let i = 0; i < times; i++) {
        prepared.submit(1, null);
        await (awaits === 'map' ? prepared.mapOutput() : device.queue.onSubmittedWorkDone());
      }
    }
    const elapsed = now() - start;
    stopwatch.waited(elapsed);
    onBeat();
    return elapsed;
  },
});

/** Runs both kinds of data through the kernel and compares with the oracle. The first run is the cold one. */
const verifyBoth = async (
  workload: Workload,
  prepared: Prepared,
  { time }: Submitter,
  stopwatch: Stopwatch,
): Promise<{ firstDispatchMs: number; onceMs: number; found: Verification }> => {
  const runOn = async (kind: DataKind): Promise<{ ms: number; found: Verification }> => {
    const inputs = stopwatch.script(() => workload.inputs(kind));
    stopwatch.script(() => {
      prepared.upload(inputs);
    });
    const ms = await time(1, null);
    const outputs = await prepared.readOutputs();
    return { ms, found: stopwatch.script(() => workload.verify(kind, outputs)) };
  };
  const first = await runOn('exact');
  const second = first.found.ok ? await runOn('random') : first;
  return { firstDispatchMs: first.ms, onceMs: second.ms, found: second.found };
};

/**
 * Repeats until a sample is long enough for the clock, and until two samples agree, or as long as the samples may take: a clock
 * ramps in tens of milliseconds, and where none agree it is other work that disturbs them.
 */
const warmUp = async ({ time }: Submitter, onceMs: number, sampleMs: number, budgetMs: number): Promise<number> => {
  let times = 1;
  let elapsed = onceMs;
  let warmedMs = 0;
  for (let i = 0, previous = Infinity; i < WARM_UP_SUBMITS; i++) {
    const wanted = Math.ceil((times * sampleMs * 1.1) / Math.max(elapsed, 1e-3));
    const mayGrow = Math.max(1, Math.floor((times * LONGEST_SUBMIT_MS) / Math.max(elapsed, 1e-3)));
    // A clock that stands still says nothing about how often to repeat; that it does is found out afterwards.
    if (!(elapsed > 0)) return times;
    // At most eightfold a step: the first estimate contains the round trip and the cold caches.
    const next = Math.min(elapsed < sampleMs ? wanted : times, mayGrow, times * 8, MOST_REPETITIONS);
    if (next === times && Math.abs(elapsed / previous - 1) < PLATEAU) return times;
    if (next === times && warmedMs > budgetMs) return times;
    previous = next === times ? elapsed : Infinity;
    times = next;
    elapsed = await time(times, null);
    warmedMs += elapsed;
  }
  return times;
};

/** A step of the clock that times what JavaScript does not wait for in between. */
const clockStepMs = ({ timestampQuantumNs, wallStepMs, roundTripMs }: ClockFacts): number =>
  timestampQuantumNs === null ? Math.max(wallStepMs, roundTripMs) : timestampQuantumNs / 1e6;

const sampleLengthMs = (stepMs: number): number => Math.max(SHORTEST_SAMPLE_MS, STEPS_PER_SAMPLE * stepMs);

export const sampleWorkload = async (
  lease: Lease,
  workload: Workload,
  options: SamplingOptions,
): Promise<MeasuredCase> => {
  const { clock, now, budgetMs, isHidden, onBeat, stopwatch } = options;
  // What is waited for is over when JavaScript hears of it, which the GPU's clock does not know.
  const waited = workload.awaits !== undefined;
  const slots = clock.timestampQuantumNs === null || waited ? 0 : MOST_SAMPLES;
  const prepared = await prepare(lease, workload.program, { now, slots });
  try {
    const submits = submitter(lease, prepared, workload, options);
    const { firstDispatchMs, onceMs, found } = await verifyBoth(workload, prepared, submits, stopwatch);
    const { maxError, errorBound } = found;
    const built = { ...factsOf(workload), compileMs: prepared.compileMs, firstDispatchMs, maxError, errorBound };
    if (!found.ok) return { ...built, outcome: 'wrong-result', reason: found.reason ?? '', warnings: [] };

    const stepMs = waited ? clock.wallStepMs : clockStepMs(clock);
    const times = await warmUp(submits, onceMs, sampleLengthMs(stepMs), budgetMs);

    const pace = await paceProbe(lease, {
      now,
      stamped: clock.timestampQuantumNs !== null,
      sampleMs: sampleLengthMs(clockStepMs(clock)),
    });
    const wall: number[] = [];
    let hidden = false;
    let pacedAt = 0;
    const probePace = async (times: number): Promise<void> => {
      const start = now();
      for (let i = 0; i < times; i++) await pace.run(wall.length);
      onBeat();
      pacedAt = now();
      stopwatch.waited(pacedAt - start);
    };
    await probePace(PACE_PROBES_AT_AN_END);
    const start = now();
    while (wall.length < MOST_SAMPLES) {
      hidden ||= isHidden();
      const due = Math.floor((PACE_SHARE * (now() - pacedAt)) / pace.costMs);
      if (due > 0) await probePace(Math.min(due, MOST_PACE_PROBES_AT_ONCE));
      wall.push((await submits.time(times, slots > 0 ? wall.length : null)) / times);
      hidden ||= isHidden();
      const enough =
        wall.length >= LEAST_SAMPLES && (now() - start > budgetMs || (wall.length >= 9 && settled(wall, 0.01)));
      if (enough) break;
    }
    await probePace(PACE_PROBES_AT_AN_END);
    const paces = await pace.readings();
    const warmCompileMs = await prepared.rebuildMs();
    const stamps = await prepared.timestamps();
    const distrust =
      stamps.length === 0
        ? null
        : distrustTimestamps(
            stamps,
            wall.map((ms) => ms * times),
            clock.timestampQuantumNs ?? 0,
          );
    const byGpu = stamps.length > 0 && distrust === null;
    const samplesMs = byGpu ? stamps.map(({ beginNs, endNs }) => Number(endNs - beginNs) / 1e6 / times) : wall;
    const warnings: Warning[] = timingWarnings(samplesMs, wall, clock.roundTripMs / times);
    if (distrust !== null) {
      warnings.push({ code: 'timestamps-rejected', message: `Timed by the wall clock, because ${distrust}.` });
    }
    const sampled = {
      ...built,
      verified: true,
      warmCompileMs,
      samplesMs,
      wallSamplesMs: wall,
      paces,
      dispatchesPerSample: times * workload.program.steps.length,
      warnings,
    };
    if (hidden) {
      const reason = 'The page was hidden while this was measured; browsers slow hidden pages down.';
      return { ...sampled, outcome: 'hidden', reason };
    }
    const result = summarise(samplesMs, workload.flop, workload.bytes);
    if (result === null) {
      return { ...sampled, outcome: 'clock-unusable', reason: 'Both clocks say that no time has passed.' };
    }
    if (result.medianMs * times < 10 * stepMs) {
      return { ...sampled, outcome: 'clock-unusable', reason: 'A sample spans fewer than ten steps of the clock.' };
    }
    return { ...sampled, outcome: 'measured', ...result, percentOfRoof: null };
  } finally {
    prepared.destroy();
  }
};
