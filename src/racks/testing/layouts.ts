import fc from 'fast-check';
import type { Device, PlacedRack, Placement, RackType } from '../device.ts';
import { layout, type Layout } from '../layout.ts';
import type { Feed } from '../power/feed.ts';
import { deviceRoles } from '../../records/rack-layout.ts';

const hundredths = (most: number) => fc.integer({ min: 1, max: most * 100 }).map((value) => value / 100);
const text = fc.stringMatching(/^[A-Za-z0-9=+@'", -]{1,20}[A-Za-z0-9]$/);

const deviceOf = (id: string): fc.Arbitrary<Device> =>
  fc.record({
    id: fc.constant(id),
    name: text,
    role: fc.constantFrom(...deviceRoles),
    heightUnits: fc.constantFrom(0, 1, 2, 4, 6, 8),
    depth: fc.constantFrom('full', 'half'),
    width: fc.constant('full'),
    depthMm: fc.option(fc.integer({ min: 300, max: 1000 })),
    powerW: fc.option(fc.integer({ min: 1, max: 20_000 })),
    massKg: fc.option(hundredths(400)),
    ports: fc.uniqueArray(
      fc.record({
        count: fc.integer({ min: 1, max: 8 }),
        kind: fc.constantFrom('InfiniBand', 'Ethernet'),
        speedGbitps: fc.option(fc.constantFrom(1, 10, 100, 200, 400, 800)),
        use: fc.constantFrom('compute', 'storage', 'in-band', 'out of band'),
      }),
      { maxLength: 2, selector: ({ use }) => use },
    ),
    supplies: fc.option(
      fc.record({
        count: fc.integer({ min: 1, max: 8 }),
        ratingW: fc.option(fc.constantFrom(1500, 3000, 3300)),
        mayFail: fc.option(fc.constant(0)),
      }),
    ),
    liquidShare: fc.option(fc.constantFrom(0, 0.5, 0.85)),
    ownRack: fc.constant(null),
    pool: fc.option(fc.record({ name: text, replicasPerDevice: fc.constantFrom(0.5, 1, 2) })),
  });

/** A rack that a test says only what matters of. */
export const rackType = (id: string, known: Partial<RackType> = {}): RackType => ({
  id,
  name: id,
  heightUnits: 48,
  reservedUnits: 0,
  usableW: null,
  maxMassKg: null,
  cabinetKg: 125,
  cablesKg: 0,
  airCoolingW: null,
  liquidCoolingW: null,
  ports: null,
  widthMm: 600,
  depthMm: 1200,
  mountingDepthMm: null,
  fixtures: [],
  ...known,
});

const rackTypeOf = (id: string): fc.Arbitrary<RackType> =>
  fc.record({
    id: fc.constant(id),
    name: text,
    heightUnits: fc.integer({ min: 20, max: 52 }),
    reservedUnits: fc.integer({ min: 0, max: 4 }),
    usableW: fc.option(fc.integer({ min: 1000, max: 140_000 })),
    maxMassKg: fc.option(fc.integer({ min: 100, max: 2000 })),
    cabinetKg: fc.integer({ min: 0, max: 200 }),
    cablesKg: fc.constant(0),
    airCoolingW: fc.option(fc.integer({ min: 0, max: 50_000 })),
    liquidCoolingW: fc.option(fc.integer({ min: 0, max: 140_000 })),
    ports: fc.option(fc.integer({ min: 0, max: 1000 })),
    widthMm: fc.option(fc.constantFrom(600, 750, 800)),
    depthMm: fc.option(fc.constantFrom(1070, 1200)),
    mountingDepthMm: fc.option(fc.constantFrom(740, 1048)),
    fixtures: fc.constant([]),
  });

const feed: fc.Arbitrary<Feed> = fc.record({
  name: fc.constant('A'),
  voltageV: fc.constantFrom(208, 230, 400, 415),
  phases: fc.constantFrom(1, 3),
  breakerA: fc.constantFrom(16, 32, 60),
  breakerStandard: fc.constantFrom('ul489', 'iec60898'),
  continuousShare: fc.constantFrom(0.8, 1),
});

/** Devices from the floor up, as many as fit. */
const fill = (rack: RackType, devices: readonly Device[]): Placement[] => {
  let unit = 1;
  return devices.flatMap((device) => {
    if (unit - 1 + device.heightUnits > rack.heightUnits) return [];
    const bottomUnit = device.heightUnits === 0 ? null : unit;
    unit += device.heightUnits;
    return [{ device: device.id, bottomUnit, face: 'front', side: null } as const];
  });
};

/** Layouts of a few racks, with everything that a file may hold. */
export const layouts: fc.Arbitrary<Layout> = fc
  .record({
    name: text,
    devices: fc.tuple(deviceOf('server'), deviceOf('switch-1'), deviceOf('other.box')),
    racks: fc.tuple(rackTypeOf('rack'), rackTypeOf('rack-2')),
    fills: fc.array(
      fc.record({
        rack: fc.nat({ max: 1 }),
        count: fc.integer({ min: 1, max: 3 }),
        held: fc.array(fc.nat({ max: 2 }), { maxLength: 8 }),
      }),
      { maxLength: 4 },
    ),
    feeds: fc.array(feed, { maxLength: 2 }),
    racksPerPanel: fc.option(fc.integer({ min: 1, max: 3 })),
    containment: fc.constantFrom('none', 'hot', 'cold'),
    rackOrder: fc.constantFrom('as packed', 'switches in the middle'),
  })
  .map(({ name, devices, racks, fills, feeds, racksPerPanel, containment, rackOrder }) => {
    const placed = fills.map(({ rack, count, held }): PlacedRack => ({
      rack: racks[rack]!,
      count,
      placements: fill(
        racks[rack]!,
        held.map((index) => devices[index]!),
      ),
    }));
    const hall = { racksPerRow: 3, coldAisleMm: 1200, hotAisleMm: 900, perimeterMm: 1000, containment } as const;
    return layout(
      name,
      { devices, racks: placed },
      { hall, rackOrder, racksPerPanel, feeds: feeds.map((feed, index) => ({ ...feed, name: 'AB'.charAt(index) })) },
    );
  });
