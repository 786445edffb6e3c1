import type { DeviceCount, RackType } from '../device.ts';
import type { FixedPlace } from './place.ts';

/** Not all of a pool in one rack, or on one feed: at most `most` of its devices; null is all but one. */
export interface SpreadRule {
  readonly pool: string;
  readonly over: 'rack' | 'feed';
  readonly most: number | null;
}

/** Devices that stand in a rack of a certain number, counted from 1. */
export interface RackPin {
  readonly device: string;
  readonly rack: number;
  readonly count: number;
}

export interface PackingRules {
  readonly spread: readonly SpreadRule[];
  /** Two devices, by id, that never share a rack. */
  readonly apart: readonly (readonly [string, string])[];
  readonly atUnit: readonly FixedPlace[];
  readonly inRack: readonly RackPin[];
  /** Feeds, or rows, over which the racks are dealt out. */
  readonly feeds: number;
}

export const NO_RULES: PackingRules = { spread: [], apart: [], atUnit: [], inRack: [], feeds: 1 };

export interface PackingRequest {
  readonly rack: RackType;
  /** Each device has an id of its own. */
  readonly devices: readonly DeviceCount[];
  readonly rules: PackingRules;
}

/** Devices in all: counts are kept in 32 bits. */
export const MOST_DEVICES = 2 ** 31 - 1;

export const poolSize = (devices: readonly DeviceCount[], pool: string): number =>
  devices.reduce((sum, { device, count }) => sum + (device.pool?.name === pool ? count : 0), 0);

/** Most of a pool that one rack, or one feed, may hold. */
export const mostOf = (rule: SpreadRule, devices: readonly DeviceCount[]): number => {
  const size = poolSize(devices, rule.pool);
  // A pool of one cannot be spread.
  return size < 2 ? size : Math.min(rule.most ?? size - 1, size - 1);
};
