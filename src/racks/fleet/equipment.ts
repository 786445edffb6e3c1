import type { Equipment } from '../../records/scenario.ts';
import type { Device, DeviceCount } from '../device.ts';
import type { SpreadRule } from '../packing/request.ts';

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 48)
    .replace(/-+$/, '');

/** Equipment of a scenario as devices: what stands in every rack, and what stands somewhere. */
export const equipmentDevices = (
  equipment: readonly Equipment[],
): {
  readonly fixtures: readonly DeviceCount[];
  readonly devices: readonly DeviceCount[];
  /** CDUs of all racks do not stand in one. */
  readonly spread: readonly SpreadRule[];
} => {
  const listed = equipment.map(({ name, role, per, count, units, kw, kg, coolsKw }, index) => {
    // Numbered, so that two of one name are two types.
    const id = `${slug(name) || role}-${String(index + 1)}`;
    const device: Device = {
      id,
      name,
      role,
      heightUnits: units,
      depth: 'full',
      width: 'full',
      depthMm: null,
      powerW: kw * 1000,
      massKg: kg,
      ports: [],
      supplies: null,
      liquidShare: 0,
      ...(coolsKw === null ? {} : { coolsW: coolsKw * 1000 }),
      ownRack: null,
      pool: coolsKw !== null && per === 'fleet' ? { name: id, replicasPerDevice: 0 } : null,
    };
    return { per, entry: { device, count } };
  });
  const of = (wanted: Equipment['per']): DeviceCount[] =>
    listed.filter(({ per }) => per === wanted).map(({ entry }) => entry);
  const devices = of('fleet');
  return {
    fixtures: of('rack'),
    devices,
    spread: devices.flatMap(({ device: { pool }, count }) =>
      pool === null || count < 2 ? [] : [{ pool: pool.name, over: 'rack' as const, most: count - 1 }],
    ),
  };
};

/** What every rack carries before anything else. */
export interface Carried {
  readonly units: number;
  readonly kw: number;
  readonly kg: number;
}

/** A system that brings its own rack has nothing else in it. */
export const NOTHING_CARRIED: Carried = { units: 0, kw: 0, kg: 0 };

export const carriedPerRack = ({
  cabinetKg = 0,
  equipment = [],
}: {
  readonly cabinetKg?: number;
  readonly equipment?: readonly Equipment[];
}): Carried => {
  const inRack = equipment.filter(({ per }) => per === 'rack');
  const sum = (of: (equipment: Equipment) => number): number =>
    inRack.reduce((all, item) => all + item.count * of(item), 0);
  return { units: sum(({ units }) => units), kw: sum(({ kw }) => kw), kg: cabinetKg + sum(({ kg }) => kg) };
};
