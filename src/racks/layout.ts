import { countsOf } from '../base/counts.ts';
import { totalIfKnown } from '../base/known.ts';
import { RACK_LAYOUT, type LayoutDevice, type LayoutRackType, type RackLayoutRecord } from '../records/rack-layout.ts';
import type { Device, Placement, RackPlacement, RackType } from './device.ts';
import { DEFAULT_HALL, layOutHall, switchesInTheMiddle, type Hall, type HallPlan, type HallRack } from './hall/hall.ts';
import type { Feed } from './power/feed.ts';

/** Racks in their hall, with what feeds and joins them. */
export interface Layout {
  readonly name: string;
  readonly placement: RackPlacement;
  readonly hall: HallPlan;
  readonly rackOrder: RackLayoutRecord['rackOrder'];
  readonly feeds: readonly Feed[];
  /** Racks whose feeds of one side come from one panel; null: all of them, or nobody said. */
  readonly racksPerPanel: number | null;
  readonly network: RackLayoutRecord['network'];
}

export const layout = (name: string, placement: RackPlacement, more: Partial<Layout> = {}): Layout => ({
  name,
  placement,
  hall: DEFAULT_HALL,
  rackOrder: 'as packed',
  feeds: [],
  racksPerPanel: null,
  network: null,
  ...more,
});

/** Every type once, by its id. Throws where two types share one: a bug of whoever made them. */
const collect = <T extends { readonly id: string }>(types: Map<string, T>, type: T): void => {
  const other = types.get(type.id);
  if (other !== undefined && other !== type && JSON.stringify(other) !== JSON.stringify(type)) {
    throw new Error(`Two different types have the id ${type.id}`);
  }
  types.set(type.id, type);
};

export const layoutRecord = (standing: Layout): RackLayoutRecord => {
  const { name, placement, hall, rackOrder, feeds, racksPerPanel, network } = standing;
  const devices = new Map<string, Device>();
  const rackTypes = new Map<string, RackType>();
  const addRackType = (rack: RackType): void => {
    collect(rackTypes, rack);
    for (const { device } of rack.fixtures) addDevice(device);
  };
  const addDevice = (device: Device): void => {
    collect(devices, device);
    if (device.ownRack !== null) addRackType(device.ownRack);
  };
  for (const device of placement.devices) addDevice(device);
  for (const { rack } of placement.racks) addRackType(rack);
  return {
    format: RACK_LAYOUT.format,
    version: RACK_LAYOUT.version,
    name,
    devices: [...devices.values()].map((device): LayoutDevice => ({
      ...device,
      ports: [...device.ports],
      ownRack: device.ownRack?.id ?? null,
    })),
    rackTypes: [...rackTypes.values()].map((rack): LayoutRackType => ({
      ...rack,
      fixtures: rack.fixtures.map(({ device, count }) => ({ device: device.id, count })),
    })),
    racks: placement.racks.map(({ rack, count, placements }) => ({
      rackType: rack.id,
      count,
      placements: [...placements],
    })),
    hall,
    rackOrder,
    feeds: [...feeds],
    ...(racksPerPanel === null ? {} : { racksPerPanel }),
    network,
  };
};

/** The layout of a record whose ids were checked. */
export const layoutOfRecord = (record: RackLayoutRecord): Layout => {
  const deviceRecords = new Map(record.devices.map((device) => [device.id, device]));
  const rackRecords = new Map(record.rackTypes.map((rack) => [rack.id, rack]));
  const devices = new Map<string, Device>();
  const rackTypes = new Map<string, RackType>();
  const found = <T>(map: ReadonlyMap<string, T>, id: string): T => {
    const value = map.get(id);
    if (value === undefined) throw new Error(`A layout names ${id}, which it does not hold`);
    return value;
  };
  const rackOf = (id: string): RackType => {
    const made = rackTypes.get(id);
    if (made !== undefined) return made;
    const { fixtures, ...rack } = found(rackRecords, id);
    const type = { ...rack, fixtures: fixtures.map(({ device, count }) => ({ device: deviceOf(device), count })) };
    rackTypes.set(id, type);
    return type;
  };
  const deviceOf = (id: string): Device => {
    const made = devices.get(id);
    if (made !== undefined) return made;
    const { ownRack, ...device } = found(deviceRecords, id);
    const type = { ...device, ownRack: ownRack === null ? null : rackOf(ownRack) };
    devices.set(id, type);
    return type;
  };
  return {
    name: record.name,
    placement: {
      devices: record.devices.map(({ id }) => deviceOf(id)),
      racks: record.racks.map(({ rackType, count, placements }) => ({ rack: rackOf(rackType), count, placements })),
    },
    hall: record.hall,
    rackOrder: record.rackOrder,
    feeds: record.feeds,
    racksPerPanel: record.racksPerPanel ?? null,
    network: record.network,
  };
};

