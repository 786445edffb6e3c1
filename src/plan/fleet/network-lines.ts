import { err, ok, type Result } from '../../base/result.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import { fleetRequest } from '../../racks/fleet/fleet-request.ts';
import { networkOf, type FleetNetwork } from '../../racks/network/network-of.ts';
import { capacityOf, limitKinds } from '../../racks/packing/limits.ts';
import { MOST_DEVICES, pack, type PackingRequest } from '../../racks/packing/pack.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Binding } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { heldPerRack } from './rack-lines.ts';

const PATH = 'network.profile';

/** What most fleets that serve a model need. */
const USUAL = 'inference-frontend';

const refused = (message: string, profile: string | null): Binding => ({
  constraint: PATH,
  message,
  relief: `What would: ${profile === USUAL ? '' : `${PATH}=${USUAL}, or `}a plan that counts no network.`,
  ways: (profile === USUAL ? [null] : [USUAL, null]).map((value) => ({ path: PATH, value })),
});

/** The network of the fleet, spares too; null where the scenario counts none, refused where there is none like it. */
export const fleetNetwork = (
  ledger: Ledger,
  { network: { profile }, hardware }: PhysicalScenario,
): Result<FleetNetwork | null, Binding> => {
  if (profile === null) return ok(null);
  const found = networkOf(profile, hardware.server, ledger.value('fleet.servers'));
  return found.ok ? found : err(refused(found.error.message, profile));
};

/** Switches and cables that join the servers, and their power: at most for sizing, typical day and night for energy. */
export const networkLines = (
  ledger: Ledger,
  { network: { switchUsd } }: PhysicalScenario,
  { pods, fabric, switches, cables }: FleetNetwork,
): void => {
  const { switchId, table, rule, source, leaf, spine, core } = fabric;
  const one = table ?? rule ?? source;
  const how = pods === 1 ? one : `${String(pods)} networks of equal size, each: ${one}`;
  const tiers = Object.entries({ leaf, spine, core }).flatMap(([tier, count]) => {
    if (count === null) return [];
    const id = `network.${tier as 'leaf' | 'spine' | 'core'}` as const;
    ledger.model(id, pods * count, how, ['fleet.servers']);
    return [id];
  });
  ledger.line('network.switches', `${tiers.join(' + ')}${tiers.length === 1 ? ' + 0' : ''}`);
  ledger.model('network.cables', pods * cables, how, ['fleet.servers', ...tiers]);

  const type = findSwitch(switchId);
  if (type === null) throw new Error(`Fabric of an unknown switch ${switchId}`);
  const { typicalPowerW, maxPowerW, sources } = type;
  const power = (id: 'switchKw' | 'meanSwitchKw', watts: number | null, instead: string | null): void => {
    const detail = instead === null ? switches.model : `${switches.model}, ${instead}`;
    ledger.input(`network.${id}`, watts === null ? null : watts / 1000, sources[0], 'datasheet', { detail });
  };
  power('switchKw', maxPowerW ?? typicalPowerW, maxPowerW === null ? 'typical, for want of a maximum' : null);
  power('meanSwitchKw', typicalPowerW ?? maxPowerW, typicalPowerW === null ? 'at most' : null);
  ledger.line('power.networkKw', 'network.switches * network.switchKw');
  ledger.line('power.meanNetworkKw', 'network.switches * network.meanSwitchKw');
  if (switchUsd !== null) ledger.choice('network.switchUsd', switchUsd);
};

/** Whether every switch finds room beside the servers of full racks, by each limit; then no packing can need fewer. */
const roomBesideServers = ({ rack, devices, rules }: PackingRequest, perRack: number, fullRacks: number): boolean => {
  const [servers, ...switches] = devices;
  let free = fullRacks;
  for (const { device, count } of switches) {
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
    // A tier takes whole racks, so that the next tier finds full room in the others.
    free -= Math.ceil(count / each);
  }
  return free >= 0;
};

/**
 * Racks beyond those of the servers: by packing both together where the switches find no room beside them. Not known where
 * nobody published the server's height, or where there are more devices than can be packed; refused where a switch fits no
 * rack.
 */
const networkRacks = (
  ledger: Ledger,
  { facility, network }: PhysicalScenario,
  server: Server,
  { fabric, pods, switches }: FleetNetwork,
): Result<number, Binding> => {
  const servers = ledger.value('fleet.servers');
  const perRack = ledger.value(heldPerRack(ledger));
  if (Number.isNaN(perRack)) return ok(NaN);
  // By the name of the fabric: the server may be one with measured accelerators, which no pod is designed around.
  const asked = fleetRequest({
    server,
    servers,
    network: fabric.profile,
    facility,
    replicasPerServer: 1,
    mostServersPerRack: ledger.has('fleet.serversInRack') ? perRack : null,
  });
  if (!asked.ok) return err(refused(asked.error[0].message, network.profile));
  const { request } = asked.value;
  if (roomBesideServers(request, perRack, Math.floor(servers / perRack))) return ok(0);
  if (servers + pods * switches.count > MOST_DEVICES) return ok(NaN);
  const packed = pack(request);
  if (!packed.ok) return err(refused(packed.error[0].message, network.profile));
  return ok(packed.value.racks - Math.ceil(servers / perRack));
};

/** Racks of servers and switches, as `roofrack racks` packs them. */
export const networkRackLines = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  server: Server,
  network: FleetNetwork,
): Result<null, Binding> => {
  const held = heldPerRack(ledger);
  ledger.line('fleet.serverRacks', `ceil(fleet.servers / ${held})`);
  const racks = networkRacks(ledger, scenario, server, network);
  if (!racks.ok) return racks;
  ledger.model('fleet.networkRacks', racks.value, 'servers and switches packed together (docs/racks.md)', [
    'fleet.servers',
    held,
    'network.switches',
  ]);
  ledger.line('fleet.racks', 'fleet.serverRacks + fleet.networkRacks');
  return ok(null);
};

/** What nobody published of the switches, what one network does not reach, and where its maker contradicts himself. */
export const networkWarnings = (
  { network: { switchUsd } }: PhysicalScenario,
  { pods, fabric, switches }: FleetNetwork,
): Warning[] => {
  const { model, typicalPowerW, maxPowerW } = switches;
  const warnings: Warning[] = fabric.contradictions.map((message) => ({ code: 'network-contradiction', message }));
  if (typicalPowerW === null && maxPowerW === null) {
    const message = `Nobody published the power of ${model}: power, energy and carbon of the plan are not known.`;
    warnings.push({ code: 'unknown-facts', message });
  }
  if (pods > 1) {
    const message = `The fleet is beyond what one ${fabric.profile} reaches: ${String(pods)} networks are counted, and nothing that joins them.`;
    warnings.push({ code: 'several-networks', message });
  }
  if (switchUsd === null) {
    const message = `Switches are not priced: nobody published a price of ${model}, and capital is that of the servers alone. Set network.switchUsd.`;
    warnings.push({ code: 'network-not-priced', message });
  }
  return warnings;
};
