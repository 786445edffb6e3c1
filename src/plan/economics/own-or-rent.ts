import { publishedRent } from '../../catalog/rents.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Binding, LedgerLine, Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Tier } from '../../records/tier.ts';
import { hardwareOf } from '../../catalog/own-hardware.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { plan, type PlanOptions } from '../plan.ts';
import { ownedFlow, paybackYears, rentedFlow, type CashFlow, type Owned, type Terms } from './cash-flow.ts';

const HOURS_PER_YEAR = 8760;

/** Ways to have the accelerators of a plan. */
export const WAYS = ['own', 'colocation', 'on-demand', 'reserved', 'spot'] as const;
export type WayId = (typeof WAYS)[number];
export type OwnedWay = 'own' | 'colocation';
export type RentedWay = Exclude<WayId, OwnedWay>;

export const isOwned = (way: WayId): way is OwnedWay => way === 'own' || way === 'colocation';

/** A price of an accelerator hour, and where it comes from. */
export interface RentPrice {
  readonly usdPerGpuHour: number;
  readonly source: string;
  readonly tier: Tier;
}

/** Parts of the cost of owning that are uncertain each for itself. */
export interface OwnedParts {
  readonly serversUsd: number;
  readonly serverYears: number;
  readonly residualShare: number;
  readonly network: { readonly usd: number; readonly years: number };
  readonly facility: { readonly usd: number; readonly years: number };
  readonly electricityUsdPerYear: number;
  readonly maintenanceUsdPerYear: number;
  /** Of the maintenance, the share that is of servers and equipment. */
  readonly maintenanceOfServers: number;
  readonly staffUsdPerYear: number;
  readonly colocationUsdPerYear: number;
}

/** Everything that the comparison is computed from. */
export interface Deal {
  readonly gpus: number;
  readonly terms: Terms;
  readonly owned: Readonly<Record<OwnedWay, OwnedParts>>;
  readonly rents: Readonly<Record<RentedWay, RentPrice | null>>;
  readonly fallPerYear: number;
  /** Share of all hours that is paid for on demand and on spot. */
  readonly utilisation: number;
  readonly spotLostShare: number;
}

const asOwned = (parts: OwnedParts): Owned => {
  const { serversUsd, serverYears, residualShare, network, facility } = parts;
  return {
    purchases: [
      { usd: serversUsd, lifeYears: serverYears, residualShare },
      { usd: network.usd, lifeYears: network.years, residualShare: 0 },
      { usd: facility.usd, lifeYears: facility.years, residualShare: 0 },
    ],
    runningUsdPerYear:
      parts.electricityUsdPerYear + parts.maintenanceUsdPerYear + parts.staffUsdPerYear + parts.colocationUsdPerYear,
  };
};

/** Accelerator hours that are paid for in a year. */
export const paidHours = ({ gpus, utilisation, spotLostShare }: Deal, way: RentedWay): number => {
  if (way === 'reserved') return gpus * HOURS_PER_YEAR;
  return (gpus * HOURS_PER_YEAR * utilisation) / (way === 'spot' ? 1 - spotLostShare : 1);
};

/** What a way costs over the term; null where nobody named its price. A reserved price holds for the term. */
export const flowOf = (deal: Deal, way: WayId): CashFlow | null => {
  if (isOwned(way)) return ownedFlow(asOwned(deal.owned[way]), deal.terms);
  const price = deal.rents[way];
  if (price === null) return null;
  const usdPerYear = paidHours(deal, way) * price.usdPerGpuHour;
  return rentedFlow({ usdPerYear, fallPerYear: way === 'reserved' ? 0 : deal.fallPerYear }, deal.terms);
};

export interface Way {
  readonly id: WayId;
  readonly flow: CashFlow;
  /** Over the hours for which the accelerators are wanted. */
  readonly usdPerUsedGpuHour: number;
  /** Of a rented way. */
  readonly price: RentPrice | null;
}

