import { expect, it } from 'vitest';
import { entryAt, lastOf, present } from './checked.ts';

it('reads entries', () => {
  expect(entryAt(['a', 'b', 'c'], 0)).toBe('a');
  expect(lastOf(['a', 'b', 'c'])).toBe('c');
  expect(entryAt([undefined], 0)).toBeUndefined();
});

it.each([1, -1, NaN])('throws where there is no entry %f', (index) => {
  expect(() => entryAt(['a'], index)).toThrow(`There is no entry ${String(index)} in a list of 1.`);
});

it('throws for the last of nothing', () => {
  expect(() => lastOf([])).toThrow('There is no entry -1 in a list of 0.');
});

it('throws by name where a lookup found nothing', () => {
  const prices = new Map([['a', 0]]);
  expect(present(prices.get('a'), 'price of a')).toBe(0);
  expect(() => present(prices.get('b'), 'price of b')).toThrow('There is no price of b.');
});
