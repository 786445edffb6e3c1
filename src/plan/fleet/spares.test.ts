import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, sparesForRack, sparesForRackOfPools, spareServers } from './spares.ts';

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

describe('spares for the loss of a rack that holds replicas of two kinds', () => {
  /** Servers of every replica that some rack of so many holds a part of, by looking at each. */
  const byLooking = (spans: readonly [number, number], perRack: number): number => {
    const owners = spans.flatMap((span, kind) =>
      Array.from({ length: span * (Math.ceil(perRack / span) + 2) }, (_, server) => ({
        id: `${String(kind)} ${String(Math.floor(server / span))}`,
        span,
      })),
    );
    const lost = owners.map((_, first) => {
      const held = new Map(owners.slice(first, first + perRack).map(({ id, span }) => [id, span]));
      return [...held.values()].reduce((sum, span) => sum + span, 0);
    });
    return Math.max(...lost);
  };

  it('are enough wherever the rack stands, and no more than some rack needs', () => {
    const span = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(span, span, fc.integer({ min: 1, max: 40 }), (decoding, reading, perRack) => {
        const spares = sparesForRackOfPools([1 / decoding, 1 / reading], perRack);
        expect(spares).toBe(byLooking([decoding, reading], perRack));
      }),
      { numRuns: 100 },
    );
  });
});

describe('spares for the loss of a rack', () => {
  const racksOf = (needed: number, perRack: number): number => {
    const spares = sparesForRack(needed, perRack);
    return Math.ceil((needed + spares) / Math.min(perRack, spares));
  };

  it('are the most in a rack of those that stand evenly: 4 in each of 3 racks, not 5, 5 and 3', () => {
    expect([sparesForRack(8, 5), racksOf(8, 5)]).toEqual([4, 3]);
    expect([sparesForRack(190, 5), racksOf(190, 5)]).toEqual([5, 39]);
    expect([sparesForRack(1, 5), racksOf(1, 5)]).toEqual([1, 2]);
  });

  it('keep the load whichever rack is lost, and fall with neither servers nor racks as the load grows', () => {
    for (let perRack = 1; perRack <= 24; perRack++) {
      let before = { servers: 0, racks: 0 };
      for (let needed = 1; needed <= 400; needed++) {
        const spares = sparesForRack(needed, perRack);
        const most = Math.min(perRack, spares);
        const now = { servers: needed + spares, racks: racksOf(needed, perRack) };
        expect(now.servers - most).toBeGreaterThanOrEqual(needed);
        expect(spares).toBeLessThanOrEqual(perRack);
        expect(now.servers).toBeGreaterThanOrEqual(before.servers);
        expect(now.racks).toBeGreaterThanOrEqual(before.racks);
        before = now;
      }
    }
  });
});
