import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrubbed } from './scrub.ts';

const shares = { low: 0, high: 0.99, whole: false };
const counts = { low: 1, high: 65_536, whole: true };

test('a drag never leaves the range, and back at its start is where it began', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1e6, noNaN: true }), fc.integer({ min: -5000, max: 5000 }), (from, dx) => {
      const range = { low: 0.1, high: 1e6, whole: false };
      const value = scrubbed(from, dx, range);
      expect(value).toBeGreaterThanOrEqual(range.low);
      expect(value).toBeLessThanOrEqual(range.high);
      // Three digits are kept: half a unit of the third is at most half a per cent.
      expect(Math.abs(scrubbed(from, 0, range) / from - 1)).toBeLessThanOrEqual(0.005);
    }),
  );
});

test('80 pixels double, whole numbers stay whole, zero is left evenly', () => {
  expect(scrubbed(250e6, 80, { low: 0, high: 1e13, whole: false })).toBe(500e6);
  expect(scrubbed(512, -80, counts)).toBe(256);
  expect(Number.isInteger(scrubbed(7, 13, counts))).toBe(true);
  expect(scrubbed(0, 200, shares)).toBeCloseTo(0.495, 9);
  expect(scrubbed(0, 80, { low: 0, high: 1e13, whole: false })).toBe(2);
});
