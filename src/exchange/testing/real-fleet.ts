import { findServer } from '../../catalog/catalog.ts';
import type { Device } from '../../racks/device.ts';
import { layout, type Layout } from '../../racks/layout.ts';
import { fabricDevices } from '../../racks/network/fabric-devices.ts';
import { rackType } from '../../racks/testing/layouts.ts';

/** DGX H100 of a SuperPOD, four per rack, and the switches of their fabric in racks of their own. */
export const superPod = (servers: number): Layout => {
  const record = findServer('dgx-h100');
  const fabric = fabricDevices('h100-superpod', servers);
  if (record === null || !fabric.ok) throw new Error('The catalogue lacks the DGX H100 or its fabric');
  const server: Device = {
    id: record.id,
    name: record.model,
    role: 'server',
    heightUnits: record.uHeight ?? 8,
    depth: 'full',
    width: 'full',
    depthMm: record.depthMm,
    powerW: record.maxPowerW,
    massKg: record.weightKg,
    ports: record.networkPorts.map(({ speedGbitps, ...port }) => ({ ...port, speedGbitps })),
    supplies: { count: 6, ratingW: 3300, mayFail: 2 },
    liquidShare: 0,
    ownRack: null,
    pool: { name: 'Replicas', replicasPerDevice: 1 },
  };
  const compute = rackType('compute', { name: 'Compute rack', usableW: 45_000, maxMassKg: 1500, airCoolingW: 45_000 });
  const network = rackType('network', { name: 'Network rack', usableW: 60_000 });
  const held = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      device: server.id,
      bottomUnit: 1 + index * server.heightUnits,
      face: 'front' as const,
      side: null,
    }));
  const switches = fabric.value.devices.flatMap(({ device, count }) => Array.from({ length: count }, () => device.id));
  const perRack = 40;
  const racks = [
    ...(servers >= 4 ? [{ rack: compute, count: Math.floor(servers / 4), placements: held(4) }] : []),
    ...(servers % 4 > 0 ? [{ rack: compute, count: 1, placements: held(servers % 4) }] : []),
    ...Array.from({ length: Math.ceil(switches.length / perRack) }, (_, rack) => ({
      rack: network,
      count: 1,
      placements: switches.slice(rack * perRack, (rack + 1) * perRack).map((device, index) => ({
        device,
        bottomUnit: index + 1,
        face: 'rear' as const,
        side: null,
      })),
    })),
  ];
  return layout(
    `${String(servers)} DGX H100`,
    { devices: [server, ...fabric.value.devices.map(({ device }) => device)], racks },
    {
      rackOrder: 'switches in the middle',
      network: { ...fabric.value.network, node: server.id },
      feeds: ['A', 'B'].map((name) => ({
        name,
        voltageV: 415,
        phases: 3,
        breakerA: 60,
        breakerStandard: 'ul489',
        continuousShare: 0.8,
      })),
    },
  );
};
