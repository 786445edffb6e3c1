import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { FEWEST_POINTS_OF_A_LEVEL, findChanges } from './change-points.ts';
import { allowedAlarms, NOISES } from './testing/noises.ts';

/** Share of `trials` for which `test` holds. */
const share = (trials: number, test: (seed: number) => boolean): number =>
  Array.from({ length: trials }, (_, seed) => test(seed + 1)).filter(Boolean).length / trials;

describe('findChanges, simulated', () => {
  const TRIALS = 200;
  // Three standard errors above the stated rate: fails by chance in one of a thousand runs, if the rate is just kept.
  const allowed = (rate: number): number => rate + 3 * Math.sqrt((rate * (1 - rate)) / TRIALS);

  it.each(Object.entries(NOISES))('raises few false alarms in %s', (name, noise) => {
    const alarms = share(TRIALS, (seed) => findChanges(noise(createRandom(seed), 200)).changes.length > 0);
    expect(alarms).toBeLessThanOrEqual(allowed(allowedAlarms(name)));
  });

  it('finds 10 % at 5 % noise within three points in at least nineteen of twenty series', () => {
    const found = share(TRIALS, (seed) => {
      const random = createRandom(seed);
      const values = Array.from({ length: 200 }, (_, i) => (i < 100 ? 1 : 1.1) * (1 + 0.05 * random.normal()));
      return findChanges(values).changes.some(({ index }) => Math.abs(index - 100) <= 3);
    });
    expect(found).toBeGreaterThanOrEqual(0.95 - 2 * Math.sqrt((0.95 * 0.05) / TRIALS));
  });

  it('takes five slow runs at the end for no level, and eight for one', () => {
    const alarms = (slow: number): number =>
      share(TRIALS / 2, (seed) => {
        const random = createRandom(seed);
        const values = Array.from({ length: 200 }, (_, i) => (i < 200 - slow ? 1 : 1.5) * (1 + 0.05 * random.normal()));
        return findChanges(values).changes.length > 0;
      });
    for (const slow of [1, 3, 5]) expect(alarms(slow)).toBeLessThanOrEqual(allowed(0.05));
    expect(alarms(8)).toBeGreaterThan(0.95);
  });

  it('covers the true ratio with its interval in at least nine of ten series', () => {
    const covered = share(TRIALS, (seed) => {
      const random = createRandom(seed + 1000);
      const values = Array.from({ length: 200 }, (_, i) => (i < 120 ? 10 : 12) * (1 + 0.04 * random.normal()));
      const [change] = findChanges(values).changes;
      return change !== undefined && (change.low ?? Infinity) <= 1.2 && (change.high ?? 0) >= 1.2;
    });
    expect(covered).toBeGreaterThan(0.9);
  });

  it('names the noise it met', () => {
    const shapes = Object.fromEntries(
      Object.entries(NOISES).map(([name, noise]) => [name, findChanges(noise(createRandom(7), 400)).noise?.shape]),
    );
    expect(shapes).toMatchObject({
      'normal 5 %': 'normal',
      'log-normal 20 %': 'normal',
      '5 % outliers × 1.5': 'outliers',
      'bimodal 70/30, 15 % apart': 'bimodal',
      'AR(1) 0.5': 'correlated',
      'AR(1) 0.8': 'correlated',
    });
  });
});

describe('findChanges, laws', () => {
  it('says nothing of fewer points than two levels need', () => {
    expect(findChanges(Array.from({ length: 2 * FEWEST_POINTS_OF_A_LEVEL - 1 }, (_, i) => (i < 6 ? 1 : 9)))).toEqual({
      changes: [],
      noise: null,
      falseAlarmRate: null,
    });
  });

  it('finds steps in a series without noise, and nothing in one that never moves', () => {
    const steps = Array.from({ length: 60 }, (_, i) => (i < 20 ? 344 : i < 45 ? 359 : 364));
    expect(findChanges(steps).changes.map(({ index }) => index)).toEqual([20, 45]);
    expect(findChanges(steps).changes[0]!.ratio).toBeCloseTo(359 / 344, 10);
    expect(findChanges(steps).noise).toMatchObject({ shape: 'none', standardDeviation: 0 });
    expect(findChanges(Array.from({ length: 60 }, () => 0.1)).changes).toEqual([]);
  });

  it('leaves six points to every level, at the ends too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 12, maxLength: 80 }),
        (values) => {
          const ends = [0, ...findChanges(values).changes.map(({ index }) => index), values.length];
          for (let i = 1; i < ends.length; i++)
            expect(ends[i]! - ends[i - 1]!).toBeGreaterThanOrEqual(FEWEST_POINTS_OF_A_LEVEL);
        },
      ),
    );
  });

  it('finds what comes after a disturbance that trims away a change of its own', () => {
    const random = createRandom(1);
    const levelAt = (i: number): number =>
      i < 40 || (i > 51 && i < 150) ? 1 : i < 46 ? 1.05 : i < 51 ? 0.95 : i === 51 ? 0.14 : i < 220 ? 1.1 : 1.21;
    const values = Array.from({ length: 300 }, (_, i) => levelAt(i) * (1 + 0.01 * random.normal()));
    const indices = findChanges(values).changes.map(({ index }) => index);
    for (const planted of [150, 220]) expect(indices.some((index) => Math.abs(index - planted) <= 3)).toBe(true);
  });

  it('does not depend on the unit', () => {
    const random = createRandom(3);
    const values = Array.from({ length: 150 }, (_, i) => (i < 70 ? 1 : 1.2) * (1 + 0.05 * random.normal()));
    const indices = (series: readonly number[]): number[] => findChanges(series).changes.map(({ index }) => index);
    expect(indices(values.map((x) => 1e6 * x))).toEqual(indices(values));
    expect(indices(values)).toHaveLength(1);
  });

  it('compares series with zeros or negative values by difference, without a ratio', () => {
    const random = createRandom(4);
    const values = Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 5) + random.normal());
    expect(findChanges(values).changes).toMatchObject([{ ratio: null, low: null, high: null }]);
  });
});
