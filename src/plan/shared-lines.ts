import { tierOfHardware } from '../catalog/own-hardware.ts';
import type { Model, Server } from '../catalog/schema.ts';
import type { Scenario } from '../records/scenario.ts';
import type { Tier } from '../records/tier.ts';
import type { Ledger } from './ledger.ts';

/** Lines that both ways of answering have: the server as the catalogue knows it, and what energy and capital lead to. */

export const serverLines = (ledger: Ledger, server: Server): void => {
  const [source] = server.sources;
  const fact = (id: string, label: string, unit: string, value: number | null): void => {
    ledger.input(id, `${server.model}: ${label}`, unit, value, source, tierOfHardware(server.id));
  };
  fact('server.gpus', 'accelerators', 'GPUs', server.gpus);
  fact('server.units', 'height', 'U', server.uHeight);
  fact('server.maxKw', 'maximum power', 'kW', server.maxPowerW === null ? null : server.maxPowerW / 1000);
  fact('server.weightKg', 'weight', 'kg', server.weightKg);
  ledger.input(
    'server.priceUsd',
    `${server.model}: price`,
    'USD',
    server.priceUsd,
    server.priceSource ?? 'no price published',
    tierOfHardware(server.id) === 'assumed' ? 'assumed' : 'published',
  );
};

export interface ComputeFloor {
  readonly model: Model;
  readonly paramsActive: number;
  readonly peakFlops: number;
  readonly peakSource: string;
  readonly peakTier: Tier;
  /** Peak with pruned weights over the dense one; 1 for dense weights. */
  readonly sparsePeakFactor: number;
  /** Share of the prompt tokens that a prefix cache holds: they are not computed. */
  readonly prefixHitRate: number;
}

/** FLOP of a forward pass through a model of N active parameters, a token: 2N (Kaplan et al. 2020, attention left out). */
export const computeFloorLines = (
  ledger: Ledger,
  { model, paramsActive, peakFlops, peakSource, peakTier, sparsePeakFactor, prefixHitRate }: ComputeFloor,
): void => {
  ledger.input(
    'model.paramsActive',
    `${model.name}: parameters a token passes`,
    '',
    paramsActive,
    model.sources[0],
    'published',
  );
  ledger.input('accelerator.peakTflops', 'Peak matrix rate, dense', 'TFLOP/s', peakFlops / 1e12, peakSource, peakTier);
  let input = 'demand.inputTokens';
  if (prefixHitRate > 0) {
    ledger.choice('serving.prefixHitRate', 'Share of the prompt tokens that a cache holds', '', prefixHitRate);
    input = 'demand.inputTokens * (1 - serving.prefixHitRate)';
  }
  let peak = 'accelerator.peakTflops';
  if (sparsePeakFactor !== 1) {
    const why = 'NVIDIA since Ampere: matrix units skip the zeros';
    ledger.input(
      'accelerator.sparsePeakFactor',
      'Peak with 2:4-pruned weights over dense',
      '',
      sparsePeakFactor,
      why,
      'datasheet',
    );
    peak = 'accelerator.peakTflops * accelerator.sparsePeakFactor';
  }
  ledger.line(
    'floors.gpusByCompute',
    'Least accelerators by 2N FLOP a token at full peak rate, mean load',
    'GPUs',
    `demand.queriesPerSecond * (${input} + demand.outputTokens) * 2 * model.paramsActive / (${peak} * 1e12)`,
    'Kaplan et al., arXiv 2001.08361: forward pass 2N FLOP a token',
  );
};

/** How near the fleet comes to what no software gets below. */
export const floorShareLines = (ledger: Ledger): void => {
  for (const by of ['Compute', 'WeightReads']) {
    if (!ledger.has(`floors.gpusBy${by}`)) continue;
    const label = `Least accelerators by ${by === 'Compute' ? 'FLOP' : 'weight reads'}, of the fleet`;
    ledger.line(`floors.shareBy${by}`, label, '%', `100 * floors.gpusBy${by} / fleet.gpus`);
  }
};

export const energyCostLines = (ledger: Ledger, { economics, carbon }: Scenario): void => {
  ledger.choice('economics.electricityUsdPerKwh', 'Electricity', 'USD/kWh', economics.electricityUsdPerKwh);
  ledger.line('energy.usdPerDay', 'Electricity bill', 'USD/day', 'energy.kwhPerDay * economics.electricityUsdPerKwh');
  ledger.choice('carbon.kgPerKwh', 'Grid carbon', 'kg/kWh', carbon.kgPerKwh);
  ledger.line('carbon.kgPerDay', 'Operational carbon', 'kg CO2e/day', 'energy.kwhPerDay * carbon.kgPerKwh');
};

/** What a day costs: the annuity of the servers and the electricity, or rent. No staff, building or maintenance. */
export const queryCostLines = (ledger: Ledger, { economics, mode }: Scenario): void => {
  if (economics.usdPerGpuHour === null) {
    ledger.choice('economics.amortisationYears', 'Service life', 'years', economics.amortisationYears);
    ledger.choice('economics.discountRate', 'Cost of capital', '1/year', economics.discountRate);
    ledger.line(
      'cost.capitalRecoveryFactor',
      'Share of the capital paid back each year',
      '1/year',
      economics.discountRate === 0
        ? '1 / economics.amortisationYears'
        : 'economics.discountRate / (1 - (1 + economics.discountRate) ^ (-economics.amortisationYears))',
      'annuity',
    );
    ledger.line('cost.capexUsdPerDay', 'Capital cost', 'USD/day', 'cost.capexUsd * cost.capitalRecoveryFactor / 365');
    ledger.line('cost.usdPerDay', 'Capital and electricity', 'USD/day', 'cost.capexUsdPerDay + energy.usdPerDay');
  } else {
    ledger.choice('economics.usdPerGpuHour', 'Rent of an accelerator', 'USD/h', economics.usdPerGpuHour);
    const hours = mode === 'article' ? 'demand.gpuHoursPerDay' : 'fleet.gpus * 24';
    ledger.line('cost.usdPerDay', 'Rent', 'USD/day', `${hours} * economics.usdPerGpuHour`);
  }
  ledger.line('cost.usdPerQuery', 'Cost a query', 'USD/query', 'cost.usdPerDay / demand.queriesPerDay');
  ledger.line(
    'cost.usdPerMillionOutputTokens',
    'Cost a million generated tokens',
    'USD',
    'cost.usdPerQuery / demand.outputTokens * 1e6',
  );
};

export const capitalLines = (ledger: Ledger): void => {
  ledger.line('cost.rackUsd', 'Servers of a full rack', 'USD', 'fleet.serversPerRack * server.priceUsd');
  ledger.line('cost.capexUsd', 'Capital for servers', 'USD', 'fleet.servers * server.priceUsd');
};
