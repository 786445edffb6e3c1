import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServer } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import type { Equipment } from '../../records/scenario.ts';
import { fleetRacks, type FleetRacks } from '../fleet/fleet-layout.ts';
import { layout, standLayout } from '../layout.ts';
import { layoutLinks } from '../network/layout-links.ts';
import { feedFor } from '../power/feed.ts';
import { suppliesNeeded } from '../power/supplies.ts';
import { device } from '../testing/devices.ts';
import { rackType } from '../testing/layouts.ts';
import { allFailures, type FailureTable } from './all-failures.ts';
import { compileChain } from './compile-chain.ts';
import { hallChain, type Hall } from './hall-chain.ts';
import { layoutHall } from './layout-hall.ts';

const dgx = findServer('dgx-a100-640gb') as Server;
const fleetOf = (servers: number, network: string, mostServersPerRack: number | null = null): FleetRacks => {
  const facility = { rackUnits: 42, reservedUnits: 4, rackKw: 34.5, rackKg: 1000 };
  const racks = fleetRacks(
    { server: dgx, servers, network, facility, replicasPerServer: 1, mostServersPerRack },
    'Test',
  );
  if (!racks.ok) throw new Error(racks.error[0]!.message);
  return racks.value;
};
const hallOf = ({ layout: standing }: FleetRacks, serverId = dgx.id, feedW = 34_500): Hall =>
  layoutHall({
    layout: standing,
    power: {
      supply: { feeds: ['A', 'B'].map((name) => feedFor(name, feedW, 415)), banks: null },
      racksPerPanel: 10,
      panelW: null,
      ups: { scheme: '2N', unitW: 1_500_000 },
    },
    gpus: { [serverId]: findServer(serverId)?.gpus ?? 0 },
    replicasNeeded: 1,
  });
const failuresOf = (hall: Hall): FailureTable => {
  const compiled = compileChain(hallChain(hall).chain);
  if (!compiled.ok) throw new Error(compiled.error[0]!.message);
  return allFailures(compiled.value, { kinds: null, pairsOf: [], mostPairs: 0 });
};

