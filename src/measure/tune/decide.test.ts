import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.ts';
import { median } from '../../base/statistics/order.ts';
import { chooseByRounds, type Timed } from './decide.ts';

const timed = (name: string, complexity: number, ms: number, noise: number, seed: number, rounds = 12): Timed => {
  const random = createRandom(seed);
  return { name, complexity, samplesMs: Array.from({ length: rounds }, () => ms * Math.exp(noise * random.normal())) };
};

describe('the decision', () => {
  it('takes the fastest where the rounds can tell', () => {
    const entries = [timed('a', 1, 12, 0.02, 1), timed('b', 9, 10, 0.02, 2), timed('c', 5, 11, 0.02, 3)];
    expect(chooseByRounds(entries)).toMatchObject({ winner: { name: 'b' }, decided: true });
  });

  it('takes the simpler of two that cannot be told apart', () => {
    const entries = [timed('elaborate', 9, 10, 0.05, 4), timed('simple', 1, 10.01, 0.05, 5)];
    expect(chooseByRounds(entries)).toMatchObject({ winner: { name: 'simple' }, decided: false });
  });

  it('keeps the faster of two that are as simple, in whatever order they come', () => {
    const entries = [timed('slower', 4, 10.1, 0.05, 6), timed('faster', 4, 10, 0.05, 7)];
    const best = median(entries[0]!.samplesMs) < median(entries[1]!.samplesMs) ? 'slower' : 'faster';
    for (const order of [entries, entries.toReversed()]) expect(chooseByRounds(order).winner?.name).toBe(best);
  });

  it('has no winner among none', () => {
    expect(chooseByRounds([])).toEqual({ winner: null, decided: true });
  });

  it('is within 5 % of the true best in 98 of 100 searches, at 5 % noise', () => {
    let far = 0;
    for (let trial = 0; trial < 500; trial++) {
      const truth = [10, 10.3, 10.8, 12, 13];
      const entries = truth.map((ms, i) => timed(String(i), 5 - i, ms, 0.05, 1000 * trial + i));
      const { winner } = chooseByRounds(entries);
      if (truth[Number(winner?.name)]! > 10.5) far++;
    }
    expect(far / 500).toBeLessThanOrEqual(0.02);
  });
});
