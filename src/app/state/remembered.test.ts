import { expect, it, vi } from 'vitest';
import { remembered } from './remembered.ts';

it('computes once for the same arguments, and anew for others', () => {
  const compute = vi.fn((list: readonly number[], factor: number) => ({ sum: factor * list.length }));
  const sum = remembered(compute);
  const list = [1, 2];
  expect(sum(list, 2)).toBe(sum(list, 2));
  expect(sum(list, NaN)).toBe(sum(list, NaN));
  expect(compute).toHaveBeenCalledTimes(2);
  expect(sum([1, 2], 2)).toEqual({ sum: 4 });
  expect(compute).toHaveBeenCalledTimes(3);
});
