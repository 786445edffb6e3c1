import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServer } from '../../catalog/catalog.ts';
import type { DeviceCount, RackType } from '../device.ts';
import { device, listed, mixOf306, rackType, type Row } from '../testing/devices.ts';
import { capacityOf, limitKinds, needOf } from './limits.ts';
import { pack } from './pack.ts';
import type { Packing } from './packing.ts';
import { prepare } from './prepare.ts';
import { reliefs, type Reliefs } from './reliefs.ts';
import { MOST_DEVICES, NO_RULES, type PackingRequest, type PackingRules } from './request.ts';
import { place } from './place.ts';
import { fillInOrder } from './whole-racks.ts';

const request = (devices: readonly DeviceCount[], rack: RackType = rackType(), rules: Partial<PackingRules> = {}) => ({
  rack,
  devices,
  rules: { ...NO_RULES, ...rules },
});

const packed = (packable: PackingRequest): Packing => {
  const result = pack(packable);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join(' '));
  return result.value;
};

const reliefsOf = (request: PackingRequest): Reliefs => {
  const result = reliefs(request);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join(' '));
  return result.value;
};

const times = (rows: readonly Row[], factor: number): Row[] =>
  rows.map(([units, watts, kg, count]) => [units, watts, kg, count * factor]);

/** What must hold of every packing: each device in one place, no rack above a limit, the bound not above the racks. */
const expectSound = (packable: PackingRequest, packing: Packing): void => {
  const placed = new Map<string, number>();
  for (const { rack, count, devices } of packing.layout) {
    expect(count).toBeGreaterThan(0);
    for (const held of devices) {
      placed.set(held.device.id, (placed.get(held.device.id) ?? 0) + count * held.count);
    }
    for (const kind of limitKinds) {
      const capacity = capacityOf(kind, rack);
      if (capacity !== null) expect(needOf(kind, devices)).toBeLessThanOrEqual(capacity * (1 + 1e-12) + 1e-9);
    }
  }
  for (const {
    device: { id },
    count,
  } of packable.devices)
    expect(placed.get(id) ?? 0).toBe(count);
  expect(packing.racks).toBe(packing.layout.reduce((sum, { count }) => sum + count, 0));
  expect(packing.bound.racks).toBeLessThanOrEqual(packing.racks);
  expect(packing.proved).toBe(packing.bound.racks === packing.racks);
};

describe('306 devices in 42U, 26 kW and 900 kg', () => {
  it.each([
    [1, 47],
    [10, 468],
    [100, 4680],
  ])('%i times over: %i racks, proved', (factor, racks) => {
    const packable = request(listed(times(mixOf306, factor)));
    const packing = packed(packable);
    expectSound(packable, packing);
    expect(packing).toMatchObject({ racks, proved: true, binding: 'power', bound: { racks, source: 'patterns' } });
    expect(packing.bound.fraction).toBeCloseTo(46.798_077 * factor, 2);
  });

  it('takes first fit 47 to 54 racks, by the order of the classes', () => {
    const prepared = prepare(request(listed(mixOf306)));
    if (!prepared.ok) throw new Error('fits');
    const { space, demand } = prepared.value;
    const orders = [0, 1, 2, 3, 4].reduce<number[][]>(
      (done, item) =>
        done.flatMap((order) => Array.from({ length: order.length + 1 }, (_, at) => order.toSpliced(at, 0, item))),
      [[]],
    );
    expect(orders).toHaveLength(120);
    const racks = orders.map((order) => fillInOrder(space, demand, order).reduce((sum, { count }) => sum + count, 0));
    expect([Math.min(...racks), Math.max(...racks)]).toEqual([47, 54]);
  });

  it('has prices whose sum is the bound, and says what one more of each limit buys', () => {
    const packable = request(listed(mixOf306));
    const { bound } = packed(packable);
    const sum = packable.devices.reduce((total, { count }, index) => total + count * (bound.prices?.[index] ?? NaN), 0);
    expect(sum).toBeCloseTo(bound.fraction, 9);
    expect(reliefsOf(packable).oneMore.map(({ limit, racks }) => [limit, racks])).toEqual([
      ['units', 47],
      ['power', 46],
      ['weight', 47],
    ]);
  });

  it('says how much more of a limit buys the first rack: half of a server too little buys none', () => {
    const server = device('server', { heightUnits: 6, powerW: 6500, massKg: 123 });
    const packable = request([{ device: server, count: 60 }], rackType({ usableW: 34_500, reservedUnits: 4 }));
    const { first, oneMore } = reliefsOf(packable);
    expect(first).toMatchObject([{ limit: 'power', more: 5000, racks: 10 }]);
    expect(oneMore.map(({ racks }) => racks)).toEqual([12, 12, 12]);
  });

  it('tells what more buys without the spread of pools, which the racks keep', () => {
    const server = device('server', {
      heightUnits: 6,
      powerW: 6500,
      massKg: 123,
      pool: { name: 'all', replicasPerDevice: 1 },
    });
    const packable = request(
      [{ device: server, count: 10 }],
      rackType({ usableW: 70_000, reservedUnits: 0, heightUnits: 60 }),
      {
        spread: [{ pool: 'all', over: 'rack', most: 4 }],
      },
    );
    expect([packed(packable).racks, reliefsOf(packable).leastRacks]).toEqual([3, 2]);
  });

  it('leaves height and weight stranded by power', () => {
    const packing = packed(request(listed(mixOf306)));
    const units = packing.limits.find(({ limit }) => limit === 'units');
    const left = Object.values(units?.stranded ?? {}).reduce((sum, free) => sum + free, 0);
    expect(left).toBe(packing.racks * 42 - 1237);
    expect(units?.stranded.power).toBeGreaterThan(0.9 * left);
  });
});

