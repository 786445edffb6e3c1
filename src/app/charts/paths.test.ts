import { expect, it } from 'vitest';
import { MARKS, polyline } from './paths.ts';

const cornersOf = (path: string): readonly (readonly [number, number])[] =>
  path
    .slice(1, -1)
    .split('L')
    .map((corner) => {
      const [x = NaN, y = NaN] = corner.split(',').map(Number);
      return [x, y] as const;
    });

/** By the shoelace formula. */
const area = (corners: readonly (readonly [number, number])[]): number =>
  Math.abs(
    corners.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = corners[(index + 1) % corners.length]!;
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );

it('a line goes through its points in their order, and through none there is none', () => {
  expect(
    polyline([
      [0, 1],
      [2.5, -3],
      [4, 0],
    ]),
  ).toBe('M0,1L2.5,-3L4,0');
  expect(polyline([])).toBe('');
});

it('marks have one area and stand around the origin', () => {
  const [circle, ...others] = MARKS;
  const radius = Number(/^M([\d.]+),/.exec(circle)?.[1]);
  for (const mark of others) {
    const corners = cornersOf(mark);
    expect(area(corners)).toBeCloseTo(Math.PI * radius ** 2, 9);
    for (const axis of [0, 1] as const)
      expect(corners.reduce((sum, corner) => sum + corner[axis], 0)).toBeCloseTo(0, 9);
  }
});
