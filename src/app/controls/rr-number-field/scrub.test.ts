import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrubbed, stepped } from './scrub.ts';

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

test('a share is dragged by its odds: it nears one as it nears zero, and leaves both', () => {
  const availability = { low: 0.5, high: 0.9999999, whole: false };
  expect(scrubbed(0.999, 80, availability)).toBe(0.9995);
  expect(scrubbed(0.999, -80, availability)).toBe(0.998);
  expect(scrubbed(0.01, 80, shares)).toBeCloseTo(0.0198, 9);
  expect(scrubbed(0.5, 800, shares)).toBe(shares.high);
  expect(scrubbed(1, -200, { low: 0.05, high: 1, whole: false })).toBeCloseTo(0.525, 9);
});

test('an arrow moves the second digit, of a share that of its lesser part, of a count one at least, and stays in range', () => {
  const any = { low: 0, high: 1e13, whole: false };
  expect([stepped(250e6, 1, false, any), stepped(250e6, -1, true, any)]).toEqual([260e6, 150e6]);
  const availability = { low: 0.5, high: 0.9999999, whole: false };
  expect([stepped(0.999, 1, false, availability), stepped(0.999, -1, false, availability)]).toEqual([0.9991, 0.9989]);
  expect([stepped(0.9, 1, false, shares), stepped(0, 1, false, shares)]).toEqual([0.91, 0.01]);
  expect(stepped(0.98, 1, true, shares)).toBe(0.99);
  expect([stepped(5, 1, false, counts), stepped(1, -1, false, counts), stepped(65_536, 1, false, counts)]).toEqual([
    6, 1, 65_536,
  ]);
});

test('80 pixels double, whole numbers stay whole, zero is left evenly', () => {
  expect(scrubbed(250e6, 80, { low: 0, high: 1e13, whole: false })).toBe(500e6);
  expect(scrubbed(512, -80, counts)).toBe(256);
  expect(Number.isInteger(scrubbed(7, 13, counts))).toBe(true);
  expect(scrubbed(0, 200, shares)).toBeCloseTo(0.495, 9);
  expect(scrubbed(0, 80, { low: 0, high: 1e13, whole: false })).toBe(2);
});
