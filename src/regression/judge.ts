import { formatNumber, percentText } from '../base/format.ts';
import type { Verdict } from '../base/statistics/compare.ts';
import { median } from '../base/statistics/order.ts';
import { orderEffect, scatterOf, studentInterval } from '../base/statistics/paired-sessions.ts';
import {
  evidenceOf,
  FEWEST_SESSIONS,
  isUnchanged,
  mixtureInterval,
  sequentialVerdicts,
  sessionsNeeded,
  smallestVisibleChange,
} from '../base/statistics/sequential.ts';
import type { ComparedCase, Comparison, ExpectedScatter, Session, SessionFailure } from '../records/comparison.ts';
import { modesOfSides, sessionLogRatios, type TimeMode } from './session-ratios.ts';

/** Sessions that all agree still have the resolution of their clock. */
const LEAST_SD = 1e-4;

export type CaseVerdict = Verdict | 'failed';

export interface JudgedCase {
  readonly id: string;
  readonly kernels: ComparedCase['kernels'];
  /** Log ratios of the sessions, in the order in which they ran. */
  readonly logRatios: readonly number[];
  readonly sessions: number;
  readonly horizon: number;
  /** Head time over base time; null before the first session. */
  readonly medianRatio: number | null;
  /** Valid at every look (t-mixture); null while it is the whole line. */
  readonly ci95: readonly [number, number] | null;
  readonly verdict: CaseVerdict;
  /** Median time of one run of the case, in ms; null before the first session. */
  readonly baseMs: number | null;
  readonly headMs: number | null;
  readonly expectedScatter: ExpectedScatter;
  readonly sessionSd: number | null;
  readonly skewness: number | null;
  readonly correlation: number | null;
  /** Time of the side that ran second over that of the one that ran first, at equal builds; null before the first session. */
  readonly orderEffect: number | null;
  /** More than one of a side where its times fall into groups. */
  readonly modes: Readonly<Record<'base' | 'head', readonly TimeMode[]>>;
  /** Mean length of a session in s; null before the first. */
  readonly sessionSeconds: number | null;
  readonly quarantine: string | null;
  readonly failure: string | null;
  /** What differs that no clock is needed for. */
  readonly differences: readonly string[];
  /** Those of the differences that cost something on any machine. */
  readonly grown: readonly string[];
  /** What the noise of the sessions does to the verdict. */
  readonly remarks: readonly string[];
}

/** What a case could have shown and what it still takes: simulated, so asked for when a person reads it. */
export interface Outlook {
  /** Smallest relative slowdown that would have been seen with these sessions (80 % power); null where none would. */
  readonly smallestVisible: number | null;
  /** Smallest horizon at which these sessions would have been called unchanged; null where none up to a doubling. */
  readonly horizonMet: number | null;
  /** Sessions still needed at the median for a verdict of no change, where there is none yet; null where not within 200. */
  readonly sessionsToGo: number | null;
  /** What these sessions take, at the length that they had so far; null where either is not known. */
  readonly minutesToGo: number | null;
}

const LARGEST_HORIZON = 1;
const BISECTIONS = 20;

/** The smallest horizon whose “unchanged” these sessions would have reached. A wider one is always easier to reach. */
const horizonMet = (logRatios: readonly number[], expectedSd: number): number | null => {
  const met = (horizon: number): boolean => isUnchanged(evidenceOf(logRatios, { horizon, expectedSd }));
  if (!met(LARGEST_HORIZON)) return null;
  let [low, high] = [0, LARGEST_HORIZON];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (met(middle)) high = middle;
    else low = middle;
  }
  return high;
};

/** Sessions whose own scatter is believed over the one that was expected. */
const SESSIONS_TO_BELIEVE = 3;

export const outlookOf = (
  { logRatios, sessions, horizon, sessionSd, verdict, expectedScatter, sessionSeconds }: JudgedCase,
  cases: number,
): Outlook => {
  const known = sessions >= SESSIONS_TO_BELIEVE && sessionSd !== null;
  const options = { horizon, expectedSd: known ? Math.max(LEAST_SD, sessionSd) : expectedScatter.sd };
  const needed = verdict === 'undecided' ? sessionsNeeded(options, 0).median : null;
  const sessionsToGo = needed === null ? null : Math.max(1, needed - sessions);
  return {
    smallestVisible: smallestVisibleChange(sessions, options, Math.max(1, cases)),
    horizonMet: horizonMet(logRatios, expectedScatter.sd),
    sessionsToGo,
    minutesToGo: sessionsToGo === null || sessionSeconds === null ? null : (sessionsToGo * sessionSeconds) / 60,
  };
};

/** What “unchanged” still takes. */
export const lackText = ({ sessionsToGo, minutesToGo }: Outlook): string => {
  if (sessionsToGo === null) return 'needs more than 200 sessions more';
  const time =
    minutesToGo === null
      ? ''
      : minutesToGo < 1
        ? ` (${formatNumber(60 * minutesToGo, 2)} s)`
        : ` (${formatNumber(minutesToGo, 2)} min)`;
  return `needs about ${String(sessionsToGo)} ${sessionsToGo === 1 ? 'session' : 'sessions'}${time} more`;
};

