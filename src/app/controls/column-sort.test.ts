import { expect, test } from 'vitest';
import { sortedBy } from './column-sort.ts';

const rows = [
  { name: 'b', usd: 10 },
  { name: 'a', usd: null },
  { name: 'c', usd: 9 },
  { name: 'd', usd: 10 },
];
const names = (sort: string): string =>
  sortedBy(rows, sort, (row, column) => (column === 'usd' ? row.usd : row.name))
    .map(({ name }) => name)
    .join('');

test('numbers as numbers, what has none last both ways, equal ones in their order', () => {
  expect(names('usd')).toBe('cbda');
  expect(names('-usd')).toBe('bdca');
  expect(names('')).toBe('bacd');
});

test('words as words, numbers in them as numbers', () => {
  expect(names('-name')).toBe('dcba');
  const cards = ['A100', 'A30', 'A2'];
  expect(sortedBy(cards, 'name', (name) => name)).toEqual(['A2', 'A30', 'A100']);
});
