import { countsOf } from '../../base/counts.ts';
import { entryAt } from '../../base/checked.ts';
import { heatAtMostW, type Device } from '../device.ts';
import { standLayout, type DeviceInstance, type Layout } from '../layout.ts';
import { layoutLinks } from '../network/layout-links.ts';
import type { Hall, HallCooling, HallNetwork, HallPower, HallRack, HallSwitch, StandingCdu } from './hall-chain.ts';
import { replicaNumbers, type ReplicaNumbers } from './replicas.ts';

export interface LayoutHall {
  readonly layout: Layout;
  readonly power: HallPower;
  /** GPUs of a device by its id; what is not named has none. */
  readonly gpus: Readonly<Record<string, number>>;
  readonly replicasNeeded: number;
}

const LOOPS = 2;

/**
 * Replicas of each pool stand on its devices in the order of the racks. Answers in the order in which the devices of a
 * pool are asked for.
 */
const replicasInOrder = (devices: readonly DeviceInstance[]): ((device: Device) => readonly number[]) => {
  const sizes = countsOf(devices.flatMap(({ device }) => device.pool?.name ?? []));
  const pools = new Map<string, { readonly replicas: ReplicaNumbers; met: number }>();
  let nextReplica = 0;
  return ({ pool }) => {
    if (pool === null) return [];
    let state = pools.get(pool.name);
    if (state === undefined) {
      state = { replicas: replicaNumbers(sizes.get(pool.name) ?? 0, pool.replicasPerDevice, nextReplica), met: 0 };
      nextReplica += state.replicas.count;
      pools.set(pool.name, state);
    }
    return state.replicas.of(state.met++);
  };
};

/**
 * The switches of the layout's own fabric and what each is cabled to above, link by link; a server runs on while one of its
 * leaves lives: rails are for speed, and NVLink reaches the others.
 */
const fabricOf = (
  layout: Layout,
  devices: readonly DeviceInstance[],
): { readonly network: HallNetwork | null; readonly leavesOf: ReadonlyMap<string, ReadonlySet<string>> } => {
  const found = layoutLinks(layout, devices);
  if (found === null) return { network: null, leavesOf: new Map() };
  const above = new Map<string, Set<string>>();
  for (const { lower, upper } of found.links) {
    if (lower === null || upper === null) continue;
    let own = above.get(lower.name);
    if (own === undefined) above.set(lower.name, (own = new Set()));
    own.add(upper.name);
  }
  const tiers = (['core', 'spine', 'leaf'] as const).map((kind) => ({ kind, id: layout.network?.[kind] ?? null }));
  const switches = tiers.flatMap(({ kind, id }) =>
    devices
      .filter(({ device }) => device.id === id)
      .map(({ name, rack }): HallSwitch => ({ id: name, kind, above: [...(above.get(name) ?? [])], rack: rack.index })),
  );
  return { network: { switches, leavesNeeded: 1 }, leavesOf: above };
};

/** Units of equal size for the heat of a group, of which one may be lost. */
const oneToSpare = (heat: number, units: number): HallCooling['cdus'] =>
  heat === 0 ? { perGroup: 0, unitW: 0 } : { perGroup: units, unitW: heat / (units - 1) };

/** CDUs that stand in the racks: those that every such rack has for itself, and those for all. */
const standingCdus = (devices: readonly DeviceInstance[]): StandingCdu[] =>
  devices.flatMap(({ name, device, rack }) => {
    if (device.coolsW === undefined) return [];
    const serves = rack.type.fixtures.some((fixture) => fixture.device.id === device.id) ? 'rack' : 'hall';
    return [{ id: name, unitW: device.coolsW, rack: rack.index, serves }];
  });

/**
 * The CDUs that stand in the racks. Otherwise, and for air, what just carries the racks of a panel with one unit lost: two
 * CDUs, six air handlers; two loops. Null where the power of a server is not known.
 */
const coolingFor = (
  racks: readonly HallRack[],
  racksPerGroup: number,
  standing: readonly StandingCdu[],
): HallCooling | null => {
  let [liquidW, airW] = [0, 0];
  for (let first = 0; first < racks.length; first += racksPerGroup) {
    let [liquid, air] = [0, 0];
    for (const { device, gpus } of racks.slice(first, first + racksPerGroup).flatMap(({ devices }) => devices)) {
      const heat = heatAtMostW(device);
      if (heat === null) {
        if (gpus > 0) return null;
        continue;
      }
      liquid += heat.liquidW;
      air += heat.airW;
    }
    [liquidW, airW] = [Math.max(liquidW, liquid), Math.max(airW, air)];
  }
  return { racksPerGroup, cdus: oneToSpare(liquidW, 2), airHandlers: oneToSpare(airW, 6), loops: LOOPS, standing };
};

/**
 * The hall of a layout: every device in its rack, under its own name; the fabric's own leaves, spines and core switches,
 * each in the rack in which it stands; the CDUs in the racks, or cooling that just carries what there is with one unit lost.
 */
export const layoutHall = ({ layout, power, gpus, replicasNeeded }: LayoutHall): Hall => {
  const { racks, devices } = standLayout(layout);
  const { network, leavesOf } = fabricOf(layout, devices);
  const replicasOf = replicasInOrder(devices);
  const hallRacks = racks.map(({ place }) => ({
    id: `rack ${place.label}`,
    devices: new Array<HallRack['devices'][number]>(),
  }));
  for (const { name, device, rack } of devices) {
    entryAt(hallRacks, rack.index).devices.push({
      id: name,
      device,
      gpus: gpus[device.id] ?? 0,
      replicas: replicasOf(device),
      leaves: [...(leavesOf.get(name) ?? [])],
    });
  }
  return {
    racks: hallRacks,
    power,
    cooling: coolingFor(hallRacks, power.racksPerPanel, standingCdus(devices)),
    network,
    replicasNeeded,
  };
};
