import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from './share-out.ts';

const bits = (state: number, n: number): number[] => Array.from({ length: n }, (_, i) => (state >> i) & 1);

describe('shareOut', () => {
  const known = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      values: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 << n, maxLength: 1 << n }),
      unknown: fc.array(fc.integer({ min: 1, max: (1 << n) - 1 }), { maxLength: 6 }),
    }),
  );

  it('adds up to the change, also where some states in between are not known', () => {
    fc.assert(
      fc.property(known, ({ n, values, unknown }) => {
        const all = (1 << n) - 1;
        const seen = values.map((value, state) => (unknown.includes(state) && state !== all ? null : value));
        const shares = shareOut(n, seen);
        if (shares === null) return;
        const sum = shares.reduce((total, share) => total + share, 0);
        expect(sum).toBeCloseTo(values[all]! - values[0]!, 4);
      }),
    );
  });

  it('gives each input its own where they do not meet, whatever states are known', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 6 }), (effects) => {
        const n = effects.length;
        const values = Array.from({ length: 1 << n }, (_, state) =>
          bits(state, n).reduce((sum, bit, i) => sum + bit * effects[i]!, 0),
        );
        for (const [i, share] of (shareOut(n, values) ?? []).entries()) expect(share).toBeCloseTo(effects[i]!, 6);
      }),
    );
  });

  it('is the Shapley value where all is known', () => {
    // A product of two inputs shares its surplus evenly: 1·1 → 3·5 gives (2 + 10)/2 and (4 + 12)/2.
    expect(shareOut(2, [1, 3, 5, 15])).toEqual([6, 8]);
  });

  it('takes only the orders that exist', () => {
    expect(shareOut(2, [1, null, 5, 15])).toEqual([10, 4]);
    expect(shareOut(2, [1, null, null, 15])).toBeNull();
    expect(shareOut(0, [7])).toEqual([]);
  });
});
