import { entryAt } from '../../base/checked.ts';
import { formatNumber, quantityText } from '../../base/format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Device, DeviceCount, PlacedRack, Placement } from '../device.ts';
import { capacityOf, limitKinds, needOf } from './limits.ts';
import { moveDevice, type Spot } from './move-device.ts';

/** A placement: which kind of racks, by its place in the list, and which of its placements. */
export interface PlacementAt {
  readonly rack: number;
  readonly index: number;
}

export interface MovedBetween {
  readonly racks: readonly PlacedRack[];
  /** Where the device is now. */
  readonly at: PlacementAt;
}

const devicesOf = (placements: readonly Placement[], deviceOf: (id: string) => Device): readonly DeviceCount[] =>
  placements.map(({ device }) => ({ device: deviceOf(device), count: 1 }));

/** What a rack runs out of with these devices in it, in words; null where it carries them. */
const exceeded = ({ rack, placements }: PlacedRack, deviceOf: (id: string) => Device, name: string): string | null => {
  // Fixtures stand among the placements.
  const whole = { ...rack, fixtures: [] };
  const held = devicesOf(placements, deviceOf);
  for (const kind of limitKinds) {
    const capacity = capacityOf(kind, whole);
    const need = needOf(kind, held);
    if (capacity === null || need <= capacity * (1 + 1e-9)) continue;
    return `${kind.label}: ${name} would need ${quantityText(need, kind.unit)} and has ${quantityText(capacity, kind.unit)}.`;
  }
  return null;
};

/** The lowest place of a device in a rack beside what stands there, or why it has none. */
const lowestSpot = (
  placed: PlacedRack,
  deviceOf: (id: string) => Device,
  index: number,
): Result<readonly Placement[], string> => {
  const { device: id, face } = entryAt(placed.placements, index);
  const faces = face === 'front' ? (['front', 'rear'] as const) : (['rear', 'front'] as const);
  for (const side of faces) {
    for (let bottomUnit = 1; bottomUnit <= placed.rack.heightUnits; bottomUnit++) {
      const moved = moveDevice(placed, deviceOf, index, { bottomUnit, face: side });
      if (moved.ok) return moved;
    }
  }
  return err(`${formatNumber(deviceOf(id).heightUnits)} U in one piece are not free there.`);
};

/**
 * Takes a device out of the first rack of one kind into the first of another: to a spot, or to the lowest free one. Both
 * racks become kinds of their own where others were filled alike, so that no rack changes its number; a rack that is left
 * empty stays. The error says in words what is in the way.
 */
export const moveBetween = (
  racks: readonly PlacedRack[],
  deviceOf: (id: string) => Device,
  from: PlacementAt,
  to: number,
  spot: Spot | null,
): Result<MovedBetween, string> => {
  const [source, target] = [entryAt(racks, from.rack), entryAt(racks, to)];
  const placement = entryAt(source.placements, from.index);
  const device = deviceOf(placement.device);
  if (device.ownRack !== null) return err(`${device.name} is a rack of its own.`);
  if (target.placements.some(({ device: id }) => deviceOf(id).ownRack !== null)) {
    return err(`A rack-scale system fills that rack alone.`);
  }
  const depth = target.rack.mountingDepthMm;
  if (depth !== null && device.depthMm !== null && device.depthMm > depth) {
    return err(
      `${device.name} is ${formatNumber(device.depthMm)} mm deep; that rack has room for ${formatNumber(depth)} mm.`,
    );
  }
  const joined: PlacedRack = { ...target, placements: [...target.placements, placement] };
  const over = exceeded(joined, deviceOf, 'that rack');
  if (over !== null) return err(over);
  const index = joined.placements.length - 1;
  const placed =
    placement.bottomUnit === null
      ? ok(joined.placements)
      : spot === null
        ? lowestSpot(joined, deviceOf, index)
        : moveDevice(joined, deviceOf, index, spot);
  if (!placed.ok) return placed;
  const after = racks.flatMap((rack, number): readonly PlacedRack[] => {
    const changed =
      number === to
        ? placed.value
        : number === from.rack
          ? rack.placements.filter((_, place) => place !== from.index)
          : null;
    if (changed === null) return [rack];
    const rest = { ...rack, count: rack.count - 1 };
    return [{ ...rack, count: 1, placements: changed }, ...(rest.count === 0 ? [] : [rest])];
  });
  const splitBefore = from.rack < to && source.count > 1 ? 1 : 0;
  return ok({ racks: after, at: { rack: to + splitBefore, index } });
};