/** One device, told from the others of its type. */
export interface DeviceInstance {
  /** Unique in the layout: "dgx-h100-017". */
  readonly name: string;
  readonly device: Device;
  /** Of its type, from 0, rack after rack and from the floor up. */
  readonly number: number;
  readonly rack: RackInstance;
  readonly placement: Placement;
}

export interface RackInstance {
  /** From 0, in the order of the layout. */
  readonly index: number;
  readonly type: RackType;
  readonly placements: readonly Placement[];
  readonly place: HallRack;
}

export interface StandingLayout {
  readonly hall: Hall;
  readonly racks: readonly RackInstance[];
  readonly devices: readonly DeviceInstance[];
}

/** Every rack at its place in the hall, and every device in its rack under a name of its own. */
export const standLayout = ({ placement, hall: plan, rackOrder }: Layout): StandingLayout => {
  const byId = new Map(placement.devices.map((device) => [device.id, device]));
  const deviceOf = (id: string): Device => {
    const device = byId.get(id);
    if (device === undefined) throw new Error(`A placement names ${id}, which the layout does not hold`);
    return device;
  };
  const filled = placement.racks.map((placed) => {
    const held = placed.placements.map(({ device }) => deviceOf(device));
    const { widthMm, depthMm, cabinetKg, cablesKg } = placed.rack;
    const request = {
      widthMm,
      depthMm,
      massKg: totalIfKnown([cabinetKg, cablesKg, ...held.map(({ massKg }) => massKg)]),
      powerW: totalIfKnown(held.map(({ powerW }) => powerW)),
    };
    return { placed, request, hasSwitches: held.some(({ role }) => role === 'switch') };
  });
  const all = filled.flatMap((alike) => Array.from({ length: alike.placed.count }, () => alike));
  const order =
    rackOrder === 'switches in the middle'
      ? switchesInTheMiddle(
          all.map(({ hasSwitches }) => hasSwitches),
          plan.racksPerRow,
        )
      : undefined;
  const hall = layOutHall(
    all.map(({ request }) => request),
    plan,
    order,
  );
  const placeOf = new Map(hall.rows.flatMap((row) => row.racks.map((place) => [place.index, place] as const)));
  const racks = all.map(({ placed }, index): RackInstance => {
    const place = placeOf.get(index);
    if (place === undefined) throw new Error(`Rack ${String(index)} has no place in the hall`);
    const placements = placed.placements.toSorted((a, b) => (a.bottomUnit ?? 0) - (b.bottomUnit ?? 0));
    return { index, type: placed.rack, placements, place };
  });
  const counts = countsOf(racks.flatMap(({ placements }) => placements.map(({ device }) => device)));
  const numbers = new Map<string, number>();
  const devices = racks.flatMap((rack) =>
    rack.placements.map((placement): DeviceInstance => {
      const number = numbers.get(placement.device) ?? 0;
      numbers.set(placement.device, number + 1);
      const digits = Math.max(2, String(counts.get(placement.device)).length);
      const name = `${placement.device}-${String(number + 1).padStart(digits, '0')}`;
      return { name, device: deviceOf(placement.device), number, rack, placement: placement };
    }),
  );
  return { hall, racks, devices };
};