describe('the hall of a layout', () => {
  it('has every switch of its fabric where it stands, and the links of that fabric', () => {
    const racks = fleetOf(140, 'a100-superpod');
    const hall = hallOf(racks);
    const switches = hall.network?.switches ?? [];
    const count = (kind: string): number => switches.filter((networkSwitch) => networkSwitch.kind === kind).length;
    expect([count('leaf'), count('spine'), count('core')]).toEqual([56, 80, 28]);
    for (const { kind, above, rack } of switches) {
      expect(above).toHaveLength(kind === 'leaf' ? 10 : kind === 'spine' ? 14 : 0);
      expect(hall.racks[rack ?? -1]!.devices.length).toBeGreaterThan(0);
    }
    const servers = hall.racks.flatMap(({ devices }) => devices).filter(({ gpus }) => gpus > 0);
    expect(servers).toHaveLength(140);
    for (const { leaves } of servers) expect(leaves).toHaveLength(8);
  });

  it('loses no server with one leaf or spine, and with a rack its switches too', () => {
    const hall = hallOf(fleetOf(100, 'inference-frontend', 5));
    const table = failuresOf(hall);
    const gpus = table.base.gpusLeft;
    expect(gpus).toBe(800);
    const of = (kind: string) => table.failures.filter((failure) => failure.kind === kind);
    expect(of('leaf').length).toBeGreaterThan(1);
    expect(of('spine').length).toBeGreaterThan(0);
    for (const failure of [...of('leaf'), ...of('spine')]) expect(failure.gpusLeft).toBe(gpus);
    const own = new Map(hall.racks.map(({ id, devices }) => [id, devices.reduce((sum, feed) => sum + feed.gpus, 0)]));
    for (const { failed, gpusLeft } of of('rack')) expect(gpusLeft).toBe(gpus - (own.get(failed[0]!) ?? NaN));
  });

  it('shows what all spines in one rack cost where nothing keeps them apart', () => {
    const { failures } = failuresOf(hallOf(fleetOf(100, 'inference-frontend')));
    expect(failures.filter(({ kind }) => kind === 'rack')[0]!.gpusLeft).toBe(0);
  });

  it('counts several networks of equal size where one does not reach', () => {
    const { layout: standing } = fleetOf(9000, 'a100-superpod');
    const { devices } = standLayout(standing);
    const found = layoutLinks(standing, devices);
    const nodes = found?.links.filter(({ link }) => link.lower.kind === 'node') ?? [];
    expect(nodes).toHaveLength(8 * 9000);
    expect(nodes.every(({ lower, upper }) => lower !== null && upper !== null)).toBe(true);
    expect(new Set(nodes.map(({ lower }) => lower?.name)).size).toBe(9000);
  });

  it('has replicas in the order of the racks, each pool by itself', () => {
    const pooled = (id: string, replicasPerDevice: number) => device(id, { pool: { name: id, replicasPerDevice } });
    const placement = (id: string, bottomUnit: number) =>
      ({ device: id, bottomUnit, face: 'front', side: null }) as const;
    const rack = rackType('rack');
    const hall = layoutHall({
      layout: layout('Test', {
        devices: [pooled('two', 2), pooled('half', 0.5), device('switch')],
        racks: [
          { rack, count: 2, placements: [placement('two', 1), placement('half', 10), placement('switch', 20)] },
          { rack, count: 1, placements: [placement('half', 1), placement('half', 10)] },
        ],
      }),
      power: {
        supply: { feeds: [feedFor('A', 1e4, 415)], banks: null },
        racksPerPanel: 2,
        panelW: null,
        ups: { scheme: 'N', unitW: 1e6 },
      },
      gpus: { two: 8, half: 8 },
      replicasNeeded: 1,
    });
    expect(hall.racks.map(({ id, devices }) => [id, ...devices.map(({ replicas }) => replicas)])).toEqual([
      ['rack A01', [0, 1], [4], []],
      ['rack A02', [2, 3], [4], []],
      ['rack A03', [5], [5]],
    ]);
    expect(hall.racks[0]!.devices.map(({ gpus }) => gpus)).toEqual([8, 8, 0]);
  });

  it('has the CDUs that stand in its racks: one for all is over its rating when the other is lost, one in a rack is its own', () => {
    const nvl72 = findServer('dgx-gb200-nvl72') as Server;
    const cdu = { name: 'CDU', role: 'cdu', units: 4, kw: 1, kg: 200, usd: null } as const;
    const with2 = (
      equipment: Equipment,
      server: Server,
      rackKw: number,
      mostServersPerRack: number | null = null,
    ): FailureTable => {
      const facility = { rackUnits: 52, reservedUnits: 4, rackKw, rackKg: 2000, equipment: [equipment] };
      const known = { server, servers: 4, network: null, facility, replicasPerServer: 1, mostServersPerRack };
      const racks = fleetRacks(known, 'Test');
      if (!racks.ok) throw new Error(racks.error[0]?.message);
      return failuresOf(hallOf(racks.value, server.id, 1000 * rackKw));
    };
    const forAll = with2({ ...cdu, per: 'fleet', count: 2, coolsKw: 400 }, nvl72, 132);
    const lost = forAll.failures.filter(({ kind }) => kind === 'cdu');
    expect(lost).toHaveLength(2);
    for (const { over, gpusLeft } of lost) {
      expect(gpusLeft).toBe(4 * 72);
      expect(over).toMatchObject([{ load: 480_000, continuous: 400_000 }]);
    }
    const rackOfCdus = forAll.failures.find(({ kind, gpusLeft }) => kind === 'rack' && gpusLeft === 0);
    expect(rackOfCdus?.failed).toEqual(['rack A01']);
    const apart = with2({ ...cdu, per: 'fleet', count: 2, coolsKw: 400 }, nvl72, 132, 1);
    for (const { kind, gpusLeft } of apart.failures) {
      if (kind === 'rack') expect(gpusLeft).toBeGreaterThanOrEqual(3 * 72);
    }
    const wet: Server = { ...dgx, cooling: 'liquid' };
    const each = with2({ ...cdu, per: 'rack', count: 1, coolsKw: 40 }, wet, 34.5);
    const own = each.failures.filter(({ kind }) => kind === 'cdu');
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ gpusLeft: 0, over: [] });
  });

  it('with a feed lost says of every other whether it is over its rating: the sums of what its cords then carry', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('dgx-a100-640gb', 'dgx-h100', 'dgx-b200', 'dell-xe9680'),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 11_000, max: 60_000 }),
        fc.integer({ min: 1, max: 3 }),
        (id, servers, feedW, feeds) => {
          const server = findServer(id) as Server;
          const facility = { rackUnits: 42, reservedUnits: 4, rackKw: 45, rackKg: 1000 };
          const known = { server, servers, network: null, facility, replicasPerServer: 1, mostServersPerRack: null };
          const racks = fleetRacks(known, 'Test');
          if (!racks.ok) throw new Error(racks.error[0]?.message);
          const names = ['A', 'B', 'C'].slice(0, feeds);
          const hall = layoutHall({
            layout: racks.value.layout,
            power: {
              supply: { feeds: names.map((name) => feedFor(name, feedW, 415)), banks: null },
              racksPerPanel: 10,
              panelW: null,
              ups: { scheme: '2N', unitW: 1e7 },
            },
            gpus: { [id]: 8 },
            replicasNeeded: 1,
          });
          const device = racks.value.request.devices[0]?.device;
          const { supplies, powerW } = device ?? { supplies: null, powerW: null };
          const perFeed = names.map(
            (_, side) =>
              Array.from({ length: supplies?.count ?? 0 }, (__, cord) => cord % feeds).filter((feed) => feed === side)
                .length,
          );
          const compiled = compileChain(hallChain(hall).chain);
          if (!compiled.ok) throw new Error(compiled.error[0]?.message);
          const { failures } = allFailures(compiled.value, { kinds: ['feed'], pairsOf: [], mostPairs: 0 });
          for (const { failed, over, trips } of failures) {
            const rack = hall.racks.find(({ id: name }) => failed[0]?.startsWith(name));
            const lost = names.findIndex((name) => failed[0]?.endsWith(` feed ${name}`));
            const lit = perFeed.reduce((sum, cords, side) => sum + (side === lost ? 0 : cords), 0);
            const needed = supplies === null ? null : suppliesNeeded(supplies, powerW ?? NaN);
            const runs = lit > 0 && (needed === null || lit >= needed);
            for (const [side, cords] of perFeed.entries()) {
              if (side === lost) continue;
              const carried = runs ? ((rack?.devices.length ?? NaN) * (powerW ?? NaN) * cords) / lit : 0;
              const name = `${rack?.id ?? ''} feed ${names[side] ?? ''}`;
              const reported = [...over, ...trips].filter(({ node }) => node === name);
              if (trips.length === 0) expect(reported.length > 0).toBe(carried > feedW * (1 + 1e-9));
              else expect(reported.length > 0 || carried <= feedW * (1 + 1e-9)).toBe(true);
              for (const { load } of reported) expect(load).toBeCloseTo(carried, 3);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
