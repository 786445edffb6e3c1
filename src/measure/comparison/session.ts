import { present } from '../../base/checked.ts';
import { createRandom } from '../../base/random.ts';
import { median } from '../../base/statistics/order.ts';
import { err, ok, type Problem, type Result } from '../../base/result.ts';
import type { OpenedCase, SampledCase } from '../case-sampler.ts';
import type { ComparedCase, Draw, Session, SessionFailure, TimedPair } from '../../records/comparison.ts';
import { breakdownText, type Host, type HostSession, type OpenedSide } from './host.ts';

/** How a session is made up. */
export interface SessionDesign {
  /** Times that both sides get new devices, buffers and pipelines. */
  readonly draws: number;
  /** Pairs timed in each draw. */
  readonly pairs: number;
  /** Least length of a sample, in ms: long against a submit and the step of the clock. */
  readonly sampleMs: number;
}

/** Eight draws, so that where code and data come to lie in one of them does not decide a session. */
export const DESIGN: SessionDesign = { draws: 8, pairs: 5, sampleMs: 6 };

/** One side of a session: where its page is and what it runs. */
export interface SessionSide {
  readonly url: string;
  readonly request: SampledCase;
}

export interface SessionResult {
  readonly session: Session;
  /** The same draws with the head made to work longer by the planted share; empty where none was asked for. */
  readonly slowed: Session;
  readonly counts: NonNullable<ComparedCase['counts']>;
  readonly opened: OpenedCase;
  readonly crossOriginIsolated: boolean | null;
}

export type SideFailure = Omit<SessionFailure, 'session'>;

const MOST_REPETITIONS = 5000;
/** Runs together from which the time of one is told, beside what a submit costs whatever it holds. */
const GAUGED_RUNS = 5;
const GAUGES = 3;
/** A sample lasts as many times what a submit costs: on a busy machine that is milliseconds, which would hide what the kernel does. */
const SUBMITS_PER_SAMPLE = 5;
/** As long as samples are made for that, in ms; a run that takes so long needs no others beside it. */
const LONG_MS = 20;
/** What does not answer for so long is dead. */
const ANSWER_MS = 90_000;

/** Finer than any clock, and half as long in a file. */
const rounded = (ms: number): number => Number(ms.toPrecision(6));

class SideFailed extends Error {
  readonly side: SideFailure['side'];
  constructor(side: SideFailure['side'], message: string) {
    super(message);
    this.side = side;
  }
}

const within = async <T>(promise: Promise<T>, side: SideFailure['side']): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new SideFailed(side, `There was no answer for ${String(ANSWER_MS / 1000)} s.`));
    }, ANSWER_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (cause) {
    if (cause instanceof SideFailed) throw cause;
    throw new SideFailed(side, breakdownText(cause));
  } finally {
    clearTimeout(timer);
  }
};

interface SideSampler {
  readonly crossOriginIsolated: boolean | null;
  open(verified: boolean): Promise<OpenedCase>;
  /** Time of `times` runs together, in ms. */
  time(times: number): Promise<number>;
}

const openSide = async (
  session: HostSession,
  { url, request }: SessionSide,
  side: 'base' | 'head',
): Promise<SideSampler> => {
  const opened: OpenedSide = await within(session.openSide(url), side);
  const take = <T>(result: Result<T, Problem>): T => {
    if (!result.ok) throw new SideFailed(side, result.error.message);
    return result.value;
  };
  return {
    crossOriginIsolated: opened.crossOriginIsolated,
    open: async (verified) => take(await within(opened.open({ ...request, verified }), side)),
    time: async (times) => take(await within(opened.time(times), side)),
  };
};

/** Time of one run in ms, and what a sample costs beside its runs. */
const gauge = async (side: SideSampler): Promise<{ readonly runMs: number; readonly submitMs: number }> => {
  const typical = async (times: number): Promise<number> => {
    const samples: number[] = [];
    for (let i = 0; i < GAUGES; i++) samples.push(await side.time(times));
    return median(samples);
  };
  const single = await typical(1);
  if (single >= LONG_MS) return { runMs: single, submitMs: 0 };
  const several = await typical(GAUGED_RUNS);
  // Neighbours that hit the single runs must not make them look like nothing.
  const runMs = Math.max(1e-3, (several - single) / (GAUGED_RUNS - 1), several / GAUGED_RUNS / 10);
  return { runMs, submitMs: Math.max(0, single - runMs) };
};

