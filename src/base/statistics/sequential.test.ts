import type { Verdict } from './compare.ts';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import {
  CHANGE_LEVEL,
  evidenceOf,
  FEWEST_SESSIONS,
  mixtureInterval,
  sequentialVerdicts,
  sessionsNeeded,
  smallestVisibleChange,
} from './sequential.ts';

const HORIZON = 0.02;
const SD = 0.036;
const LOOKS = 100;
const TRIALS = 200;

/** Noise of variance 1; all but the skewed one symmetric. */
const SHAPES: Readonly<Record<string, (random: Random) => () => number>> = {
  normal: (random) => () => random.normal(),
  'heavy-tailed': (random) => () => random.normal() / Math.sqrt(random.exponential(1) + random.exponential(1)),
  bimodal: (random) => () => (random.uniform() < 0.5 ? -0.92 : 0.92) + 0.4 * random.normal(),
  skewed: (random) => () => random.exponential(1) - 1,
  'AR(1) 0.3': (random) => {
    let state = random.normal();
    return () => (state = 0.3 * state + Math.sqrt(1 - 0.09) * random.normal());
  },
};

const sessions = (shape: string, seed: number, centre: number, count = LOOKS): number[] => {
  const next = SHAPES[shape]!(createRandom(seed));
  return Array.from({ length: count }, () => centre + SD * next());
};
// Evidence keeps its largest value, so the verdict after the last look is that of the worst look.
const verdictOf = (logRatios: readonly number[]): Verdict =>
  sequentialVerdicts([evidenceOf(logRatios, { horizon: HORIZON, expectedSd: SD })])[0]!;
const count = (trials: number, test: (seed: number) => boolean): number =>
  Array.from({ length: trials }, (_, i) => test(i + 1)).filter(Boolean).length;

describe('sequentialVerdicts, at any of a hundred looks', () => {
  it.each(Object.keys(SHAPES))('calls equal builds changed in at most one of a hundred: %s', (shape) => {
    const alarms = count(TRIALS, (seed) => ['regressed', 'improved'].includes(verdictOf(sessions(shape, seed, 0))));
    expect(alarms).toBeLessThanOrEqual(CHANGE_LEVEL * TRIALS);
  });

  it.each(['normal', 'heavy-tailed', 'bimodal'])('keeps that level at the very edge of the horizon: %s', (shape) => {
    const alarms = count(TRIALS, (seed) => verdictOf(sessions(shape, seed, Math.log1p(HORIZON))) === 'regressed');
    // Three standard errors above 1 %.
    expect(alarms / TRIALS).toBeLessThanOrEqual(CHANGE_LEVEL + 3 * Math.sqrt(0.01 / TRIALS));
  });

  it('calls a change at the edge unchanged in at most 5 %', () => {
    const wrong = count(TRIALS, (seed) => verdictOf(sessions('normal', seed, Math.log1p(HORIZON))) === 'unchanged');
    expect(wrong / TRIALS).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / TRIALS));
  });

  it('finds 10 % in 14 sessions in nineteen of twenty', () => {
    const found = count(TRIALS, (seed) => verdictOf(sessions('normal', seed, Math.log(1.1), 14)) === 'regressed');
    expect(found / TRIALS).toBeGreaterThan(0.95);
    const faster = count(TRIALS, (seed) => verdictOf(sessions('normal', seed, -Math.log(1.1), 14)) === 'improved');
    expect(faster / TRIALS).toBeGreaterThan(0.95);
  });

  it('claims no change before the seventh session, however clear', () => {
    expect(FEWEST_SESSIONS).toBe(7);
    const clear = Array.from({ length: 7 }, () => 1);
    expect(verdictOf(clear.slice(0, 6))).toBe('undecided');
    expect(verdictOf([...clear, 1])).toBe('regressed');
  });

  it('asks more of a change among many cases, by Holm’s steps', () => {
    const strong = evidenceOf(
      Array.from({ length: 9 }, () => 1),
      { horizon: HORIZON, expectedSd: SD },
    );
    const none = evidenceOf([], { horizon: HORIZON, expectedSd: SD });
    expect(sequentialVerdicts([strong, none])[0]).toBe('regressed');
    expect(sequentialVerdicts([strong, ...Array.from({ length: 9 }, () => none)])[0]).toBe('undecided');
    // The first step taken, the next case is held to one case fewer.
    const stronger = evidenceOf(
      Array.from({ length: 20 }, () => 1),
      { horizon: HORIZON, expectedSd: SD },
    );
    expect(sequentialVerdicts([stronger, strong, none]).slice(0, 2)).toEqual(['regressed', 'regressed']);
  });
});

describe('mixtureInterval', () => {
  it.each(['normal', 'heavy-tailed', 'bimodal'])(
    'holds the centre at every look in nineteen of twenty: %s',
    (shape) => {
      const missed = count(TRIALS, (seed) => {
        const all = sessions(shape, seed, 0.01);
        return all.some((_, i) => {
          const { low, high } = mixtureInterval(all.slice(0, i + 1));
          return low > 0.01 || high < 0.01;
        });
      });
      // Two standard errors below 94 %.
      expect(1 - missed / TRIALS).toBeGreaterThanOrEqual(0.94 - 2 * Math.sqrt((0.94 * 0.06) / TRIALS));
    },
  );

  it('is the whole line until sessions bound it, and narrows then', () => {
    expect(mixtureInterval([0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toEqual({ low: -Infinity, high: Infinity });
    const width = (n: number): number => {
      const { low, high } = mixtureInterval(sessions('normal', 5, 0, n));
      return high - low;
    };
    expect(width(100)).toBeLessThan(width(10));
    expect(width(100)).toBeLessThan(8 * (SD / Math.sqrt(100)));
  });
});

describe('what a comparison takes', () => {
  it('needs more sessions for smaller changes and for more noise', () => {
    const needed = (expectedSd: number, effect: number): number =>
      sessionsNeeded({ horizon: HORIZON, expectedSd }, effect).median ?? Infinity;
    expect(needed(SD, 0.1)).toBeLessThan(needed(SD, 0.05));
    expect(needed(SD, 0.05)).toBeLessThan(needed(0.05, 0.05));
    expect(needed(SD, 0.1)).toBeGreaterThanOrEqual(FEWEST_SESSIONS);
    expect(sessionsNeeded({ horizon: HORIZON, expectedSd: 0.15 }, 0, { limit: 30 })).toEqual({
      median: null,
      ninetieth: null,
    });
  });

  it('sees the change it names in four of five simulated comparisons', () => {
    const visible = smallestVisibleChange(20, { horizon: HORIZON, expectedSd: SD });
    expect(visible).not.toBeNull();
    const found = count(
      TRIALS,
      (seed) => verdictOf(sessions('heavy-tailed', seed + 9000, Math.log1p(visible ?? 0), 20)) === 'regressed',
    );
    expect(found / TRIALS).toBeGreaterThan(0.72);
    expect(found / TRIALS).toBeLessThan(0.9);
    expect(smallestVisibleChange(5, { horizon: HORIZON, expectedSd: SD })).toBeNull();
  });
});
