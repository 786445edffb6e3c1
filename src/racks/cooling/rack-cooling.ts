import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { heatW, type RackType } from '../device.ts';
import type { PoweredCount } from '../power/powered-device.ts';
import { exceeds } from '../power/breaker.ts';
import { flowM3PerH, type Coolant } from './coolant.ts';

export interface CoolingSupply {
  readonly air: Coolant;
  /** Rise of the air through a rack, K. */
  readonly airRiseK: number;
  readonly liquid: Coolant;
  readonly liquidRiseK: number;
}

export interface RackCooling {
  /** All electrical input becomes heat, W; null where a device’s power is not known. */
  readonly heatW: number | null;
  /** What liquid takes, and what air must still carry; null where a device’s split is not known. */
  readonly liquidW: number | null;
  readonly airW: number | null;
  readonly liquidM3PerH: number | null;
  readonly airM3PerH: number | null;
  /** Heat of devices of which nobody published what carries it away, W. */
  readonly unattributedW: number;
}

const kw = (watts: number): string => `${(watts / 1000).toFixed(1)} kW`;

/**
 * The heat of a rack by what carries it, and the flows that this takes; or why no room with these limits can cool it. Where
 * the split of a device is not published, it is refused only if neither way of carrying its heat would do.
 */
export const coolRack = (
  devices: readonly PoweredCount[],
  { airCoolingW, liquidCoolingW }: Pick<RackType, 'airCoolingW' | 'liquidCoolingW'>,
  supply: CoolingSupply,
): Result<RackCooling, Problem[]> => {
  let [liquidW, airW, unattributedW] = [0, 0, 0];
  let known = true;
  for (const { device, count } of devices) {
    const heat = heatW(device);
    if (heat !== null) {
      liquidW += count * heat.liquidW;
      airW += count * heat.airW;
    } else if (device.powerW === null) known = false;
    else unattributedW += count * device.powerW;
  }
  const problems: Problem[] = [];
  const refuse = (path: string, what: string, neededW: number, limitW: number, wayOut: string): void => {
    if (!exceeds(neededW, limitW)) return;
    problems.push(
      problem(path, `${what} must carry ${kw(neededW)} out of a rack; ${kw(limitW)} is what it can. ${wayOut}`),
    );
  };
  const air = airCoolingW ?? Infinity;
  const liquid = liquidCoolingW ?? Infinity;
  refuse(
    'airCoolingW',
    'Air',
    airW,
    air,
    'Put fewer such devices in it, cool more of them by liquid, or contain the aisle.',
  );
  refuse(
    'liquidCoolingW',
    'Liquid',
    liquidW,
    liquid,
    'Bring a loop with more flow to it, or put fewer such devices in it.',
  );
  if (problems.length === 0) {
    refuse(
      'coolingW',
      'Air and liquid together',
      liquidW + airW + unattributedW,
      air + liquid,
      'Put fewer devices in it, or bring more of either.',
    );
  }
  if (problems.length > 0) return err(problems);
  const split = known && unattributedW === 0;
  return ok({
    heatW: known ? liquidW + airW + unattributedW : null,
    liquidW: split ? liquidW : null,
    airW: split ? airW : null,
    liquidM3PerH: split ? flowM3PerH(liquidW, supply.liquidRiseK, supply.liquid) : null,
    airM3PerH: split ? flowM3PerH(airW, supply.airRiseK, supply.air) : null,
    unattributedW,
  });
};
