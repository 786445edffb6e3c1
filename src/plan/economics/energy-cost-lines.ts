import { entryAt } from '../../base/checked.ts';
import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import { hourlyLoad } from '../demand/profile.ts';
import type { Ledger } from '../ledger.ts';
import { regionalChoice } from './region.ts';

const DAY = 24;

/** Share of each hour of the day, counted from midnight, that is dear; hours run on over midnight. */
const dearHours = ({ peakFromHour, peakHours }: PhysicalScenario['economics']): number[] =>
  Array.from({ length: DAY }, (_, hour) => {
    const overlap = (from: number): number => Math.max(0, Math.min(hour + 1, from + peakHours) - Math.max(hour, from));
    return Math.min(1, overlap(peakFromHour) + overlap(peakFromHour - DAY));
  });

/** Of each hour of the day or week, the power of the fleet over its power without load: 0 at idle, 1 at its maximum. */
const loadPower = (ledger: Ledger, { demand, facility }: PhysicalScenario): number[] => {
  const meanLoad = ledger.value('fleet.meanLoad');
  if (!ledger.has('fleet.busiestPowerShare')) {
    return hourlyLoad(demand).map((relative) => Math.min(1, meanLoad * relative) ** (facility.powerExponent ?? 1));
  }
  // By phases it is known at the mean and in the busiest hour: straight between them, and down to idle without load.
  const [mean, busiest] = [ledger.value('fleet.meanPowerShare'), ledger.value('fleet.busiestPowerShare')];
  const slope = (busiest - mean) / Math.max(1e-9, demand.peakToAverage - 1);
  return hourlyLoad(demand).map((relative) =>
    relative <= 1 ? mean * relative : Math.min(busiest, mean + slope * (relative - 1)),
  );
};

/**
 * Price of the energy over the mean price of a day. With h dear hours at φ times the price of the others, of which the share
 * s of the energy is drawn, it is (1 + (φ − 1)·s) / (1 + (φ − 1)·h/24): 1 for a flat draw.
 */
const tariffLines = (ledger: Ledger, scenario: PhysicalScenario): void => {
  const { economics } = scenario;
  ledger.choice('economics.peakPriceFactor', economics.peakPriceFactor);
  ledger.choice('economics.peakHours', economics.peakHours);
  const idle = ledger.value('energy.idleKwhPerDay');
  const powers = loadPower(ledger, scenario);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const dear = dearHours(economics);
  const ofLoad = powers.reduce((sum, power, hour) => sum + power * entryAt(dear, hour % DAY), 0) / total;
  const loadShare = 1 - idle / ledger.value('energy.kwhPerDay');
  ledger.model(
    'energy.dearShare',
    (1 - loadShare) * (economics.peakHours / DAY) + (total > 0 ? loadShare * ofLoad : 0),
    'idle power in every hour, and power of the load as the day has it, within the dear hours (economics.peakFromHour)',
    ['energy.kwhPerDay', 'energy.idleKwhPerDay', 'economics.peakHours'],
  );
  ledger.line(
    'energy.tariffFactor',
    '(1 + (economics.peakPriceFactor - 1) * energy.dearShare) / (1 + (economics.peakPriceFactor - 1) * economics.peakHours / 24)',
  );
};

/** The electricity bill: energy at its price, by time of use, and a charge for the largest power of each month. */
export const energyCostLines = (ledger: Ledger, scenario: Scenario): void => {
  const { economics, carbon } = scenario;
  regionalChoice(ledger, scenario, 'economics.electricityUsdPerKwh', economics.electricityUsdPerKwh);
  const terms = ['energy.kwhPerDay * economics.electricityUsdPerKwh'];
  if (scenario.mode === 'physical' && scenario.economics.peakPriceFactor !== 1 && scenario.economics.peakHours > 0) {
    tariffLines(ledger, scenario);
    terms[0] = `${terms.join('')} * energy.tariffFactor`;
  }
  if (economics.demandUsdPerKwMonth > 0) {
    ledger.choice('economics.demandUsdPerKwMonth', economics.demandUsdPerKwMonth);
    ledger.line(
      'energy.largestKw',
      `1000 * ${ledger.has('power.busiestHourMw') ? 'power.busiestHourMw' : 'power.facilityMw'}`,
    );
    terms.push('energy.largestKw * economics.demandUsdPerKwMonth * 12 / 365');
  }
  ledger.line('energy.usdPerDay', terms.join(' + '));
  regionalChoice(ledger, scenario, 'carbon.kgPerKwh', carbon.kgPerKwh);
  ledger.line('carbon.kgPerDay', 'energy.kwhPerDay * carbon.kgPerKwh');
};
