import { describe, expect, it } from 'vitest';
import { findServer } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import { standLayout } from '../layout.ts';
import { fleetRacks, type FleetRacks } from './fleet-layout.ts';
import type { Fleet } from './fleet-request.ts';

const dgx = findServer('dgx-a100-640gb') as Server;
const facility = { rackUnits: 42, reservedUnits: 4, rackKw: 26, rackKg: 1000 };
const fleet = (known: Partial<Fleet> = {}): Fleet => ({
  server: dgx,
  servers: 100,
  network: null,
  facility,
  replicasPerServer: 1,
  mostServersPerRack: null,
  ...known,
});
const stood = (known: Partial<Fleet> = {}): FleetRacks => {
  const racks = fleetRacks(fleet(known), 'Test');
  if (!racks.ok) throw new Error(racks.error[0]!.message);
  return racks.value;
};

describe('a fleet in racks', () => {
  it('is the seed’s at 26 kW and four per rack: 950 racks, and their floor', () => {
    const { packing, layout } = stood({ servers: 3798 });
    expect(packing).toMatchObject({ racks: 950, proved: true, binding: 'power' });
    const { hall, racks, devices } = standLayout(layout);
    expect([racks.length, devices.length]).toEqual([950, 3798]);
    expect(hall.areaM2).toBeGreaterThan(950 * 0.6 * 1.2);
    expect((hall.kwPerM2 ?? NaN) * hall.areaM2).toBeCloseTo(3798 * 6.5, 6);
  });

  it('has its switches in racks too, in no more than the servers and the switches would need apart', () => {
    const alone = stood().packing.racks;
    const { packing, layout } = stood({ network: 'inference-frontend' });
    const switches = packing.layout
      .flatMap(({ count, devices }) => devices.map((held) => ({ ...held, racks: count })))
      .filter(({ device }) => device.role === 'switch');
    const count = switches.reduce((sum, held) => sum + held.racks * held.count, 0);
    expect(count).toBeGreaterThan(0);
    expect(packing.racks).toBeGreaterThan(alone);
    expect(packing.proved).toBe(true);
    expect(layout.network).toMatchObject({ profile: 'inference-frontend', node: dgx.id });
    // With room left in the racks of the servers they need none of their own.
    const roomy = { ...facility, rackKw: 30 };
    expect(stood({ network: 'inference-frontend', facility: roomy }).packing.racks).toBe(alone);
  });

  it('of rack-scale systems stands in racks of its own, where the feed carries them', () => {
    const server = findServer('dgx-gb200-nvl72') as Server;
    const strong = { ...facility, rackKw: 132, rackKg: 1400 };
    expect(stood({ server, servers: 8, facility: strong }).packing).toMatchObject({
      racks: 8,
      ownRacks: 8,
      proved: true,
    });
    const weak = fleetRacks(fleet({ server, servers: 8 }), 'Test');
    expect(weak.ok ? '' : weak.error[0]!.message).toMatch(/GB200 NVL72.*power is 120 kW, and a rack has 26 kW/);
  });

  it('of seventeen NVL72 is 1,224 GPUs in 2.04 MW, 2.244 at 132 kW, with a rack for what is beside them', () => {
    const server = findServer('dgx-gb200-nvl72') as Server;
    const beside = {
      name: 'Management',
      role: 'management',
      per: 'fleet',
      count: 5,
      units: 2,
      kw: 0.8,
      kg: 30,
      coolsKw: null,
      usd: null,
    } as const;
    const pod = (maxPowerW: number) =>
      stood({
        server: { ...server, maxPowerW },
        servers: 17,
        facility: { ...facility, rackKw: 132, rackKg: 1400, equipment: [beside] },
      });
    const wattsOf = ({ packing }: FleetRacks, role: string): number =>
      packing.layout
        .flatMap(({ count, devices }) => devices.map((held) => ({ ...held, racks: count })))
        .filter(({ device }) => device.role === role)
        .reduce((sum, held) => sum + held.racks * held.count * (held.device.powerW ?? NaN), 0);
    const [typical, most] = [pod(120_000), pod(132_000)];
    expect(typical.packing).toMatchObject({ racks: 18, ownRacks: 17, proved: true });
    expect(17 * server.gpus).toBe(1224);
    expect(wattsOf(typical, 'server') / 1e6).toBeCloseTo(2.04, 12);
    expect(wattsOf(most, 'server') / 1e6).toBeCloseTo(2.244, 12);
    expect(wattsOf(typical, 'management')).toBe(4000);
  });

  it('is refused where nobody published the height, and where no fabric is of that name', () => {
    const unknown = fleetRacks(fleet({ server: findServer('hpe-dl380a-gen11') as Server }), 'Test');
    expect(unknown.ok ? '' : unknown.error[0]!.message).toContain('Nobody published the height of');
    const fabric = fleetRacks(fleet({ network: 'superpot' }), 'Test');
    expect(fabric.ok ? '' : fabric.error[0]!.message).toContain('network.profile "superpot"');
  });

  it('of nothing needs no rack', () => {
    expect(stood({ servers: 0, network: 'inference-frontend' }).packing).toMatchObject({ racks: 0, proved: true });
  });
});
