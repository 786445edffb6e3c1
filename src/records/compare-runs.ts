import { formatNumber } from '../base/format.ts';
import { HORIZON, judgeRatio, ratioOfMedians, spreadOfRatios, type Verdict } from '../base/statistics/compare.ts';
import { adapterName } from './adapter-name.ts';
import { isSampled, isTimed, type TimedCase } from './cases.ts';
import type { Measurement } from './measurement.ts';
import { paceOf, usualPace } from './pace.ts';

/**
 * Speed of a second run over a first, product by product.
 *
 *   ratio = median time before / median time after,   above 1: the second is faster
 *
 *         regressed          unchanged           improved
 *   ────────[───]────────┼─────[──]─────┼──────────[───]────
 *                     1 − h      1     1 + h
 *
 * An interval that touches a border is undecided. Two things widen it. Within the runs: both medians have a
 * distribution-free 97.5 % interval of their own, so the quotient of their ends covers the ratio of what was sampled in at
 * least 95 % of cases (Bonferroni). Between the runs: clocks, heat and neighbours move each case a little from run to run,
 * which no number of samples in one run can show. The cases are each other's control for that: the spread of all
 * ratios about their median, by the median absolute deviation so that a few true changes do not widen it, is added.
 *
 * And the machine itself may have been faster or slower: where a fixed probe ran between the samples of both, the interval
 * reaches from the ratio as timed to the ratio at equal pace, because a product may follow the probe wholly or not at all.
 */
export interface CaseComparison {
  readonly before: TimedCase;
  readonly after: TimedCase;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Verdict;
}

export interface RunComparison {
  /** How far cases move from run to run, as a standard deviation of log ratios. */
  readonly spread: number;
  readonly cases: readonly CaseComparison[];
  /** Ids measured in one of the runs only. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** What makes the two runs hard to compare, in words. */
  readonly cautions: readonly string[];
}

/** With fewer cases in common their spread says little; then a run-to-run spread of 5 % is taken. */
const FEWEST_CONTROLS = 6;
const ASSUMED_SPREAD = 0.05;

/** Spread of the cases' ratios from run to run, as a standard deviation of logarithms. */
const spreadBetweenRuns = (pairs: readonly (readonly [TimedCase, TimedCase])[]): number => {
  if (pairs.length < FEWEST_CONTROLS) return ASSUMED_SPREAD;
  return spreadOfRatios(pairs.map(([before, after]) => [before.samplesMs, after.samplesMs]));
};

const compareCase = (before: TimedCase, after: TimedCase, spread: number): CaseComparison => {
  const {
    ratio,
    low: lowAsTimed,
    high: highAsTimed,
    covered,
  } = ratioOfMedians(before.samplesMs, after.samplesMs, spread);
  const [paceBefore, paceAfter] = [paceOf(before), paceOf(after)];
  const machine = paceBefore === null || paceAfter === null ? 1 : paceAfter / paceBefore;
  const low = lowAsTimed / Math.max(1, machine);
  const high = highAsTimed / Math.min(1, machine);
  // Too few samples have no such interval at all; then nothing is claimed.
  return { before, after, ratio, low, high, verdict: covered ? judgeRatio(low, high) : 'undecided' };
};

const timedById = ({ cases }: Measurement): Map<string, TimedCase> =>
  new Map(
    cases
      .filter(isTimed)
      .filter(({ samplesMs }) => samplesMs.length > 0)
      .map((timed) => [timed.id, timed]),
  );

const browserName = ({ browser }: Measurement): string =>
  browser === null ? 'no browser' : `${browser.name} ${browser.version}`;

const usualPaceOf = ({ cases }: Measurement): number | null => usualPace(cases.filter(isSampled));

const cautionsOf = (before: Measurement, after: Measurement): string[] => {
  const cautions: string[] = [];
  if (adapterName(before.adapter) !== adapterName(after.adapter)) {
    cautions.push(`Different adapters: ${adapterName(before.adapter)}, then ${adapterName(after.adapter)}.`);
  }
  if (before.clock.source !== after.clock.source) cautions.push('Different clocks: GPU timestamps against wall clock.');
  const [browserBefore, browserAfter] = [browserName(before), browserName(after)];
  if (browserBefore !== browserAfter) cautions.push(`Different browsers: ${browserBefore}, then ${browserAfter}.`);
  const [first, second] = [usualPaceOf(before), usualPaceOf(after)];
  if (first !== null && second !== null && Math.abs(Math.log(second / first)) > Math.log(1 + HORIZON)) {
    const change = `${(100 * Math.abs(second / first - 1)).toFixed(0)} % ${second < first ? 'slower' : 'faster'}`;
    cautions.push(
      `The machine itself was ${change} the second time: a fixed probe ran at ${formatNumber(first)}, then ${formatNumber(second)} GFLOP/s. Intervals allow for it.`,
    );
  }
  for (const { name, sittings } of [before, after])
    if (sittings.length > 1) cautions.push(`“${name}” was measured in ${sittings.length} sittings.`);
  return cautions;
};

export const compareRuns = (before: Measurement, after: Measurement): RunComparison => {
  const first = timedById(before);
  const second = timedById(after);
  const pairs = [...first].flatMap(([id, timedCase]) => {
    const other = second.get(id);
    return other === undefined ? [] : [[timedCase, other] as const];
  });
  const spread = spreadBetweenRuns(pairs);
  return {
    spread,
    cases: pairs.map(([timedCase, other]) => compareCase(timedCase, other, spread)),
    onlyBefore: [...first.keys()].filter((id) => !second.has(id)),
    onlyAfter: [...second.keys()].filter((id) => !first.has(id)),
    cautions: cautionsOf(before, after),
  };
};
