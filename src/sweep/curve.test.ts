import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastAlong } from './curve.ts';

const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

test('of few values each has the row that is least there, by the definition', () => {
  const cell = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(NaN));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 40 }), (rows) => {
      const [x, y] = [0, 1].map((axis) => Float64Array.from(rows, (row) => row[axis]!)) as [Float64Array, Float64Array];
      const expected = [1, 2, 3, 4, 5].flatMap((value) => {
        const known = rows.filter(([at, height]) => at === value && !Number.isNaN(height)).map(([, height]) => height);
        return known.length === 0 ? [] : [[value, Math.min(...known)]];
      });
      const points = leastAlong(x, y, all(rows.length), 'linear');
      expect(points.map((point) => [point.x, point.y])).toEqual(expected);
      expect(points.every((point) => rows[point.row]![0] === point.x && rows[point.row]![1] === point.y)).toBe(true);
    }),
  );
});

test('of many values near ones are put together, and the least of all is among the points', () => {
  const x = Float64Array.from({ length: 5000 }, (_, i) => 1.003 ** i);
  const y = Float64Array.from({ length: 5000 }, (_, i) => 1 + ((i * 7919) % 5003));
  const points = leastAlong(x, y, all(5000), 'log');
  expect(points.length).toBe(40);
  expect(points.map(({ row }) => row)).toEqual([...points].sort((a, b) => a.x - b.x).map(({ row }) => row));
  expect(Math.min(...points.map((point) => point.y))).toBe(Math.min(...y));
});
