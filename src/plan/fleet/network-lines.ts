import { entryAt } from '../../base/checked.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { findSwitch } from '../../catalog/catalog.ts';
import { networkOf, type FleetNetwork } from '../../racks/network/network-of.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Binding } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

const PATH = 'network.profile';

/** What most fleets that serve a model need. */
const USUAL = 'inference-frontend';

export const networkRefused = (message: string, profile: string | null): Binding => ({
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
  return found.ok ? found : err(networkRefused(found.error.message, profile));
};

/** Switches and cables that join the servers, and their power: at most for sizing, typical day and night for energy. */
export const networkLines = (
  ledger: Ledger,
  { network: { switchUsd } }: PhysicalScenario,
  { pods, fabric, switches, cables }: FleetNetwork,
): void => {
  const { switchId, table, rule, source, leaf, spine, core } = fabric;
  const text = table ?? rule ?? source;
  const how = pods === 1 ? text : `${String(pods)} networks of equal size, each: ${text}`;
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
    ledger.input(`network.${id}`, watts === null ? null : watts / 1000, entryAt(sources, 0), 'datasheet', { detail });
  };
  power('switchKw', maxPowerW ?? typicalPowerW, maxPowerW === null ? 'typical, for want of a maximum' : null);
  power('meanSwitchKw', typicalPowerW ?? maxPowerW, typicalPowerW === null ? 'at most' : null);
  ledger.line('power.networkKw', 'network.switches * network.switchKw');
  ledger.line('power.meanNetworkKw', 'network.switches * network.meanSwitchKw');
  if (switchUsd !== null) ledger.choice('network.switchUsd', switchUsd);
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
    const message = `Switches are not priced: nobody published a price of ${model}, and capital leaves them out. Set network.switchUsd.`;
    warnings.push({ code: 'network-not-priced', message });
  }
  return warnings;
};
