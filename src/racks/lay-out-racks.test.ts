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
    expect(layout).toMatchObject({
      serversPerRack: 0,
      racks: 0,
      serversInLastRack: 0,
      binding: 'power',
      elevations: [],
    });
    expect(layout?.limits.map(({ used }) => used)).toEqual([0, 0, 0]);
  });

  it('needs no rack for no server', () => {
    const layout = layOutRacks({ servers: 0, server: dgx, facility });
    expect(layout).toMatchObject({ serversPerRack: 2, racks: 0, serversInLastRack: 0, elevations: [] });
  });

  it('says of every limit what it allows and what a full rack uses of it', () => {
    const layout = layOutRacks({ servers: 100, server: dgx, facility: { ...facility, rackKw: 26 } });
    expect(
      layout?.limits.map(({ limit, capacity, servers: allowed, used }) => [limit, capacity, allowed, used]),
    ).toEqual([
      ['units', 38, 6, 24],
      ['power', 26_000, 4, 26_000],
      ['weight', 1000, 8, dgx.weightKg! * 4],
    ]);
  });

  it('names the first of limits that bind alike', () => {
    const layout = layOutRacks({ servers: 1, server: dgx, facility: { ...facility, rackKw: 13, reservedUnits: 30 } });
    expect(layout?.limits.map(({ servers: allowed }) => allowed)).toEqual([2, 2, 8]);
    expect(layout?.binding).toBe('units');
  });

  it('stacks servers from the floor, and keeps the reserved units at the top', () => {
    const layout = layOutRacks({ servers: 5, server: dgx, facility: { ...facility, rackKw: 19.5 } });
    expect(layout?.elevations.map(({ name, units, powerW, weightKg }) => [name, units, powerW, weightKg])).toEqual([
      ['Rack 1', 42, 19_500, 3 * dgx.weightKg!],
      ['Rack 2', 42, 13_000, 2 * dgx.weightKg!],
    ]);
    expect(layout?.elevations[1]!.items).toEqual([
      ...[1, 7].map((bottomUnit) => ({
        kind: 'server',
        label: dgx.model,
        bottomUnit,
        units: 6,
        powerW: 6500,
        weightKg: dgx.weightKg,
      })),
      { kind: 'reserved', label: expect.any(String) as string, bottomUnit: 39, units: 4, powerW: 0, weightKg: 0 },
    ]);
    const bare = layOutRacks({ servers: 1, server: dgx, facility: { ...facility, reservedUnits: 0 } });
    expect(bare?.elevations[0]!.items.map(({ kind }) => kind)).toEqual(['server']);
  });

  it('draws eight racks and counts the others', () => {
    const layout = layOutRacks({ servers: 99, server: dgx, facility });
    expect(layout).toMatchObject({ racks: 50, serversInLastRack: 1 });
    expect(layout?.elevations.map(({ items }) => items.filter(({ kind }) => kind === 'server').length)).toEqual(
      Array.from({ length: 8 }, () => 2),
    );
  });
});

it('leaves out a limit whose figure nobody published', () => {
  const light: Server = { ...dgx, weightKg: null };
  const layout = layOutRacks({ servers: 3, server: light, facility: { ...facility, rackKg: 10 } });
  expect(layout?.limits.map(({ limit }) => limit)).toEqual(['units', 'power']);
  expect(layout).toMatchObject({ binding: 'power', serversPerRack: 2 });
  expect(layout?.elevations[0]).toMatchObject({ powerW: 13_000, weightKg: 0 });
  const unknown: Server = { ...dgx, maxPowerW: null };
  const heavy = layOutRacks({ servers: 3, server: unknown, facility: { ...facility, rackKw: 1 } });
  expect(heavy).toMatchObject({ binding: 'units', serversPerRack: 6 });
  expect(heavy?.elevations[0]).toMatchObject({ powerW: 0, weightKg: 3 * dgx.weightKg! });
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
          expect(Math.min(1, ...used)).toBe(1);
          expect(Math.max(0, ...used)).toBeLessThanOrEqual(room.rackUnits);
          expect(rack.powerW).toBeLessThanOrEqual(room.rackKw * 1000 * (1 + 1e-9));
          expect(rack.weightKg).toBeLessThanOrEqual(room.rackKg * (1 + 1e-9));
        }
      },
    ),
  );
});
