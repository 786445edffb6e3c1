import { expect, it } from 'vitest';
import { nextFamily, type FamilySoFar } from './order.ts';

const seen = (families: Record<string, readonly [looks: number, least: number]>): Map<string, FamilySoFar> =>
  new Map(Object.entries(families).map(([family, [looks, least]]) => [family, { looks, least }]));

it('looks at every family once, in the order given', () => {
  expect(nextFamily(['a', 'b', 'c'], seen({ a: [1, 1] }), 1)).toBe('b');
});

it('then at the best so far, until its rivals are due', () => {
  expect(nextFamily(['a', 'b'], seen({ a: [1, 1.3], b: [1, 1] }), 1)).toBe('b');
  expect(nextFamily(['a', 'b'], seen({ a: [1, 1.3], b: [4, 1] }), 1)).toBe('a');
});

it('leaves a family whose likeliest two are hopeless, but not after one look', () => {
  expect(nextFamily(['b'], seen({ a: [1, 1], b: [1, 2] }), 1)).toBe('b');
  expect(nextFamily(['b'], seen({ a: [1, 1], b: [2, 2] }), 1)).toBeNull();
});

it('gives a family another chance whose first member failed', () => {
  expect(nextFamily(['a'], seen({ a: [1, Infinity] }), 1)).toBe('a');
});
