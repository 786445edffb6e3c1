import facts from './facts/electricity.json' with { type: 'json' };
import type { CloudRegion, Country, EgridSubregion, PueFigure, RegionalPrice, UsState } from './schema-electricity.ts';

/** Prices, carbon and PUE by place. The exchange rates behind some prices stand in the file: assumed round figures. Large: not for every page. */
export const usStates = facts.usStates as readonly UsState[];
export const countries = facts.countries as readonly Country[];
export const regionalBusinessPrices = facts.regionalBusinessPrices as readonly RegionalPrice[];
export const pueFigures = facts.pue as readonly PueFigure[];
export const egridSubregions = facts.egridSubregions as readonly EgridSubregion[];
export const cloudRegions = facts.cloudRegions as readonly CloudRegion[];
