import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaps, numbersText, pieces, readNumbers, rowsOfShard } from './shards.ts';

const total = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const of = fc.integer({ min: 1, max: 1_000_000 });

test('parts follow each other without a gap, and differ by at most one row', () => {
  fc.assert(
    fc.property(total, fc.integer({ min: 1, max: 300 }), (rows, parts) => {
      const ranges = Array.from({ length: parts }, (_, i) => rowsOfShard({ index: i + 1, of: parts }, rows));
      const sizes = ranges.map(({ from, to }) => to - from);
      expect(ranges[0]?.from).toBe(0);
      expect(ranges.at(-1)?.to).toBe(rows);
      for (const [i, { from }] of ranges.slice(1).entries()) expect(from).toBe(ranges[i]?.to);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('the ends of a part of a million are whole numbers', () => {
  fc.assert(
    fc.property(total, of, fc.nat(), (rows, parts, any) => {
      const { from, to } = rowsOfShard({ index: 1 + (any % parts), of: parts }, rows);
      expect(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to && to <= rows).toBe(true);
    }),
  );
});

test('what ranges leave out and what they hold is the whole, each row once', () => {
  const range = fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const whole = { from: 5, to: 50 };
      const left = gaps(ranges, whole);
      for (let row = whole.from; row < whole.to; row++) {
        const held = ranges.some(({ from, to }) => row >= from && row < to);
        expect(left.filter(({ from, to }) => row >= from && row < to).length).toBe(held ? 0 : 1);
      }
      expect(left.every(({ from, to }) => from >= whole.from && to <= whole.to && from < to)).toBe(true);
    }),
  );
});

test('pieces hold the same rows, none more than allowed', () => {
  expect(
    pieces(
      [
        { from: 0, to: 10 },
        { from: 20, to: 21 },
      ],
      4,
    ),
  ).toEqual([
    { from: 0, to: 4 },
    { from: 4, to: 8 },
    { from: 8, to: 10 },
    { from: 20, to: 21 },
  ]);
});

test('a list of numbers is read back from its text', () => {
  expect(numbersText([7, 1, 2, 3, 9, 8])).toBe('1-3,7-9');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (numbers) => {
      expect(readNumbers(numbersText(numbers), 200)).toEqual([...numbers].sort((a, b) => a - b));
    }),
  );
});

test.each(['', '0', '3-1', '1,', '1-9', 'a', '1;2', '-1', '1.5'])('“%s” is no list of parts of 8', (text) => {
  expect(readNumbers(text, 8)).toBeNull();
});
