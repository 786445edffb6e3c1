import { entryAt } from '../../base/checked.ts';
import { tierOfHardware } from '../../catalog/own-hardware.ts';
import type { Server } from '../../catalog/schema.ts';
import type { PlanLineId } from '../../records/ledger-lines.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { hourlyLoad } from '../demand/profile.ts';
import { regionalChoice } from '../economics/region.ts';
import type { Ledger } from '../ledger.ts';
import type { Parts } from '../parts.ts';
import { poolsDiffer, type ServingPlan } from '../serving/choose-replica.ts';
import { phaseDraws, PHASES, powerLawOf, type PhaseDraws } from './phase-power.ts';

/** Idle over maximum power of DGX A100 (1,500 W of 6,500 W, MLPerf inference 2.0), where a server's own is not known. */
export const TYPICAL_IDLE_SHARE = 1500 / 6500;
const TYPICAL_IDLE_SOURCE = 'DGX A100, MLPerf inference 2.0';

const othersOf = (ledger: Ledger, ids: readonly PlanLineId[]): PlanLineId[] => ids.filter((id) => ledger.has(id));

/** What the power supply is sized for: everything at its maximum. */
const sizingLines = (ledger: Ledger, { facility }: PhysicalScenario): void => {
  ledger.line('power.kwPerRack', 'fleet.serversPerRack * server.maxKw');
  const others = othersOf(ledger, ['power.networkKw', 'power.equipmentKw']);
  const all = ['fleet.servers * server.maxKw', ...others].join(' + ');
  const detail = `all servers${others.length === 0 ? '' : ' and what is beside them'} at their maximum`;
  ledger.line('power.itMw', others.length === 0 ? `${all} / 1000` : `(${all}) / 1000`, { detail });
  ledger.choice('facility.puePeak', facility.puePeak);
  ledger.line('power.facilityMw', 'power.itMw * facility.puePeak');
};

const idleLine = (ledger: Ledger, server: Server): void => {
  if (server.idlePowerW === null) {
    ledger.input('server.idleShare', TYPICAL_IDLE_SHARE, TYPICAL_IDLE_SOURCE, 'assumed');
    const ofNameplate = 'min(server.maxKw, server.nameplateKw * server.idleShare)';
    ledger.line('server.idleKw', ledger.has('server.nameplateKw') ? ofNameplate : 'server.maxKw * server.idleShare');
  } else {
    const source = 'wall power before load, MLPerf power runs';
    ledger.input('server.idleKw', server.idlePowerW / 1000, source, 'published');
  }
};

/** Lines of how far the power of a server stands between idle and maximum, on average and in the busiest hour. */
interface PowerShares {
  readonly mean: string;
  readonly busiest: string;
}

/** By the load over full load, to a power, hour after hour of the day. */
const byLoad = (ledger: Ledger, { demand }: PhysicalScenario, exponent: number): PowerShares => {
  const busiest = 'min(1, fleet.meanLoad * demand.peakToAverage)';
  if (exponent === 1) return { mean: 'fleet.meanLoad', busiest };
  ledger.choice('facility.powerExponent', exponent);
  const hours = hourlyLoad(demand);
  const mean = ledger.value('fleet.meanLoad');
  const powers = hours.map((relative) => Math.min(1, mean * relative) ** exponent);
  ledger.model(
    'fleet.meanPowerShare',
    powers.reduce((sum, power) => sum + power, 0) / hours.length,
    'mean over the hours of (fleet.meanLoad · load over the mean) ^ facility.powerExponent',
    ['fleet.meanLoad', 'facility.powerExponent'],
  );
  return { mean: 'fleet.meanPowerShare', busiest: `${busiest} ^ facility.powerExponent` };
};

const drawOf = (draws: PhaseDraws): number =>
  PHASES.reduce((sum, phase) => sum + draws[phase].time * draws[phase].shareOfTdp, 0);

