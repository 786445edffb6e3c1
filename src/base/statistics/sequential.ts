import type { Verdict } from './compare.ts';
import { median, robustSd } from './order.ts';
import { createRandom } from '../random.ts';

/**
 * Decisions about a ratio that may be looked at after every session and stopped at any of them.
 *
 * Each session gives one log ratio x = ln(head/base). Four claims are tested at once, each by betting against its contrary:
 *
 *     improved            unchanged            regressed
 *   ───────────────┤├──────────────────┤├──────────────────  centre of x
 *               −h                      +h                     h = ln(1 + horizon)
 *
 * Were the centre at most +h and the distribution symmetric, then y = x − h would be as often above 0 as below at every |y|,
 * and a bet on its sign is fair. The stake tanh(k·|y|/s) is what a normal distribution with centre h + k·s and standard deviation s
 * would bet (Kelly); s is learnt from *earlier* sessions only, so every bet is placed before its outcome. The capital
 *
 *   E_n = Σ_k w_k ∏_{i≤n} (1 + tanh(k·y_i/s_i))
 *
 * is a test supermartingale for every symmetric distribution with centre ≤ h (the stake grows with y), so it ever reaches
 * 1/α with a chance of α at most (Ville's inequality; Ramdas, Grünwald, Vovk & Shafer, Statistical Science 38(4), 2023). A session
 * at most doubles it: one claim in a hundred needs seven sessions. Skewed sessions break the guarantee at the edge of the
 * horizon, not at equality; docs/deep.md has the counts.
 */
export type Claim = 'regressed' | 'improved' | 'notRegressed' | 'notImproved';
const CLAIMS: readonly Claim[] = ['regressed', 'improved', 'notRegressed', 'notImproved'];

/** Largest capital so far, by claim. A claim once proved at its level stays proved. */
export type Evidence = Readonly<Record<Claim, number>>;

/** Shifts bet on, in standard deviations of a session beyond the edge, all with the same capital at the start. */
const SHIFTS = [0.5, 1, 2, 4];
/** With fewer sessions than this the scatter expected from earlier runs is used. */
const SESSIONS_FOR_SCALE = 3;

/** False claims of a change in a hundred comparisons, and of no change beyond the horizon, at most. */
export const CHANGE_LEVEL = 0.01;
export const UNCHANGED_LEVEL = 0.05;
/** Below these a doubling at each session could not prove a change. */
export const FEWEST_SESSIONS = Math.ceil(Math.log2(1 / CHANGE_LEVEL));

/** Sessions with which a change could be proved in one of so many cases: before them “unchanged” would have seen nothing. */
export const fewestSessions = (family: number): number => Math.ceil(Math.log2((2 * family) / CHANGE_LEVEL));

interface Bettor {
  /** Takes the next session's log ratio. */
  add(logRatio: number): void;
  evidence(): Evidence;
}

/** `horizon` is relative (0.02 for 2 %), `expectedSd` the standard deviation of a session's log ratio in earlier runs. */
const createBettor = (horizon: number, expectedSd: number): Bettor => {
  const edge = Math.log1p(horizon);
  const past: number[] = [];
  const capital = new Map(CLAIMS.map((claim) => [claim, SHIFTS.map(() => 1 / SHIFTS.length)]));
  const largest: Record<Claim, number> = { regressed: 1, improved: 1, notRegressed: 1, notImproved: 1 };
  /** How far a session speaks for the claim, from the edge that its contrary has. */
  const gainOf: Record<Claim, (logRatio: number) => number> = {
    regressed: (x) => x - edge,
    improved: (x) => -edge - x,
    notRegressed: (x) => edge - x,
    notImproved: (x) => x + edge,
  };
  const scale = (): number => {
    if (past.length < SESSIONS_FOR_SCALE) return expectedSd;
    const middle = median(past);
    const spread = robustSd(past.map((x) => x - middle));
    // Few sessions that happen to agree must not make the bets reckless: a third of what was expected is the least believed.
    return Math.max(spread, expectedSd / 3);
  };
  return {
    add: (logRatio) => {
      const sd = scale();
      for (const claim of CLAIMS) {
        const capitals = capital.get(claim);
        if (capitals === undefined) continue;
        const gain = gainOf[claim](logRatio);
        SHIFTS.forEach((shift, k) => {
          capitals[k]! *= 1 + Math.tanh((shift * gain) / sd);
        });
        largest[claim] = Math.max(
          largest[claim],
          capitals.reduce((sum, x) => sum + x, 0),
        );
      }
      past.push(logRatio);
    },
    evidence: () => ({ ...largest }),
  };
};

export interface SequentialOptions {
  /** Relative change that matters, above 0. */
  readonly horizon: number;
  /** Standard deviation of a session's log ratio that earlier runs let expect, above 0. */
  readonly expectedSd: number;
}

/** Evidence after all sessions, in the order in which they ran. */
export const evidenceOf = (logRatios: readonly number[], { horizon, expectedSd }: SequentialOptions): Evidence => {
  const bettor = createBettor(horizon, expectedSd);
  for (const x of logRatios) bettor.add(x);
  return bettor.evidence();
};

/** Both claims of no change at once. */
export const isUnchanged = ({ notRegressed, notImproved }: Evidence): boolean =>
  Math.min(notRegressed, notImproved) >= 1 / UNCHANGED_LEVEL;

