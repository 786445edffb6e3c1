import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../base/random.ts';
import { quantileSorted } from '../../base/statistics/order.ts';
import { erlangC } from './erlang.ts';
import { balancedBranches, type ServiceTime } from './service-time.ts';
import { waitOfThoseWaiting, waitQuantileS } from './waiting.ts';

type Draw = (random: Random) => number;
const constant: Draw = () => 1;
const exponential: Draw = (random) => random.exponential(1);
/** The sum of four exponentials: gamma with CV² = ¼. */
const erlang4: Draw = (random) => [0, 0, 0, 0].reduce((sum) => sum + random.exponential(0.25), 0);
const twoExponential =
  (cv2: number): Draw =>
  (random) => {
    const [often, rare] = balancedBranches({ meanS: 1, cv2 });
    return random.exponential(random.uniform() < often!.weight ? often!.meanS : rare!.meanS);
  };
const logNormal =
  (cv2: number): Draw =>
  (random) => {
    const variance = Math.log(1 + cv2);
    return Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
  };

/** Waits of first come, first served before c servers, by when each becomes free (Kiefer & Wolfowitz), ascending. */
const simulateWaits = (
  servers: number,
  arrivalsPerS: number,
  draw: Draw,
  requests: number,
  seed: number,
): Float64Array => {
  const random = createRandom(seed);
  const free = new Float64Array(servers);
  const waits = new Float64Array(requests);
  let nowS = 0;
  for (let i = -requests / 10; i < requests; i++) {
    nowS += random.exponential(1 / arrivalsPerS);
    const waitS = Math.max(0, free[0]! - nowS);
    if (i >= 0) waits[i] = waitS;
    const until = nowS + waitS + draw(random);
    let at = 0;
    for (let child = 1; child < servers; child = 2 * at + 1) {
      if (child + 1 < servers && free[child + 1]! < free[child]!) child++;
      if (free[child]! >= until) break;
      free[at] = free[child]!;
      at = child;
    }
    free[at] = until;
  }
  return waits.sort();
};

describe('waiting for one of many servers', () => {
  const anchor = (servers: number, arrivalsPerS: number) =>
    waitQuantileS({ servers, arrivalsPerS, service: { meanS: 1, cv2: 1 } }, 0.99);

  it('gives the known p99 waits of M/M/c', () => {
    expect(anchor(10, 6)).toBeCloseTo(0.57887, 5);
    expect(anchor(10, 8)).toBeCloseTo(1.85579, 5);
    expect(anchor(10, 9)).toBeCloseTo(4.2028, 5);
  });

  it('is exact for M/M/c: the tail at the quantile is what was asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999),
        (servers, ratio, probability) => {
          const pool = { servers, arrivalsPerS: servers * ratio, service: { meanS: 1, cv2: 1 } };
          const waitS = waitQuantileS(pool, probability);
          const exceeded = erlangC(servers, servers * ratio) * Math.exp(-(servers - servers * ratio) * waitS);
          if (waitS > 0) expect(exceeded).toBeCloseTo(1 - probability, 8);
          else expect(exceeded).toBeLessThanOrEqual(1 - probability + 1e-12);
        },
      ),
    );
  });

  it('agrees with a simulation of M/M/c within its own interval', () => {
    for (const [servers, ratio] of [
      [1, 0.7],
      [10, 0.8],
      [50, 0.95],
    ] as const) {
      // Eight runs give the mean and Student's 99.9 % interval (t = 5.41 for 7 degrees of freedom).
      const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
        quantileSorted([...simulateWaits(servers, servers * ratio, exponential, 200_000, seed)], 0.95),
      );
      const mean = runs.reduce((sum, x) => sum + x, 0) / 8;
      const spread = Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 7 / 8);
      const formula = waitQuantileS({ servers, arrivalsPerS: servers * ratio, service: { meanS: 1, cv2: 1 } }, 0.95);
      expect(Math.abs(formula - mean)).toBeLessThan(5.41 * spread);
    }
  });

  it('has the mean of Pollaczek and Khinchine for one server', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (load, cv2) => {
          const pool = { servers: 1, arrivalsPerS: load, service: { meanS: 1, cv2 } };
          const { slowWeight, slowPerS, fastPerS } = waitOfThoseWaiting(pool);
          const meanS = load * (slowWeight / slowPerS + (1 - slowWeight) / fastPerS);
          expect(meanS / ((load * (1 + cv2)) / (2 * (1 - load)))).toBeCloseTo(1, 5);
        },
      ),
    );
  });

  const cases: readonly (readonly [number, number, number, string, Draw])[] = [
    [1, 0.7, 0, 'constant', constant],
    [1, 0.7, 4, 'two-exponential', twoExponential(4)],
    [2, 0.5, 0, 'constant', constant],
    [2, 0.5, 4, 'two-exponential', twoExponential(4)],
    [4, 0.8, 4, 'log-normal', logNormal(4)],
    [10, 0.6, 4, 'two-exponential', twoExponential(4)],
    [10, 0.6, 4, 'log-normal', logNormal(4)],
    [10, 0.9, 4, 'two-exponential', twoExponential(4)],
    [10, 0.8, 0.25, 'gamma', erlang4],
    [30, 0.7, 2, 'log-normal', logNormal(2)],
    [100, 0.95, 0, 'constant', constant],
    [100, 0.95, 4, 'log-normal', logNormal(4)],
  ];
  it.each(cases)('c=%d, load %d, CV² %d, %s service: p99 as stated', (servers, ratio, cv2, _law, draw) => {
    const waits = simulateWaits(servers, servers * ratio, draw, 1_000_000, 7);
    const formula = waitQuantileS({ servers, arrivalsPerS: servers * ratio, service: { meanS: 1, cv2 } }, 0.99);
    expect(Math.abs(formula / waits[Math.floor(0.99 * waits.length)]! - 1)).toBeLessThan(0.2);
  });

  it('is nearer than the exponential form scaled by (1 + CV²)/2, which is 57 % off here', () => {
    const waits = simulateWaits(10, 6, logNormal(4), 1_000_000, 7);
    const truth = waits[Math.floor(0.99 * waits.length)]!;
    const scaled = anchor(10, 6) * 2.5;
    expect(scaled / truth - 1).toBeGreaterThan(0.4);
    const service: ServiceTime = { meanS: 1, cv2: 4 };
    expect(Math.abs(waitQuantileS({ servers: 10, arrivalsPerS: 6, service }, 0.99) / truth - 1)).toBeLessThan(0.15);
  });

  it('rises with the load and with the percentile, falls with servers, and survives a million servers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0.2, max: 0.98, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (servers, ratio, cv2) => {
          const service = { meanS: 2, cv2 };
          const arrivalsPerS = (servers * ratio) / 2;
          const at = (pool: { servers: number; arrivalsPerS: number }, p: number) =>
            waitQuantileS({ ...pool, service }, p);
          const here = at({ servers, arrivalsPerS }, 0.99);
          expect(Number.isFinite(here)).toBe(true);
          expect(at({ servers, arrivalsPerS }, 0.999)).toBeGreaterThanOrEqual(here);
          expect(at({ servers, arrivalsPerS: arrivalsPerS * 1.01 }, 0.99)).toBeGreaterThanOrEqual(here * (1 - 1e-6));
        },
      ),
      { numRuns: 200 },
    );
    expect(waitQuantileS({ servers: 5, arrivalsPerS: 5, service: { meanS: 1, cv2: 1 } }, 0.5)).toBe(Infinity);
  });
});
