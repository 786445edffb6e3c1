/**
 * Which of N commits slowed a case down, asked of sessions that are noisy.
 *
 *   commit   1   2   3   4   5   6   7   8
 *   level    0   0   0   0   δ   δ   δ   δ      first bad commit: 5
 *
 * A session of commit c against the good build gives a log ratio x = δ·[c ≥ first] + noise. Over (first, δ) a posterior is
 * kept: uniform over the commits, δ on a grid about what the bad end showed. The next session goes to the commit that
 * the posterior halves (probabilistic bisection: Horstein 1963; Waeber, Frazier & Henderson, SIAM J. Control Optim. 51(3), 2013), and the search
 * stops as soon as one commit holds `certainty` of it. Nothing is decided on one session: a wrong answer is outvoted later.
 *
 * Noise is taken as t with eight degrees of freedom: one wild session moves little, and normal noise is not taken for finer than it is.
 */
export interface Bisection {
  /** Commit to measure next, 1 to N; null once decided. */
  readonly next: number | null;
  /** The commit that most likely is the first bad one, and the posterior probability that it is. */
  readonly firstBad: number;
  readonly probability: number;
  /** Posterior mean of the slowdown, as a ratio of times. */
  readonly ratio: number;
}

export interface BisectionOptions {
  /** Commits from the one after the good end to the bad end, at least 1. */
  readonly commits: number;
  /** Standard deviation of a session's log ratio, above 0. */
  readonly expectedSd: number;
  /** Posterior probability at which the search ends; 0.97 leaves room for a scatter that is not quite as expected. */
  readonly certainty?: number;
}

export interface BisectionSession {
  /** Commit measured, 1 to N. */
  readonly commit: number;
  /** ln(time of the commit / time of the good build). */
  readonly logRatio: number;
}

const DEFAULT_CERTAINTY = 0.97;
/** Slowdowns considered: log ratios in equal steps, up to a tenfold time. */
const SHIFTS = 60;
/** A slowdown below the horizon of comparisons is not searched for: it would take thousands of sessions to place. */
const SMALLEST_SHIFT = Math.log(1.02);
const LARGEST_SHIFT = Math.log(10);
const FREEDOM = 8;

/** Log density of t₈ scaled to standard deviation `sd`, without its constant. */
const logLikelihood = (residual: number, sd: number): number => {
  const scale = sd / Math.sqrt(FREEDOM / (FREEDOM - 2));
  return -((FREEDOM + 1) / 2) * Math.log1p((residual / scale) ** 2 / FREEDOM);
};

const shifts = Array.from(
  { length: SHIFTS },
  (_, i) => SMALLEST_SHIFT * (LARGEST_SHIFT / SMALLEST_SHIFT) ** (i / (SHIFTS - 1)),
);

/** Where the search stands after all sessions so far, in any order. */
export const bisect = (
  sessions: readonly BisectionSession[],
  { commits, expectedSd, certainty = DEFAULT_CERTAINTY }: BisectionOptions,
): Bisection => {
  if (!(commits >= 1)) throw new Error('A bisection needs at least one commit.');
  // logPosterior[first − 1][shift], from sums over the sessions of each commit.
  const good = new Float64Array(commits + 2);
  const bad = shifts.map(() => new Float64Array(commits + 2));
  for (const { commit, logRatio } of sessions) {
    good[commit]! += logLikelihood(logRatio, expectedSd);
    shifts.forEach((shift, s) => {
      bad[s]![commit]! += logLikelihood(logRatio - shift, expectedSd);
    });
  }
  const logPosterior = shifts.map((_, s) => {
    const column = new Float64Array(commits + 1);
    let total = bad[s]!.reduce((sum, x) => sum + x, 0);
    for (let first = 1; first <= commits; first++) {
      // Commits before `first` are good, from it on bad.
      column[first] = total;
      total += good[first]! - bad[s]![first]!;
    }
    return column;
  });
  let highest = -Infinity;
  for (const column of logPosterior)
    for (let first = 1; first <= commits; first++) highest = Math.max(highest, column[first]!);
  const weights = new Float64Array(commits + 1);
  let sum = 0;
  let shiftSum = 0;
  logPosterior.forEach((column, s) => {
    for (let first = 1; first <= commits; first++) {
      const weight = Math.exp(column[first]! - highest);
      weights[first]! += weight;
      sum += weight;
      shiftSum += weight * shifts[s]!;
    }
  });
  let firstBad = 1;
  for (let first = 2; first <= commits; first++) if (weights[first]! > weights[firstBad]!) firstBad = first;
  const probability = weights[firstBad]! / sum;
  let below = 0;
  let next = commits;
  for (let commit = 1; commit <= commits; commit++) {
    // The measured commit parts "first ≤ commit" from the rest; take the one nearest to an even split.
    const upTo = below + weights[commit]! / sum;
    if (upTo >= 0.5) {
      next = upTo - 0.5 <= 0.5 - below || commit === 1 ? commit : commit - 1;
      break;
    }
    below = upTo;
  }
  return { next: probability >= certainty ? null : next, firstBad, probability, ratio: Math.exp(shiftSum / sum) };
};
