import * as v from 'valibot';
import { choice, count, named, quantity } from './fields.ts';
import { deviceRoles } from './rack-layout.ts';
import { list, unknown } from './values.ts';

/** Any list of devices and the rack they go into, for `roofrack pack`. What is left out, or null, is not known and not checked. */
const depth = (help: string) => unknown(quantity('Depth', 'mm', 0, 10_000, help));

/** Together, over all entries: more than any hall holds, and still exact. */
export const MOST_DEVICES = 1_000_000_000;

const shape = {
  name: named('Name', 'What it is called; rules refer to it.'),
  role: v.optional(choice('Role', deviceRoles, 'What it is for.'), 'other'),
  units: quantity('Height', 'U', 0, 1000, 'Rack units, fractions allowed; 0 for what hangs beside the rails.'),
  kw: unknown(quantity('Power', 'kW', 0, 1e6, 'Input power that is planned with.')),
  kg: unknown(quantity('Mass', 'kg', 0, 1e7, 'Of one.')),
  ports: v.optional(count('Ports', '', 0, 100_000, 'Network ports that it needs.'), 0),
  depth: v.optional(choice('Depth', ['full', 'half'], 'Half: the other side of its units stays free.'), 'full'),
  width: v.optional(choice('Width', ['full', 'half'], 'Half: two of them stand side by side.'), 'full'),
  depthMm: depth('Behind the front rails.'),
  liquidShare: unknown(quantity('Liquid share', '', 0, 1, 'Share of its heat that liquid carries away.')),
};

const fixtureSchema = v.strictObject({
  ...shape,
  count: v.optional(count('Count', '', 1, 1000, 'In every rack.'), 1),
});

const listedDeviceSchema = v.strictObject({
  ...shape,
  count: v.optional(count('Count', '', 0, MOST_DEVICES, 'How many there are.'), 1),
  pool: unknown(named('Pool', 'Devices of a pool stand in for each other.')),
  ownRack: v.optional(
    v.pipe(
      v.boolean(),
      v.metadata({ label: 'Own rack', unit: '', help: 'A rack-scale system that is a rack itself.' }),
    ),
    false,
  ),
  atUnit: unknown(quantity('Unit', 'U', 1, 1000, 'Lowest unit that it takes, counted from 1 at the floor.')),
  face: v.optional(choice('Face', ['front', 'rear'], 'Where it is mounted, with atUnit.'), 'front'),
});

const rackSchema = v.strictObject({
  name: v.optional(named('Name', 'Of the type.'), 'Rack'),
  units: quantity('Height', 'U', 0.5, 1000, 'Of its rails.'),
  kw: unknown(quantity('Usable power', 'kW', 0, 1e6, 'After derating, with one feed lost where there are two.')),
  kg: unknown(quantity('Load', 'kg', 0, 1e7, 'Most mass of the filled rack.')),
  reservedUnits: v.optional(quantity('Reserved', 'U', 0, 1000, 'Kept free at the top.'), 0),
  cabinetKg: v.optional(quantity('Cabinet', 'kg', 0, 1e6, 'Mass of the empty rack, where kg counts it.'), 0),
  cablesKg: v.optional(quantity('Cables', 'kg', 0, 1e6, 'Mass of the cables in it, where kg counts them.'), 0),
  ports: unknown(count('Ports', '', 0, 1e7, 'Network ports that a rack offers.')),
  airKw: unknown(quantity('Air cooling', 'kW', 0, 1e6, 'Heat that air can carry out of one rack.')),
  liquidKw: unknown(quantity('Liquid cooling', 'kW', 0, 1e6, 'Heat that liquid can carry out of one rack.')),
  depthMm: depth('Room behind the front rails.'),
  fixtures: v.optional(list(fixtureSchema, 100), []),
});

const rulesSchema = v.strictObject({
  spread: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          pool: named('Pool', 'As the devices name it.'),
          over: choice('Over', ['rack', 'feed'], 'Not all of the pool in one rack, or on one feed.'),
          most: unknown(
            count('Most', '', 1, MOST_DEVICES, 'Devices of the pool in one of them; left open: all but one.'),
          ),
        }),
      ),
      v.maxLength(100),
    ),
    [],
  ),
  apart: v.optional(list(v.tuple([named('Device', 'By its name.'), named('Device', 'By its name.')]), 1000), []),
  inRack: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          device: named('Device', 'By its name.'),
          rack: count('Rack', '', 1, 100_000, 'Number of the rack, from 1.'),
          count: v.optional(count('Count', '', 1, 100_000, 'How many of them stand there.'), 1),
        }),
      ),
      v.maxLength(1000),
    ),
    [],
  ),
  feeds: v.optional(count('Feeds', '', 1, 64, 'Feeds, or rows, that the racks are dealt out over.'), 1),
});

export const packListSchema = v.strictObject({
  rack: rackSchema,
  devices: v.array(listedDeviceSchema),
  rules: v.optional(rulesSchema, {}),
});
export type PackListFile = v.InferOutput<typeof packListSchema>;
