import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device, PlacedRack } from '../device.ts';
import { device, rackType } from '../testing/devices.ts';
import { capacityOf, limitKinds, needOf } from './limits.ts';
import { moveBetween } from './move-between.ts';
import { place } from './place.ts';

const [tall, flat, thick] = [
  device('tall', { heightUnits: 6, powerW: 6500, massKg: 123 }),
  device('flat', { heightUnits: 2, powerW: 700, massKg: 20 }),
  device('thick', { heightUnits: 10, powerW: 100, massKg: 5 }),
];
const deviceOf = (id: string): Device => {
  const found = [tall, flat, thick].find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const type = rackType({
  heightUnits: 16,
  reservedUnits: 0,
  usableW: 13_500,
  maxMassKg: 400,
  cabinetKg: 0,
  cablesKg: 0,
});
const filled = (count: number, ...held: readonly (readonly [Device, number])[]): PlacedRack => {
  const placements = place(
    type,
    held.map(([heldDevice, copies]) => ({ device: heldDevice, count: copies })),
    [],
  );
  if (placements === null) throw new Error('The rack of the test is too small.');
  return { rack: type, count, placements };
};

describe('moving a device to another rack', () => {
  it('splits off the first rack of each kind, and no rack changes its number', () => {
    const racks = [filled(3, [tall, 2]), filled(2, [tall, 1], [flat, 1])];
    const flatAt = racks[1]!.placements.findIndex(({ device: id }) => id === 'flat');
    const moved = moveBetween(racks, deviceOf, { rack: 1, index: flatAt }, 0, null);
    if (moved.ok) throw new Error('Power is 13.7 of 13.5 kW.');
    expect(moved.error).toBe('Power: that rack would need 13.7 kW and has 13.5 kW.');
    const other = moveBetween([racks[0]!, filled(2, [flat, 2])], deviceOf, { rack: 0, index: 0 }, 1, null);
    if (!other.ok) throw new Error(other.error);
    expect(other.value.racks.map(({ count, placements }) => [count, placements.length])).toEqual([
      [1, 1],
      [2, 2],
      [1, 3],
      [1, 2],
    ]);
    expect(other.value.at).toEqual({ rack: 2, index: 2 });
    expect(other.value.racks[2]!.placements[2]).toMatchObject({ device: 'tall', bottomUnit: 5 });
  });

  it('says what is in the way: the spot, no room in one piece, a rack-scale system', () => {
    const racks = [filled(1, [thick, 1]), filled(1, [tall, 2])];
    expect(moveBetween(racks, deviceOf, { rack: 0, index: 0 }, 1, null)).toEqual({
      ok: false,
      error: 'Height: that rack would need 22 U and has 16 U.',
    });
    const half = [filled(1, [flat, 1]), filled(1, [tall, 1])];
    const onto = half[1]!.placements[0]!.bottomUnit ?? 0;
    const blocked = moveBetween(half, deviceOf, { rack: 0, index: 0 }, 1, { bottomUnit: onto, face: 'front' });
    expect(blocked.ok ? '' : blocked.error).toContain('is taken: tall stands at');
    const gaps: PlacedRack = {
      rack: type,
      count: 1,
      placements: [{ device: 'tall', bottomUnit: 6, face: 'front', side: null }],
    };
    expect(moveBetween([filled(1, [thick, 1]), gaps], deviceOf, { rack: 0, index: 0 }, 1, null)).toEqual({
      ok: false,
      error: '10 U in one piece are not free there.',
    });
  });

  it('keeps every device and every limit, whatever is moved where', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.nat(3)), { minLength: 2, maxLength: 4 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (kinds, a, b, c) => {
          const racks = kinds.map(([count, talls, flats]) => filled(count, [tall, Math.min(talls, 1)], [flat, flats]));
          const counts = (list: readonly PlacedRack[]): string =>
            list
              .flatMap(({ count, placements }) =>
                Array.from({ length: count }, () => placements.map(({ device: id }) => id)).flat(),
              )
              .sort()
              .join();
          const from = a % racks.length;
          const { placements } = racks[from]!;
          const to = (from + 1 + (c % (racks.length - 1))) % racks.length;
          if (placements.length === 0) return;
          const moved = moveBetween(racks, deviceOf, { rack: from, index: b % placements.length }, to, null);
          if (!moved.ok) return;
          const { racks: after, at } = moved.value;
          expect(counts(after)).toBe(counts(racks));
          const total = (list: readonly PlacedRack[]): number => list.reduce((sum, { count }) => sum + count, 0);
          expect(total(after)).toBe(total(racks));
          expect(after[at.rack]!.placements[at.index]!.device).toBe(placements[b % placements.length]!.device);
          for (const { rack, placements: held } of after) {
            for (const kind of limitKinds) {
              const need = needOf(
                kind,
                held.map(({ device: id }) => ({ device: deviceOf(id), count: 1 })),
              );
              expect(need).toBeLessThanOrEqual(capacityOf(kind, rack) ?? Infinity);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