/**
 * Verdicts of several cases of one comparison. Claims of a change are held to 1 % over all cases together by Holm's steps on the
 * capitals (the largest against K/α, the next against (K − 1)/α, …), which is valid at any dependence (Vovk & Wang, Annals of
 * Statistics 49(3), 2021). “Unchanged” is each case's own claim at 5 %.
 * @param family cases of the whole comparison, where these are a shard of it: the others count as not decided.
 */
export const sequentialVerdicts = (cases: readonly Evidence[], family: number = cases.length): readonly Verdict[] => {
  const verdicts: Verdict[] = cases.map((evidence) => (isUnchanged(evidence) ? 'unchanged' : 'undecided'));
  const strongest = cases
    .map(({ regressed, improved }, index) => ({
      index,
      claim: regressed >= improved ? ('regressed' as const) : ('improved' as const),
      // Both directions are asked of each case.
      capital: Math.max(regressed, improved) / 2,
    }))
    .sort((a, b) => b.capital - a.capital);
  for (const [step, { index, claim, capital }] of strongest.entries()) {
    if (capital < (Math.max(family, cases.length) - step) / CHANGE_LEVEL) break;
    verdicts[index] = claim;
  }
  return verdicts;
};

export interface LogInterval {
  readonly low: number;
  readonly high: number;
}

/** Prior of the shift in standard deviations is N(0, 1/PRECISION): narrowest for shifts of about one. */
const PRECISION = 1;
/**
 * Confidence sequence of the mean of normal sessions with unknown scatter, valid at every look: inverts the scale-invariant
 * mixture of Wang & Ramdas (Anytime-valid t-tests, Sequential Analysis 44(1), 2025, theorem 4.7),
 *
 *   √(c²/(n + c²)) · [(n + c²)(s² + d²) / ((n + c²)(s² + d²) − n·d²)]^(n/2) < 1/α,   d = mean − centre, s² = Σ(x − mean)²/n.
 *
 * The whole line before `FEWEST_SESSIONS`: a few sessions that happen to agree are no scatter.
 */
export const mixtureInterval = (logRatios: readonly number[], level = 0.95): LogInterval => {
  const n = logRatios.length;
  if (n < FEWEST_SESSIONS) return { low: -Infinity, high: Infinity };
  const mean = logRatios.reduce((sum, x) => sum + x, 0) / n;
  const variance = logRatios.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  const bound = (Math.sqrt((n + PRECISION) / PRECISION) / (1 - level)) ** (2 / n);
  const room = n + PRECISION - bound * PRECISION;
  if (room <= 0) return { low: -Infinity, high: Infinity };
  const halfWidth = Math.sqrt((variance * (n + PRECISION) * (bound - 1)) / room);
  return { low: mean - halfWidth, high: mean + halfWidth };
};

export interface SessionsNeeded {
  /** Null where fewer than this share of the simulated runs had ended at `limit`. */
  readonly median: number | null;
  readonly ninetieth: number | null;
}

const SIMULATED_RUNS = 200;
/** t with 4 degrees of freedom, scaled to variance 1: sessions have heavier tails than a normal distribution. */
const heavyTailed = (random: ReturnType<typeof createRandom>): number => {
  const chiSquared = 2 * (random.exponential(1) + random.exponential(1));
  return random.normal() / Math.sqrt((chiSquared / 4) * 2);
};

/**
 * How many sessions a verdict takes for a true change of `effect` (relative; 0 for none), by simulation with a fixed seed.
 * `cases` tightens the level as in `sequentialVerdicts`.
 */
export const sessionsNeeded = (
  { horizon, expectedSd }: SequentialOptions,
  effect: number,
  { cases = 1, limit = 200 }: { readonly cases?: number; readonly limit?: number } = {},
): SessionsNeeded => {
  const random = createRandom(20260101);
  const centre = Math.log1p(effect);
  const ends: number[] = [];
  for (let run = 0; run < SIMULATED_RUNS; run++) {
    const bettor = createBettor(horizon, expectedSd);
    let end = Infinity;
    for (let n = 1; n <= limit && end === Infinity; n++) {
      bettor.add(centre + expectedSd * heavyTailed(random));
      const evidence = bettor.evidence();
      const changed = Math.max(evidence.regressed, evidence.improved) / 2 >= cases / CHANGE_LEVEL;
      if (changed || isUnchanged(evidence)) end = n;
    }
    ends.push(end);
  }
  ends.sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = ends[Math.ceil(share * SIMULATED_RUNS) - 1];
    return value === undefined || value === Infinity ? null : value;
  };
  return { median: at(0.5), ninetieth: at(0.9) };
};

/**
 * Smallest slowdown that `sessions` sessions of this scatter would have called regressed in four of five comparisons (80 % power), as
 * a relative change; by bisection over simulated runs with a fixed seed. Null where even a doubling of the time would not be seen.
 */
export const smallestVisibleChange = (
  sessions: number,
  { horizon, expectedSd }: SequentialOptions,
  cases = 1,
): number | null => {
  const seen = (effect: number): boolean => {
    const random = createRandom(20260102);
    let regressed = 0;
    for (let run = 0; run < SIMULATED_RUNS; run++) {
      const bettor = createBettor(horizon, expectedSd);
      for (let n = 0; n < sessions; n++) bettor.add(Math.log1p(effect) + expectedSd * heavyTailed(random));
      if (bettor.evidence().regressed / 2 >= cases / CHANGE_LEVEL) regressed++;
    }
    return regressed >= 0.8 * SIMULATED_RUNS;
  };
  let [low, high] = [horizon, 1];
  if (!seen(high)) return null;
  for (let i = 0; i < 10; i++) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
};
