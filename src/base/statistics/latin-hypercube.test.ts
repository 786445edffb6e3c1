import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution } from './distributions.ts';
import { latinHypercube, type SampleDesign } from './latin-hypercube.ts';
import { normalCdf } from './normal.ts';
import { quantile } from './order.ts';

const STANDARD: Distribution = { kind: 'normal', mean: 0, sd: 1 };
const quantities = (...ids: string[]) => ids.map((id) => ({ id, distribution: STANDARD }));
const column = (design: SampleDesign, index: number): Float64Array => latinHypercube(design)[index]!;

const correlation = (a: Float64Array, b: Float64Array): number => {
  const product = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
};

const size = fc.integer({ min: 2, max: 300 });
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('latinHypercube', () => {
  it('draws once from each of as many equally likely parts as there are draws', () => {
    fc.assert(
      fc.property(size, seeds, (draws, seed) => {
        const drawn = column({ quantities: quantities('x'), draws, seed }, 0);
        const strata = [...drawn].map((value) => Math.floor(normalCdf(value) * draws)).sort((a, b) => a - b);
        expect(strata).toEqual(Array.from({ length: draws }, (_, stratum) => stratum));
      }),
    );
  });

  it('mirrors every draw about the median, of all quantities at once', () => {
    fc.assert(
      fc.property(size, seeds, fc.double({ min: -0.9, max: 0.9, noNaN: true }), (draws, seed, rho) => {
        const correlations = draws < 10 ? [] : [{ between: ['x', 'y'] as const, rho }];
        const design = { quantities: quantities('x', 'y', 'z'), correlations, draws, seed };
        for (const drawn of latinHypercube(design)) {
          drawn.forEach((value, i) => {
            expect(value).toBeCloseTo(-drawn[draws - 1 - i]!, 9);
          });
        }
      }),
    );
  });

  it('has the median of what is linear at the medians, exactly', () => {
    const design = {
      quantities: [
        { id: 'a', distribution: { kind: 'normal', mean: 3, sd: 1 } },
        { id: 'b', distribution: { kind: 'uniform', low: 1, high: 5 } },
        { id: 'c', distribution: { kind: 'triangular', low: 0, mode: 2, high: 4 } },
      ],
      correlations: [{ between: ['a', 'b'], rho: 0.6 }],
    } as const;
    for (const draws of [100, 101]) {
      const [a, b, c] = latinHypercube({ ...design, draws, seed: 5 });
      const linear = [...a!].map((value, i) => 2 * value - 3 * b![i]! + 0.5 * c![i]!);
      expect(quantile(linear, 0.5)).toBeCloseTo(2 * 3 - 3 * 3 + 0.5 * 2, 12);
    }
  });

  it('comes close to the quantiles of a closed form', () => {
    const rho = 0.5;
    const design = {
      quantities: quantities('x', 'y'),
      correlations: [{ between: ['x', 'y'] as const, rho }],
      draws: 20_000,
    };
    const [x, y] = latinHypercube({ ...design, seed: 3 });
    const sums = [...x!].map((value, i) => value + 2 * y![i]!);
    const sd = Math.sqrt(1 + 4 + 2 * 2 * rho);
    // Independent draws would have a standard error of 0.9 %.
    expect(Math.abs(quantile(sums, 0.95) / (1.6448536269514722 * sd) - 1)).toBeLessThan(0.02);
    expect(Math.abs(quantile(sums, 0.05) / (-1.6448536269514722 * sd) - 1)).toBeLessThan(0.02);
  });

  it('correlates normal scores as asked, and leaves each distribution as it is', () => {
    const wide: Distribution = { kind: 'lognormal', median: 1, sigma: 2 };
    const named = [
      { id: 'x', distribution: wide },
      { id: 'y', distribution: wide },
      { id: 'z', distribution: STANDARD },
    ];
    const correlations = [
      { between: ['x', 'y'] as const, rho: 0.8 },
      { between: ['y', 'z'] as const, rho: -0.5 },
    ];
    const [x, y, z] = latinHypercube({ quantities: named, correlations, draws: 1000, seed: 1 });
    const [logX, logY] = [x!.map(Math.log), y!.map(Math.log)];
    expect(correlation(logX, logY)).toBeCloseTo(0.8, 1);
    expect(correlation(logY, z!)).toBeCloseTo(-0.5, 1);
    expect(correlation(logX, z!)).toBeCloseTo(0, 1);
    const alone = column({ quantities: named, draws: 1000, seed: 1 }, 0);
    expect([...x!].sort((a, b) => a - b)).toEqual([...alone].sort((a, b) => a - b));
  });

  it('draws a quantity alike whatever others there are, and in whatever order', () => {
    const pair = { between: ['b', 'a'] as const, rho: 0.4 };
    const swapped = { between: ['a', 'b'] as const, rho: 0.4 };
    const [a, b] = latinHypercube({ quantities: quantities('a', 'b'), correlations: [pair], draws: 64, seed: 9 });
    const others = quantities('c', 'b', 'd', 'a');
    const [, b2, , a2] = latinHypercube({ quantities: others, correlations: [swapped], draws: 64, seed: 9 });
    expect([a2, b2]).toEqual([a, b]);
  });

  it('is another for another seed and another quantity', () => {
    const of = (id: string, seed: number) => column({ quantities: quantities(id), draws: 50, seed }, 0);
    expect(of('x', 1)).toEqual(of('x', 1));
    expect(of('x', 1)).not.toEqual(of('x', 2));
    expect(of('x', 1)).not.toEqual(of('y', 1));
  });

  it('refuses correlations that contradict each other or name what is not drawn', () => {
    const named = { quantities: quantities('a', 'b', 'c'), draws: 40, seed: 1 };
    const between = (a: string, b: string, rho: number) => ({ between: [a, b] as const, rho });
    const circle = [between('a', 'b', 0.9), between('b', 'c', 0.9), between('a', 'c', -0.9)];
    expect(() => latinHypercube({ ...named, correlations: circle })).toThrow(/contradict each other/);
    expect(() => latinHypercube({ ...named, correlations: [between('a', 'x', 0.5)] })).toThrow(/names x/);
  });

  it('draws however few there are', () => {
    const three = quantities('a', 'b', 'c');
    const correlations = [{ between: ['a', 'b'] as const, rho: 0.3 }];
    for (const draws of [1, 2, 3]) {
      for (let seed = 0; seed < 20; seed++) {
        for (const drawn of latinHypercube({ quantities: three, correlations, draws, seed })) {
          expect([...drawn].every(Number.isFinite)).toBe(true);
          expect(new Set(drawn).size).toBe(draws);
        }
      }
    }
  });
});
