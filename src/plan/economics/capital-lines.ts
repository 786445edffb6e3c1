import { isRackScale } from '../../racks/fleet/fleet-request.ts';
import type { Server } from '../../catalog/schema.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** A part of the capital: what it costs, and by what it is written off. */
export interface CapitalPart {
  readonly name: 'servers' | 'network' | 'equipment' | 'racks' | 'power' | 'cooling' | 'building';
  /** Over lines of the ledger. */
  readonly formula: string;
  readonly life: 'servers' | 'network' | 'facility';
}

const WORDS: Readonly<Record<CapitalPart['name'], string>> = {
  servers: 'servers',
  network: 'switches',
  equipment: 'equipment',
  racks: 'racks',
  power: 'power plant',
  cooling: 'cooling plant',
  building: 'building',
};

export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** Parts of a facility that stand on one's own ground, each priced per W of IT; those at 0 are not counted. */
const facilityParts = (ledger: Ledger, { ownership }: Scenario): CapitalPart[] => {
  if (ownership.housing !== 'own') return [];
  return (['power', 'cooling', 'building'] as const).flatMap((name) => {
    const price = ownership[`${name}UsdPerW`];
    if (price === 0) return [];
    ledger.choice(`ownership.${name}UsdPerW`, price);
    ledger.line(`cost.${name}Usd`, `power.itMw * 1e6 * ownership.${name}UsdPerW`);
    return [{ name, formula: `cost.${name}Usd`, life: 'facility' as const }];
  });
};

const totalLine = (ledger: Ledger, parts: readonly CapitalPart[]): void => {
  const words = parts.map(({ name }) => WORDS[name]);
  const detail = parts.length === 1 ? `${words.join('')} alone` : listed(words);
  ledger.line('cost.capexUsd', parts.map(({ formula }) => formula).join(' + '), { detail });
};

/** What the published estimate buys: filled racks at its rounded price, and whatever else the scenario prices. */
export const articleCapital = (ledger: Ledger, scenario: Scenario): readonly CapitalPart[] => {
  const racks: CapitalPart = { name: 'servers', formula: 'fleet.racks * cost.rackUsd', life: 'servers' };
  const parts = [racks, ...facilityParts(ledger, scenario)];
  totalLine(ledger, parts);
  return parts;
};

/** What is bought: servers, network, equipment, racks and, in a building of one's own, what feeds, cools and houses them. */
export const physicalCapital = (ledger: Ledger, scenario: Scenario, server: Server): readonly CapitalPart[] => {
  ledger.line('cost.rackUsd', 'fleet.serversPerRack * server.priceUsd');
  ledger.line('cost.serversUsd', 'fleet.servers * server.priceUsd');
  const parts: CapitalPart[] = [{ name: 'servers', formula: 'cost.serversUsd', life: 'servers' }];
  if (ledger.has('network.switchUsd')) {
    ledger.line('cost.networkUsd', 'network.switches * network.switchUsd');
    parts.push({ name: 'network', formula: 'cost.networkUsd', life: 'network' });
  }
  if (ledger.has('cost.equipmentUsd')) {
    parts.push({ name: 'equipment', formula: 'cost.equipmentUsd', life: 'servers' });
  }
  // A system that comes in a rack of its own has it in its price.
  const racks = isRackScale(server) ? 'fleet.otherRacks' : 'fleet.racks';
  if (scenario.mode === 'physical' && scenario.ownership.rackUsd > 0 && ledger.has(racks)) {
    ledger.choice('ownership.rackUsd', scenario.ownership.rackUsd);
    ledger.line('cost.racksUsd', `${racks} * ownership.rackUsd`);
    parts.push({ name: 'racks', formula: 'cost.racksUsd', life: 'facility' });
  }
  const all = [...parts, ...facilityParts(ledger, scenario)];
  totalLine(ledger, all);
  return all;
};

interface Terms {
  readonly factor: LineId;
  readonly years: LineId;
  /** Whether something is left at the end of the life. */
  readonly residual: boolean;
  readonly taxed: boolean;
}

/**
 * What a part must earn each year, before tax, to pay for itself over its life n at the cost of capital r:
 *
 *   A = P · [ CRF · (1 − s·(1 + r)^−n) − τ·(1 − s)/n ] / (1 − τ),   CRF = r / (1 − (1 + r)^−n)
 *
 * with residual share s at the end, and profit tax τ against which (1 − s)·P is written off in equal parts. Without s and τ it
 * is the annuity P·CRF. Range: the profit is large enough for the write-off in every year.
 */
const chargeFormula = (usd: string, { factor, years, residual, taxed }: Terms): string => {
  const price = /^[\w.]+$/.test(usd) ? usd : `(${usd})`;
  const s = residual ? 'economics.residualShare' : null;
  const recovered = s === null ? factor : `${factor} * (1 - ${s} * (1 + economics.discountRate) ^ (-${years}))`;
  if (!taxed) return `${price} * ${recovered}`;
  const writtenOff = `economics.taxRate * (1 - ${s ?? '0'}) / ${years}`;
  return `${price} * (${recovered} - ${writtenOff}) / (1 - economics.taxRate)`;
};

const LIVES = {
  servers: { factor: 'cost.capitalRecoveryFactor', years: 'economics.amortisationYears' },
  network: { factor: 'cost.networkRecoveryFactor', years: 'ownership.networkYears' },
  facility: { factor: 'cost.facilityRecoveryFactor', years: 'ownership.facilityYears' },
} as const;

const lifeYears = ({ economics, ownership }: Scenario, life: CapitalPart['life']): number => {
  if (life === 'servers') return economics.amortisationYears;
  return life === 'network' && 'networkYears' in ownership ? ownership.networkYears : ownership.facilityYears;
};

/** What each part costs each year; ids of the lines. Servers alone are worth something at the end. */
export const capitalCharges = (
  ledger: Ledger,
  scenario: Scenario,
  parts: readonly CapitalPart[],
): readonly LineId[] => {
  const { economics } = scenario;
  ledger.choice('economics.discountRate', economics.discountRate);
  const [hasResidual, taxed] = [economics.residualShare > 0, economics.taxRate > 0];
  if (hasResidual) ledger.choice('economics.residualShare', economics.residualShare);
  if (taxed) ledger.choice('economics.taxRate', economics.taxRate);
  for (const life of ['servers', 'network', 'facility'] as const) {
    if (!parts.some((part) => part.life === life)) continue;
    const { factor, years } = LIVES[life];
    ledger.choice(years, lifeYears(scenario, life));
    const annuity = `economics.discountRate / (1 - (1 + economics.discountRate) ^ (-${years}))`;
    ledger.line(factor, economics.discountRate === 0 ? `1 / ${years}` : annuity, { source: 'annuity' });
  }
  return parts.map(({ name, formula, life }) => {
    const terms = { ...LIVES[life], residual: hasResidual && name === 'servers', taxed };
    ledger.line(`cost.${name}UsdPerYear`, chargeFormula(formula, terms), taxed ? { detail: 'before tax' } : {});
    return `cost.${name}UsdPerYear` as const;
  });
};