export interface JudgedControl {
  readonly equal: {
    readonly medianRatio: number | null;
    readonly ci95: readonly [number, number] | null;
    readonly verdict: Verdict;
    readonly sessions: number;
    readonly sessionSd: number | null;
    readonly orderEffect: number | null;
  };
  /** The planted slowdown, measured beside its own equal pair so that what a session drew cancels. */
  readonly slowed: {
    readonly planted: number;
    readonly medianRatio: number | null;
    readonly ci95: readonly [number, number] | null;
    readonly seen: boolean;
    /** Whether it came out so clearly as something else that no further session would show it. */
    readonly missed: boolean;
  };
  readonly seconds: number;
  /** Why the run proves nothing; null where its control holds. */
  readonly failure: string | null;
}

/** Worst first: what the first line of a report says. */
export const SEVERITY = ['invalid', 'failed', 'regressed', 'undecided', 'unchanged', 'improved'] as const;
export type WorstVerdict = (typeof SEVERITY)[number];
export const worstOf = (verdicts: readonly WorstVerdict[]): WorstVerdict =>
  SEVERITY.find((word) => verdicts.includes(word)) ?? 'undecided';

export interface Judgement {
  readonly cases: readonly JudgedCase[];
  readonly control: JudgedControl;
  /** What grew in the build itself, beyond what is allowed. */
  readonly bundle: string | null;
  readonly worst: WorstVerdict;
}

const ratioInterval = ({ low, high }: { readonly low: number; readonly high: number }): [number, number] | null =>
  Number.isFinite(low) && Number.isFinite(high) ? [Math.exp(low), Math.exp(high)] : null;

/** Three sessions in which one side failed are no accident. */
export const FAILURES_THAT_COUNT = 3;
/** Whether a case (or the control) is given up; a host that opens no session says nothing of it. */
export const isGivenUp = ({ failures }: { readonly failures: readonly SessionFailure[] }): boolean =>
  failures.filter(({ side }) => side !== 'host').length >= FAILURES_THAT_COUNT;
/** The planted slowdown may come out this much too small or too large: submitting costs what repeating does not. */
const PLANTED_TOLERANCE = 0.5;
/** A build may grow by so much before it is called a regression by itself. */
const BUNDLE_GROWTH = 0.1;

const differencesOf = ({ counts }: ComparedCase): Pick<JudgedCase, 'differences' | 'grown'> => {
  if (counts === null) return { differences: [], grown: [] };
  const { base, head } = counts;
  const nouns = ['FLOP', 'bytes', 'dispatches', 'pipelines'] as const;
  const changed = nouns.flatMap((noun) => {
    const key = noun === 'FLOP' ? 'flop' : noun;
    const text = `${noun} ${String(base[key])} → ${String(head[key])}`;
    return base[key] === head[key] ? [] : [{ text, grown: head[key] > base[key] }];
  });
  return {
    differences: [...(base.wgslHash === head.wgslHash ? [] : ['WGSL text']), ...changed.map(({ text }) => text)],
    grown: changed.filter(({ grown }) => grown).map(({ text }) => text),
  };
};

const bundleGrowth = ({ bundleBytes: { base, head } }: Comparison): string | null =>
  base === null || head === null || head <= base * (1 + BUNDLE_GROWTH)
    ? null
    : `The build grew by ${(100 * (head / base - 1)).toFixed(0)} %, from ${String(base)} to ${String(head)} bytes.`;

/** Beyond this the guarantee at the horizon's edge is weaker, see docs/method.md; scaled by what chance alone does. */
const SKEWED = 1;
const CORRELATED = 0.3;

/** `65 % at 3.0 ms, 35 % at 3.9 ms`. */
const modesText = (modes: readonly TimeMode[]): string =>
  modes.map(({ ms, share }) => `${(100 * share).toFixed(0)} % at ${ms.toPrecision(3)} ms`).join(', ');

const remarksOf = (
  n: number,
  skewness: number | null,
  correlation: number | null,
  modes: JudgedCase['modes'],
): string[] => {
  const grouped = [modes.base, modes.head].some(({ length }) => length > 1);
  return [
    ...(skewness !== null && Math.abs(skewness) > Math.max(SKEWED, 3 * Math.sqrt(6 / n))
      ? [`sessions are skewed (${skewness.toFixed(1)}): at the very edge of the horizon false alarms may reach 10 %`]
      : []),
    ...(correlation !== null && correlation > Math.max(CORRELATED, 2 / Math.sqrt(n))
      ? [`sessions follow each other (correlation ${correlation.toFixed(1)}): they say less than as many apart`]
      : []),
    ...(grouped
      ? [`times of two modes (base ${modesText(modes.base)}; head ${modesText(modes.head)}): the ratio is of means`]
      : []),
  ];
};

