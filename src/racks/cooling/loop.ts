import { flowM3PerH, type Coolant } from './coolant.ts';
import { liquidClassOf, type LiquidClass } from './temperature.ts';

/** A loop of racks behind coolant distribution units, which hand its heat to the water of the building. */
export interface Loop {
  readonly coolant: Coolant;
  readonly riseK: number;
  /** Supply of the building’s water, °C, and by how much the CDU makes it warmer for the racks, K. */
  readonly facilitySupplyC: number;
  readonly facilityRiseK: number;
  readonly approachK: number;
  readonly cduW: number;
  /** CDUs that may fail with the loop still cooled. */
  readonly spareCdus: number;
}

export interface LoopPlan {
  readonly cdus: number;
  /** Load of a CDU over its capacity, all running and with `spareCdus` lost. */
  readonly normal: number;
  readonly spareLost: number;
  readonly m3PerH: number;
  readonly supplyC: number;
  readonly returnC: number;
  /** The tightest liquid class that the racks’ supply keeps; null where it is too warm for all. */
  readonly liquidClass: LiquidClass | null;
  readonly facilityM3PerH: number;
  readonly facilityReturnC: number;
}

/** CDUs, flows and temperatures for the heat of a loop (above 0), in W; the building’s side in water as given. */
export const planLoop = (heatW: number, loop: Loop, facilityWater: Coolant): LoopPlan => {
  const carrying = Math.max(1, Math.ceil((heatW / loop.cduW) * (1 - 1e-9)));
  const supplyC = loop.facilitySupplyC + loop.approachK;
  return {
    cdus: carrying + loop.spareCdus,
    normal: heatW / loop.cduW / (carrying + loop.spareCdus),
    spareLost: heatW / loop.cduW / carrying,
    m3PerH: flowM3PerH(heatW, loop.riseK, loop.coolant),
    supplyC,
    returnC: supplyC + loop.riseK,
    liquidClass: liquidClassOf(supplyC),
    facilityM3PerH: flowM3PerH(heatW, loop.facilityRiseK, facilityWater),
    facilityReturnC: loop.facilitySupplyC + loop.facilityRiseK,
  };
};

/** Water that cooling evaporates, litres: water usage effectiveness (ISO/IEC 30134-9) is per kWh of IT energy. */
export const waterL = (itKwh: number, wueLPerKwh: number): number => itKwh * wueLPerKwh;