export interface Comparison {
  readonly deal: Deal;
  readonly ways: readonly Way[];
  /** The owned way that the scenario is about, and the rented one that it is held against. */
  readonly owned: OwnedWay;
  readonly rented: RentedWay | null;
  /** Share of the hours on demand from which on owning costs less, without interest; above 1: in none. */
  readonly breakEvenUtilisation: number | null;
  /** The same at the cost of capital, after tax. */
  readonly breakEvenUtilisationDiscounted: number | null;
  /** Present value of owning instead of renting. */
  readonly npvUsd: number | null;
  readonly paybackYears: number | null;
  /** Share of the hours for which the load itself needs the accelerators; null where the plan does not say. */
  readonly neededShare: number | null;
}

/** On demand is what owning is held against; where nobody names its price, the next that has one. */
const AGAINST: readonly RentedWay[] = ['on-demand', 'reserved', 'spot'];

export const compareWays = (deal: Deal, owned: OwnedWay, neededShare: number | null): Comparison => {
  const wanted = deal.gpus * HOURS_PER_YEAR * deal.utilisation * deal.terms.years;
  const ways = WAYS.flatMap((id): Way[] => {
    const flow = flowOf(deal, id);
    if (flow === null) return [];
    const price = isOwned(id) ? null : deal.rents[id];
    return [{ id, flow, usdPerUsedGpuHour: flow.totalUsd / wanted, price }];
  });
  const flows = new Map(ways.map(({ id, flow }) => [id, flow]));
  const rented = AGAINST.find((way) => flows.has(way)) ?? null;
  const ownFlow = flows.get(owned);
  const rentFlow = rented === null ? undefined : flows.get(rented);
  const common = { deal, ways, owned, rented, neededShare };
  if (ownFlow === undefined || rentFlow === undefined || rented === null) {
    return {
      ...common,
      breakEvenUtilisation: null,
      breakEvenUtilisationDiscounted: null,
      npvUsd: null,
      paybackYears: null,
    };
  }
  // Renting for all hours costs this much; a share of them costs in proportion, but for a reservation, which is for all.
  const share = rented === 'reserved' ? 1 : deal.utilisation;
  return {
    ...common,
    breakEvenUtilisation: (share * ownFlow.totalUsd) / rentFlow.totalUsd,
    breakEvenUtilisationDiscounted: (share * ownFlow.presentUsd) / rentFlow.presentUsd,
    npvUsd: rentFlow.presentUsd - ownFlow.presentUsd,
    paybackYears: paybackYears(ownFlow, rentFlow, deal.terms.years),
  };
};

const lineValues = (ledger: readonly LedgerLine[]) => {
  const lines = new Map<LineId, LedgerLine>(ledger.map((line) => [line.id, line]));
  return {
    /** 0 for a part that the plan does not count; NaN for one whose price nobody knows. */
    usd: (id: LineId): number => {
      const line = lines.get(id);
      return line === undefined ? 0 : (line.value ?? NaN);
    },
    value: (id: LineId): number | null => lines.get(id)?.value ?? null,
    tier: (id: LineId): Tier => lines.get(id)?.tier ?? 'assumed',
  };
};

const partsOfPlan = ({ ledger, scenario, cost }: Plan): OwnedParts => {
  const { usd } = lineValues(ledger);
  const { economics, ownership } = scenario;
  const facilityUsd = usd('cost.powerUsd') + usd('cost.coolingUsd') + usd('cost.buildingUsd');
  const [networkUsd, racksUsd] = [usd('cost.networkUsd'), usd('cost.racksUsd')];
  const serversUsd = (cost.capexUsd ?? NaN) - facilityUsd - networkUsd - racksUsd;
  return {
    serversUsd,
    serverYears: economics.amortisationYears,
    residualShare: economics.residualShare,
    network: { usd: networkUsd, years: 'networkYears' in ownership ? ownership.networkYears : ownership.facilityYears },
    facility: { usd: facilityUsd + racksUsd, years: ownership.facilityYears },
    electricityUsdPerYear: usd('cost.electricityUsdPerYear'),
    maintenanceUsdPerYear: usd('cost.maintenanceUsdPerYear'),
    maintenanceOfServers: serversUsd / (serversUsd + networkUsd + racksUsd),
    staffUsdPerYear: usd('cost.staffUsdPerYear'),
    colocationUsdPerYear: usd('cost.colocationUsdPerYear'),
  };
};