const judgeControl = ({ control }: Comparison): JudgedControl => {
  const equal = sessionLogRatios(control.equal);
  const slowed = sessionLogRatios(control.slowed);
  const options = { horizon: control.horizon, expectedSd: control.expectedScatter.sd };
  const verdict = sequentialVerdicts([evidenceOf(equal, options)])[0] ?? 'undecided';
  // Both were timed with the same pipelines and buffers: their difference holds the planted loop alone.
  const planted = Math.log1p(control.planted);
  const gains = slowed.slice(0, equal.length).map((x, i) => x - (equal[i] ?? NaN));
  const interval = studentInterval(gains);
  const { mean } = scatterOf(gains);
  const enough = gains.length >= FEWEST_SESSIONS;
  const seen = enough && interval.low > 0 && Math.abs(mean - planted) < PLANTED_TOLERANCE * planted;
  const missed =
    enough && (interval.high < (1 - PLANTED_TOLERANCE) * planted || interval.low > (1 + PLANTED_TOLERANCE) * planted);
  const changed = verdict === 'regressed' || verdict === 'improved';
  const failed = isGivenUp(control) && equal.length === 0;
  const failure = failed
    ? `The control could not be timed: ${control.failures.find(({ side }) => side !== 'host')?.message ?? ''}`
    : changed
      ? `The base against itself came out ${verdict}: this machine, or the harness, moves by itself.`
      : enough && !seen
        ? `A planted slowdown of ${percentText(Math.expm1(planted))} came out as ${percentText(Math.expm1(mean))}: a change could not have been seen.`
        : null;
  return {
    equal: {
      medianRatio: equal.length > 0 ? Math.exp(scatterOf(equal).mean) : null,
      ci95: ratioInterval(mixtureInterval(equal)),
      verdict,
      sessions: equal.length,
      sessionSd: equal.length > 1 ? scatterOf(equal).standardDeviation : null,
      orderEffect: orderEffectOf(control.equal),
    },
    slowed: {
      planted: control.planted,
      medianRatio: gains.length > 0 ? Math.exp(mean) : null,
      ci95: ratioInterval(interval),
      seen,
      missed,
    },
    seconds: control.equal.reduce((sum, { seconds }) => sum + seconds, 0),
    failure,
  };
};

const pairsOf = (sessions: readonly Session[]) => sessions.flatMap(({ draws }) => draws.flatMap(({ pairs }) => pairs));
const orderEffectOf = (sessions: readonly Session[]): number | null =>
  sessions.length === 0 ? null : Math.exp(orderEffect(pairsOf(sessions)));

const judgeCase = (compared: ComparedCase, clockVerdict: Verdict): JudgedCase => {
  const { id, kernels, horizon, quarantine, sessions, failures, expectedScatter } = compared;
  const logRatios = sessionLogRatios(sessions);
  const scatter = scatterOf(logRatios);
  const [n, pairs] = [logRatios.length, pairsOf(sessions)];
  const failure = isGivenUp(compared) ? (failures.findLast(({ side }) => side !== 'host')?.message ?? null) : null;
  const { differences, grown } = differencesOf(compared);
  // What a build asks more of any machine is a regression, unless the clock has shown that nothing became slower.
  const verdict =
    failure !== null ? 'failed' : clockVerdict === 'undecided' && grown.length > 0 ? 'regressed' : clockVerdict;
  const [skewness, correlation] = n > 2 ? [scatter.skewness, scatter.correlation] : [null, null];
  const modes = modesOfSides(sessions);
  return {
    id,
    kernels,
    logRatios,
    sessions: n,
    horizon,
    medianRatio: n > 0 ? Math.exp(scatter.mean) : null,
    ci95: ratioInterval(mixtureInterval(logRatios)),
    verdict,
    baseMs: n > 0 ? median(pairs.map(({ baseMs }) => baseMs)) : null,
    headMs: n > 0 ? median(pairs.map(({ headMs }) => headMs)) : null,
    expectedScatter,
    sessionSd: n > 1 ? scatter.standardDeviation : null,
    skewness,
    correlation,
    orderEffect: orderEffectOf(sessions),
    modes,
    sessionSeconds: n > 0 ? sessions.reduce((sum, { seconds }) => sum + seconds, 0) / sessions.length : null,
    quarantine,
    failure,
    differences,
    grown,
    remarks: remarksOf(n, skewness, correlation, modes),
  };
};

/** Everything that a comparison says, computed from its raw pairs alone. */
export const judgeComparison = (comparison: Comparison): Judgement => {
  const active = comparison.cases.filter(({ quarantine }) => quarantine === null);
  const judged = sequentialVerdicts(
    active.map(({ sessions, horizon, expectedScatter: { sd } }) =>
      evidenceOf(sessionLogRatios(sessions), { horizon, expectedSd: sd }),
    ),
    comparison.family,
  );
  const verdicts = new Map(active.map((compared, i) => [compared, judged[i] ?? 'undecided']));
  const cases = comparison.cases.map((compared) => judgeCase(compared, verdicts.get(compared) ?? 'undecided'));
  const control = judgeControl(comparison);
  const bundle = bundleGrowth(comparison);
  const worst = worstOf([
    ...(control.failure === null ? [] : ['invalid' as const]),
    ...(bundle === null ? [] : ['regressed' as const]),
    ...cases.filter(({ quarantine }) => quarantine === null).map(({ verdict }) => verdict),
  ]);
  return { cases, control, bundle, worst };
};
