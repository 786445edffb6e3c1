import { err, ok, type Result } from '../../base/result.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import { fleetRequest } from '../../racks/fleet/fleet-request.ts';
import { networkOf, type FleetNetwork } from '../../racks/network/network-of.ts';
import { MOST_DEVICES, pack } from '../../racks/packing/pack.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Binding } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

const PATH = 'network.profile';

const DEFAULT = 'inference-frontend';

const refused = (message: string, profile: string | null): Binding => {
  const ways = profile === DEFAULT ? [null] : [DEFAULT, null];
  return {
    constraint: PATH,
    message,
    relief: `What would: ${profile === DEFAULT ? '' : `${PATH}=${DEFAULT}, or `}a plan that counts no network.`,
    ways: ways.map((value) => ({ path: PATH, value })),
  };
};

/** The network of the fleet, spares too; null where the scenario counts none, refused where there is none like it. */
export const fleetNetwork = (
  ledger: Ledger,
  { network: { profile }, hardware }: PhysicalScenario,
): Result<FleetNetwork | null, Binding> => {
  if (profile === null) return ok(null);
  const found = networkOf(profile, hardware.server, ledger.value('fleet.servers'));
  return found.ok ? found : err(refused(found.error.message, profile));
};

/** Switches and cables that join the servers. A switch draws about the same whatever it passes on. */
export const networkLines = (ledger: Ledger, { networks, fabric, switches, cables }: FleetNetwork): void => {
  const { profile, switchId, table, leaf, spine, core } = fabric;
  const times = networks === 1 ? '' : `${String(networks)} separate networks: `;
  const how = `${times}${profile}, ${table ?? 'fat tree of whole scalable units'} (docs/racks.md)`;
  const tiers = Object.entries({ leaf, spine, core }).flatMap(([tier, count]) => {
    if (count === null) return [];
    const id = `network.${tier as 'leaf' | 'spine' | 'core'}` as const;
    ledger.model(id, networks * count, how, ['fleet.servers']);
    return [id];
  });
  ledger.line('network.switches', `${tiers.join(' + ')}${tiers.length === 1 ? ' + 0' : ''}`);
  ledger.model('network.cables', cables, how, ['fleet.servers', ...tiers]);

  const type = findSwitch(switchId);
  if (type === null) throw new Error(`Fabric of an unknown switch ${switchId}`);
  const { typicalPowerW, maxPowerW, uHeight, sources } = type;
  const fact = (key: 'units' | 'maxKw' | 'meanKw', value: number | null, detail?: string): void => {
    ledger.input(`switch.${key}`, value, sources[0], 'datasheet', { of: switches.model, ...(detail && { detail }) });
  };
  const kw = (watts: number | null): number | null => (watts === null ? null : watts / 1000);
  fact('units', uHeight);
  fact('maxKw', kw(maxPowerW ?? typicalPowerW), maxPowerW === null ? 'typical, for want of a maximum' : undefined);
  fact('meanKw', kw(typicalPowerW ?? maxPowerW), typicalPowerW === null ? 'at most' : undefined);
  ledger.input('switch.priceUsd', switches.priceUsd, 'no price published', 'published', { of: switches.model });
  ledger.line('network.units', 'network.switches * switch.units');
  ledger.line('network.kw', 'network.switches * switch.maxKw');
  ledger.line('network.meanKw', 'network.switches * switch.meanKw');
  ledger.line('network.usd', 'network.switches * switch.priceUsd');
};

/** Racks of servers and switches, packed as `roofrack racks` does; refused where a switch fits no rack. */
export const packedRackLines = (
  ledger: Ledger,
  { facility, network }: PhysicalScenario,
  server: Server,
  { fabric }: FleetNetwork,
): Result<null, Binding> => {
  const alone = ledger.line('fleet.serverRacks', 'ceil(fleet.servers / fleet.serversPerRack)');
  const servers = ledger.value('fleet.servers');
  const replicasPerServer = ledger.value('fleet.replicasPerServer');
  const racks = (): Result<number, Binding> => {
    // A height that nobody published leaves the racks open, and so do more devices than can be packed.
    if (Number.isNaN(alone) || servers + ledger.value('network.switches') > MOST_DEVICES) return ok(NaN);
    const asked = fleetRequest({ server, servers, network: fabric.profile, facility, replicasPerServer });
    const packing = asked.ok ? pack(asked.value.request) : asked;
    if (packing.ok) return ok(packing.value.racks);
    return err(refused(packing.error[0].message, network.profile));
  };
  const packed = racks();
  if (!packed.ok) return packed;
  ledger.model(
    'fleet.switchRacks',
    packed.value - alone,
    'racks of servers and switches packed together (docs/racks.md), beyond those of the servers',
    ['fleet.serverRacks', 'network.units', 'network.kw', 'facility.rackUnits', 'facility.rackKw', 'facility.rackKg'],
  );
  ledger.line('fleet.racks', 'fleet.serverRacks + fleet.switchRacks');
  return ok(null);
};

/** What nobody published of the network, and where its maker contradicts himself. */
export const networkWarnings = ({ fabric, switches }: FleetNetwork): Warning[] => {
  const { model, typicalPowerW, maxPowerW } = switches;
  const power = typicalPowerW === null && maxPowerW === null ? ['power (none of the fleet, no energy or carbon)'] : [];
  const missing = [...power, 'price (capital is that of the servers alone)'];
  return [
    { code: 'unknown-facts', message: `Nobody published for the switches, ${model}: ${missing.join(', ')}.` },
    ...fabric.contradictions.map((message) => ({ code: 'fabric-contradiction', message })),
  ];
};
