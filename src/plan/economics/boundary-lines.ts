import type { Server } from '../../catalog/schema.ts';
import { BOUNDARIES } from '../../records/boundary.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { carbonPerKwh } from './energy-cost-lines.ts';

/**
 * Carbon of making a server of eight accelerators without them, and of an accelerator, as the methodology of EcoLogits has them
 * for p5 instances (8 H100): from its bottom-up models of BoaviztAPI. Others are taken alike for want of a figure.
 */
const SERVER_KG = 5700;
const ACCELERATOR_KG = 164;
const SERVER_GPUS = 8;
const EMBODIED_SOURCE =
  'EcoLogits, methodology of LLM inference (2026-03): 5,700 kg for a p5 server, 164 kg for an H100; taken for other servers by their accelerators';

const embodiedLines = (ledger: Ledger, { carbon, economics }: PhysicalScenario, { gpus }: Server): void => {
  const { embodiedKgPerServer } = carbon;
  if (embodiedKgPerServer !== null) ledger.choice('server.embodiedKg', embodiedKgPerServer);
  else {
    const kg = (SERVER_KG * gpus) / SERVER_GPUS + ACCELERATOR_KG * gpus;
    ledger.input('server.embodiedKg', kg, EMBODIED_SOURCE, 'assumed');
  }
  if (!ledger.has('economics.amortisationYears')) {
    ledger.choice('economics.amortisationYears', economics.amortisationYears);
  }
  ledger.line('carbon.embodiedKgPerDay', 'fleet.servers * server.embodiedKg / (economics.amortisationYears * 365)', {
    detail: 'switches and building left out',
  });
};

/** Energy and carbon of the same service by what is counted, and the factors between. */
export const boundaryLines = (ledger: Ledger, scenario: PhysicalScenario, server: Server): void => {
  const perKwh = carbonPerKwh(ledger);
  if (ledger.has('power.meanAcceleratorW')) {
    ledger.line('energy.chipKwhPerDay', 'fleet.servers * server.gpus * power.meanAcceleratorW / 1000 * 24');
    ledger.line('carbon.chipKgPerDay', `energy.chipKwhPerDay * ${perKwh}`);
  }
  ledger.line('energy.serverKwhPerDay', 'fleet.servers * power.meanServerKw * 24');
  ledger.line('carbon.serverKgPerDay', `energy.serverKwhPerDay * ${perKwh}`);
  embodiedLines(ledger, scenario, server);
  ledger.line('carbon.lifecycleKgPerDay', 'carbon.kgPerDay + carbon.embodiedKgPerDay');
  for (const { energyPerDay, energyPerQuery, carbonPerDay, carbonPerQuery } of BOUNDARIES) {
    for (const [perDay, perQuery] of [
      [energyPerDay, energyPerQuery],
      [carbonPerDay, carbonPerQuery],
    ] as const) {
      if (perDay === null || perQuery === null || !ledger.has(perDay)) continue;
      ledger.line(perQuery, `1000 * ${perDay} / demand.queriesPerDay`);
    }
  }
  if (ledger.has('energy.chipKwhPerDay')) {
    ledger.line('boundary.serverOverChip', 'energy.serverKwhPerDay / energy.chipKwhPerDay');
  }
  ledger.line('boundary.roomOverServer', 'energy.kwhPerDay / energy.serverKwhPerDay');
  ledger.line('boundary.lifecycleOverRoom', 'carbon.lifecycleKgPerDay / carbon.kgPerDay');
};