/** By what the accelerators do at the mean load, and where their SLO and policy end. Null where their power is not known. */
const byPhases = (ledger: Ledger, parts: Parts, serving: ServingPlan): PowerShares | null => {
  const { accelerator, drawnShare } = parts;
  const promptShare = ledger.has('fleet.promptShare') ? ledger.value('fleet.promptShare') : 0;
  const deployed = ledger.value('fleet.replicasPerServer') * ledger.value('fleet.servers');
  const at = (requestsPerS: number) => phaseDraws(serving, parts, { requestsPerS, promptShare });
  const mean = at(ledger.value('demand.queriesPerSecond') / deployed);
  const busiest = at(Math.min(serving.requestsPerS, ledger.value('demand.peakQueriesPerSecond') / deployed));
  if (accelerator.tdpW === null || mean === null || busiest === null) return null;
  ledger.input(
    'accelerator.tdpW',
    accelerator.tdpW * drawnShare,
    entryAt(accelerator.sources, 0),
    tierOfHardware(accelerator.id),
  );
  const { on, memory, matrices, source } = powerLawOf(accelerator);
  const how = `TDP · min(1, ${String(on)} + ${String(memory)}·share of bandwidth + ${String(matrices)}·share of FLOP/s); ${source}`;
  const inputs = ['accelerator.tdpW', 'fleet.meanLoad', 'serving.batchLimit'] as const;
  for (const phase of PHASES) {
    const rule = `${phase === 'idle' ? 'no request in progress' : `${phase} at the mean load`}, over all time (docs/model.md)`;
    ledger.model(`phase.${phase}Time`, mean[phase].time, rule, ['fleet.meanLoad', 'serving.batchLimit']);
    ledger.model(`phase.${phase}W`, mean[phase].shareOfTdp * accelerator.tdpW * drawnShare, how, inputs);
  }
  ledger.line('power.meanAcceleratorW', PHASES.map((phase) => `phase.${phase}Time * phase.${phase}W`).join(' + '));
  const aboveIdle = (watts: string): string =>
    `min(1, server.gpus * max(0, ${watts}) / 1000 / max(0.001, server.maxKw - server.idleKw))`;
  ledger.line('fleet.meanPowerShare', aboveIdle('power.meanAcceleratorW - phase.idleW'), {
    detail: 'its accelerators’ by phase',
  });
  ledger.model(
    'phase.busiestW',
    drawOf(busiest) * accelerator.tdpW * drawnShare,
    'as phase.prefillW and so on, in the busiest hour',
    inputs,
  );
  ledger.line('fleet.busiestPowerShare', aboveIdle('phase.busiestW - phase.idleW'));
  return { mean: 'fleet.meanPowerShare', busiest: 'fleet.busiestPowerShare' };
};

/**
 * Sizing by maximum power; energy by what the accelerators do above the idle power of their server, or, where the scenario
 * says so or nobody published their TDP, by the load (in proportion: Cloud Carbon Footprint).
 */
export const powerLines = (ledger: Ledger, scenario: PhysicalScenario, parts: Parts, serving: ServingPlan): void => {
  const { facility } = scenario;
  sizingLines(ledger, scenario);
  idleLine(ledger, parts.server);
  const decoding = 'serving.fullDecodeRate * fleet.replicasPerServer';
  ledger.line(
    'fleet.meanLoad',
    poolsDiffer(serving)
      ? `demand.queriesPerSecond * (1 / (${decoding}) + serving.promptS / fleet.promptReplicasPerServer) / fleet.servers`
      : 'demand.queriesPerSecond / (serving.fullRate * fleet.replicasPerServer * fleet.servers)',
  );
  const shares =
    (facility.powerExponent === null ? byPhases(ledger, parts, serving) : null) ??
    byLoad(ledger, scenario, facility.powerExponent ?? 1);
  const drawn = (share: string): string => `server.idleKw + (server.maxKw - server.idleKw) * ${share}`;
  ledger.line('power.meanServerKw', drawn(shares.mean));
  regionalChoice(ledger, scenario, 'facility.pue', facility.pue);
  const others = othersOf(ledger, ['power.meanNetworkKw', 'power.equipmentKw']);
  const withOthers = (servers: string): string =>
    others.length > 0 ? `(${[servers, ...others].join(' + ')})` : servers;
  const busiest = withOthers(`fleet.servers * (${drawn(shares.busiest)})`);
  ledger.line('power.busiestHourMw', `${busiest} * facility.puePeak / 1000`);
  ledger.line('energy.kwhPerDay', `${withOthers('fleet.servers * power.meanServerKw')} * 24 * facility.pue`);
  ledger.line('energy.idleKwhPerDay', `${withOthers('fleet.servers * server.idleKw')} * 24 * facility.pue`);
  if (facility.wueLPerKwh !== null) {
    regionalChoice(ledger, scenario, 'facility.wueLPerKwh', facility.wueLPerKwh);
    ledger.line('energy.waterLPerDay', 'energy.kwhPerDay / facility.pue * facility.wueLPerKwh');
  }
};
