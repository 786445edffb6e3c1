import fc from 'fast-check';
import { expect, test } from 'vitest';
import { threeWayMerge } from './three-way-merge.ts';

test('edits of different fields both stand; of the same field, mine', () => {
  const base = { demand: { queries: 1, tokens: 2, hours: [1, 2] }, name: 'a', own: null };
  const mine = { ...base, demand: { ...base.demand, queries: 9, hours: [3] }, own: { id: 'x' } };
  const theirs = { ...base, demand: { ...base.demand, queries: 5, tokens: 7, hours: [1, 2, 4] }, name: 'b' };
  expect(threeWayMerge<unknown>(base, mine, theirs)).toEqual({
    demand: { queries: 9, tokens: 7, hours: [3] },
    name: 'b',
    own: { id: 'x' },
  });
});

test('what one side leaves as it was is what the other makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (base, edit) => {
      expect(threeWayMerge(base, base, edit)).toBe(edit);
      expect(threeWayMerge(base, edit, base)).toEqual(edit);
      expect(threeWayMerge(base, edit, edit)).toEqual(edit);
    }),
  );
});
