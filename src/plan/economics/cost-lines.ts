import type { LineId } from '../../records/ledger-lines.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { capitalCharges, listed, type CapitalPart } from './capital-lines.ts';

/** What owning costs each year beside the capital; ids of the lines. */
const runningLines = (ledger: Ledger, { ownership }: Scenario, parts: readonly CapitalPart[]): readonly LineId[] => {
  ledger.line('cost.electricityUsdPerYear', 'energy.usdPerDay * 365');
  const ids: LineId[] = ['cost.electricityUsdPerYear'];
  if (ownership.housing === 'colocation') {
    ledger.choice('ownership.colocationUsdPerKwMonth', ownership.colocationUsdPerKwMonth);
    ledger.line('cost.colocationUsdPerYear', 'power.itMw * 1000 * ownership.colocationUsdPerKwMonth * 12');
    ids.push('cost.colocationUsdPerYear');
  }
  if (ownership.maintenanceShare > 0) {
    const kept = parts.filter(({ life, name }) => life !== 'facility' || name === 'racks');
    ledger.choice('ownership.maintenanceShare', ownership.maintenanceShare);
    const sum = kept.map(({ formula }) => formula).join(' + ');
    ledger.line('cost.maintenanceUsdPerYear', `(${sum}) * ownership.maintenanceShare`);
    ids.push('cost.maintenanceUsdPerYear');
  }
  if (ownership.staffPerMw > 0) {
    ledger.choice('ownership.staffPerMw', ownership.staffPerMw);
    ledger.choice('ownership.usdPerStaffYear', ownership.usdPerStaffYear);
    ledger.line('cost.staffUsdPerYear', 'power.itMw * ownership.staffPerMw * ownership.usdPerStaffYear');
    ids.push('cost.staffUsdPerYear');
  }
  return ids;
};

const RUNNING_WORDS: Readonly<Partial<Record<LineId, string>>> = {
  'cost.electricityUsdPerYear': 'electricity',
  'cost.colocationUsdPerYear': 'colocation',
  'cost.maintenanceUsdPerYear': 'maintenance',
  'cost.staffUsdPerYear': 'staff',
};

const perDay = (ids: readonly LineId[]): string => `(${ids.join(' + ')}) / 365`;

const ownedLines = (ledger: Ledger, scenario: Scenario, parts: readonly CapitalPart[]): void => {
  const charges = capitalCharges(ledger, scenario, parts);
  const running = runningLines(ledger, scenario, parts);
  ledger.line('cost.capexUsdPerDay', perDay(charges));
  const detail = listed(['capital', ...running.map((id) => RUNNING_WORDS[id] ?? id)]);
  ledger.line('cost.usdPerYear', [...charges, ...running].join(' + '), { detail });
  ledger.line('cost.electricityShare', '100 * cost.electricityUsdPerYear / cost.usdPerYear');
};

/** The published estimate counts accelerator hours; a fleet is rented for all hours, or the share of them that is asked for. */
const rentedLines = (ledger: Ledger, { economics, mode }: Scenario, usdPerGpuHour: number): void => {
  ledger.choice('economics.usdPerGpuHour', usdPerGpuHour);
  const hours = mode === 'article' ? 'demand.gpuHoursPerDay' : 'fleet.gpus * 24';
  let rented = hours;
  if (economics.utilisation !== 1) {
    ledger.choice('economics.utilisation', economics.utilisation);
    rented = `${hours} * economics.utilisation`;
  }
  ledger.line('cost.rentUsdPerYear', `${rented} * 365 * economics.usdPerGpuHour`);
  ledger.line('cost.usdPerYear', 'cost.rentUsdPerYear + 0', { detail: 'rent' });
};