/** Runs per sample, the same for both sides. */
const runsPerSample = async (sides: readonly SideSampler[], sampleMs: number): Promise<number> => {
  const gauged = [];
  for (const side of sides) gauged.push(await gauge(side));
  const runMs = Math.min(...gauged.map((found) => found.runMs));
  const submitMs = Math.max(...gauged.map((found) => found.submitMs));
  const longEnoughMs = Math.max(sampleMs, Math.min(LONG_MS, SUBMITS_PER_SAMPLE * submitMs));
  return Math.min(MOST_REPETITIONS, Math.max(1, Math.ceil(longEnoughMs / runMs)));
};

const sameAdapter = (a: OpenedCase, b: OpenedCase): boolean =>
  a.adapter.vendor === b.adapter.vendor &&
  a.adapter.architecture === b.adapter.architecture &&
  a.adapter.description === b.adapter.description;

/**
 * One session: a fresh context, a page, a worker and a device for each side. In every draw both sides open the case anew, in
 * random order, and are then timed in pairs, each pair in random order, with the same number of runs a sample.
 * `planted` is a relative slowdown put on the head by running it so much more often than it is said to.
 */
export const runSession = async (
  host: Pick<Host, 'openSession'>,
  sides: { readonly base: SessionSide; readonly head: SessionSide },
  design: SessionDesign,
  { seed, planted = null }: { readonly seed: number; readonly planted?: number | null },
): Promise<Result<SessionResult, SideFailure>> => {
  const started = performance.now();
  const random = createRandom(seed);
  const coin = (): boolean => random.uniform() < 0.5;
  let session: HostSession | null = null;
  try {
    session = await within(host.openSession(), 'host');
    const [base, head] = await Promise.all([
      openSide(session, sides.base, 'base'),
      openSide(session, sides.head, 'head'),
    ]);
    if (base.crossOriginIsolated !== head.crossOriginIsolated)
      throw new SideFailed(
        'head',
        'One side is cross-origin isolated and the other is not: their clocks have different steps. Serve both with the same headers.',
      );
    const draws: Draw[] = [];
    const slowedDraws: Draw[] = [];
    let first: { readonly base: OpenedCase; readonly head: OpenedCase } | null = null;
    let times = 0;
    for (let draw = 0; draw < design.draws; draw++) {
      const order = coin() ? [base, head] : [head, base];
      const opened = new Map<SideSampler, OpenedCase>();
      // The first draw is verified; the others run the same text on the same operands.
      for (const side of order) opened.set(side, await side.open(draw === 0));
      const now = { base: present(opened.get(base), 'opened base'), head: present(opened.get(head), 'opened head') };
      if (now.base.id !== now.head.id)
        throw new SideFailed('head', `The sides do not run the same case: ${now.base.id} and ${now.head.id}.`);
      if (!sameAdapter(now.base, now.head))
        throw new SideFailed('head', 'The sides were given different adapters; they cannot be compared.');
      first ??= now;
      if (times === 0) {
        times = await runsPerSample(order, design.sampleMs);
        // The planted share must be a whole number of runs, or it would not be the share that it is said to be.
        if (planted !== null) times = Math.max(times, Math.ceil(1 / planted));
      }
      // What is compiled and uploaded by the first run is not timed.
      for (const side of order) await side.time(times);
      const timePair = async (headTimes: number): Promise<TimedPair> => {
        const headFirst = coin();
        const early = headFirst ? await head.time(headTimes) : await base.time(times);
        const late = headFirst ? await base.time(times) : await head.time(headTimes);
        const [baseMs, headMs] = headFirst ? [late, early] : [early, late];
        if (!(baseMs > 0) || !(headMs > 0))
          throw new SideFailed(baseMs > 0 ? 'head' : 'base', 'The clock stood still during a sample.');
        return { baseMs: rounded(baseMs / times), headMs: rounded(headMs / times), headFirst };
      };
      const pairs: TimedPair[] = [];
      const slowedPairs: TimedPair[] = [];
      for (let pair = 0; pair < design.pairs; pair++) {
        pairs.push(await timePair(times));
        if (planted !== null) slowedPairs.push(await timePair(Math.round(times * (1 + planted))));
      }
      draws.push({ pairs });
      slowedDraws.push({ pairs: slowedPairs });
    }
    if (first === null) throw new SideFailed('host', 'The session has no draws.');
    const seconds = (performance.now() - started) / 1000;
    return ok({
      session: { seed, draws, seconds },
      slowed: { seed, draws: planted === null ? [] : slowedDraws, seconds },
      counts: { base: first.base.counts, head: first.head.counts },
      opened: first.base,
      crossOriginIsolated: base.crossOriginIsolated,
    });
  } catch (cause) {
    if (!(cause instanceof SideFailed)) throw cause;
    return err({ side: cause.side, message: cause.message.slice(0, 1000) });
  } finally {
    await session?.close();
  }
};
