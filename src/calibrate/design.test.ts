import { describe, expect, it } from 'vitest';
import { designAmong, designShapes } from './design.ts';
import { a100Timings } from './testing/a100-timings.ts';

describe('designShapes', () => {
  const shapes = designShapes(48);

  it('gives distinct shapes, the same ones every time, the first of many first', () => {
    expect(new Set(shapes.map(({ m, n, k }) => `${m}×${n}×${k}`)).size).toBe(48);
    expect(designShapes(24)).toEqual(shapes.slice(0, 24));
  });

  it('has skinny, small and large products among the first dozen', () => {
    const dozen = shapes.slice(0, 12);
    expect(dozen.some(({ m }) => m <= 4)).toBe(true);
    expect(dozen.some(({ m, n, k }) => m >= 512 && n * k >= 2 ** 22)).toBe(true);
    expect(dozen.some(({ n, k }) => Math.min(n, k) <= 512)).toBe(true);
  });

  it('keeps to what the machine at hand can bear', () => {
    const limits = { largestFlop: 2e9, largestBytes: 64e6 };
    const small = designShapes(24, limits, {
      peakFlops: 0.1e12,
      bandwidthBytesPerS: 10e9,
      elementBytes: 4,
      computeUnits: 8,
      shortUs: 100,
    });
    expect(small).toHaveLength(24);
    for (const { m, n, k } of small) {
      expect(2 * m * n * k).toBeLessThanOrEqual(limits.largestFlop);
      expect(4 * (m * n + n * k + m * k)).toBeLessThanOrEqual(limits.largestBytes);
    }
  });

  it('chooses among what can be timed, as it came, and nothing that is timed anyway', () => {
    const chosen = designAmong(a100Timings, 12);
    expect(new Set(chosen).size).toBe(12);
    expect(chosen.every((row) => a100Timings.includes(row))).toBe(true);
    expect(designAmong(a100Timings, 24).slice(0, 12)).toEqual(chosen);
    const others = a100Timings.filter((row) => !chosen.includes(row));
    const beside = designAmong(others, 12, undefined, chosen);
    expect(beside.some((row) => chosen.includes(row))).toBe(false);
    expect(beside).toEqual(designAmong(a100Timings, 24).slice(12));
  });
});
