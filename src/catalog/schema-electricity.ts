import * as v from 'valibot';
import { maybe, sourced, text } from './schema.ts';

/** Prices in USD/kWh, carbon in g CO2/kWh, PUE as a ratio. */
const year = v.nullable(text);
const carbonYear = maybe;

export const usStateSchema = v.strictObject({
  ...sourced,
  code: text,
  name: text,
  country: text,
  industrialPriceUsdPerKwh: maybe,
  priceYear: year,
  industrialPrice2023UsdPerKwh: maybe,
  commercialPrice2023UsdPerKwh: maybe,
  industrialPriceApr2025UsdPerKwh: maybe,
  carbonGco2PerKwh: maybe,
  carbonYear,
  carbonMethod: v.nullable(text),
  carbonGco2PerKwh2016: maybe,
});
export type UsState = v.InferOutput<typeof usStateSchema>;

export const countrySchema = v.strictObject({
  ...sourced,
  iso3: text,
  name: text,
  industrialPriceUsdPerKwh: maybe,
  priceYear: year,
  priceBasis: v.nullable(text),
  otherPrices: v.array(v.looseObject({ valueUsdPerKwh: v.optional(maybe), source: text })),
  carbonGco2PerKwh: maybe,
  carbonYear,
});
export type Country = v.InferOutput<typeof countrySchema>;

export const regionalPriceSchema = v.strictObject({
  ...sourced,
  region: text,
  businessPriceUsdPerKwh: maybe,
  priceYear: v.optional(year),
  /** In the currency it was printed in. */
  priceOriginal: v.optional(text),
});
export type RegionalPrice = v.InferOutput<typeof regionalPriceSchema>;

export const pueSchema = v.strictObject({ ...sourced, name: text, pue: maybe, year: maybe, scope: text });
export type PueFigure = v.InferOutput<typeof pueSchema>;

export const egridSchema = v.strictObject({
  ...sourced,
  subregion: text,
  co2LbPerMwh: maybe,
  carbonGco2PerKwh: maybe,
  carbonYear,
});
export type EgridSubregion = v.InferOutput<typeof egridSchema>;

export const cloudRegionSchema = v.strictObject({
  ...sourced,
  provider: text,
  region: text,
  location: v.nullable(text),
  pue: maybe,
  pueYear: maybe,
  carbonConsumptionGco2PerKwh: maybe,
  carbonConsumptionYear: maybe,
  carbonProductionGco2PerKwh: maybe,
  carbonProductionYear: maybe,
  carbonGridGco2PerKwh: maybe,
  carbonGridYear: maybe,
});
export type CloudRegion = v.InferOutput<typeof cloudRegionSchema>;
