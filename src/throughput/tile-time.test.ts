import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_FORM, type TileParameters } from '../records/calibration.ts';
import { kernelTimeS, rooflineTimeS } from './kernel-time.ts';
import { shortestTileTimeS, tileChoices, withoutDominated } from './tile-time.ts';

const PEAK = { peakFlops: 312e12, bandwidthBytesPerS: 2039e9 };
const TILE: TileParameters = {
  computeUnits: 108,
  waveSharpness: 1,
  stepNs: 2.7,
  tileUs: 1.4,
  splitUs: 2.2,
  cacheGain: 2,
  cacheMB: 40,
};
const PARAMETERS = {
  computeEfficiency: 0.95,
  memoryEfficiency: 0.75,
  smoothness: 2.2,
  overheadUs: 2.4,
  ...PLAIN_FORM,
  tile: TILE,
};

const size = fc.integer({ min: 1, max: 9000 });
const tile = fc.record({
  computeUnits: fc.integer({ min: 1, max: 304 }),
  waveSharpness: fc.double({ min: 0, max: 1, noNaN: true }),
  stepNs: fc.double({ min: 0.1, max: 100, noNaN: true }),
  tileUs: fc.double({ min: 0.01, max: 20, noNaN: true }),
  splitUs: fc.double({ min: 0.01, max: 20, noNaN: true }),
  cacheGain: fc.constant(1),
  cacheMB: fc.constant(40),
});

const timeS = (m: number, n: number, k: number, coldWeights = false): number =>
  kernelTimeS({ m, n, k, weightBytes: 2, activationBytes: 2, coldWeights }, PEAK, PARAMETERS);

describe('tile choices', () => {
  it('lose nothing when dominated ones are left out, whatever the parameters', () => {
    fc.assert(
      fc.property(size, size, size, tile, (m, n, k, parameters) => {
        const all = tileChoices(m, n, k, parameters.computeUnits);
        const few = withoutDominated(all);
        expect(few.length).toBeLessThan(all.length);
        expect(shortestTileTimeS(few, PEAK, 0.9, parameters)).toBe(shortestTileTimeS(all, PEAK, 0.9, parameters));
      }),
      { numRuns: 200 },
    );
  });

  it('never take less time for a larger product', () => {
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 0, max: 500 }), tile, (m, n, k, more, parameters) => {
        const time = (a: number, b: number, c: number) =>
          shortestTileTimeS(tileChoices(a, b, c, parameters.computeUnits), PEAK, 0.9, parameters);
        const base = time(m, n, k) * (1 - 1e-12);
        expect(time(m + more, n, k)).toBeGreaterThanOrEqual(base);
        expect(time(m, n + more, k)).toBeGreaterThanOrEqual(base);
        expect(time(m, n, k + more)).toBeGreaterThanOrEqual(base);
      }),
      { numRuns: 200 },
    );
  });

  it('cost a whole wave more for one tile too many, where waves are sharp', () => {
    const wholeTiles = timeS(128 * 12, 128 * 9, 8192);
    const andOneTile = timeS(128 * 12 + 1, 128 * 9, 8192);
    expect(andOneTile / wholeTiles).toBeGreaterThan(1.02);
  });
});

describe('kernelTimeS with tiles', () => {
  it('approaches FLOP over the reached peak for huge products', () => {
    const n = 32768;
    const ideal = (2 * n ** 3) / (PEAK.peakFlops * 0.95);
    expect(timeS(n, n, n) / ideal).toBeGreaterThan(1);
    expect(timeS(n, n, n) / ideal).toBeLessThan(1.15);
  });

  it('reads weights from memory at one row: time follows the bytes', () => {
    const bytes = 2 * 16384 * 16384;
    const memoryS = bytes / (PEAK.bandwidthBytesPerS * 0.75);
    expect(timeS(1, 16384, 16384) / memoryS).toBeGreaterThan(1);
    expect(timeS(1, 16384, 16384) / memoryS).toBeLessThan(1.35);
  });

  it('is quicker for weights that stayed in the cache than for cold ones, and alike where they cannot stay', () => {
    expect(timeS(16, 2048, 1536)).toBeLessThan(timeS(16, 2048, 1536, true));
    expect(timeS(16, 16384, 16384) / timeS(16, 16384, 16384, true)).toBeCloseTo(1, 6);
  });
});

describe('rooflineTimeS', () => {
  it('is the sum at smoothness 1 and the longer time at a high one', () => {
    const peak = { peakFlops: 1e12, bandwidthBytesPerS: 1e12 };
    const at = (smoothness: number) =>
      rooflineTimeS(1e9, 2e9, peak, {
        computeEfficiency: 1,
        memoryEfficiency: 1,
        smoothness,
        overheadUs: 5,
        ...PLAIN_FORM,
      });
    expect(at(1)).toBeCloseTo(3.005e-3, 9);
    expect(at(200)).toBeCloseTo(2.005e-3, 9);
  });
});
