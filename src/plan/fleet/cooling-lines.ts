import type { Server } from '../../catalog/schema.ts';
import { COOLANTS, flowM3PerH } from '../../racks/cooling/coolant.ts';
import { planLoop } from '../../racks/cooling/loop.ts';
import { airClassOf, liquidClassOf } from '../../racks/cooling/temperature.ts';
import { heatAtMostW, heatW } from '../../racks/device.ts';
import { poweredServer } from '../../racks/power/powered-device.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** CDUs that may be lost with the loop still cooled. */
const SPARE_CDUS = 1;

/** The CDUs of the equipment that serve the hall, as many as there are of each size. */
const cdusOf = ({ facility }: PhysicalScenario): { readonly count: number; readonly coolsKw: number } => {
  const serving = facility.equipment.filter(({ per, coolsKw }) => per === 'fleet' && coolsKw !== null);
  return {
    count: serving.reduce((sum, { count }) => sum + count, 0),
    // Of several sizes the smallest: what is left when the largest is lost carries at least as much.
    coolsKw: serving.reduce((least, { coolsKw }) => Math.min(least, coolsKw ?? Infinity), Infinity),
  };
};

/**
 * All electrical input becomes heat: what liquid takes of the servers, what air must still carry, and the flows and temperatures
 * that this takes at the maximum. Of a server whose split nobody published both are unknown.
 */
export const heatLines = (ledger: Ledger, scenario: PhysicalScenario, server: Server): void => {
  const { airSupplyC, airRiseK, waterSupplyC, approachK, waterRiseK } = scenario.cooling;
  ledger.line('cooling.heatKw', '1000 * power.itMw');
  const heat = heatW(poweredServer(server));
  ledger.model(
    'cooling.liquidKw',
    heat === null ? NaN : (ledger.value('fleet.servers') * heat.liquidW) / 1000,
    'the share of the servers’ power that their maker says liquid takes',
    ['fleet.servers', 'server.maxKw'],
  );
  ledger.line('cooling.airToCarryKw', 'cooling.heatKw - cooling.liquidKw');
  ledger.choice('cooling.airRiseK', airRiseK);
  ledger.model(
    'cooling.airM3PerH',
    flowM3PerH(1000 * ledger.value('cooling.airToCarryKw'), airRiseK, COOLANTS.air),
    'heat / (density · heat capacity · rise), air at 20 °C and sea level',
    ['cooling.airToCarryKw', 'cooling.airRiseK'],
  );
  ledger.choice('cooling.airSupplyC', airSupplyC, { detail: classWords(airClassOf(airSupplyC)) });
  ledger.line('cooling.airReturnC', 'cooling.airSupplyC + cooling.airRiseK');
  ledger.choice('cooling.waterSupplyC', waterSupplyC);
  ledger.choice('cooling.approachK', approachK);
  ledger.choice('cooling.waterRiseK', waterRiseK);
  ledger.model(
    'cooling.liquidM3PerH',
    flowM3PerH(1000 * ledger.value('cooling.liquidKw'), waterRiseK, COOLANTS.pg25),
    'heat / (density · heat capacity · rise), PG25',
    ['cooling.liquidKw', 'cooling.waterRiseK'],
  );
  ledger.line('cooling.liquidSupplyC', 'cooling.waterSupplyC + cooling.approachK', {
    detail: classWords(liquidClassOf(waterSupplyC + approachK)),
  });
  ledger.line('cooling.liquidReturnC', 'cooling.liquidSupplyC + cooling.waterRiseK');
  const { count, coolsKw } = cdusOf(scenario);
  const liquidW = ledger.value('fleet.servers') * (heatAtMostW(poweredServer(server))?.liquidW ?? NaN);
  if (count === 0 || !(liquidW > 0)) return;
  const loop = planLoop(
    liquidW,
    {
      coolant: COOLANTS.pg25,
      riseK: waterRiseK,
      facilitySupplyC: waterSupplyC,
      facilityRiseK: waterRiseK,
      approachK,
      cduW: 1000 * coolsKw,
      spareCdus: SPARE_CDUS,
    },
    COOLANTS.water,
  );
  const [carried, inputs] =
    heat === null
      ? ['all of the heat, since nobody published what liquid takes of it', ['fleet.servers', 'server.maxKw'] as const]
      : ['the heat', ['cooling.liquidKw'] as const];
  ledger.model('cooling.cdus', loop.cdus, `CDUs of ${String(coolsKw)} kW for ${carried}, and one to spare`, inputs);
};

const classWords = (name: string | null): string =>
  name === null ? 'too warm for any ASHRAE class' : `ASHRAE class ${name}`;

export const cduWarnings = (ledger: Ledger, scenario: PhysicalScenario): Warning[] => {
  if (!ledger.has('cooling.cdus')) return [];
  const needed = ledger.value('cooling.cdus');
  const { count, coolsKw } = cdusOf(scenario);
  if (count >= needed) return [];
  const bound = Number.isNaN(ledger.value('cooling.liquidKw')) ? ' at most, were all heat carried by it' : '';
  const message = `facility.equipment has ${String(count)} CDUs; the liquid takes ${String(needed)} of ${String(coolsKw)} kW${bound}, one of them to spare.`;
  return [{ code: 'too-few-cdus', message }];
};
