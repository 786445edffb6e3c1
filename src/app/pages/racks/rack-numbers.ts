import { countsOf } from '../../../base/counts.ts';
import { formatCount } from '../../../base/format.ts';
import { totalIfKnown } from '../../../base/known.ts';
import type { Device, DeviceCount, PlacedRack, RackPlacement } from '../../../racks/device.ts';
import { limitKind, needOf, type LimitId } from '../../../racks/packing/limits.ts';

/** A kind of racks: filled alike, numbered one after the other. */
export interface RackKind {
  readonly placed: PlacedRack;
  /** Of its first rack, from 0. */
  readonly first: number;
  /** "Rack 4", "Racks 5 to 12". */
  readonly numbers: string;
}

export const rackKinds = (racks: readonly PlacedRack[]): readonly RackKind[] => {
  let next = 0;
  return racks.map((placed) => {
    const first = next;
    next += placed.count;
    const numbers =
      placed.count === 1 ? `Rack ${formatCount(first + 1)}` : `Racks ${formatCount(first + 1)} to ${formatCount(next)}`;
    return { placed, first, numbers };
  });
};

export const rackCount = (racks: readonly PlacedRack[]): number => racks.reduce((sum, { count }) => sum + count, 0);

/** Devices of a layout by their ids. */
export const deviceFinder = ({ devices }: Pick<RackPlacement, 'devices'>): ((id: string) => Device) => {
  const byId = new Map(devices.map((device) => [device.id, device]));
  return (id) => {
    const device = byId.get(id);
    if (device === undefined) throw new Error(`A placement names ${id}, which the layout does not hold`);
    return device;
  };
};

/** Devices of a rack, each type once, in the order in which they stand. */
export const held = ({ placements }: PlacedRack, deviceOf: (id: string) => Device): readonly DeviceCount[] => {
  const counts = countsOf(placements.map(({ device }) => device));
  return [...counts].map(([id, count]) => ({ device: deviceOf(id), count }));
};

/** Null as soon as one is not known. */
export const knownTotal = (of: (device: Device) => number | null, devices: readonly DeviceCount[]): number | null =>
  totalIfKnown(
    devices.map(({ device, count }) => {
      const each = of(device);
      return each === null ? null : count * each;
    }),
  );

export const heightUsed = (devices: readonly DeviceCount[]): number => needOf(limitKind('units'), devices);

export const limitLabel = (id: LimitId): string => limitKind(id).label;
