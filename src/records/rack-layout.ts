import * as v from 'valibot';
import { choice, count, identifier, named, quantity } from './fields.ts';
import { recordKind } from './migrate.ts';
import { list, text } from './values.ts';

/**
 * Everything in its place: devices, racks filled with them, the hall they stand in, what feeds them and what joins them.
 * Types stand once, in lists, and are named by their ids elsewhere.
 */
export const RACK_LAYOUT = recordKind({
  format: 'roofrack-rack-layout',
  version: 1,
  noun: 'rack layout',
  migrations: {},
});

export const deviceRoles = ['server', 'switch', 'storage', 'management', 'cdu', 'pdu', 'power-shelf', 'other'] as const;

const id = (label: string) => identifier(label, 'Lower-case letters, digits, dots and hyphens.');
const known = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);

const heightUnits = (low: number, help: string) => quantity('Height', 'U', low, 100, help);
const powerW = (label: string, help: string) => known(quantity(label, 'W', 0, 1e9, help));
const massKg = (label: string, help: string) => known(quantity(label, 'kg', 0, 1e6, help));

const deviceSchema = v.strictObject({
  id: id('Device'),
  name: named('Name'),
  role: choice('Role', deviceRoles, 'What the device is for.'),
  heightUnits: heightUnits(0, '0 for what hangs beside the rails.'),
  depth: choice('Depth', ['full', 'half'], 'A half-depth device leaves the other side of its units free.'),
  width: choice('Width', ['full', 'half'], 'Two half-width devices stand side by side.'),
  depthMm: known(quantity('Depth', 'mm', 0, 10_000, 'Of the chassis; null where nobody published it.')),
  powerW: powerW('Power', 'Input power that is planned with; null where nobody published it.'),
  massKg: massKg('Mass', 'Null where nobody published it.'),
  ports: list(
    v.strictObject({
      count: count('Ports', '', 0, 10_000, 'Of this kind.'),
      kind: text(200),
      speedGbitps: known(quantity('Speed', 'Gbit/s', 0, 1e6, 'Of one port.')),
      use: text(200),
    }),
    100,
  ),
  supplies: known(
    v.strictObject({
      count: count('Supplies', '', 0, 1000, 'Power supplies.'),
      ratingW: powerW('Rating', 'Output of one of them.'),
      mayFail: known(count('May fail', '', 0, 1000, 'Supplies that may be without power before the device stops.')),
    }),
  ),
  liquidShare: known(quantity('Liquid share', '', 0, 1, 'Share of its heat that liquid carries away.')),
  coolsW: v.exactOptional(quantity('Cools', 'W', 0, 1e9, 'Heat that liquid takes to it from other devices.')),
  ownRack: known(id('Own rack')),
  pool: known(
    v.strictObject({
      name: named('Pool'),
      replicasPerDevice: quantity('Replicas per device', '', 0, 1e6, 'Below 1 where a replica spans several devices.'),
    }),
  ),
});
export type LayoutDevice = v.InferOutput<typeof deviceSchema>;

const rackTypeSchema = v.strictObject({
  id: id('Rack type'),
  name: named('Name'),
  heightUnits: heightUnits(1, 'Of its rails.'),
  reservedUnits: quantity('Reserved', 'U', 0, 100, 'Kept free at the top.'),
  usableW: powerW('Usable power', 'After derating, with one feed lost where there are two.'),
  maxMassKg: massKg('Most mass', 'Of the filled rack.'),
  cabinetKg: quantity('Cabinet', 'kg', 0, 1e5, 'Mass of the empty rack.'),
  cablesKg: quantity('Cables', 'kg', 0, 1e5, 'Mass of the cables in it.'),
  airCoolingW: powerW('Air cooling', 'Heat that air can carry out of one rack.'),
  liquidCoolingW: powerW('Liquid cooling', 'Heat that liquid can carry out of one rack.'),
  ports: known(count('Ports', '', 0, 1e6, 'Network ports that it offers.')),
  widthMm: known(quantity('Width', 'mm', 100, 10_000, 'Outer.')),
  depthMm: known(quantity('Depth', 'mm', 100, 10_000, 'Outer.')),
  mountingDepthMm: known(quantity('Mounting depth', 'mm', 0, 10_000, 'Most depth of a device on its rails.')),
  fixtures: list(
    v.strictObject({ device: id('Device'), count: count('Count', '', 1, 1000, 'In every rack of this type.') }),
    100,
  ),
});
export type LayoutRackType = v.InferOutput<typeof rackTypeSchema>;

