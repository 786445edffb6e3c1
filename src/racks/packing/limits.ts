import { heatW, portsOf, type Device, type DeviceCount, type RackType } from '../device.ts';

/** What a rack can run out of. */
export const limitIds = ['units', 'power', 'weight', 'ports', 'airCooling', 'liquidCooling'] as const;
export type LimitId = (typeof limitIds)[number];

export interface LimitKind {
  readonly id: LimitId;
  readonly label: string;
  readonly unit: string;
  /** One more of it, as one would buy it, in `unit`. */
  readonly oneMore: number;
  /** Null where nobody published it. */
  need(device: Device): number | null;
  /** What the rack has of it before its fixtures; null where it is not limited. */
  whole(rack: RackType): number | null;
  /** The same rack with so much more of it. */
  widen(rack: RackType, by: number): RackType;
}

const raised = (value: number | null, by: number): number | null => (value === null ? null : value + by);

export const limitKinds: readonly LimitKind[] = [
  {
    id: 'units',
    label: 'Height',
    unit: 'U',
    oneMore: 1,
    // Half-depth devices share units between front and rear, half-width ones stand side by side.
    need: ({ heightUnits, depth, width }) => heightUnits * (depth === 'half' ? 0.5 : 1) * (width === 'half' ? 0.5 : 1),
    whole: ({ heightUnits, reservedUnits }) => heightUnits - reservedUnits,
    widen: (rack, by) => ({ ...rack, heightUnits: rack.heightUnits + by }),
  },
  {
    id: 'power',
    label: 'Power',
    unit: 'W',
    oneMore: 1000,
    need: ({ powerW }) => powerW,
    whole: ({ usableW }) => usableW,
    widen: (rack, by) => ({ ...rack, usableW: raised(rack.usableW, by) }),
  },
  {
    id: 'weight',
    label: 'Weight',
    unit: 'kg',
    oneMore: 10,
    need: ({ massKg }) => massKg,
    whole: ({ maxMassKg, cabinetKg, cablesKg }) => (maxMassKg === null ? null : maxMassKg - cabinetKg - cablesKg),
    widen: (rack, by) => ({ ...rack, maxMassKg: raised(rack.maxMassKg, by) }),
  },
  {
    id: 'ports',
    label: 'Network ports',
    unit: 'ports',
    oneMore: 1,
    need: portsOf,
    whole: ({ ports }) => ports,
    widen: (rack, by) => ({ ...rack, ports: raised(rack.ports, by) }),
  },
  {
    id: 'airCooling',
    label: 'Air cooling',
    unit: 'W',
    oneMore: 1000,
    need: (device) => heatW(device)?.airW ?? null,
    whole: ({ airCoolingW }) => airCoolingW,
    widen: (rack, by) => ({ ...rack, airCoolingW: raised(rack.airCoolingW, by) }),
  },
  {
    id: 'liquidCooling',
    label: 'Liquid cooling',
    unit: 'W',
    oneMore: 1000,
    need: (device) => heatW(device)?.liquidW ?? null,
    whole: ({ liquidCoolingW }) => liquidCoolingW,
    widen: (rack, by) => ({ ...rack, liquidCoolingW: raised(rack.liquidCoolingW, by) }),
  },
];

export const limitKind = (id: LimitId): LimitKind => {
  const found = limitKinds.find((kind) => kind.id === id);
  if (found === undefined) throw new Error(`${id} is no limit.`);
  return found;
};

/** Sum over devices of what they need of a limit; what is not known counts as nothing. */
export const needOf = (kind: LimitKind, devices: readonly DeviceCount[]): number =>
  devices.reduce((sum, { device, count }) => sum + count * (kind.need(device) ?? 0), 0);

/** What a rack has of a limit for its devices, fixtures taken off. */
export const capacityOf = (kind: LimitKind, rack: RackType): number | null => {
  const whole = kind.whole(rack);
  return whole === null ? null : whole - needOf(kind, rack.fixtures);
};
