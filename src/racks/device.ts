import type { deviceRoles } from '../records/rack-layout.ts';

/**
 * The nouns of the rack rooms: what is stood into racks, the rack, and where everything stands. Every figure has its unit
 * in its name; `null` means that nobody published it, and a limit that needs it cannot be checked.
 */

/** What a device is for: picks its colour in a drawing and its role in NetBox. */
export type DeviceRole = (typeof deviceRoles)[number];

export interface Supplies {
  readonly count: number;
  /** Output of one of them. */
  readonly ratingW: number | null;
  /**
   * How many may be without power at once before the device stops or throttles: 3 for 3+3, 2 for 4+2, 1 for 5+1. Null
   * where the scheme is not stated.
   */
  readonly mayFail: number | null;
}

/** Ports of one kind, as the catalogue has them. */
export interface PortGroup {
  readonly count: number;
  readonly kind: string;
  readonly speedGbitps: number | null;
  /** What they are cabled to: compute, storage, in-band, out of band. */
  readonly use: string;
}

/** Devices of a pool serve the same load and stand in for each other. */
export interface PoolMembership {
  readonly name: string;
  /** Below 1 where a replica spans several devices. */
  readonly replicasPerDevice: number;
}

/** A type of device; instances of it are told apart only by where they stand. */
export interface Device {
  /** Unique among the devices of a layout. */
  readonly id: string;
  readonly name: string;
  readonly role: DeviceRole;
  /** 0 for what hangs beside the rails, such as a vertical PDU; otherwise in steps of what the file states, often 0.5. */
  readonly heightUnits: number;
  /** A half-depth device leaves the other side of its units free. */
  readonly depth: 'full' | 'half';
  /** How far it reaches behind the front rails. */
  readonly depthMm: number | null;
  /** Two half-width devices of the same height stand side by side. */
  readonly width: 'full' | 'half';
  /** Input power that is planned with: nameplate, derated or measured, as whoever makes the device decides. */
  readonly powerW: number | null;
  readonly massKg: number | null;
  readonly ports: readonly PortGroup[];
  /** Null for what has no supplies of its own (fed from a busbar, or passive) or where nobody published them. */
  readonly supplies: Supplies | null;
  /** Share of its heat that liquid carries away, 0 to 1; the rest goes into the air. Null where nobody published it. */
  readonly liquidShare: number | null;
  /** Heat that liquid takes to it from other devices, W: a CDU. Left out where it takes none, or nobody published it. */
  readonly coolsW?: number;
  /** The rack that a rack-scale system brings with it: it fills that rack alone. */
  readonly ownRack: RackType | null;
  readonly pool: PoolMembership | null;
}

export interface DeviceCount {
  readonly device: Device;
  readonly count: number;
}

/** A type of rack with what one may hold. A limit of null is not checked. */
export interface RackType {
  readonly id: string;
  readonly name: string;
  readonly heightUnits: number;
  /** Kept free at the top, for cables and air. */
  readonly reservedUnits: number;
  /** Usable power: after derating, with one feed lost where there are two. */
  readonly usableW: number | null;
  /** Most mass of the filled rack: cabinet, fixtures and cables included. */
  readonly maxMassKg: number | null;
  readonly cabinetKg: number;
  readonly cablesKg: number;
  /** Heat that air, and that liquid, can carry out of one rack. */
  readonly airCoolingW: number | null;
  readonly liquidCoolingW: number | null;
  /** Network ports that a rack offers to its devices. */
  readonly ports: number | null;
  /** Room behind the front rails, to the doors or to what hangs there. */
  readonly mountingDepthMm: number | null;
  /** Outer size, for the floor. */
  readonly widthMm: number | null;
  readonly depthMm: number | null;
  /** What every such rack carries before anything else: its PDUs, a switch at the top. */
  readonly fixtures: readonly DeviceCount[];
}

export type Face = 'front' | 'rear';

export interface Placement {
  /** Id of the device. */
  readonly device: string;
  /** Lowest unit that it takes, counted from 1 at the floor; null for 0U. */
  readonly bottomUnit: number | null;
  /** Where it is mounted; a full-depth device fills both faces. */
  readonly face: Face;
  /** Half-width devices only. */
  readonly side: 'left' | 'right' | null;
}

/** Racks that are filled alike. */
export interface PlacedRack {
  readonly rack: RackType;
  readonly count: number;
  /** Fixtures included. */
  readonly placements: readonly Placement[];
}

/** Everything in its place. Racks are numbered in this order, each as often as its count. */
export interface RackPlacement {
  readonly devices: readonly Device[];
  readonly racks: readonly PlacedRack[];
}

export const portsOf = ({ ports }: Device): number => ports.reduce((sum, { count }) => sum + count, 0);

/** Heat of a device by what carries it away, W; all electrical input becomes heat. Null where power or split is not known. */
export const heatW = ({
  powerW,
  liquidShare,
}: Pick<Device, 'powerW' | 'liquidShare'>): { readonly liquidW: number; readonly airW: number } | null =>
  powerW === null || liquidShare === null ? null : { liquidW: powerW * liquidShare, airW: powerW * (1 - liquidShare) };

/** The same where nobody published the split: all of it may be carried by either. Null where power is not known. */
export const heatAtMostW = (
  device: Pick<Device, 'powerW' | 'liquidShare'>,
): { readonly liquidW: number; readonly airW: number } | null =>
  heatW(device) ?? (device.powerW === null ? null : { liquidW: device.powerW, airW: device.powerW });
