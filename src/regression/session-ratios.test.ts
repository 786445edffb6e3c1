import { describe, expect, it } from 'vitest';
import { createRandom, inRandomOrder } from '../base/random.ts';
import type { Session } from '../records/comparison.ts';
import { judgeComparison } from './judge.ts';
import { modesOfSides, sessionLogRatios } from './session-ratios.ts';
import { comparedCase, comparison, QUIET, simulateSessions } from './testing/comparison.ts';

/** Sessions whose draws fall into a slow mode by chance, on each side as often as stated. */
const twoModes = (count: number, slow: { base: number; head: number }, gap: number, seed: number): Session[] => {
  const random = createRandom(seed);
  const time = (share: number): number =>
    3 * (random.uniform() < share ? 1 + gap : 1) * Math.exp(0.005 * random.normal());
  return Array.from({ length: count }, (_, index) => ({
    seed: index,
    seconds: 1,
    draws: Array.from({ length: 8 }, () => {
      const [baseMs, headMs] = [time(slow.base), time(slow.head)];
      return { pairs: [{ baseMs, headMs, headFirst: random.uniform() < 0.5 }] };
    }),
  }));
};

describe('times in two modes', () => {
  it('are named with their distance and how each side spends its draws', () => {
    const { base, head } = modesOfSides(twoModes(30, { base: 0.15, head: 0.4 }, 0.15, 1));
    expect([base.length, head.length]).toEqual([2, 2]);
    expect(base[1]!.ms / base[0]!.ms).toBeCloseTo(1.15, 1);
    expect(base[1]?.share).toBeCloseTo(0.15, 1);
    expect(head[1]?.share).toBeCloseTo(0.4, 1);
  });

  it('are not seen in two builds of which one is slower', () => {
    const { base, head } = modesOfSides(simulateSessions(30, 1.2, QUIET, 3));
    expect([base.length, head.length]).toEqual([1, 1]);
  });

  it('give the mean ratio, which sees a slow mode that grew where the median does not', () => {
    const sessions = twoModes(40, { base: 0.05, head: 0.35 }, 0.3, 2);
    const ratios = sessionLogRatios(sessions);
    expect(ratios[0]).toBeLessThan(0.05);
    const later = ratios.slice(3);
    const mean = later.reduce((sum, x) => sum + x, 0) / later.length;
    expect(Math.exp(mean)).toBeCloseTo(1.3 ** 0.3, 1);
    const [judged] = judgeComparison(comparison([comparedCase('gemm', sessions)])).cases;
    expect(judged?.verdict).toBe('regressed');
    expect(judged?.remarks.at(-1)).toMatch(
      /^times of two modes \(base 100 % at 3\.0\d ms; head \d+ % at 3\.0\d ms, \d+ % at 3\.9\d ms\)/,
    );
  });

  it('of identical builds, 13 % apart and drawn anew for every build and session, are no change in any of 20 comparisons', () => {
    const wholeSessions = (seed: number): Session[] => {
      const random = createRandom(seed);
      return Array.from({ length: 30 }, (_, index) => {
        const [base, head] = [random.uniform(), random.uniform()].map((x) => (x < 0.5 ? 2.95 : 3.4));
        const pairs = [{ baseMs: base ?? 0, headMs: head ?? 0, headFirst: false }];
        return { seed: index, seconds: 1, draws: Array.from({ length: 8 }, () => ({ pairs })) };
      });
    };
    for (let seed = 1; seed <= 20; seed++) {
      const [judged] = judgeComparison(comparison([comparedCase('bistable', wholeSessions(seed))])).cases;
      expect(['undecided', 'unchanged']).toContain(judged?.verdict);
      expect(judged?.modes.base).toHaveLength(2);
    }
  });
});

describe('published ratios of identical builds', () => {
  const timesOf = (times: readonly number[]): Session => ({
    seed: 1,
    seconds: 1,
    draws: times.map((headMs) => ({ pairs: [{ baseMs: 15.6, headMs, headFirst: false }] })),
  });

  it('of guelfoweb/orbit#295, from −11 to +22 % in three ABBA runs, are undecided in whatever order they come', () => {
    const changes = [0.1227, 0.2188, -0.0033, 0.0341, -0.1088, -0.056];
    for (let seed = 1; seed <= 50; seed++) {
      const random = createRandom(seed);
      // Three times over: with six sessions nothing could be called changed at all.
      const sessions = inRandomOrder([...changes, ...changes, ...changes], random).map((change) =>
        timesOf([15.6 * (1 + change)]),
      );
      const [judged] = judgeComparison(comparison([comparedCase('orbit', sessions)])).cases;
      expect(judged?.sessions).toBe(18);
      expect(judged?.verdict).toBe('undecided');
    }
  });

  it('of which two in ten took twice as long, give the median and not the mean', () => {
    const times = [15.71, 27.02, 15.65, 15.6, 15.55, 15.42, 15.64, 29.06, 16.16, 15.47];
    expect(Math.exp(sessionLogRatios([timesOf(times)])[0]!) * 15.6).toBeCloseTo(15.645, 2);
  });
});
