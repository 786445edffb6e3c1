import { entryAt } from '../../base/checked.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Device, Face, PlacedRack, Placement } from '../device.ts';

export interface Spot {
  readonly bottomUnit: number;
  readonly face: Face;
}

/** "U7", or "U7–12". */
export const unitRange = (bottomUnit: number, heightUnits: number): string =>
  heightUnits <= 1 ? `U${String(bottomUnit)}` : `U${String(bottomUnit)}–${String(bottomUnit + heightUnits - 1)}`;

const overlap = (a: Placement, device: Device, b: Placement, other: Device): boolean => {
  if (a.bottomUnit === null || b.bottomUnit === null) return false;
  const apart = a.bottomUnit >= b.bottomUnit + other.heightUnits || b.bottomUnit >= a.bottomUnit + device.heightUnits;
  const otherFace = device.depth === 'half' && other.depth === 'half' && a.face !== b.face;
  const otherSide = a.side !== null && b.side !== null && a.side !== b.side;
  return !apart && !otherFace && !otherSide;
};

/**
 * The placements of a rack with one device moved; the error says in words what is in the way. Weight, power and heat stay
 * what they were: the device stays in its rack.
 */
export const moveDevice = (
  { rack, placements }: PlacedRack,
  deviceOf: (id: string) => Device,
  index: number,
  to: Spot,
): Result<readonly Placement[], string> => {
  const moved = entryAt(placements, index);
  const device = deviceOf(moved.device);
  if (moved.bottomUnit === null) return err(`${device.name} hangs beside the rails.`);
  const range = unitRange(to.bottomUnit, device.heightUnits);
  const top = to.bottomUnit + device.heightUnits - 1;
  if (to.bottomUnit < 1) return err(`${range} is below the rack.`);
  if (top > rack.heightUnits) return err(`${range} is above the rack of ${String(rack.heightUnits)} U.`);
  if (top > rack.heightUnits - rack.reservedUnits) {
    return err(`${range} is in the ${String(rack.reservedUnits)} U kept free at the top.`);
  }
  const there: Placement = { ...moved, ...to };
  const others = placements.filter((_, other) => other !== index);
  const blocking = others.find((other) => overlap(there, device, other, deviceOf(other.device)));
  if (blocking !== undefined) {
    const other = deviceOf(blocking.device);
    const behind = device.depth === 'half' && other.depth === 'full' && to.face !== blocking.face;
    const at = unitRange(blocking.bottomUnit ?? 0, other.heightUnits);
    return err(`${range} is taken: ${other.name} stands at ${at}${behind ? ' and is as deep as the rack' : ''}.`);
  }
  return ok(placements.map((placement, other) => (other === index ? there : placement)));
};

/** The nearest spot in a direction where the device fits; null where there is none. */
export const nextSpot = (
  placed: PlacedRack,
  deviceOf: (id: string) => Device,
  index: number,
  step: 1 | -1,
): Spot | null => {
  const { bottomUnit, face } = entryAt(placed.placements, index);
  if (bottomUnit === null) return null;
  for (let unit = bottomUnit + step; unit >= 1 && unit <= placed.rack.heightUnits; unit += step) {
    const spot = { bottomUnit: unit, face };
    if (moveDevice(placed, deviceOf, index, spot).ok) return spot;
  }
  return null;
};
