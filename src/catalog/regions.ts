import type { Tier } from '../records/tier.ts';
import { cloudRegions, countries, usStates } from './electricity.ts';
import type { CloudRegion, Country, UsState } from './schema-electricity.ts';

/** A figure of a region, with where it comes from. */
export interface RegionFigure {
  readonly value: number;
  readonly source: string;
  readonly tier: Tier;
}

/** What a place gives a scenario; null where nobody published it. */
export interface Region {
  readonly id: string;
  readonly name: string;
  readonly electricityUsdPerKwh: RegionFigure | null;
  readonly kgPerKwh: RegionFigure | null;
  readonly pue: RegionFigure | null;
  readonly wueLPerKwh: RegionFigure | null;
}

/** Water that cooling evaporates per kWh of IT: no place publishes its own, so these are of kinds of sites. */
const WATER = {
  site: {
    value: 1.8,
    source: 'mlsysim (Harvard, 2026): 1.8 L per kWh of IT, a mean of sites; not of this place',
    tier: 'assumed',
  },
  cloud: {
    value: 0.54,
    source:
      'EcoLogits, docs/methodology/llm_inference.md: 0.09 to 0.99 L per kWh at the large clouds, its middle; not of this place',
    tier: 'assumed',
  },
} as const;

const figure = (value: number | null, sources: readonly string[], words: string): RegionFigure | null =>
  value === null ? null : { value, source: [words, ...sources].filter(Boolean).join('; '), tier: 'published' };

const year = (of: string | number | null): string => (of === null ? '' : String(of));

const ofPlace = (
  { id, name, industrialPriceUsdPerKwh, carbonGco2PerKwh, sources, priceYear, carbonYear }: UsState | Country,
  basis: string,
): Region => ({
  id,
  name,
  electricityUsdPerKwh: figure(industrialPriceUsdPerKwh, sources, `${basis} ${year(priceYear)}`.trim()),
  kgPerKwh: figure(
    carbonGco2PerKwh === null ? null : carbonGco2PerKwh / 1000,
    sources,
    `carbon of the grid ${year(carbonYear)}`.trim(),
  ),
  pue: null,
  wueLPerKwh: WATER.site,
});

const ofCloud = ({ id, provider, region, location, sources, ...figures }: CloudRegion): Region => {
  const { pue, pueYear, carbonConsumptionGco2PerKwh, carbonConsumptionYear } = figures;
  return {
    id,
    name: `${provider} ${region}${location === null ? '' : `, ${location}`}`,
    electricityUsdPerKwh: null,
    kgPerKwh: figure(
      carbonConsumptionGco2PerKwh === null ? null : carbonConsumptionGco2PerKwh / 1000,
      sources,
      `carbon of the consumption ${year(carbonConsumptionYear)}`.trim(),
    ),
    pue: figure(pue, sources, `PUE ${year(pueYear)}`.trim()),
    wueLPerKwh: WATER.cloud,
  };
};

/** Places that a scenario may name: states of the USA, countries, regions of clouds. */
export const regions: readonly Region[] = [
  ...usStates.map((state) => ofPlace(state, 'mean industrial price')),
  ...countries.map((country) => ofPlace(country, country.priceBasis ?? 'industrial price')),
  ...cloudRegions.map(ofCloud),
];

const byId = new Map(regions.map((region) => [region.id, region]));

export const findRegion = (id: string): Region | null => byId.get(id) ?? null;

/** Fields that a region fills in, by their path, and what of it does. */
const FILLED = {
  'economics.electricityUsdPerKwh': 'electricityUsdPerKwh',
  'carbon.kgPerKwh': 'kgPerKwh',
  'facility.pue': 'pue',
  'facility.wueLPerKwh': 'wueLPerKwh',
} as const satisfies Readonly<Record<string, keyof Region>>;

/** Paths of the fields that a region fills in. */
export const FILLED_PATHS: readonly string[] = Object.keys(FILLED);

/** What a region fills in, by path; null where nobody published it. */
export const regionFields = (region: Region): Readonly<Record<string, RegionFigure | null>> =>
  Object.fromEntries(Object.entries(FILLED).map(([path, key]) => [path, region[key]]));
