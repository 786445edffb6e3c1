import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/base/random.ts';
import type { Timed } from './race.ts';
import { againstBest, ratioOfRounds } from './statistics.ts';

const ROUNDS = 16;
/** Kernels of given true times on a machine whose speed changes from round to round for all of them alike. */
const race = (trueMs: readonly number[], seed: number): Timed[] => {
  const random = createRandom(seed);
  const machine = Array.from({ length: ROUNDS }, () => Math.exp(0.5 * random.normal()));
  return trueMs.map((ms, i) => ({
    kernel: String(i),
    samplesMs: machine.map((speed) => ms * speed * Math.exp(0.03 * random.normal())),
    reason: null,
  }));
};

describe('the winner against the best', () => {
  it('sees a ratio of 1.2 through a machine that halves and doubles its speed', () => {
    const found = againstBest(race([12, 10, 11], 1), '0');
    expect(found?.best).toBe('1');
    expect(found?.slowdown.ratio).toBeGreaterThan(1.15);
    expect(found?.slowdown.ratio).toBeLessThan(1.25);
    expect(found?.slowdown.low).toBeGreaterThan(1);
  });

  it('is exactly one where the winner is the best', () => {
    expect(againstBest(race([10, 12], 2), '0')).toEqual({ best: '0', slowdown: { ratio: 1, low: 1, high: 1 } });
  });

  it('is not biased by choosing the luckiest of many equals', () => {
    const ratios = Array.from({ length: 400 }, (_, seed) => againstBest(race([10, 10, 10, 10, 10, 10], seed), '0'));
    const mean = ratios.reduce((sum, estimate) => sum + Math.log(estimate?.slowdown.ratio ?? NaN), 0) / ratios.length;
    expect(Math.abs(mean)).toBeLessThan(0.003);
  });

  it('says nothing about a winner that was not timed', () => {
    const [first, second] = race([10, 12], 3);
    expect(againstBest([{ ...first!, samplesMs: [], reason: 'wrong' }, second!], '0')).toBeNull();
  });
});

it('pairs rounds, not medians', () => {
  expect(ratioOfRounds([2, 4, 8, 16, 32, 64], [1, 2, 4, 8, 16, 32])).toEqual({ ratio: 2, low: 2, high: 2 });
});
