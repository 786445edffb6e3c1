import { entryAt } from '../../base/checked.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Server } from '../../catalog/schema.ts';
import { fleetRequest } from '../../racks/fleet/fleet-request.ts';
import type { FleetNetwork } from '../../racks/network/network-of.ts';
import { capacityOf, limitKinds } from '../../racks/packing/limits.ts';
import { pack } from '../../racks/packing/pack.ts';
import { MOST_DEVICES, type PackingRequest } from '../../racks/packing/request.ts';
import type { Binding } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { networkRefused } from './network-lines.ts';
import { heldPerRack } from './rack-lines.ts';

/** Whether every device finds room beside the servers of full racks, by each limit; then no packing can need fewer. */
const roomBesideServers = ({ rack, devices, rules }: PackingRequest, perRack: number, fullRacks: number): boolean => {
  const servers = entryAt(devices, 0);
  const others = devices.slice(1);
  let free = fullRacks;
  for (const { device, count } of others) {
    const each = limitKinds.reduce(
      (least, kind) => {
        const capacity = capacityOf(kind, rack);
        const need = kind.need(device) ?? 0;
        if (capacity === null || need === 0) return least;
        const room = capacity - perRack * (kind.need(servers.device) ?? 0);
        return Math.min(least, Math.floor(room / need + 1e-9));
      },
      rules.spread.find(({ pool }) => pool === device.pool?.name)?.most ?? Infinity,
    );
    if (!(each > 0)) return false;
    // Each type takes whole racks, so that the next finds full room in the others.
    free -= Math.ceil(count / each);
  }
  return free >= 0;
};

/**
 * Racks beyond those of the servers: by packing all together where switches and equipment find no room beside them. Not
 * known where nobody published the server's height, or where there are more devices than can be packed; refused where one of
 * them fits no rack.
 */
const otherRacks = (
  ledger: Ledger,
  { facility, network: { profile } }: PhysicalScenario,
  server: Server,
  network: FleetNetwork | null,
): Result<number, Binding> => {
  const servers = ledger.value('fleet.servers');
  const perRack = ledger.value(heldPerRack(ledger));
  if (Number.isNaN(perRack)) return ok(NaN);
  const fleetAsked = fleetRequest({
    server,
    servers,
    network,
    facility,
    replicasPerServer: 1,
    mostServersPerRack: ledger.has('fleet.serversInRack') ? perRack : null,
  });
  if (!fleetAsked.ok) return err(networkRefused(entryAt(fleetAsked.error, 0).message, profile));
  const { request } = fleetAsked.value;
  if (roomBesideServers(request, perRack, Math.floor(servers / perRack))) return ok(0);
  if (request.devices.reduce((sum, { count }) => sum + count, 0) > MOST_DEVICES) return ok(NaN);
  const packed = pack(request);
  if (packed.ok) return ok(packed.value.racks - Math.ceil(servers / perRack));
  const { message } = entryAt(packed.error, 0);
  return err(
    facility.equipment.length === 0
      ? networkRefused(message, profile)
      : {
          constraint: 'facility.equipment',
          message,
          relief: 'What would: a larger rack, or other facility.equipment.',
        },
  );
};

/** Racks of servers, switches and equipment, as `roofrack racks` packs them. */
export const rackCountLines = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  server: Server,
  network: FleetNetwork | null,
): Result<null, Binding> => {
  const held = heldPerRack(ledger);
  const equipment = scenario.facility.equipment.some(({ per }) => per === 'fleet');
  if (network === null && !equipment) {
    ledger.line('fleet.racks', `ceil(fleet.servers / ${held})`);
    return ok(null);
  }
  ledger.line('fleet.serverRacks', `ceil(fleet.servers / ${held})`);
  const racks = otherRacks(ledger, scenario, server, network);
  if (!racks.ok) return racks;
  ledger.model('fleet.otherRacks', racks.value, 'all devices packed together (docs/racks.md)', [
    'fleet.servers',
    held,
    ...(network === null ? [] : (['network.switches'] as const)),
  ]);
  ledger.line('fleet.racks', 'fleet.serverRacks + fleet.otherRacks');
  return ok(null);
};