describe('DGX A100 in real racks', () => {
  const dgx = findServer('dgx-a100-640gb');
  const devices = [
    { device: device('dgx-a100', { heightUnits: 6, powerW: 6500, massKg: dgx?.weightKg ?? NaN }), count: 100 },
  ];
  it.each([
    [17.3, 2, 'power'],
    [22.2, 3, 'power'],
    [26, 4, 'power'],
    [34.5, 5, 'power'],
    [45.5, 6, 'units'],
  ] as const)('at %f kW usable and 4U reserved a rack holds %i, bound by %s', (kw, perRack, binding) => {
    const rack = rackType({ reservedUnits: 4, usableW: kw * 1000, maxMassKg: 1000 });
    const packing = packed(request(devices, rack));
    expect(packing).toMatchObject({ racks: Math.ceil(100 / perRack), proved: true, binding });
    expect(packing.layout[0]!.devices[0]!.count).toBe(perRack);
  });

  it('come to seven only where nothing else is in the rack', () => {
    const bare = rackType({ usableW: 45_500, maxMassKg: 1000 });
    expect(packed(request(devices, bare)).racks).toBe(Math.ceil(100 / 7));
    const top = { device: device('switch', { role: 'switch', heightUnits: 1, powerW: 0, massKg: 8 }), count: 1 };
    expect(packed(request(devices, { ...bare, fixtures: [top] })).racks).toBe(Math.ceil(100 / 6));
  });
});

describe('what a rack carries beside the devices', () => {
  it('counts cabinet, cables and fixtures against weight, height and power', () => {
    const pdu = device('pdu', { role: 'pdu', heightUnits: 0, powerW: 50, massKg: 12 });
    const rack = rackType({ maxMassKg: 1000, cabinetKg: 140, cablesKg: 36, fixtures: [{ device: pdu, count: 2 }] });
    const packable = request(
      [{ device: device('heavy', { heightUnits: 4, powerW: 1000, massKg: 200 }), count: 8 }],
      rack,
    );
    expect(packed(packable)).toMatchObject({ racks: 2, proved: true, binding: 'weight' });
    expect(packed(request(packable.devices, { ...rack, cablesKg: 37 })).racks).toBe(3);
  });

  it('refuses a rack that its own fixtures fill', () => {
    const rack = rackType({ fixtures: [{ device: device('tall', { heightUnits: 43 }), count: 1 }] });
    const result = pack(request([], rack));
    expect(result.ok ? '' : result.error[0]!.message).toContain('Height: what every rack carries takes 43 U of 42 U');
  });

  it('counts air and liquid, ports and depth', () => {
    const warm = device('warm', {
      heightUnits: 1,
      powerW: 1000,
      massKg: 1,
      liquidShare: 0.8,
      ports: [{ count: 4, kind: 'OSFP', speedGbitps: 400, use: '' }],
    });
    const devices = [{ device: warm, count: 40 }];
    expect(packed(request(devices, rackType({ airCoolingW: 1000 })))).toMatchObject({
      racks: 8,
      binding: 'airCooling',
    });
    expect(packed(request(devices, rackType({ liquidCoolingW: 8000 })))).toMatchObject({
      racks: 4,
      binding: 'liquidCooling',
    });
    expect(packed(request(devices, rackType({ ports: 64 })))).toMatchObject({ racks: 3, binding: 'ports' });
    const deep = pack(request([{ device: { ...warm, depthMm: 900 }, count: 1 }], rackType({ mountingDepthMm: 800 })));
    expect(deep.ok ? '' : deep.error[0]!.message).toContain('depth is 900 mm');
  });

  it('warns of figures that nobody published, and counts the others', () => {
    const packing = packed(
      request([
        { device: device('known', { heightUnits: 1, powerW: 1000, massKg: 100 }), count: 18 },
        { device: device('unknown', { heightUnits: 1, powerW: 1000, massKg: null }), count: 1 },
      ]),
    );
    expect(packing.racks).toBe(2);
    expect(packing.warnings).toEqual([
      expect.stringContaining('Weight counts only the devices whose figure is known; not that of unknown'),
    ]);
  });
});

