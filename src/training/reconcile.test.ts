import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from '../base/statistics/share-out.ts';
import { costOf, findEstimate, publishedEstimates, type CostEstimate, type CostFactors } from '../catalog/estimates.ts';
import { findTrainingPreset } from '../catalog/training-presets.ts';
import { COST_FACTORS, estimateOf, reconcile } from './reconcile.ts';
import { train } from './train.ts';

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const factors: fc.Arbitrary<CostFactors> = fc.record({
  flop: fc.double({ min: 1e20, max: 1e26, noNaN: true }),
  peakTflops: positive,
  utilisation: fc.double({ min: 0.01, max: 1, noNaN: true }),
  hardwareUsdPerHour: positive,
  kwPerAccelerator: fc.double({ min: 0, max: 10, noNaN: true }),
  usdPerKwh: fc.double({ min: 0, max: 1, noNaN: true }),
  priceIndex: fc.double({ min: 0.5, max: 2, noNaN: true }),
  rest: fc.double({ min: 0.5, max: 2, noNaN: true }),
});

const estimate = (of: CostFactors): CostEstimate => ({
  id: 'any',
  name: 'any',
  usd: costOf(of),
  factors: of,
  about: '',
  citation: null,
});

describe('reconcile', () => {
  it('shares add up to the logarithm of the ratio to 1e-12', () => {
    fc.assert(
      fc.property(factors, factors, (a, b) => {
        const { shares, logRatio } = reconcile(estimate(a), estimate(b));
        const sum = shares.reduce((total, { share }) => total + share, 0);
        expect(Math.abs(sum - logRatio)).toBeLessThan(1e-12 * Math.max(1, Math.abs(logRatio)));
      }),
      { numRuns: 50 },
    );
  });

  it('does not depend on the order of the factors', () => {
    const order = fc.shuffledSubarray(
      COST_FACTORS.map(({ id }) => id),
      { minLength: COST_FACTORS.length },
    );
    fc.assert(
      fc.property(factors, factors, order, (a, b, ids) => {
        const logs = Array.from({ length: 1 << ids.length }, (_, state) =>
          Math.log(
            costOf(
              Object.fromEntries(
                ids.map((id, i) => [id, ((state & (1 << i)) === 0 ? a : b)[id]]),
              ) as unknown as CostFactors,
            ),
          ),
        );
        const shuffled = shareOut(ids.length, logs) ?? [];
        for (const { id, share } of reconcile(estimate(a), estimate(b)).shares) {
          expect(Math.abs((shuffled[ids.indexOf(id)] ?? NaN) - share)).toBeLessThan(1e-11);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives a factor that is the same in both nothing', () => {
    const { shares } = reconcile(publishedEstimates[0] as CostEstimate, publishedEstimates[2] as CostEstimate);
    const nothing = shares.filter(({ before, after }) => before === after);
    expect(nothing.map(({ id }) => id)).toEqual(['flop', 'peakTflops']);
    for (const { share } of nothing) expect(Math.abs(share)).toBeLessThan(1e-14);
  });

  it('has the four published prices of one GPT-3 as they are printed', () => {
    expect(publishedEstimates.map(({ factors: of }) => Math.round(costOf(of)))).toEqual([
      3_260_000, 1_398_000, 4_600_000, 450_000,
    ]);
    // What their own factors leave to rounding is two per cent at most.
    for (const { factors: of } of publishedEstimates) expect(Math.abs(of.rest - 1)).toBeLessThan(0.02);
  });

  it('takes a training as an estimate', () => {
    const training = findTrainingPreset('gpt3-training')?.training;
    if (training === undefined) throw new Error('preset');
    const own = estimateOf(training, train(training));
    const published = findEstimate('oneflow-gpt3');
    if (own === null || published === null) throw new Error('estimate');
    expect(reconcile(own, published).ratio).toBeCloseTo(1_398_000 / 1_397_994.4, 6);
    const bought = { ...training, economics: { ...training.economics, method: 'acquisition' as const } };
    expect(estimateOf(bought, train(bought))).toBeNull();
  });
});
