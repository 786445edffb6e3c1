import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isShare, lesserPart, roundedShare, withOddsTimes } from './share.ts';

const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

test('a share lies within 0 and 1 and is no count', () => {
  expect(isShare({ low: 0.5, high: 0.9999999, whole: false })).toBe(true);
  expect(isShare({ low: 0, high: 1, whole: true })).toBe(false);
  expect(isShare({ low: 0, high: 1.5, whole: false })).toBe(false);
});

test('leaves what is missing to one, without binary remains', () => {
  expect([0.9, 0.999, 0.25, 0, 1].map(lesserPart)).toEqual([0.1, 0.001, 0.25, 0, 0]);
});

test('is rounded where it has its digits, near 0 and near 1', () => {
  expect(roundedShare(0.123456, 2)).toBe(0.12);
  expect(roundedShare(0.99912, 1)).toBe(0.9991);
  expect(roundedShare(0.99987654, 3)).toBe(0.999877);
  fc.assert(
    fc.property(share, (value) => {
      expect(Math.abs(roundedShare(value, 3) - value)).toBeLessThanOrEqual(0.005 * lesserPart(value) + 1e-12);
    }),
  );
});

describe('times odds', () => {
  it('stays a share, comes back, and treats what is and what is left alike', () => {
    fc.assert(
      fc.property(share, fc.double({ min: 0.01, max: 100, noNaN: true }), (value, factor) => {
        const moved = withOddsTimes(value, factor);
        expect(moved).toBeGreaterThan(0);
        expect(moved).toBeLessThan(1);
        expect(withOddsTimes(moved, 1 / factor)).toBeCloseTo(value, 9);
        expect(1 - moved).toBeCloseTo(withOddsTimes(1 - value, 1 / factor), 9);
      }),
    );
  });

  it('leaves 0 and 1 where they are', () => {
    expect([withOddsTimes(0, 3), withOddsTimes(1, 3)]).toEqual([0, 1]);
  });
});