describe('shapes', () => {
  const half = (id: string, count: number, known = {}) => ({
    device: device(id, { heightUnits: 1, powerW: 100, massKg: 5, depth: 'half', ...known }),
    count,
  });
  it('lets half-depth devices share units between front and rear', () => {
    expect(packed(request([half('panel', 84)]))).toMatchObject({ racks: 1, proved: true });
    expect(packed(request([half('panel', 85)])).racks).toBe(2);
  });

  it('knows that three rows of 1U and one of 3U share three units, but five of 2U do not share five', () => {
    const rack = rackType({ heightUnits: 3 });
    expect(packed(request([half('low', 3), half('tall', 1, { heightUnits: 3 })], rack)).racks).toBe(1);
    const odd = packed(request([half('two', 5, { heightUnits: 2 })], rackType({ heightUnits: 5 })));
    expect(odd).toMatchObject({ racks: 2, proved: true });
  });

  it('stands half-width devices side by side', () => {
    const narrow = { device: device('narrow', { heightUnits: 2, powerW: 100, massKg: 5, width: 'half' }), count: 42 };
    expect(packed(request([narrow]))).toMatchObject({ racks: 1, proved: true });
    expect(packed(request([{ ...narrow, count: 43 }])).racks).toBe(2);
  });

  it('adds fractions as they are written', () => {
    const tenth = device('tenth', { heightUnits: 0.1, powerW: 0.1 * 1000, massKg: 0.7 });
    const rack = rackType({ heightUnits: 1, usableW: 1000, maxMassKg: 7 });
    expect(packed(request([{ device: tenth, count: 30 }], rack))).toMatchObject({ racks: 3, proved: true });
    const third = device('third', { heightUnits: 1 / 3, powerW: 0, massKg: 0 });
    expect(packed(request([{ device: third, count: 126 }]))).toMatchObject({ racks: 1, proved: true });
  });

  it('gives rack-scale systems racks of their own, and refuses one that the feed cannot carry', () => {
    const own = rackType({ id: 'nvl72', heightUnits: 48, usableW: null, maxMassKg: null });
    const system = device('NVL72', { heightUnits: 48, powerW: 132_000, massKg: 1360, ownRack: own });
    const packable = request(
      [{ device: system, count: 17 }, ...listed([[1, 500, 10, 42]])],
      rackType({ usableW: 140_000, maxMassKg: 1400 }),
    );
    const packing = packed(packable);
    expectSound(packable, packing);
    expect(packing).toMatchObject({ racks: 18, ownRacks: 17, proved: true });
    const weak = pack({ ...packable, rack: rackType() });
    expect(weak.ok ? '' : weak.error.map(({ message }) => message).join()).toMatch(/NVL72: power is 132 kW.*26 kW/);
  });
});

