import fc from 'fast-check';
import { expect, test } from 'vitest';
import { density } from './density.ts';
import { dominatedShares, nearestToFront, paretoFront } from './front.ts';

const value = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(NaN));
const table = fc.array(fc.tuple(value, value, value), { maxLength: 40 });
const columnsOf = (rows: readonly (readonly number[])[]) =>
  [0, 1, 2].map((axis) => Float64Array.from(rows, (row) => row[axis]!)) as [Float64Array, Float64Array, Float64Array];
const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

test('the front is what no row beats, by the definition', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const known = rows.map((row) => row.every((cell) => !Number.isNaN(cell)));
      const expected = rows.flatMap((row, index) => {
        if (known[index] !== true) return [];
        const beaten = rows.some(
          (other, at) =>
            known[at] === true &&
            other.every((cell, axis) => cell <= row[axis]!) &&
            (other.some((cell, axis) => cell < row[axis]!) || at < index),
        );
        return beaten ? [] : [index];
      });
      expect([...paretoFront(columnsOf(rows), all(rows.length))].sort((a, b) => a - b)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('many rows have a front, and as many cells as the grid at most', () => {
  const count = 200_000;
  const column = (step: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => 1 + (((i + 1) * step) % 999_983));
  const columns: [Float64Array, Float64Array, Float64Array] = [column(7919), column(104_729), column(15_485_863)];
  const front = paretoFront(columns, all(count));
  expect(front.length).toBeGreaterThan(10);
  // What the sample leaves out of the sorting, is not on the front.
  const beats = (p: number, q: number): boolean => columns.every((values) => values[p]! <= values[q]!) && p !== q;
  expect(front.filter((row) => front.some((other) => beats(other, row)))).toEqual([]);
  const cells = density(
    { column: columns[0], scale: 'log', cells: 60 },
    { column: columns[1], scale: 'linear', cells: 40 },
    all(count),
  );
  expect(cells.length).toBeLessThanOrEqual(2400);
  expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(count);
});

test('what comes next to the front is told with how far it is behind', () => {
  const columns = columnsOf([
    [1, 1, 1],
    [2, 2, 2],
    [1.1, 3, 3],
    [1.5, 1.2, 9],
  ]);
  expect(paretoFront(columns, all(4))).toEqual([0]);
  expect(nearestToFront(columns, all(4), [0], 2)).toEqual([
    { row: 2, factor: 1.1 },
    { row: 3, factor: 1.2 },
  ]);
});

test('a share of draws decides who is beaten, and nobody beats whom the same draws move alike', () => {
  const draws = (...values: number[][]) => values.map((column) => Float64Array.from(column));
  const cheap = draws([1, 3, 1, NaN], [5, 5, 5, 5]);
  const dear = draws([2, 2, 2, 2], [5, 5, 5, 5]);
  expect(dominatedShares([cheap, dear])).toEqual([0.5, 0.5]);
  expect(dominatedShares([cheap, cheap])).toEqual([0, 0]);
});
