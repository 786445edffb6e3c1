import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { bisect, type BisectionSession } from './noisy-bisection.ts';
import { plainBisectionFinds } from './testing/plain-bisection.ts';

/** Runs a search for a planted slowdown; `sd` is that of a session's log ratio. */
const search = (seed: number, commits: number, slowdown: number, sd: number): { right: boolean; sessions: number } => {
  const random = createRandom(seed);
  const first = random.integer(1, commits);
  const sessions: BisectionSession[] = [];
  for (;;) {
    const { next, firstBad } = bisect(sessions, { commits, expectedSd: sd });
    if (next === null || sessions.length >= 300) return { right: firstBad === first, sessions: sessions.length };
    sessions.push({ commit: next, logRatio: (next >= first ? Math.log1p(slowdown) : 0) + sd * random.normal() });
  }
};

const TRIALS = 40;

describe('bisect', () => {
  it('finds 5 % among 64 commits at 3 % noise, with fewer sessions than plain bisection with the votes it needs', () => {
    const results = Array.from({ length: TRIALS }, (_, seed) => search(seed + 1, 64, 0.05, 0.03));
    const right = results.filter((result) => result.right).length / TRIALS;
    const sessions = results.reduce((sum, result) => sum + result.sessions, 0) / TRIALS;
    expect(right).toBeGreaterThanOrEqual(0.95 - 3 * Math.sqrt((0.95 * 0.05) / TRIALS));
    const plainRight = (votes: number): number =>
      Array.from({ length: 400 }, (_, seed) =>
        plainBisectionFinds(seed + 1, { commits: 64, slowdown: 0.05, sd: 0.03 }, votes),
      ).filter(Boolean).length / 400;
    const votes = Array.from({ length: 20 }, (_, i) => 2 * i + 1).find((odd) => plainRight(odd) >= 0.95) ?? Infinity;
    expect(sessions).toBeLessThan(6 * votes);
  });

  it('asks the middle first, and knows the answer where there is only one commit', () => {
    expect(bisect([], { commits: 8, expectedSd: 0.03 })).toMatchObject({ next: 4 });
    expect(bisect([], { commits: 1, expectedSd: 0.03 })).toMatchObject({ next: null, firstBad: 1, probability: 1 });
  });

  it('takes a wrong session back', () => {
    const wild: BisectionSession = { commit: 4, logRatio: 0.5 };
    const calm = Array.from({ length: 8 }, (): BisectionSession => ({ commit: 4, logRatio: 0 }));
    const late = Array.from({ length: 6 }, (): BisectionSession => ({ commit: 8, logRatio: 0.1 }));
    expect(bisect([wild, ...calm, ...late], { commits: 8, expectedSd: 0.03 }).firstBad).toBeGreaterThan(4);
  });
});