describe('rules', () => {
  const inPool = (id: string, pool: string, count: number) => ({
    device: device(id, { heightUnits: 1, powerW: 100, massKg: 5, pool: { name: pool, replicasPerDevice: 1 } }),
    count,
  });
  it('spread a pool over racks, within the bound', () => {
    const packable = request([inPool('a', 'p', 12)], rackType(), { spread: [{ pool: 'p', over: 'rack', most: 3 }] });
    expect(packed(packable)).toMatchObject({ racks: 4, proved: true, bound: { ignores: [] } });
    expect(
      packed(request(packable.devices, rackType(), { spread: [{ pool: 'p', over: 'rack', most: null }] })).racks,
    ).toBe(2);
    expect(
      packed(request([inPool('a', 'p', 1)], rackType(), { spread: [{ pool: 'p', over: 'rack', most: null }] })).racks,
    ).toBe(1);
  });

  it('spread a pool over feeds', () => {
    const packable = request([inPool('a', 'p', 6), inPool('b', 'q', 50)], rackType(), {
      spread: [{ pool: 'p', over: 'feed', most: null }],
      feeds: 2,
    });
    const packing = packed(packable);
    const feeds = packing.layout
      .filter(({ devices }) => devices.some(({ device: { id } }) => id === 'a'))
      .map(({ feed }) => feed);
    expect(new Set(feeds)).toEqual(new Set([1, 2]));
    expect(packing.bound.ignores).toEqual(['pools spread over feeds']);
    expect(packing.warnings).toEqual([]);
    const alone = packed({ ...packable, rules: { ...packable.rules, feeds: 1 } });
    expect(alone.warnings).toEqual([expect.stringContaining('p: its devices could not be spread')]);
  });

  it('keep devices apart, at units and in numbered racks', () => {
    const devices = listed([
      [1, 100, 5, 4],
      [1, 100, 5, 4],
      [2, 100, 5, 2],
    ]);
    const apart = packed(request(devices, rackType(), { apart: [['class 0', 'class 1']] }));
    expect(apart).toMatchObject({ racks: 2, proved: true });
    const fixed = packed(
      request(devices, rackType(), { atUnit: [{ device: 'class 2', bottomUnit: 41, face: 'front' }] }),
    );
    expect(fixed.racks).toBe(2);
    const pinned = packed(request(devices, rackType(), { inRack: [{ device: 'class 0', rack: 7, count: 3 }] }));
    expect(pinned.layout.find(({ number }) => number === 7)?.devices[0]).toMatchObject({
      count: expect.any(Number) as number,
    });
    expect(pinned.bound.ignores).toEqual(['devices in numbered racks']);
    const tooMany = pack(request(devices, rackType(), { inRack: [{ device: 'class 0', rack: 1, count: 5 }] }));
    expect(tooMany.ok ? '' : tooMany.error[0]!.message).toContain('1 more are pinned');
  });
});

const sizes = fc.record({
  rows: fc.array(
    fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0.5, 1.5, 2.5, 41.5)),
      fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.double({ min: 0, max: 12_000, noNaN: true })),
      fc.oneof(fc.integer({ min: 0, max: 400 }), fc.double({ min: 0, max: 400, noNaN: true })),
      fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 5000 })),
    ),
    { maxLength: 6 },
  ),
  rack: fc.record({
    heightUnits: fc.integer({ min: 1, max: 60 }),
    usableW: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 150_000, noNaN: true })),
    maxMassKg: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3000 })),
  }),
});

