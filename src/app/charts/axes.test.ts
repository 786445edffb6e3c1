import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeScale, makeTicks } from './axes.ts';
import type { AxisSpec } from './xy-data.ts';

const log10: AxisSpec = { quantity: 'Throughput', unit: 'GFLOP/s', scale: 'log', include: [] };

describe('a log axis', () => {
  test('labels 1, 2 and 5 of a decade', () => {
    const scale = makeScale(log10, [1, 20], [300, 0]);
    expect(makeTicks(log10, scale, 30).map(({ label }) => label)).toEqual(['1', '2', '5', '10', '20']);
  });

  test('labels powers of two where sizes are shown', () => {
    const sizes: AxisSpec = { ...log10, base: 2, include: [64, 1024] };
    const scale = makeScale(sizes, [], [0, 600]);
    expect(makeTicks(sizes, scale, 50).map(({ value }) => value)).toEqual([64, 128, 256, 512, 1024]);
  });

  test('has no place for zero', () => {
    const scale = makeScale(log10, [0, -1, 5], [0, 100]);
    expect(scale.domain[0]).toBeGreaterThan(0);
  });
});

test('every value lies inside the axis, and its ticks keep their distance', () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.constantFrom<'log' | 'linear'>('log', 'linear'), (drawn, scaleKind) => {
      const axis: AxisSpec = { ...log10, scale: scaleKind };
      const scale = makeScale(axis, drawn, [0, 500]);
      for (const value of drawn) {
        expect(scale(value)).toBeGreaterThanOrEqual(-1e-6);
        expect(scale(value)).toBeLessThanOrEqual(500 + 1e-6);
      }
      const positions = makeTicks(axis, scale, 40).map(({ position }) => position);
      expect(positions.length).toBeLessThanOrEqual(2 * (500 / 40));
      if (scaleKind === 'linear') {
        const apart = positions.slice(1).map((position, index) => position - positions[index]!);
        expect(Math.min(...apart)).toBeGreaterThanOrEqual(40 - 1e-6);
      }
    }),
  );
});

test('values that differ by rounding alone are drawn as one value', () => {
  const axis: AxisSpec = { ...log10, scale: 'linear' };
  const scale = makeScale(axis, [999999999.9999986, 999999999.9999993], [0, 500]);
  const positions = makeTicks(axis, scale, 40).map(({ position }) => position);
  expect(positions.length).toBeGreaterThan(1);
  expect(positions[1]! - positions[0]!).toBeGreaterThanOrEqual(40);
});

test('an axis of what is never negative has no tick below zero', () => {
  const axis = { quantity: 'Load', unit: '1/s', scale: 'linear', include: [0] } as const;
  for (const most of [0.3, 7, 18_000]) {
    const ticks = makeTicks(axis, makeScale(axis, [most], [0, 600]), 56);
    expect(Math.min(...ticks.map(({ value }) => value))).toBe(0);
  }
});

test('an axis of counted things has ticks at whole numbers alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), (last) => {
      const axis: AxisSpec = {
        quantity: 'Session',
        unit: '',
        scale: 'linear',
        include: [1, last],
        exact: true,
        whole: 'counted',
      };
      const ticks = makeTicks(axis, makeScale(axis, [], [0, 800]), 40);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.every(({ value }) => Number.isInteger(value))).toBe(true);
    }),
  );
});
