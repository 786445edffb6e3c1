import { modesOf } from '../../src/base/statistics/modes.ts';
import { orderEffect, scatterOf, sessionLogRatio, studentInterval } from '../../src/base/statistics/paired-sessions.ts';
import {
  evidenceOf,
  FEWEST_SESSIONS,
  mixtureInterval,
  sequentialVerdicts,
  sessionsNeeded,
  smallestVisibleChange,
  type SequentialVerdict,
} from '../../src/base/statistics/sequential.ts';
import type { ComparedCase, Comparison, Session } from '../../src/records/comparison.ts';

/** Standard deviation of a session's log ratio where no earlier session says otherwise: an interleaved run on SwiftShader. */
export const EXPECTED_SD = 0.036;
/** Sessions that all agree still have the resolution of their clock. */
const LEAST_SD = 1e-4;

export interface JudgedCase {
  readonly id: string;
  readonly kernels: ComparedCase['kernels'];
  readonly sessions: number;
  readonly horizon: number;
  /** Head time over base time; null before the first session. */
  readonly medianRatio: number | null;
  /** Valid at every look (t-mixture); null while it is the whole line. */
  readonly ci95: readonly [number, number] | null;
  readonly verdict: SequentialVerdict | 'failed';
  readonly sessionSd: number | null;
  readonly skewness: number | null;
  readonly correlation: number | null;
  /** Time of the side that ran second over that of the one that ran first, at equal builds; null before the first session. */
  readonly orderEffect: number | null;
  /** How many modes the sessions' ratios have. */
  readonly modes: number;
  readonly quarantine: string | null;
  readonly failure: string | null;
  /** What differs that no clock is needed for. */
  readonly differences: readonly string[];
}

/** What a case could have shown and what it still takes: simulated, so asked for when a person reads it. */
export interface Outlook {
  /** Smallest relative slowdown that would have been seen with these sessions (80 % power); null where none would. */
  readonly smallestVisible: number | null;
  /** Sessions still needed at the median for a verdict of no change, where there is none yet; null where not within 200. */
  readonly sessionsToGo: number | null;
}

export const outlookOf = ({ sessions, horizon, sessionSd, verdict }: JudgedCase, cases: number): Outlook => {
  const expectedSd = sessions >= 3 && sessionSd !== null ? Math.max(LEAST_SD, sessionSd) : EXPECTED_SD;
  const options = { horizon, expectedSd };
  const needed = verdict === 'undecided' ? sessionsNeeded(options, 0).median : null;
  return {
    smallestVisible: smallestVisibleChange(sessions, options, Math.max(1, cases)),
    sessionsToGo: needed === null ? null : Math.max(1, needed - sessions),
  };
};

export interface JudgedControl {
  readonly equal: {
    readonly medianRatio: number | null;
    readonly ci95: readonly [number, number] | null;
    readonly verdict: SequentialVerdict;
  };
  /** The planted slowdown, measured beside its own equal pair so that what a session drew cancels. */
  readonly slowed: {
    readonly planted: number;
    readonly medianRatio: number | null;
    readonly ci95: readonly [number, number] | null;
    readonly seen: boolean;
  };
  readonly seconds: number;
  /** Why the run proves nothing; null where its control holds. */
  readonly failure: string | null;
}

export interface Judgement {
  readonly cases: readonly JudgedCase[];
  readonly control: JudgedControl;
  readonly worst: SequentialVerdict | 'failed' | 'invalid';
}

const logRatiosOf = (sessions: readonly Session[]): number[] =>
  sessions.map(({ draws }) => sessionLogRatio(draws.map(({ pairs }) => pairs))).filter(Number.isFinite);

const ratioInterval = ({ low, high }: { readonly low: number; readonly high: number }): [number, number] | null =>
  Number.isFinite(low) && Number.isFinite(high) ? [Math.exp(low), Math.exp(high)] : null;

/** Three sessions in which one side failed are no accident. */
const FAILURES_THAT_COUNT = 3;
/** The planted slowdown may come out this much too small or too large: submitting costs what repeating does not. */
const PLANTED_TOLERANCE = 0.5;

const differencesOf = ({ counts }: ComparedCase): string[] => {
  if (counts === null) return [];
  const { base, head } = counts;
  const number = (noun: string, before: number, after: number): string[] =>
    before === after ? [] : [`${noun} ${String(before)} → ${String(after)}`];
  return [
    ...(base.wgslHash === head.wgslHash ? [] : ['WGSL text']),
    ...number('FLOP', base.flop, head.flop),
    ...number('bytes', base.bytes, head.bytes),
    ...number('dispatches', base.dispatches, head.dispatches),
    ...number('pipelines', base.pipelines, head.pipelines),
  ];
};

