import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { poolRandomEffects } from './random-effects.ts';

describe('poolRandomEffects', () => {
  it('gives DerSimonian and Laird’s moments of a case worked by hand', () => {
    // w = 100, 25: Q = Σw(y − ȳ)² = 20·0.25² … with y = 0 and 0.5; ȳ = 0.1.
    const pooled = poolRandomEffects([
      { effect: 0, variance: 0.01 },
      { effect: 0.5, variance: 0.04 },
    ]);
    // Q = 100·0.01 + 25·0.16 = 5; C = 125 − (100² + 25²)/125 = 40; τ² = (5 − 1)/40 = 0.1.
    expect(pooled?.tau).toBeCloseTo(Math.sqrt(0.1), 12);
    expect(pooled?.effect).toBeCloseTo(0.5 / 0.14 / (1 / 0.11 + 1 / 0.14), 12);
    expect(pooled?.heterogeneity).toBeCloseTo(0.8, 12);
  });

  it('bounds nothing from one study, and nothing is known of none', () => {
    expect(poolRandomEffects([{ effect: 0.1, variance: 0.01 }])).toMatchObject({
      effect: 0.1,
      low: -Infinity,
      high: Infinity,
    });
    expect(poolRandomEffects([])).toBeNull();
  });

  it.each([
    [3, 0],
    [5, 0.02],
    [8, 0.05],
  ])('holds the true mean in 95 of 100 meetings of %i machines that truly differ by %f', (machines, tau) => {
    const random = createRandom(machines);
    const TRIALS = 2000;
    let held = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const studies = Array.from({ length: machines }, () => {
        const sd = 0.01 * (1 + random.uniform());
        return { effect: 0.03 + tau * random.normal() + sd * random.normal(), variance: sd * sd };
      });
      const { low = 0, high = 0 } = poolRandomEffects(studies) ?? {};
      if (low <= 0.03 && 0.03 <= high) held++;
    }
    expect(held / TRIALS).toBeGreaterThanOrEqual(0.95 - 3 * Math.sqrt((0.95 * 0.05) / TRIALS));
  });
});
