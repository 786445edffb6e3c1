import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseCdf, type Distribution } from './distributions.ts';
import { normalCdf } from './normal.ts';

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const ascending = fc.uniqueArray(finite, { minLength: 1, maxLength: 8 }).map((values) => values.sort((a, b) => a - b));

const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  finite.map((value) => ({ kind: 'constant' as const, value })),
  fc.record({ kind: fc.constant('normal' as const), mean: finite, sd: positive }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    median: positive,
    sigma: fc.double({ min: 0, max: 2, noNaN: true }),
  }),
  fc.tuple(finite, positive).map(([low, width]) => ({ kind: 'uniform' as const, low, high: low + width })),
  fc
    .tuple(finite, positive, positive)
    .map(([low, up, more]) => ({ kind: 'triangular' as const, low, mode: low + up, high: low + up + more })),
  ascending.chain((values) =>
    fc
      .array(positive, { minLength: values.length, maxLength: values.length })
      .map((weights) => ({ kind: 'discrete' as const, values, weights })),
  ),
  ascending.map((values) => ({ kind: 'empirical' as const, values })),
);

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('inverseCdf', () => {
  it('ascends with the probability', () => {
    fc.assert(
      fc.property(distribution, probability, probability, (of, p, q) => {
        const inverse = inverseCdf(of);
        // Two expressions meet at the mode of a triangle: equal there to the last digits.
        const [low, high] = [inverse(Math.min(p, q)), inverse(Math.max(p, q))];
        expect(low).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high));
      }),
    );
  });

  it('is undone by the distribution function of a closed form', () => {
    fc.assert(
      fc.property(finite, positive, positive, probability, (low, up, more, p) => {
        const near = (actual: number): void => expect(Math.abs(actual - p)).toBeLessThan(1e-6);
        near(normalCdf((inverseCdf({ kind: 'normal', mean: low, sd: up })(p) - low) / up));
        near(normalCdf(Math.log(inverseCdf({ kind: 'lognormal', median: up, sigma: 0.5 })(p) / up) / 0.5));
        near((inverseCdf({ kind: 'uniform', low, high: low + up })(p) - low) / up);
        const [mode, high] = [low + up, low + up + more];
        const x = inverseCdf({ kind: 'triangular', low, mode, high })(p);
        near(x <= mode ? (x - low) ** 2 / (high - low) / up : 1 - (high - x) ** 2 / (high - low) / more);
      }),
    );
  });

  it('gives each value of a discrete distribution its share of the probabilities', () => {
    const inverse = inverseCdf({ kind: 'discrete', values: [1, 2, 5], weights: [2, 0, 6] });
    expect([0.001, 0.25, 0.2501, 0.999].map(inverse)).toEqual([1, 1, 5, 5]);
  });

  it('runs through the observations of an empirical one, in any order', () => {
    const inverse = inverseCdf({ kind: 'empirical', values: [3, 1, 2] });
    expect([0.25, 0.5, 0.75].map(inverse)).toEqual([1.5, 2, 2.5]);
  });

  it('keeps to a point where there is no width', () => {
    const points: readonly Distribution[] = [
      { kind: 'constant', value: 4 },
      { kind: 'normal', mean: 4, sd: 0 },
      { kind: 'lognormal', median: 4, sigma: 0 },
      { kind: 'uniform', low: 4, high: 4 },
      { kind: 'triangular', low: 4, mode: 4, high: 4 },
      { kind: 'discrete', values: [4], weights: [1] },
      { kind: 'empirical', values: [4] },
    ];
    for (const point of points) expect([0.1, 0.5, 0.9].map(inverseCdf(point))).toEqual([4, 4, 4]);
  });

  it.each<[Distribution, RegExp]>([
    [{ kind: 'normal', mean: 0, sd: -1 }, /normal .* 0 or more/],
    [{ kind: 'lognormal', median: 0, sigma: 1 }, /lognormal .* above 0/],
    [{ kind: 'uniform', low: 2, high: 1 }, /uniform .* low end/],
    [{ kind: 'triangular', low: 0, mode: 3, high: 2 }, /triangular .* low ≤ mode ≤ high/],
    [{ kind: 'discrete', values: [2, 1], weights: [1, 1] }, /discrete .* ascending/],
    [{ kind: 'discrete', values: [1], weights: [0] }, /discrete .* one above 0/],
    [{ kind: 'empirical', values: [] }, /empirical .* at least one/],
  ])('refuses %o', (wrong, message) => {
    expect(() => inverseCdf(wrong)).toThrow(message);
  });
});