/** The price that the scenario names, else the one that was published for the accelerator. */
const rentPrices = (scenario: Scenario): Deal['rents'] => {
  const { usdPerGpuHour, reservedUsdPerGpuHour, spotUsdPerGpuHour } = scenario.economics;
  const { server, accelerator } = scenario.hardware;
  const id = accelerator ?? hardwareOf(scenario).findServer(server)?.acceleratorId ?? '';
  const stated = (usd: number | null): RentPrice | null =>
    usd === null ? null : { usdPerGpuHour: usd, source: 'scenario', tier: 'assumed' };
  const published = (kind: 'on-demand' | 'reserved'): RentPrice | null => {
    const rent = publishedRent(id, kind);
    if (rent === null) return null;
    return { usdPerGpuHour: rent.usdPerGpuHour, source: `${rent.source}, ${rent.date}`, tier: 'published' };
  };
  return {
    'on-demand': stated(usdPerGpuHour) ?? published('on-demand'),
    reserved: stated(reservedUsdPerGpuHour) ?? published('reserved'),
    spot: stated(spotUsdPerGpuHour),
  };
};

/** The scenario with servers of its own in such a building. */
const housed = <S extends Scenario>(scenario: S, housing: OwnedWay): S => ({
  ...scenario,
  economics: { ...scenario.economics, usdPerGpuHour: null },
  ownership: { ...scenario.ownership, housing },
});

/** Share of the hours for which the load needs the accelerators: what a renter pays who follows the load hour by hour. */
const neededShareOf = ({ ledger }: Plan): number | null => {
  const { value } = lineValues(ledger);
  const [gpuHours, gpus] = [value('demand.gpuHoursPerDay'), value('fleet.gpus')];
  if (gpuHours !== null && gpus !== null) return Math.min(1, gpuHours / 24 / gpus);
  const [load, full, rate] = [value('fleet.meanLoad'), value('serving.fullRate'), value('serving.rate')];
  return load === null || full === null || rate === null ? null : Math.min(1, (load * full) / rate);
};

/**
 * The fleet of a plan bought, housed by others, or rented, over `economics.years`. Refused where there is no fleet, or where
 * its price is not known.
 */
export const ownOrRent = (scenario: Scenario, options: PlanOptions = {}): Result<Comparison, Binding> => {
  const inOwn = plan(housed(scenario, 'own'), options);
  const [refused] = inOwn.binding;
  if (!inOwn.feasible) {
    return err(refused ?? { constraint: 'plan', message: 'There is no fleet.', relief: '' });
  }
  const inColocation = plan(housed(scenario, 'colocation'), options);
  const { economics, ownership } = scenario;
  const owned = { own: partsOfPlan(inOwn), colocation: partsOfPlan(inColocation) };
  if (Number.isNaN(owned.own.serversUsd) || Number.isNaN(owned.own.electricityUsdPerYear)) {
    return err({
      constraint: 'hardware.server',
      message: 'What the fleet costs is not known: nobody published the price or the power of its servers.',
      relief: 'What would: a server whose price and power are known, or own hardware with both (--hardware FILE).',
    });
  }
  const deal: Deal = {
    gpus: inOwn.fleet.gpus ?? NaN,
    terms: { years: economics.years, discountRate: economics.discountRate, taxRate: economics.taxRate },
    owned,
    rents: rentPrices(scenario),
    fallPerYear: economics.rentFallPerYear,
    utilisation: economics.utilisation,
    spotLostShare: economics.spotLostShare,
  };
  return ok(compareWays(deal, ownership.housing, neededShareOf(inOwn)));
};
