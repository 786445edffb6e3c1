import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServer, servers } from '../catalog/catalog.ts';
import type { Server } from '../catalog/schema.ts';
import { layOutRacks } from './lay-out-racks.ts';

const dgx = findServer('dgx-a100-640gb') as Server;
const facility = { rackUnits: 42, reservedUnits: 4, rackKw: 17.3, rackKg: 1000 };

describe('a DGX A100 of 6U, 6.5 kW and 123 kg, 4U reserved', () => {
  it.each([
    [17.3, 2, 'power'],
    [22.2, 3, 'power'],
    [26, 4, 'power'],
    [34.5, 5, 'power'],
    [45.5, 6, 'units'],
  ] as const)('at %f kW usable a rack holds %i, bound by %s', (rackKw, perRack, binding) => {
    const layout = layOutRacks({ servers: 100, server: dgx, facility: { ...facility, rackKw } });
    expect(layout?.serversPerRack).toBe(perRack);
    expect(layout?.binding).toBe(binding);
    expect(layout?.racks).toBe(Math.ceil(100 / perRack));
  });

  it('is bound by weight on a weak floor', () => {
    const layout = layOutRacks({ servers: 3, server: dgx, facility: { ...facility, rackKw: 50, rackKg: 250 } });
    expect(layout?.binding).toBe('weight');
    expect(layout?.serversPerRack).toBe(2);
    expect(layout?.serversInLastRack).toBe(1);
  });

  it('holds none where one is too much, and says what binds', () => {
    const layout = layOutRacks({ servers: 3, server: dgx, facility: { ...facility, rackKw: 6 } });
    expect(layout).toMatchObject({ serversPerRack: 0, racks: 0, binding: 'power', elevations: [] });
  });
});

it('draws no server whose height nobody published', () => {
  const unknown = servers.find(({ uHeight }) => uHeight === null) as Server;
  expect(layOutRacks({ servers: 1, server: unknown, facility })).toBeNull();
});

it('places every server once, inside the rack, without overlap, within every limit', () => {
  const known = servers.filter(({ uHeight }) => uHeight !== null);
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.integer({ min: 0, max: 40 }),
      fc.record({
        rackUnits: fc.integer({ min: 1, max: 60 }),
        reservedUnits: fc.integer({ min: 0, max: 10 }),
        rackKw: fc.double({ min: 1, max: 150, noNaN: true }),
        rackKg: fc.double({ min: 10, max: 3000, noNaN: true }),
      }),
      (server, count, room) => {
        fc.pre(room.reservedUnits < room.rackUnits);
        const layout = layOutRacks({ servers: count, server, facility: room });
        if (layout === null || layout.serversPerRack === 0) return;
        const held = layout.elevations.flatMap(({ items }) => items.filter(({ kind }) => kind === 'server'));
        if (layout.racks <= layout.elevations.length) expect(held).toHaveLength(count);
        for (const rack of layout.elevations) {
          const used = rack.items.flatMap(({ bottomUnit, units }) =>
            Array.from({ length: units }, (_, i) => bottomUnit + i),
          );
          expect(new Set(used).size).toBe(used.length);
          expect(Math.max(0, ...used)).toBeLessThanOrEqual(room.rackUnits);
          expect(rack.powerW).toBeLessThanOrEqual(room.rackKw * 1000 * (1 + 1e-9));
          expect(rack.weightKg).toBeLessThanOrEqual(room.rackKg * (1 + 1e-9));
        }
      },
    ),
  );
});
