import { entryAt } from '../../base/checked.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import { hourlyLoad, relativeProfile } from '../demand/profile.ts';
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
  // By phases it is known at the mean and at what capacity is kept for: straight between them, and down to idle without load.
  const [mean, busiest] = [ledger.value('fleet.meanPowerShare'), ledger.value('fleet.busiestPowerShare')];
  const largest = ledger.value('demand.peakToAverage') * demand.surge;
  const slope = (busiest - mean) / Math.max(1e-9, largest - 1);
  return hourlyLoad(demand).map((relative) =>
    relative <= 1 ? mean * relative : Math.min(busiest, mean + slope * (relative - 1)),
  );
};

/**
 * Mean of a table by the hour, each hour counted by what the load draws in it. A day beside a week is the same every day.
 */
const overLoad = (ledger: Ledger, scenario: PhysicalScenario, hourly: readonly number[]): number => {
  const powers = loadPower(ledger, scenario);
  let [sum, total] = [0, 0];
  for (let hour = 0; hour < Math.max(powers.length, hourly.length); hour++) {
    const power = entryAt(powers, hour % powers.length);
    sum += power * entryAt(hourly, hour % hourly.length);
    total += power;
  }
  return total === 0 ? 0 : sum / total;
};

/** What `overLoad` hangs on. */
const loadInputs = (ledger: Ledger): readonly LineId[] =>
  ledger.has('fleet.busiestPowerShare') ? ['fleet.meanPowerShare', 'fleet.busiestPowerShare'] : ['fleet.meanLoad'];

const LOAD_KWH = '(energy.kwhPerDay - energy.idleKwhPerDay)';

/**
 * Price of the energy over the mean price of a day. With h dear hours at φ times the price of the others, of which the share
 * s of the energy is drawn, it is (1 + (φ − 1)·s) / (1 + (φ − 1)·h/24): 1 for a flat draw. Idle power is drawn in every hour.
 */
const tariffLines = (ledger: Ledger, scenario: PhysicalScenario): void => {
  const { economics } = scenario;
  ledger.choice('economics.peakPriceFactor', economics.peakPriceFactor);
  ledger.choice('economics.peakHours', economics.peakHours);
  ledger.model(
    'energy.dearLoadShare',
    overLoad(ledger, scenario, dearHours(economics)),
    'power of the load, as the day has it, within the dear hours (economics.peakFromHour)',
    [...loadInputs(ledger), 'economics.peakHours'],
  );
  ledger.line(
    'energy.dearShare',
    `(energy.idleKwhPerDay * economics.peakHours / 24 + ${LOAD_KWH} * energy.dearLoadShare) / energy.kwhPerDay`,
  );
  ledger.line(
    'energy.tariffFactor',
    '(1 + (economics.peakPriceFactor - 1) * energy.dearShare) / (1 + (economics.peakPriceFactor - 1) * economics.peakHours / 24)',
  );
};

/** Carbon of a grid that is not the same in every hour, of the energy as it is drawn. */
const hourlyCarbonLines = (ledger: Ledger, scenario: PhysicalScenario, hourly: readonly number[]): void => {
  ledger.model(
    'carbon.loadHoursFactor',
    overLoad(ledger, scenario, relativeProfile(hourly)),
    'grid carbon over its mean (carbon.hourlyProfile), each hour counted by the power of the load in it',
    loadInputs(ledger),
  );
  ledger.line(
    'carbon.drawnKgPerKwh',
    `carbon.kgPerKwh * (energy.idleKwhPerDay + ${LOAD_KWH} * carbon.loadHoursFactor) / energy.kwhPerDay`,
  );
};

/** Line of the carbon of a kWh: in the hours in which it is drawn, where they are known. */
export const carbonPerKwh = (ledger: Ledger): LineId =>
  ledger.has('carbon.drawnKgPerKwh') ? 'carbon.drawnKgPerKwh' : 'carbon.kgPerKwh';

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
  if (scenario.mode === 'physical' && scenario.carbon.hourlyProfile !== null) {
    hourlyCarbonLines(ledger, scenario, scenario.carbon.hourlyProfile);
  }
  ledger.line('carbon.kgPerDay', `energy.kwhPerDay * ${carbonPerKwh(ledger)}`);
};
