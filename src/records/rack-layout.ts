/** Racks generated from a plan: what stands where, and what binds a rack. */
export const RACK_LAYOUT_FORMAT = 'roofrack-rack-layout';
export const RACK_LAYOUT_VERSION = 1;

export interface RackItem {
  readonly kind: 'server' | 'reserved';
  readonly label: string;
  readonly bottomUnit: number;
  readonly units: number;
  readonly powerW: number;
  readonly weightKg: number;
}

export interface RackElevation {
  readonly name: string;
  readonly units: number;
  readonly items: readonly RackItem[];
  readonly powerW: number;
  readonly weightKg: number;
}

/** How many servers one limit would allow in a rack; the smallest of them binds. */
export interface RackLimit {
  readonly limit: 'units' | 'power' | 'weight';
  readonly label: string;
  readonly unit: string;
  readonly capacity: number;
  readonly used: number;
  readonly servers: number;
}

export interface RackLayout {
  readonly format: typeof RACK_LAYOUT_FORMAT;
  readonly version: typeof RACK_LAYOUT_VERSION;
  readonly server: string;
  readonly serversPerRack: number;
  readonly racks: number;
  readonly serversInLastRack: number;
  readonly limits: readonly RackLimit[];
  readonly binding: RackLimit['limit'];
  /** The first racks, drawn; all but the last are alike. */
  readonly elevations: readonly RackElevation[];
}
