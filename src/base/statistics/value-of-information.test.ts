import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { valueOfInformation, type Decision } from './value-of-information.ts';

/** E[max(0, D)] − max(0, E D) for D normal with this mean and deviation: the unit normal loss integral. */
const lossIntegral = (mean: number, deviation: number): number => {
  if (deviation === 0) return 0;
  const z = Math.abs(mean) / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return deviation * (density - z * (1 - normalCdf(z)));
};

/** Two ways whose difference of costs is a sum of normal quantities; the first way costs less by `mean` on average. */
const linear = (mean: number, deviations: readonly number[], seed = 1): Decision => ({
  quantities: deviations.map((sd, i) => ({ id: `x${String(i)}`, distribution: { kind: 'normal', mean: 0, sd } })),
  ways: 2,
  evaluate: (values, costs) => {
    costs[0] = 100;
    costs[1] = 100 + mean + values.reduce((sum, value) => sum + value, 0);
  },
  draws: 2 ** 16,
  seed,
});

describe('the value of information', () => {
  it.each([
    [0, [3, 1, 0.5]],
    [1, [2, 2, 1]],
    [-2, [3, 2, 1]],
    [0.5, [1, 0.25, 2]],
    [4, [4, 3, 2.5]],
  ])(
    'of normal quantities that add up, mean %d: EVPI and every EVPPI are those of the loss integral to 1 %%',
    (mean, deviations) => {
      const { evpi, evppi, best, expected, regret } = valueOfInformation(linear(mean, deviations));
      const whole = lossIntegral(mean, Math.hypot(...deviations));
      expect(Math.abs(evpi / whole - 1)).toBeLessThan(0.01);
      for (const [i, deviation] of deviations.entries()) {
        const exact = lossIntegral(mean, deviation);
        // What is worth less than a hundredth of everything known is right to as much of that.
        expect(Math.abs((evppi[i] ?? NaN) - exact)).toBeLessThan(0.01 * Math.max(exact, 0.01 * whole));
      }
      if (mean !== 0) expect(best).toBe(mean > 0 ? 0 : 1);
      expect(expected[0]).toBeCloseTo(100, 9);
      expect(expected[1]).toBeCloseTo(100 + mean, 9);
      expect(regret[best]).toBe(evpi);
    },
  );

  it('gives the share of draws in which a way costs least, and what the other one costs on average', () => {
    const { probabilityBest, regret, evpi } = valueOfInformation(linear(1, [2]));
    expect(probabilityBest[0]).toBeCloseTo(normalCdf(0.5), 3);
    expect((probabilityBest[0] ?? NaN) + (probabilityBest[1] ?? NaN)).toBeCloseTo(1, 12);
    // Regrets of two ways differ by the difference of their expected costs.
    expect((regret[1] ?? NaN) - (regret[0] ?? NaN)).toBeCloseTo(1, 9);
    expect(evpi).toBe(regret[0]);
  });

  it('is nothing where no quantity could change the choice, and never more for one than for all', () => {
    const sure = valueOfInformation({
      ...linear(50, [1, 1]),
      quantities: [
        { id: 'a', distribution: { kind: 'uniform', low: -1, high: 1 } },
        { id: 'b', distribution: { kind: 'triangular', low: -1, mode: 0, high: 1 } },
      ],
    });
    for (const value of [sure.evpi, ...sure.evppi]) expect(value).toBeCloseTo(0, 9);
    const open = valueOfInformation(linear(0.3, [1, 2, 0.5, 1.5], 7));
    for (const value of open.evppi) expect(value).toBeLessThanOrEqual(open.evpi * 1.01);
  });

  it('is the same for the same seed, to the bit', () => {
    const again = { ...linear(1, [2, 1], 3), draws: 256 };
    expect(valueOfInformation(again)).toEqual(valueOfInformation(again));
  });
});