const placementSchema = v.strictObject({
  device: id('Device'),
  bottomUnit: known(quantity('Lowest unit', 'U', 0.5, 100, 'Counted from 1 at the floor; null for 0U.')),
  face: choice('Face', ['front', 'rear'], 'Where it is mounted.'),
  side: known(choice('Side', ['left', 'right'], 'Half-width devices only.')),
});

export const BREAKER_STANDARDS = ['ul489', 'iec60898'] as const;

const feedSchema = v.strictObject({
  name: named('Feed'),
  voltageV: quantity('Voltage', 'V', 1, 100_000, 'From line to line.'),
  phases: v.picklist([1, 3]),
  breakerA: quantity('Breaker', 'A', 0.1, 100_000, 'Rating.'),
  breakerStandard: choice('Breaker standard', BREAKER_STANDARDS, 'What it must carry and when it must open.'),
  continuousShare: quantity('Continuous share', '', 0.01, 1, 'Share of the breaker that a continuous load may take.'),
});

export const hallSchema = v.strictObject({
  racksPerRow: count('Racks per row', '', 1, 1000, 'Most racks that stand side by side.'),
  coldAisleMm: quantity('Cold aisle', 'mm', 0, 20_000, 'Clear width in front of the racks.'),
  hotAisleMm: quantity('Hot aisle', 'mm', 0, 20_000, 'Clear width behind the racks.'),
  perimeterMm: quantity('Perimeter', 'mm', 0, 20_000, 'Least clear space around all rows.'),
  containment: choice('Containment', ['none', 'hot', 'cold'], 'The aisle that is closed off.'),
});

export const rackOrders = ['as packed', 'switches in the middle'] as const;

export const rackLayoutSchema = v.strictObject({
  format: v.literal(RACK_LAYOUT.format),
  version: v.literal(RACK_LAYOUT.version),
  name: named('Name'),
  devices: list(deviceSchema, 1000),
  rackTypes: list(rackTypeSchema, 1000),
  /** Filled alike, each as often as its count; racks are numbered in this order. */
  racks: list(
    v.strictObject({
      rackType: id('Rack type'),
      count: count('Count', '', 1, 100_000, 'Racks filled alike.'),
      placements: list(placementSchema, 1000),
    }),
    100_000,
  ),
  hall: hallSchema,
  rackOrder: choice('Order of racks', rackOrders, 'How racks stand in their rows.'),
  /** Of every rack; none where nobody said. */
  feeds: list(feedSchema, 16),
  racksPerPanel: v.exactOptional(
    count('Racks per panel', 'racks', 1, 100_000, 'Feeds of one side that come from one panel; left out: all of them.'),
  ),
  /** Null where no network is drawn. Devices of its parts by their ids. */
  network: known(
    v.strictObject({
      profile: id('Profile'),
      node: id('Node'),
      leaf: id('Leaf switch'),
      spine: known(id('Spine switch')),
      core: known(id('Core switch')),
    }),
  ),
});
export type RackLayoutRecord = v.InferOutput<typeof rackLayoutSchema>;

/** How many servers one limit would allow in a rack; the smallest of them binds. */
export interface RackLimit {
  readonly limit: 'units' | 'power' | 'weight' | 'air' | 'liquid' | 'cooling';
  readonly label: string;
  readonly unit: string;
  readonly capacity: number;
  readonly used: number;
  readonly servers: number;
}

/** Racks of one kind of server, as a plan fills them, and what binds them. */
export interface RackLayout {
  readonly server: string;
  readonly serversPerRack: number;
  readonly racks: number;
  readonly serversInLastRack: number;
  readonly limits: readonly RackLimit[];
  readonly binding: RackLimit['limit'];
}
