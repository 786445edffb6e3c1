import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedRack } from '../device.ts';
import { rackType } from '../testing/devices.ts';
import { swapRacks } from './swap-racks.ts';

const rack = rackType();
const fillings = [0, 1, 2, 3].map(() => []);
const kind = (filling: number, count: number): PlacedRack => ({ rack, count, placements: fillings[filling]! });
/** Which filling each rack has, one by one. */
const each = (racks: readonly PlacedRack[]): number[] =>
  racks.flatMap(({ placements, count }) =>
    Array.from({ length: count }, () => fillings.findIndex((filling) => filling === placements)),
  );

describe('two racks in each other’s place', () => {
  it('is the same list with two entries exchanged, and twice what it was', () => {
    const kinds = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(kinds, fc.nat(30), fc.nat(30), (list, left, right) => {
        const racks = list.map(([filling, count]) => kind(filling, count));
        const before = each(racks);
        const after = swapRacks(racks, left, right);
        const expected = [...before];
        if (left < before.length && right < before.length)
          [expected[left], expected[right]] = [before[right]!, before[left]!];
        expect(each(after)).toEqual(expected);
        expect(each(swapRacks(after, left, right))).toEqual(before);
        expect(after.every(({ count }) => count > 0)).toBe(true);
      }),
    );
  });

  it('leaves alike neighbours one kind', () => {
    expect(swapRacks([kind(0, 2), kind(1, 1), kind(0, 1)], 2, 3)).toEqual([kind(0, 3), kind(1, 1)]);
  });
});
