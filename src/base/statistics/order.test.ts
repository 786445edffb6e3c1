import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { median, medianInterval, quantile } from './order.ts';

describe('quantile', () => {
  it('interpolates linearly between order statistics', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(median([])).toBeNaN();
  });
});

describe('medianInterval', () => {
  it('returns the whole range and its true coverage below six samples', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toEqual({ median: 3, low: 1, high: 5, coverage: 0.9375 });
  });

  it('claims nothing about no samples', () => {
    expect(medianInterval([])).toEqual({ median: NaN, low: NaN, high: NaN, coverage: 0 });
  });

  it('takes the narrowest interval that still has the level, also where it has it exactly', () => {
    const nine = [9, 8, 7, 6, 5, 4, 3, 2, 1];
    const exactly = 1 - 20 / 512;
    expect(medianInterval(nine, exactly)).toEqual({ median: 5, low: 2, high: 8, coverage: exactly });
    expect(medianInterval(nine, 0)).toEqual({ median: 5, low: 4, high: 6, coverage: 1 - 260 / 512 });
    expect(medianInterval([4, 3, 2, 1], 0)).toEqual({ median: 2.5, low: 2, high: 3, coverage: 0.375 });
  });

  it('drops one sample from each end at nine samples', () => {
    const interval = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([interval.low, interval.high]).toEqual([2, 8]);
    expect(interval.coverage).toBeCloseTo(1 - 2 * (10 / 512), 12);
  });

  it.each([
    ['normal', (random: ReturnType<typeof createRandom>) => random.normal(), 0],
    ['exponential', (random: ReturnType<typeof createRandom>) => random.exponential(1), Math.LN2],
    ['heavy-tailed', (random: ReturnType<typeof createRandom>) => random.normal() / random.normal(), 0],
  ])('holds the true median of %s samples as often as it says', (_, draw, truth) => {
    const random = createRandom(7);
    const trials = 20_000;
    let hits = 0;
    let promised = 0;
    for (let trial = 0; trial < trials; trial++) {
      const interval = medianInterval(Array.from({ length: 15 }, () => draw(random)));
      promised = interval.coverage;
      if (interval.low <= truth && truth <= interval.high) hits++;
    }
    expect(promised).toBeGreaterThanOrEqual(0.95);
    expect(hits / trials).toBeCloseTo(promised, 2);
  });
});
