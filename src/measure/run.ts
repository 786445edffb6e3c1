import { entryAt } from '../base/checked.ts';
import type { AdapterRecord, MeasuredCase, Measurement, Tuning, Warning } from '../records/measurement.ts';
import type { ClockFacts } from './device/clock.ts';
import type { DeviceOwner } from './device/owner.ts';
import type { Workload } from './kernels/program.ts';
import type { MeasureProgress, MeasureRequest, MeasurementHeader } from './request.ts';
import { placeUnderRoof } from '../records/roofline.ts';
import { Cancelled } from './device/cancelled.ts';
import { failedCase, OUTCOME_OF, sampleWorkload } from './sampler.ts';
import { Stopwatch, type Spent } from './stopwatch.ts';
import type { TimeLeft } from './time-left.ts';

/** What a run needs from where it takes place. It knows neither page nor worker nor Node. */
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
  /** A search for the fastest kernel has ended, or one of an earlier run is taken over. */
  readonly onTuning: (tuning: Tuning) => void;
  readonly onProgress: (progress: MeasureProgress) => void;
  /** Called after every submit, so that whoever watches can tell slow from dead. */
  readonly onBeat: () => void;
}

/** Longer than any honest case (a compiler may take 30 s for a large kernel on a software adapter). */
export const CASE_TIMEOUT_MS = 60_000;
/** How often a run that waits for its page to be seen again looks. */
const LOOK_EVERY_MS = 200;

const NOTHING_SPENT: Spent = { gpuMs: 0, scriptMs: 0 };

/** A run under way. */
export interface Run {
  readonly adapter: AdapterRecord;
  readonly request: MeasureRequest;
  readonly env: SessionEnvironment;
  readonly clock: ClockFacts;
  readonly cases: MeasuredCase[];
  /** Cases that an earlier sitting has settled; they stand at the head of `cases`. */
  readonly kept: number;
  readonly warnings: Warning[];
  readonly tuning: Tuning[];
  readonly started: number;
  readonly timeLeft: TimeLeft;
  /** When the case or search before the one under way ended. */
  lastEndMs: number;
  readonly total: number;
  /** Of them, products that are too long here. */
  leftOut: number;
}

export type Stop = 'cancelled' | 'device-lost';

/** Something has ended: how long it took, ms. */
export const sinceLastEnd = (run: Run): number => {
  const nowMs = run.env.now();
  const tookMs = nowMs - run.lastEndMs;
  run.lastEndMs = nowMs;
  return tookMs;
};

export const keep = (run: Run, measured: MeasuredCase, spent: Spent = NOTHING_SPENT): void => {
  const placed = entryAt(placeUnderRoof([measured], [...run.cases, measured]), 0);
  run.cases.push(placed);
  run.timeLeft.finish(placed, sinceLastEnd(run), spent);
  run.env.onCase(placed);
};

export const isKept = (run: Run, id: string): boolean =>
  run.cases.slice(0, run.kept).some((measuredCase) => measuredCase.id === id);

export const report = (run: Run, phase: MeasureProgress['phase'], message: string): void => {
  const nowMs = run.env.now();
  const done = run.cases.length;
  run.env.onProgress({
    phase,
    message,
    done: done + run.leftOut,
    total: run.total,
    elapsedMs: nowMs - run.started,
    remainingMs: run.timeLeft.leftMs(nowMs - run.lastEndMs, phase === 'tune' ? 'search' : 'case'),
    latest: done === run.kept ? null : (run.cases.at(-1) ?? null),
  });
};

/** Browsers slow hidden pages down: nothing new is begun until the page is seen again, or the run is cancelled. */
export const untilSeen = async (run: Run): Promise<void> => {
  const { env } = run;
  if (!env.isHidden()) return;
  report(run, 'prepare', 'Waiting until this page is in front again');
  while (env.isHidden() && !env.signal.aborted) {
    env.onBeat();
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  run.lastEndMs = env.now();
};

/** Measures a case within about `budgetMs` of sampling, and keeps it; returns why the run ends with it, or null. */
export const measureCase = async (run: Run, workload: Workload, budgetMs: number): Promise<Stop | null> => {
  const { env, clock } = run;
  await untilSeen(run);
  if (env.signal.aborted) return 'cancelled';
  const stopwatch = new Stopwatch(env.now);
  let measured: MeasuredCase;
  try {
    const result = await env.owner.withDevice(
      (lease) =>
        sampleWorkload(lease, workload, {
          clock,
          now: env.now,
          signal: env.signal,
          budgetMs,
          isHidden: env.isHidden,
          onBeat: env.onBeat,
          stopwatch,
        }),
      CASE_TIMEOUT_MS,
    );
    measured = result.ok ? result.value : failedCase(workload, OUTCOME_OF[result.error.kind], result.error.message);
  } catch (thrown) {
    if (thrown instanceof Cancelled) return 'cancelled';
    throw thrown;
  }
  keep(run, measured, stopwatch.spent);
  return env.owner.state().spent ? 'device-lost' : null;
};
