import { findSwitch } from '../../catalog/catalog.ts';
import type { Fabric } from './fabric.ts';

/** All switches of a fabric together. A figure that nobody published for the switch is null, and so is its sum. */
export interface SwitchBill {
  readonly switchId: string;
  readonly model: string;
  readonly count: number;
  readonly units: number | null;
  readonly massKg: number | null;
  /** With passive cables, where the maker says so. */
  readonly typicalPowerW: number | null;
  /** With active cables in every port. */
  readonly maxPowerW: number | null;
  /** List prices of these switches are not published. */
  readonly priceUsd: null;
}

export const switchBill = ({ switchId, leaf, spine, core }: Fabric): SwitchBill => {
  const type = findSwitch(switchId);
  if (type === null) throw new Error(`Fabric of an unknown switch ${switchId}`);
  const count = leaf + (spine ?? 0) + (core ?? 0);
  const all = (each: number | null): number | null => (each === null ? null : count * each);
  return {
    switchId,
    model: `${type.vendor} ${type.model}`,
    count,
    units: all(type.uHeight),
    massKg: all(type.weightKg),
    typicalPowerW: all(type.typicalPowerW),
    maxPowerW: all(type.maxPowerW),
    priceUsd: null,
  };
};
