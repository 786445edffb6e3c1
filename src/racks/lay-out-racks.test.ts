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
    });
    expect(layout?.limits.map(({ used }) => used)).toEqual([0, 0, 0]);
  });

  it('needs no rack for no server', () => {
    const layout = layOutRacks({ servers: 0, server: dgx, facility });
    expect(layout).toMatchObject({ serversPerRack: 2, racks: 0, serversInLastRack: 0 });
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
});

it('leaves out a limit whose figure nobody published', () => {
  const light: Server = { ...dgx, weightKg: null };
  const layout = layOutRacks({ servers: 3, server: light, facility: { ...facility, rackKg: 10 } });
  expect(layout?.limits.map(({ limit }) => limit)).toEqual(['units', 'power']);
  expect(layout).toMatchObject({ binding: 'power', serversPerRack: 2 });
  const unknown: Server = { ...dgx, maxPowerW: null };
  const heavy = layOutRacks({ servers: 3, server: unknown, facility: { ...facility, rackKw: 1 } });
  expect(heavy).toMatchObject({ binding: 'units', serversPerRack: 6 });
});

it('fills no rack with a server whose height nobody published', () => {
  const unknown = servers.find(({ uHeight }) => uHeight === null) as Server;
  expect(layOutRacks({ servers: 1, server: unknown, facility })).toBeNull();
});

it('gives every server a place, and no rack more than every limit allows', () => {
  const known = servers.filter(({ uHeight }) => uHeight !== null);
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.integer({ min: 1, max: 40 }),
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
        expect((layout.racks - 1) * layout.serversPerRack + layout.serversInLastRack).toBe(count);
        expect(layout.serversInLastRack).toBeLessThanOrEqual(layout.serversPerRack);
        for (const { capacity, used } of layout.limits) expect(used).toBeLessThanOrEqual(capacity * (1 + 1e-9));
      },
    ),
  );
});
