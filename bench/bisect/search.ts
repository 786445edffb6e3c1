import { bisect, type Bisection, type BisectionSession } from '../../src/base/statistics/noisy-bisection.ts';
import { scatterOf } from '../../src/base/statistics/paired-sessions.ts';
import { FEWEST_SESSIONS, evidenceOf, sequentialVerdicts } from '../../src/base/statistics/sequential.ts';
import type { BisectionRecord } from '../../src/records/bisection.ts';

/** Where a search stands, with commits that could not be timed taken out. */
export interface SearchState {
  /** Commit to time next; null once the search has ended. */
  readonly next: string | null;
  /** How it ended, or what it does. */
  readonly phase: 'proving' | 'searching' | 'found' | 'not-slower' | 'gave-up';
  /** The likeliest first slow commit and, where commits before it could not be timed, those: it may be any of them. */
  readonly suspects: readonly string[];
  readonly probability: number;
  /** Time after over time before. */
  readonly ratio: number;
  readonly remaining: number;
}

export interface SearchOptions {
  /** From the commit after the good one to the bad one. */
  readonly commits: readonly string[];
  readonly horizon: number;
  readonly mostSessions: number;
}

/** With fewer sessions than this beyond the first of each commit their scatter is not believed. */
const SESSIONS_TO_BELIEVE = 4;

/**
 * How far sessions scatter: as was expected, or, where that is more, as those of each commit do about their mean, so that a restless
 * machine is asked more often. A wild session makes the search slower, never surer.
 */
const believedSd = (sessions: readonly BisectionSession[], expectedSd: number): number => {
  const scatters = [...Map.groupBy(sessions, ({ commit }) => commit).values()].map((ofCommit) => ({
    freedom: ofCommit.length - 1,
    sd: scatterOf(ofCommit.map(({ logRatio }) => logRatio)).standardDeviation,
  }));
  const freedom = scatters.reduce((sum, scatter) => sum + scatter.freedom, 0);
  const squares = scatters.reduce((sum, scatter) => sum + scatter.freedom * scatter.sd ** 2, 0);
  return freedom < SESSIONS_TO_BELIEVE ? expectedSd : Math.max(expectedSd, Math.sqrt(squares / freedom));
};

/**
 * First the bad end is timed until it is proved slower than the good one: a search for nothing would end somewhere. Then the
 * posterior over commits asks.
 */
export const searchState = (
  { sessions, skipped, expectedSd }: BisectionRecord,
  { commits, horizon, mostSessions }: SearchOptions,
): SearchState => {
  const lost = new Set(skipped.map(({ commit }) => commit));
  const timeable = commits.filter((commit) => !lost.has(commit));
  const end = commits.at(-1);
  const atEnd = sessions.filter(({ commit }) => commit === end).map(({ logRatio }) => logRatio);
  const verdict = sequentialVerdicts([evidenceOf(atEnd, { horizon, expectedSd })])[0] ?? 'undecided';
  const known = sessions.flatMap(({ commit, logRatio }) => {
    const index = timeable.indexOf(commit);
    return index < 0 ? [] : [{ commit: index + 1, logRatio }];
  });
  const found: Bisection = bisect(known, {
    commits: Math.max(1, timeable.length),
    expectedSd: believedSd(known, expectedSd),
  });
  const first = timeable[found.firstBad - 1] ?? end ?? '';
  const before = timeable[found.firstBad - 2];
  const suspects = commits.slice(before === undefined ? 0 : commits.indexOf(before) + 1, commits.indexOf(first) + 1);
  const state = (phase: SearchState['phase'], next: string | null): SearchState => ({
    next,
    phase,
    suspects,
    probability: found.probability,
    ratio: found.ratio,
    remaining: timeable.length,
  });
  if (end === undefined || lost.has(end)) return state('gave-up', null);
  if (atEnd.length >= FEWEST_SESSIONS && (verdict === 'unchanged' || verdict === 'improved'))
    return state('not-slower', null);
  if (sessions.length >= mostSessions) return state('gave-up', null);
  if (verdict !== 'regressed') return state('proving', end);
  const next = found.next === null ? null : (timeable[found.next - 1] ?? null);
  return next === null ? state('found', null) : state('searching', next);
};
