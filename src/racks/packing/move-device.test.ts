import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device, PlacedRack, Placement } from '../device.ts';
import { device, rackType } from '../testing/devices.ts';
import { moveDevice, nextSpot } from './move-device.ts';
import { place } from './place.ts';

const server = device('server', { heightUnits: 6 });
const panel = device('panel', { heightUnits: 1, depth: 'half', massKg: 5 });
const pdu = device('pdu', { heightUnits: 0 });
const deviceOf = (id: string): Device => {
  const found = [server, panel, pdu].find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const rack = rackType({ heightUnits: 20, reservedUnits: 2 });
const filled = (counts: Readonly<Record<string, number>>): PlacedRack => ({
  rack,
  count: 1,
  placements:
    place(
      rack,
      Object.entries(counts).map(([id, count]) => ({ device: deviceOf(id), count })),
    ) ?? [],
});
const reason = (...[placed, index, spot]: readonly [PlacedRack, number, Parameters<typeof moveDevice>[3]]): string => {
  const moved = moveDevice(placed, deviceOf, index, spot);
  return moved.ok ? '' : moved.error;
};

describe('moving a device in its rack', () => {
  const two = filled({ server: 2 });
  it('puts it where there is room', () => {
    const moved = moveDevice(two, deviceOf, 1, { bottomUnit: 12, face: 'front' });
    expect(moved.ok && moved.value.map(({ bottomUnit }) => bottomUnit)).toEqual([1, 12]);
  });

  it('says what is in the way', () => {
    expect(reason(two, 1, { bottomUnit: 5, face: 'front' })).toBe('U5–10 is taken: server stands at U1–6.');
    expect(reason(two, 0, { bottomUnit: 0, face: 'front' })).toBe('U0–5 is below the rack.');
    expect(reason(two, 1, { bottomUnit: 14, face: 'front' })).toBe('U14–19 is in the 2 U kept free at the top.');
    expect(reason(two, 1, { bottomUnit: 16, face: 'front' })).toBe('U16–21 is above the rack of 20 U.');
    const mixed = filled({ server: 1, panel: 1 });
    expect(reason(mixed, 1, { bottomUnit: 3, face: 'rear' })).toMatch(/stands at U1–6 and is as deep as the rack/);
    expect(reason(filled({ pdu: 1 }), 0, { bottomUnit: 1, face: 'rear' })).toBe('pdu hangs beside the rails.');
  });

  it('lets half-depth devices stand behind each other', () => {
    const panels: PlacedRack = {
      rack,
      count: 1,
      placements: [1, 2].map((bottomUnit): Placement => ({ device: 'panel', bottomUnit, face: 'front', side: null })),
    };
    expect(moveDevice(panels, deviceOf, 1, { bottomUnit: 1, face: 'rear' }).ok).toBe(true);
    expect(reason(panels, 1, { bottomUnit: 1, face: 'front' })).toContain('is taken');
  });

  it('steps over what is in the way to the next free spot', () => {
    expect(nextSpot(two, deviceOf, 0, 1)).toEqual({ bottomUnit: 13, face: 'front' });
    expect(nextSpot(two, deviceOf, 0, -1)).toBeNull();
  });
});

it('leaves every device once and no two on one spot, wherever it is moved', () => {
  fc.assert(
    fc.property(
      fc.record({ server: fc.integer({ min: 0, max: 2 }), panel: fc.integer({ min: 1, max: 4 }) }),
      fc.nat(),
      fc.integer({ min: -2, max: 24 }),
      fc.constantFrom('front', 'rear'),
      (counts, pick, bottomUnit, face) => {
        const before = filled(counts);
        const moved = moveDevice(before, deviceOf, pick % before.placements.length, { bottomUnit, face });
        if (!moved.ok) return;
        expect(moved.value.map(({ device: id }) => id).sort()).toEqual(
          before.placements.map(({ device: id }) => id).sort(),
        );
        const spots = moved.value.flatMap(({ device: id, bottomUnit: bottom, face: side }) => {
          const { depth, heightUnits } = deviceOf(id);
          const faces = depth === 'full' ? ['front', 'rear'] : [side];
          return Array.from({ length: heightUnits }, (_, unit) =>
            faces.map((faceName) => `${faceName} ${String((bottom ?? 0) + unit)}`),
          ).flat();
        });
        expect(new Set(spots).size).toBe(spots.length);
      },
    ),
  );
});
