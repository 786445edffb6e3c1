import { expect, it } from 'vitest';
import { linearScale, logScale } from './scale.ts';

it('both ends of the values stand at both ends of the drawing, and equal steps or factors in equal steps', () => {
  const linear = linearScale([2, 12], [300, 100]);
  expect([2, 4.5, 7, 12].map(linear)).toEqual([300, 250, 200, 100]);
  const log = logScale([1, 10_000], [0, 400]);
  for (const [value, place] of [
    [1, 0],
    [10, 100],
    [1000, 300],
    [10_000, 400],
  ] as const)
    expect(log(value)).toBeCloseTo(place, 9);
});

it('what lies outside goes on, or stands at the edge where that is asked for', () => {
  expect(linearScale([0, 10], [0, 100])(20)).toBe(200);
  const clamped = logScale([1, 100], [0, 50], { clamp: true });
  expect([0.001, 10, 1e9].map(clamped)).toEqual([0, 25, 50]);
});

it('a span of one value has it in the middle', () => {
  expect(linearScale([3, 3], [0, 100])(3)).toBe(50);
});
