import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pace } from './measurement.ts';
import { medianAtPaceMs, paceOf, unevenness, usualPace } from './pace.ts';

const at = (...gflops: number[]): { paces: Pace[] } => ({
  paces: gflops.map((rate, samplesBefore) => ({ samplesBefore, gflops: rate })),
});

describe('pace', () => {
  it('is the median rate of the probe, of a case and of a run', () => {
    expect(paceOf(at(10, 30, 20))).toBe(20);
    expect(paceOf(at())).toBeNull();
    expect(usualPace([at(10), at(), at(20), at(40)])).toBe(20);
    expect(usualPace([at()])).toBeNull();
  });

  it('is as uneven as the fast phases are faster than the slow ones', () => {
    expect(unevenness([])).toBe(1);
    expect(unevenness(Array.from({ length: 20 }, (_, i) => at(i < 10 ? 20 : 40)))).toBeCloseTo(2);
  });

  it('takes a slow phase out of the samples, wherever it began', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        (speeds, ms) => {
          const paces = speeds.flatMap((speed, i) => [
            { samplesBefore: i, gflops: 50 * speed },
            { samplesBefore: i + 1, gflops: 50 * speed },
          ]);
          // The probes right before and right after a sample are those of its own speed.
          const own = paces.filter(({ samplesBefore }, i) => Math.floor(i / 2) === samplesBefore || i % 2 === 1);
          const samplesMs = speeds.map((_, i) => {
            const beside = own.filter(({ samplesBefore }) => samplesBefore === i || samplesBefore === i + 1);
            const mean = beside.reduce((sum, { gflops }) => sum + Math.log(gflops / 50), 0) / beside.length;
            return ms / Math.exp(mean);
          });
          expect(medianAtPaceMs({ samplesMs, paces: own }, 50)).toBeCloseTo(ms, 6);
          expect(medianAtPaceMs({ samplesMs, paces: own }, 25)).toBeCloseTo(2 * ms, 6);
        },
      ),
    );
  });

  it('says nothing without samples or probes', () => {
    expect(medianAtPaceMs({ samplesMs: [], ...at(10) }, 10)).toBeNull();
    expect(medianAtPaceMs({ samplesMs: [1], ...at() }, 10)).toBeNull();
  });
});