/** Capacity that is paid for and not used: of everything but the electricity that only load draws. */
const idleLines = (ledger: Ledger, { economics }: Scenario): void => {
  ledger.line(
    'cost.idleShare',
    ledger.has('fleet.meanLoad') ? '1 - fleet.meanLoad' : '1 - demand.gpuHoursPerDay / (24 * fleet.gpus)',
  );
  const ofLoad = economics.usdPerGpuHour === null && ledger.has('energy.idleKwhPerDay') ? loadUsdPerDay(ledger) : null;
  const standing = ofLoad === null ? 'cost.usdPerDay' : `(cost.usdPerDay - ${ofLoad})`;
  ledger.line('cost.idleUsdPerDay', `${standing} * cost.idleShare`);
};

/** Of the electricity bill, what load alone causes. */
const loadUsdPerDay = (ledger: Ledger): string => {
  const tariff = ledger.has('energy.tariffFactor') ? ' * energy.tariffFactor' : '';
  return `(energy.kwhPerDay - energy.idleKwhPerDay) * economics.electricityUsdPerKwh${tariff}`;
};

/** Months without load, and with a part of it, are paid for by the queries of the others. */
const rampLines = (ledger: Ledger, { economics, ownership }: Scenario): boolean => {
  if (ownership.idleMonths + ownership.rampMonths === 0) return false;
  ledger.choice('ownership.idleMonths', ownership.idleMonths);
  ledger.choice('ownership.rampMonths', ownership.rampMonths);
  if (!ledger.has('economics.amortisationYears')) {
    ledger.choice('economics.amortisationYears', economics.amortisationYears);
  }
  ledger.line(
    'cost.servedShare',
    'max(0, 1 - (ownership.idleMonths + ownership.rampMonths / 2) / (12 * economics.amortisationYears))',
  );
  return true;
};

const promptShareLine = (ledger: Ledger, { mode }: Scenario): void => {
  if (mode === 'article') {
    ledger.model('cost.promptShare', 0, 'the estimate counts the words of answers alone', ['demand.outputTokens']);
  } else if (ledger.has('fleet.promptShare')) {
    ledger.line('cost.promptShare', 'fleet.promptShare + 0', { detail: 'on replicas of their own' });
  } else ledger.line('cost.promptShare', 'serving.prefillShare + 0');
};

/** Costs of a query and of its tokens: prompts and answers each pay for the time that they take. */
const unitLines = (ledger: Ledger, scenario: Scenario): void => {
  const ramped = rampLines(ledger, scenario);
  if (ramped) {
    const saved =
      scenario.economics.usdPerGpuHour === null && ledger.has('energy.idleKwhPerDay')
        ? ` - ${loadUsdPerDay(ledger)} * (1 - cost.servedShare)`
        : '';
    ledger.line('cost.usdPerQuery', `(cost.usdPerDay${saved}) / (demand.queriesPerDay * cost.servedShare)`, {
      detail: 'over the life of the servers',
    });
  } else ledger.line('cost.usdPerQuery', 'cost.usdPerDay / demand.queriesPerDay');
  promptShareLine(ledger, scenario);
  ledger.line('cost.usdPerMillionInputTokens', 'cost.usdPerQuery * cost.promptShare / demand.inputTokens * 1e6');
  ledger.line(
    'cost.usdPerMillionOutputTokens',
    'cost.usdPerQuery * (1 - cost.promptShare) / demand.outputTokens * 1e6',
  );
  ledger.line('cost.usdPerMillionTokens', 'cost.usdPerQuery / (demand.inputTokens + demand.outputTokens) * 1e6');
};

/** What the fleet costs, each year and each query, owned or rented. */
export const costLines = (ledger: Ledger, scenario: Scenario, parts: readonly CapitalPart[]): void => {
  const { usdPerGpuHour } = scenario.economics;
  if (usdPerGpuHour === null) ownedLines(ledger, scenario, parts);
  else rentedLines(ledger, scenario, usdPerGpuHour);
  ledger.line('cost.usdPerMonth', 'cost.usdPerYear / 12');
  ledger.line('cost.usdPerDay', 'cost.usdPerYear / 365');
  idleLines(ledger, scenario);
  unitLines(ledger, scenario);
};
