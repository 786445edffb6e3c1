import type { Problem } from '../../base/result.ts';
import type { Server } from '../../catalog/schema.ts';
import { fleetRequest } from '../../racks/fleet/fleet-request.ts';
import type { FleetNetwork } from '../../racks/network/network-of.ts';
import { capacityOf, limitKinds } from '../../racks/packing/limits.ts';
import { pack, type PackingRequest } from '../../racks/packing/pack.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Binding } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** Whether every switch finds room beside the servers of full racks, by each limit; then no packing can need fewer. */
const roomBesideServers = ({ rack, devices }: PackingRequest, perRack: number, fullRacks: number): boolean => {
  const [servers, ...switches] = devices;
  let free = fullRacks;
  for (const { device, count } of switches) {
    const each = limitKinds.reduce((least, kind) => {
      const capacity = capacityOf(kind, rack);
      const need = kind.need(device) ?? 0;
      if (capacity === null || need === 0) return least;
      const room = capacity - perRack * (kind.need(servers.device) ?? 0);
      return Math.min(least, Math.floor(room / need + 1e-9));
    }, Infinity);
    if (!(each > 0)) return false;
    // A tier takes whole racks, so that the next tier finds full room in the others.
    free -= Math.ceil(count / each);
  }
  return free >= 0;
};

/** Racks beyond those of the servers: by packing both together where the switches find no room beside them. */
const networkRacks = (scenario: PhysicalScenario, server: Server, servers: number, perRack: number): number => {
  const asked = fleetRequest({
    server,
    servers,
    network: scenario.network.profile,
    facility: scenario.facility,
    replicasPerServer: 1,
  });
  if (!asked.ok) return NaN;
  const { request } = asked.value;
  if (roomBesideServers(request, perRack, Math.floor(servers / perRack))) return 0;
  const packed = pack(request);
  return packed.ok ? packed.value.racks - Math.ceil(servers / perRack) : NaN;
};

/** Switches, cables, watts and racks of the network that joins the fleet. */
export const networkLines = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  server: Server,
  { pods, fabric, switches, cables }: FleetNetwork,
): void => {
  const rule = fabric.table ?? fabric.rule ?? fabric.source;
  const how = pods === 1 ? rule : `${String(pods)} networks of equal size, each: ${rule}`;
  ledger.model('network.switches', pods * switches.count, how, ['fleet.servers']);
  ledger.model('network.cables', pods * cables, how, ['fleet.servers']);
  const allW = switches.typicalPowerW ?? switches.maxPowerW;
  const detail = switches.model;
  ledger.input('network.switchKw', allW === null ? null : allW / 1000 / switches.count, fabric.source, 'datasheet', {
    detail,
  });
  ledger.line('power.networkKw', 'network.switches * network.switchKw');
  if (scenario.network.switchUsd !== null) ledger.choice('network.switchUsd', scenario.network.switchUsd);
  ledger.line('fleet.serverRacks', 'ceil(fleet.servers / fleet.serversPerRack)');
  ledger.model(
    'fleet.networkRacks',
    networkRacks(scenario, server, ledger.value('fleet.servers'), ledger.value('fleet.serversPerRack')),
    'servers and switches packed together (docs/racks.md)',
    ['fleet.servers', 'fleet.serversPerRack', 'network.switches'],
  );
};

export const noNetwork = ({ path, message }: Problem): Binding => ({
  constraint: path,
  message,
  relief: 'What would: network.profile=inference-frontend.',
});

/** What nobody published of the switches, and what that leaves open. */
export const networkWarnings = (
  { network: { profile, switchUsd } }: PhysicalScenario,
  { pods, switches, fabric }: FleetNetwork,
): Warning[] => [
  ...(switches.typicalPowerW === null && switches.maxPowerW === null
    ? [
        {
          code: 'unknown-facts',
          message: `Nobody published the power of ${switches.model}: with network.profile ${profile}, power and energy are not known.`,
        },
      ]
    : []),
  ...(switchUsd === null && profile !== 'inference-frontend'
    ? [
        {
          code: 'network-not-priced',
          message: `The cost holds no network: nobody published the price of ${switches.model}. Set network.switchUsd.`,
        },
      ]
    : []),
  ...(pods > 1
    ? [
        {
          code: 'several-networks',
          message: `The fleet is beyond what one ${fabric.profile} reaches: ${String(pods)} networks are counted, and nothing that joins them.`,
        },
      ]
    : []),
  ...fabric.contradictions.map((message) => ({ code: 'network-contradiction', message })),
];
