import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { modesOf } from './modes.ts';

const sample = (count: number, draw: (random: ReturnType<typeof createRandom>) => number, seed = 1): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => draw(random));
};

describe('modesOf', () => {
  it('names two modes with their places and weights', () => {
    const modes = modesOf(sample(300, (random) => (random.uniform() < 0.3 ? 3.4 : 2.95) + 0.03 * random.normal()));
    expect(modes).toHaveLength(2);
    expect(modes[0]!.at).toBeCloseTo(2.95, 1);
    expect(modes[1]!.at).toBeCloseTo(3.4, 1);
    expect(modes[1]!.weight).toBeGreaterThan(0.22);
    expect(modes[1]!.weight).toBeLessThan(0.38);
    expect(modes[0]!.weight + modes[1]!.weight).toBeCloseTo(1, 12);
  });

  it.each([
    ['normal', (random: ReturnType<typeof createRandom>) => random.normal()],
    ['exponential', (random: ReturnType<typeof createRandom>) => random.exponential(1)],
    ['uniform', (random: ReturnType<typeof createRandom>) => random.uniform()],
  ])('calls %s samples of one mode two-moded at most once in twenty', (_name, draw) => {
    const wrong = Array.from({ length: 100 }, (_, seed) => modesOf(sample(100, draw, seed + 1)).length > 1);
    expect(wrong.filter(Boolean).length).toBeLessThanOrEqual(5);
  });

  it('calls few values, equal values and a single far outlier one mode', () => {
    expect(modesOf([1, 2, 1, 2, 1, 2])).toEqual([{ at: 1.5, weight: 1 }]);
    expect(modesOf(Array.from({ length: 50 }, () => 7))).toEqual([{ at: 7, weight: 1 }]);
    expect(modesOf([...sample(60, (random) => random.normal()), 80])).toHaveLength(1);
    expect(modesOf([])).toEqual([]);
  });
});
