import { normalQuantile } from '../../base/statistics/quantiles.ts';
import type { UncertainQuantity } from '../../base/statistics/latin-hypercube.ts';
import type { Distribution } from '../../base/statistics/distributions.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Deal, OwnedParts, RentedWay, RentPrice } from './own-or-rent.ts';

/** What the numbers of a deal may turn out to be: factors on them, or their values where that says more. */
export interface DealFactors {
  serverPrice: number;
  facilityPrice: number;
  electricity: number;
  maintenance: number;
  colocation: number;
  onDemand: number;
  reserved: number;
  spot: number;
  life: number;
  fallPerYear: number;
  utilisation: number;
}

/** An uncertain input of the comparison; its distribution is that of the factor, or of the value. */
export interface DealInput extends UncertainQuantity {
  readonly id: LineId;
  readonly label: string;
  readonly of: keyof DealFactors;
  /** Unit of the value; null where a factor is drawn. */
  readonly unit: string | null;
  readonly basis: string;
  readonly remedy: string;
}

/** Log-normal about 1: `band` is the half-width of its 90 % band in natural log. */
const about = (band: number): Distribution => ({ kind: 'lognormal', median: 1, sigma: band / normalQuantile(0.95) });

const ALWAYS: readonly DealInput[] = [
  {
    id: 'server.priceUsd',
    label: 'Price of a server',
    of: 'serverPrice',
    unit: null,
    distribution: about(0.25),
    basis: 'assumed: list prices against quotes',
    remedy: 'Ask for a quote.',
  },
  {
    id: 'economics.electricityUsdPerKwh',
    label: 'Electricity: price, power and PUE',
    of: 'electricity',
    unit: null,
    distribution: about(0.35),
    basis: 'assumed: tariffs of neighbouring regions and years, the load of a server and the PUE together',
    remedy: 'Put in the contract price, and measure a server at the wall under your load.',
  },
  {
    id: 'economics.amortisationYears',
    label: 'Service life',
    of: 'life',
    unit: null,
    distribution: { kind: 'triangular', low: 0.75, mode: 1, high: 1.25 },
    basis: 'assumed: a quarter shorter or longer than planned with',
    remedy: 'Look at how long the last generation of accelerators was kept.',
  },
];

const FACILITY: DealInput = {
  id: 'ownership.powerUsdPerW',
  label: 'Price of the facility',
  of: 'facilityPrice',
  unit: null,
  distribution: about(0.3),
  basis: 'assumed: sites and suppliers differ',
  remedy: 'Ask for an offer for the site.',
};

const MAINTENANCE: DealInput = {
  id: 'ownership.maintenanceShare',
  label: 'Maintenance',
  of: 'maintenance',
  unit: null,
  distribution: about(0.5),
  basis: 'assumed: support contracts differ by a factor of two and more',
  remedy: 'Ask for the price of support over the term.',
};

const COLOCATION: DealInput = {
  id: 'ownership.colocationUsdPerKwMonth',
  label: 'Price of colocation',
  of: 'colocation',
  unit: null,
  distribution: about(0.25),
  basis: 'assumed: markets and densities differ',
  remedy: 'Ask for an offer at the power of your racks.',
};

const rent = (of: 'onDemand' | 'reserved' | 'spot', label: string, band: number): DealInput => ({
  id: 'economics.usdPerGpuHour',
  label,
  of,
  unit: null,
  distribution: about(band),
  basis: 'assumed: offers of one month differ by this much',
  remedy: 'Ask several providers for a price.',
});

/** Inputs that the ways of this deal hang on. */
export const dealInputs = ({ owned, rents, fallPerYear, utilisation }: Deal): readonly DealInput[] => {
  const priced = (way: RentedWay): boolean => rents[way] !== null;
  const metered = priced('on-demand') || priced('spot');
  return [
    ...ALWAYS,
    ...(owned.own.facility.usd > 0 ? [FACILITY] : []),
    ...(owned.own.maintenanceUsdPerYear > 0 ? [MAINTENANCE] : []),
    ...(owned.colocation.colocationUsdPerYear > 0 ? [COLOCATION] : []),
    ...(priced('on-demand') ? [rent('onDemand', 'Rent on demand', 0.35)] : []),
    ...(priced('reserved')
      ? [{ ...rent('reserved', 'Reserved rent', 0.2), id: 'economics.reservedUsdPerGpuHour' as const }]
      : []),
    ...(priced('spot') ? [{ ...rent('spot', 'Rent on spot', 0.5), id: 'economics.spotUsdPerGpuHour' as const }] : []),
    ...(metered
      ? [
          {
            id: 'economics.rentFallPerYear' as const,
            label: 'Fall of rents',
            of: 'fallPerYear' as const,
            unit: '1/year',
            distribution: { kind: 'triangular', low: 0, mode: fallPerYear, high: Math.min(0.9, fallPerYear + 0.3) },
            basis: 'assumed: from none at all to 30 points per year more than planned with',
            remedy: 'Look at what the same accelerator was rented for in each of the last years.',
          } as const,
          {
            id: 'economics.utilisation' as const,
            label: 'Hours in use',
            of: 'utilisation' as const,
            unit: '',
            distribution: {
              kind: 'triangular',
              low: 0.6 * utilisation,
              mode: utilisation,
              high: Math.min(1, 1.4 * utilisation),
            },
            basis: 'assumed: a forecast of use without a record',
            remedy: 'Measure for how many hours your service needs its accelerators.',
          } as const,
        ]
      : []),
  ];
};

const times = (price: RentPrice | null, factor: number): RentPrice | null =>
  price === null ? null : { ...price, usdPerGpuHour: price.usdPerGpuHour * factor };

const ownedWith = (parts: OwnedParts, factors: DealFactors): OwnedParts => ({
  ...parts,
  serversUsd: parts.serversUsd * factors.serverPrice,
  serverYears: parts.serverYears * factors.life,
  facility: { ...parts.facility, usd: parts.facility.usd * factors.facilityPrice },
  electricityUsdPerYear: parts.electricityUsdPerYear * factors.electricity,
  maintenanceUsdPerYear:
    parts.maintenanceUsdPerYear * factors.maintenance * (1 + parts.maintenanceOfServers * (factors.serverPrice - 1)),
  colocationUsdPerYear: parts.colocationUsdPerYear * factors.colocation,
});

/** The deal as it stands. */
export const nominalFactors = ({ fallPerYear, utilisation }: Deal): DealFactors => ({
  serverPrice: 1,
  facilityPrice: 1,
  electricity: 1,
  maintenance: 1,
  colocation: 1,
  onDemand: 1,
  reserved: 1,
  spot: 1,
  life: 1,
  fallPerYear,
  utilisation,
});

export const withFactors = (deal: Deal, factors: DealFactors): Deal => ({
  ...deal,
  owned: { own: ownedWith(deal.owned.own, factors), colocation: ownedWith(deal.owned.colocation, factors) },
  rents: {
    'on-demand': times(deal.rents['on-demand'], factors.onDemand),
    reserved: times(deal.rents.reserved, factors.reserved),
    spot: times(deal.rents.spot, factors.spot),
  },
  fallPerYear: factors.fallPerYear,
  utilisation: factors.utilisation,
});