it('holds every device once, within every limit, of whatever sizes', () => {
  fc.assert(
    fc.property(sizes, ({ rows, rack }) => {
      const packable = request(listed(rows), rackType(rack));
      const result = pack(packable);
      if (result.ok) expectSound(packable, result.value);
      else expect(result.error.every(({ message }) => message.startsWith('class '))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it('never raises the bound for one more of any limit, nor a proved answer', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.record({
        airCoolingW: fc.option(fc.integer({ min: 0, max: 60_000 })),
        liquidCoolingW: fc.option(fc.integer({ min: 0, max: 60_000 })),
        ports: fc.option(fc.integer({ min: 0, max: 200 })),
      }),
      fc.array(fc.tuple(fc.constantFrom(0, 0.5, 0.85, null), fc.integer({ min: 0, max: 16 })), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.constantFrom(...limitKinds),
      ({ rows, rack }, limits, kinds, kind) => {
        const devices = listed(rows).map(({ device: device, count }, index) => {
          const [liquidShare, ports] = kinds[index] ?? [0, 0];
          const port = { count: ports, kind: 'Ethernet', speedGbitps: 100, use: 'compute' };
          return { device: { ...device, liquidShare, ports: [port] }, count };
        });
        const packable = request(devices, rackType({ ...rack, ...limits }));
        const [tight, wide] = [pack(packable), pack({ ...packable, rack: kind.widen(packable.rack, kind.oneMore) })];
        if (!tight.ok) return;
        if (!wide.ok) throw new Error('More room refused what less room held.');
        expectSound(packable, tight.value);
        expect(wide.value.bound.racks).toBeLessThanOrEqual(tight.value.bound.racks);
        if (tight.value.proved && wide.value.proved) expect(wide.value.racks).toBeLessThanOrEqual(tight.value.racks);
      },
    ),
    { numRuns: 300 },
  );
});

it('keeps every rule, or refuses or says so, whatever the rules and devices', () => {
  const pools = ['p', 'q', null];
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          row: fc.tuple(
            fc.integer({ min: 1, max: 8 }),
            fc.integer({ min: 0, max: 9000 }),
            fc.integer({ min: 0, max: 200 }),
            fc.integer({ min: 0, max: 30 }),
          ),
          pool: fc.constantFrom(...pools),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      fc.record({
        most: fc.option(fc.integer({ min: 1, max: 4 })),
        over: fc.constantFrom('rack' as const, 'feed' as const),
        pool: fc.constantFrom('p', 'q'),
        feeds: fc.integer({ min: 1, max: 3 }),
        apart: fc.boolean(),
        fixed: fc.option(fc.integer({ min: 1, max: 40 })),
        pins: fc.array(
          fc.record({
            kind: fc.nat({ max: 4 }),
            rack: fc.integer({ min: 1, max: 3 }),
            count: fc.integer({ min: 1, max: 2 }),
          }),
          { maxLength: 2 },
        ),
      }),
      (kinds, { most, over, pool, feeds, apart, fixed, pins }) => {
        const devices = listed(kinds.map(({ row }) => row)).map(({ device: device, count }, index) => {
          const own = kinds[index]?.pool ?? null;
          return { device: { ...device, pool: own === null ? null : { name: own, replicasPerDevice: 1 } }, count };
        });
        const id = (index: number): string => `class ${String(index % kinds.length)}`;
        const rules: PackingRules = {
          spread: [{ pool, over, most }],
          apart: apart && kinds.length > 1 ? [[id(0), id(1)]] : [],
          atUnit: fixed === null ? [] : [{ device: id(0), bottomUnit: fixed, face: 'front' }],
          inRack: pins.map(({ kind, rack, count }) => ({ device: id(kind), rack, count })),
          feeds,
        };
        const packable = request(devices, rackType(), rules);
        const result = pack(packable);
        if (!result.ok) {
          for (const { message } of result.error) expect(message).toMatch(/^(class \d|Rack \d)/);
          return;
        }
        const packing = result.value;
        expectSound(packable, packing);
        const size = devices.reduce(
          (sum, listing) => sum + (listing.device.pool?.name === pool ? listing.count : 0),
          0,
        );
        const allowed = size < 2 ? size : Math.min(most ?? size - 1, size - 1);
        const ofPool = (held: readonly DeviceCount[]): number =>
          held.reduce((sum, listing) => sum + (listing.device.pool?.name === pool ? listing.count : 0), 0);
        const onFeed = new Map<number | null, number>();
        for (const { devices: held, count, feed, rack } of packing.layout) {
          const has = (name: string): number => held.find((listing) => listing.device.id === name)?.count ?? 0;
          if (over === 'rack') expect(ofPool(held)).toBeLessThanOrEqual(allowed);
          onFeed.set(feed, (onFeed.get(feed) ?? 0) + count * ofPool(held));
          for (const [a, b] of rules.apart) expect(Math.min(has(a), has(b))).toBe(0);
          const placements = place(rack, held, rules.atUnit) ?? [];
          expect(placements).toHaveLength(held.reduce((sum, listing) => sum + listing.count, 0));
          for (const { device: fixedId, bottomUnit } of rules.atUnit) {
            for (const at of placements.filter((placement) => placement.device === fixedId)) {
              expect([at.bottomUnit, at.face]).toEqual([bottomUnit, 'front']);
            }
          }
        }
        const isSaid = packing.warnings.some((message) => message.includes('could not be spread'));
        if (over === 'feed' && !isSaid) expect(Math.max(0, ...onFeed.values())).toBeLessThanOrEqual(allowed);
        for (const { device: name, rack: number } of rules.inRack) {
          const wanted = rules.inRack
            .filter((pin) => pin.device === name && pin.rack === number)
            .reduce((sum, pin) => sum + pin.count, 0);
          const there = packing.layout.find((packedRack) => packedRack.number === number)?.devices ?? [];
          expect(there.find((listing) => listing.device.id === name)?.count ?? 0).toBeGreaterThanOrEqual(wanted);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('refuses more devices than it can count', () => {
  const packable = pack(request(listed([[1, 100, 10, MOST_DEVICES + 1]])));
  expect(packable.ok ? '' : packable.error[0]!.message).toContain('up to 2,147,483,647 are packed');
  expect(packed(request(listed([[1, 100, 10, MOST_DEVICES]]))).proved).toBe(true);
});

it('packs more kinds of devices than patterns can be solved for, with a bound of groups', () => {
  const rows = Array.from({ length: 900 }, (_, i): Row => [
    1 + (i % 7),
    300 + ((i * 7919) % 4001),
    10 + ((i * 31) % 90),
    1 + (i % 4),
  ]);
  const packable = request(listed(rows));
  const packing = packed(packable);
  expectSound(packable, packing);
  expect(packing.racks - packing.bound.racks).toBeLessThan(0.05 * packing.racks);
});
