import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveStateDependent } from './birth-death.ts';
import { erlangB, erlangC, lnErlangB } from './erlang.ts';
import { gaussLegendre, integrate } from './quadrature.ts';

/** Erlang's own recursion, which takes as many steps as there are servers. */
const byRecursion = (servers: number, load: number): number => {
  let inverse = 1;
  for (let c = 1; c <= servers; c++) inverse = 1 + (c / load) * inverse;
  return 1 / inverse;
};

describe('Erlang B and C', () => {
  it('gives the published values', () => {
    expect(erlangC(3, 2)).toBeCloseTo(0.444444, 6);
    expect(erlangC(10, 6)).toBeCloseTo(0.101299, 6);
    expect(erlangC(30382, 30000)).toBeCloseTo(0.016122, 6);
    expect(erlangB(10, 6)).toBeCloseTo(0.043142, 6);
  });

  it('does not repeat a misprinted table for 2.5 erlangs', () => {
    const computed = [3, 4, 5, 6].map((servers) => 100 * erlangC(servers, 2.5));
    const truth = [70.2, 32.0, 13.0, 4.7];
    const misprinted = [60, 27, 13, 6];
    computed.forEach((percent, i) => expect(percent).toBeCloseTo(truth[i]!, 1));
    expect(Math.abs(computed[0]! - misprinted[0]!)).toBeGreaterThan(10);
    expect(Math.abs(computed[1]! - misprinted[1]!)).toBeGreaterThan(4);
    expect(Math.abs(computed[3]! - misprinted[3]!)).toBeGreaterThan(1);
  });

  it('agrees with the recursion wherever that can be computed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (servers, ratio) => {
          const load = servers * ratio;
          const expected = byRecursion(servers, load);
          fc.pre(expected > 1e-290);
          expect(Math.abs(erlangB(servers, load) / expected - 1)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays exact at a million servers', () => {
    for (const ratio of [0.9, 0.99, 0.999, 1, 1.001, 1.2]) {
      const load = 1e6 * ratio;
      const expected = byRecursion(1e6, load);
      if (expected > 1e-290) expect(Math.abs(erlangB(1e6, load) / expected - 1)).toBeLessThan(1e-9);
    }
    // At half the load the loss is 10^-83885: only its logarithm is a number. Poisson law and Stirling's series.
    const poisson = -5e5 + 1e6 * Math.log(5e5) - (1e6 * Math.log(1e6) - 1e6 + 0.5 * Math.log(2 * Math.PI * 1e6));
    expect(lnErlangB(1e6, 5e5)).toBeCloseTo(poisson, 2);
  });

  it('is the birth–death chain of M/M/c/c and M/M/c', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (servers, ratio) => {
          const load = servers * ratio;
          const chain = { arrivalsPerS: load, servicePerS: (n: number) => n, servers };
          const loss = solveStateDependent({ ...chain, capacity: servers });
          expect(loss.rejectedShare).toBeCloseTo(erlangB(servers, load), 9);
          const delay = solveStateDependent({ ...chain, capacity: servers + 600 });
          expect(delay.waitingShare).toBeCloseTo(erlangC(servers, load), 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('falls with servers, rises with load, and is a probability', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0.2, max: 1.5, noNaN: true }),
        (servers, ratio) => {
          const load = servers * ratio;
          for (const law of [erlangB, erlangC]) {
            const here = law(servers, load);
            expect(here).toBeGreaterThanOrEqual(0);
            expect(here).toBeLessThanOrEqual(1);
            expect(law(servers + 1, load)).toBeLessThanOrEqual(here * (1 + 1e-9));
            expect(law(servers, load * 1.01)).toBeGreaterThanOrEqual(here * (1 - 1e-9));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('handles the ends: no servers, no load, an overload', () => {
    expect(erlangB(0, 3)).toBe(1);
    expect(erlangB(5, 0)).toBe(0);
    expect(erlangC(5, 0)).toBe(0);
    expect(erlangC(5, 5)).toBe(1);
    expect(erlangC(100_000, 200_000)).toBe(1);
  });
});

describe('Gauss–Legendre quadrature', () => {
  it('is exact for polynomials up to degree 2·size − 1', () => {
    for (const size of [1, 4, 32]) {
      const degree = Math.min(2 * size - 1, 15);
      expect(integrate(gaussLegendre(size), 0, 2, (x) => x ** degree)).toBeCloseTo(2 ** (degree + 1) / (degree + 1), 8);
    }
  });
});
