import { expect, test } from 'vitest';
import { parseSort, sortedBy } from './column-sort.ts';

const rows = [
  { name: 'b', usd: 10 },
  { name: 'a', usd: null },
  { name: 'c', usd: 9 },
  { name: 'd', usd: 10 },
];
const names = (text: string, of: (row: (typeof rows)[number]) => string | number | null): string =>
  sortedBy(rows, parseSort(text), of)
    .map(({ name }) => name)
    .join('');

test('numbers as numbers, what has none last both ways, equal ones in their order', () => {
  expect(names('usd', ({ usd }) => usd)).toBe('cbda');
  expect(names('-usd', ({ usd }) => usd)).toBe('bdca');
});

test('words as words, numbers in them as numbers', () => {
  expect(names('-name', ({ name }) => name)).toBe('dcba');
  const cards = ['A100', 'A30', 'A2'].map((name) => ({ name }));
  expect(sortedBy(cards, parseSort('name'), ({ name }) => name).map(({ name }) => name)).toEqual(['A2', 'A30', 'A100']);
});