const judgeControl = ({ control }: Comparison): JudgedControl => {
  const equal = logRatiosOf(control.equal);
  const slowed = logRatiosOf(control.slowed);
  const options = { horizon: control.horizon, expectedSd: EXPECTED_SD };
  const [verdict] = sequentialVerdicts([evidenceOf(equal, options)]);
  // Both were timed with the same pipelines and buffers: their difference holds the planted loop alone.
  const planted = Math.log1p(control.planted);
  const gains = slowed.slice(0, equal.length).map((x, i) => x - equal[i]);
  const interval = studentInterval(gains);
  const { mean } = scatterOf(gains);
  const enough = gains.length >= FEWEST_SESSIONS;
  const seen = enough && interval.low > 0 && Math.abs(mean - planted) < PLANTED_TOLERANCE * planted;
  const changed = verdict === 'regressed' || verdict === 'improved';
  const failed = control.failures.length >= FAILURES_THAT_COUNT && equal.length === 0;
  const percent = (log: number): string => `${(100 * Math.expm1(log)).toFixed(1)} %`;
  const failure = failed
    ? `The control could not be timed: ${control.failures[0].message}`
    : changed
      ? `The base against itself came out ${verdict}: this machine, or the harness, moves by itself.`
      : enough && !seen
        ? `A planted slowdown of ${percent(planted)} came out as ${percent(mean)}: a change could not have been seen.`
        : null;
  return {
    equal: {
      medianRatio: equal.length > 0 ? Math.exp(scatterOf(equal).mean) : null,
      ci95: ratioInterval(mixtureInterval(equal)),
      verdict,
    },
    slowed: {
      planted: control.planted,
      medianRatio: gains.length > 0 ? Math.exp(mean) : null,
      ci95: ratioInterval(interval),
      seen,
    },
    seconds: control.equal.reduce((sum, { seconds }) => sum + seconds, 0),
    failure,
  };
};

/** Worst first: what the first line of a report says. */
const SEVERITY = ['invalid', 'failed', 'regressed', 'undecided', 'unchanged', 'improved'] as const;

/** Everything that a comparison says, computed from its raw pairs alone. */
export const judgeComparison = (comparison: Comparison): Judgement => {
  const active = comparison.cases.filter(({ quarantine }) => quarantine === null);
  const judged = sequentialVerdicts(
    active.map(({ sessions, horizon }) => evidenceOf(logRatiosOf(sessions), { horizon, expectedSd: EXPECTED_SD })),
  );
  const verdicts = new Map(active.map(({ id }, i) => [id, judged[i]]));
  const cases = comparison.cases.map((compared): JudgedCase => {
    const { id, kernels, horizon, quarantine, sessions, failures } = compared;
    const logRatios = logRatiosOf(sessions);
    const scatter = scatterOf(logRatios);
    const known = logRatios.length > 0;
    const failure = failures.length >= FAILURES_THAT_COUNT ? failures[failures.length - 1].message : null;
    const verdict = failure !== null ? 'failed' : (verdicts.get(id) ?? 'undecided');
    return {
      id,
      kernels,
      sessions: logRatios.length,
      horizon,
      medianRatio: known ? Math.exp(scatter.mean) : null,
      ci95: ratioInterval(mixtureInterval(logRatios)),
      verdict,
      sessionSd: logRatios.length > 1 ? scatter.standardDeviation : null,
      skewness: logRatios.length > 2 ? scatter.skewness : null,
      correlation: logRatios.length > 2 ? scatter.correlation : null,
      orderEffect: known
        ? Math.exp(orderEffect(sessions.flatMap(({ draws }) => draws.flatMap(({ pairs }) => pairs))))
        : null,
      modes: modesOf(logRatios).length,
      quarantine,
      failure,
      differences: differencesOf(compared),
    };
  });
  const control = judgeControl(comparison);
  const words = [
    ...(control.failure === null ? [] : ['invalid' as const]),
    ...cases.filter(({ quarantine }) => quarantine === null).map(({ verdict }) => verdict),
  ];
  return { cases, control, worst: SEVERITY.find((word) => words.includes(word)) ?? 'undecided' };
};
