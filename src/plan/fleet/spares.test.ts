import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, spareServers } from './spares.ts';

const MTBF = 6335;

describe('spares of a fleet with an MTBF of 6,335 h, to 99.9 % availability', () => {
  it.each([
    [400, 8, 4],
    [400, 24, 7],
    [400, 72, 12],
    [3798, 8, 13],
    [3798, 24, 27],
    [3798, 72, 65],
  ])('%i servers, %i h to repair: %i', (servers, mttr, spares) => {
    expect(spareServers(servers, mttr / (MTBF + mttr), 0.999)).toBe(spares);
  });

  it('is none for no servers and for servers that never fail', () => {
    expect(spareServers(0, 0.01, 0.999)).toBe(0);
    expect(spareServers(100, 0, 0.999)).toBe(0);
  });
});

describe('binomialCdf', () => {
  it('equals the sum of the terms by Pascal triangle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (n, p) => {
        let row = [1];
        for (let i = 0; i < n; i++)
          row = [...row, 0].map((value, j) => value * (1 - p) + (j > 0 ? row[j - 1]! * p : 0));
        let sum = 0;
        row.forEach((value, k) => {
          sum += value;
          expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 10);
        });
      }),
    );
  });

  it('stays within 0 and 1 and rises for a million servers', () => {
    let previous = 0;
    for (let k = 3500; k <= 4100; k += 50) {
      const value = binomialCdf(k, 1e6, 0.0038);
      expect(value).toBeGreaterThanOrEqual(previous);
      expect(value).toBeLessThanOrEqual(1);
      previous = value;
    }
    expect(previous).toBeGreaterThan(0.999);
  });
});
