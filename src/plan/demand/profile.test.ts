import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hourlyLoad, relativeProfile, smoothDay } from './profile.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

it('has the exact mean and peak and is positive in every hour', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 20, noNaN: true }), (peak) => {
      const profile = smoothDay(peak);
      expect(mean(profile)).toBeCloseTo(1, 12);
      expect(Math.max(...profile)).toBeCloseTo(peak, 12);
      expect(Math.min(...profile)).toBeGreaterThan(0);
    }),
  );
});

it('is flat for a peak of 1', () => {
  expect(new Set(smoothDay(1))).toEqual(new Set([1]));
});

it('takes a table where there is one, in whatever unit', () => {
  const table = Array.from({ length: 168 }, (_, hour) => 100 + hour);
  const profile = hourlyLoad({ peakToAverage: 3, hourlyProfile: table });
  expect(profile).toHaveLength(168);
  expect(mean(profile)).toBeCloseTo(1, 12);
  expect(relativeProfile([2, 4])).toEqual([2 / 3, 4 / 3]);
});
