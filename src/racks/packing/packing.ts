import type { DeviceCount, RackType } from '../device.ts';
import type { LimitId } from './limits.ts';

/** Racks that are filled alike. */
export interface PackedRack {
  readonly rack: RackType;
  readonly count: number;
  /** Without the fixtures. */
  readonly devices: readonly DeviceCount[];
  /** What keeps every device of it from having one more beside it; null where there is room for one. */
  readonly binding: LimitId | null;
  /** Feed that they hang on, from 1; null without a rule about feeds. */
  readonly feed: number | null;
  /** Of a rack that devices are pinned to; null where any rack is as good. */
  readonly number: number | null;
}

export interface LimitUse {
  readonly limit: LimitId;
  /** Of one rack, for its devices. */
  readonly capacity: number;
  /** All devices together, without rack-scale systems. */
  readonly needed: number;
  /** Racks that this limit alone asks for, a fraction. */
  readonly racks: number;
  /** Left over in all racks, by what kept it from being used; `rest`: nothing was left to place. */
  readonly stranded: Readonly<Partial<Record<LimitId | 'rest', number>>>;
}

export interface Bound {
  readonly racks: number;
  /** Before it is rounded up. */
  readonly fraction: number;
  /**
   * `patterns`: dual prices of the racks that can be filled; `solver`: an integer programme over all of them; otherwise
   * the limit whose sum alone asks for so many.
   */
  readonly source: 'patterns' | 'solver' | LimitId;
  /** Rules that the bound does not know of: with them more racks may be needed. */
  readonly ignores: readonly string[];
  /** Share of a rack that one device of each entry costs at the bound, in the order of the request; null without one. */
  readonly prices: readonly number[] | null;
}

export interface Packing {
  readonly racks: number;
  /** Of them rack-scale systems, in racks of their own. */
  readonly ownRacks: number;
  readonly bound: Bound;
  /** Nothing needs fewer racks, whatever is packed where. */
  readonly proved: boolean;
  /** What stops most racks; null without a rack to fill. */
  readonly binding: LimitId | null;
  readonly limits: readonly LimitUse[];
  /** The most frequent first, rack-scale systems last. */
  readonly layout: readonly PackedRack[];
  readonly warnings: readonly string[];
}
