import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_HALL,
  layOutHall,
  rowLabel,
  switchesInTheMiddle,
  type HallPlan,
  type HallRackRequest,
} from './hall.ts';
import { deviceHeightM, routeM, soldLengthM } from './route.ts';

const rack: HallRackRequest = { widthMm: 600, depthMm: 1200, massKg: 900, powerW: 17_300 };
const racks = (count: number): HallRackRequest[] => Array.from({ length: count }, () => rack);

describe('two rows of ten around a contained hot aisle', () => {
  const hall = layOutHall(racks(20), { ...DEFAULT_HALL, racksPerRow: 10 });

  it('turns the backs to the hot aisle', () => {
    expect(hall.rows.map(({ fronts }) => fronts)).toEqual(['top', 'bottom']);
    expect(hall.aisles.map(({ kind, contained }) => [kind, contained])).toEqual([
      ['cold', false],
      ['hot', true],
      ['cold', false],
    ]);
    expect(hall.pods).toBe(1);
  });

  it('measures the room', () => {
    // 10 × 0.6 + 2 × 1.2 wide; three aisles of 1.2 and two rows of 1.2 deep.
    expect(hall.widthM).toBeCloseTo(8.4, 12);
    expect(hall.depthM).toBeCloseTo(6, 12);
    expect(hall.areaM2).toBeCloseTo(50.4, 12);
    expect(hall.kwPerM2).toBeCloseTo((20 * 17.3) / 50.4, 12);
    expect(hall.kgPerM2).toBeCloseTo((20 * 900) / 50.4, 12);
    expect(hall.footprintKgPerM2).toBeCloseTo(1250, 9);
    expect(hall.pointLoadKg).toBe(225);
  });

  it('names each place', () => {
    expect(hall.rows[1]!.racks.map(({ label }) => label).slice(0, 2)).toEqual(['B01', 'B02']);
    expect(hall.rows[1]!.racks[3]!.xM).toBeCloseTo(1.2 + 3 * 0.6, 12);
    expect([rowLabel(25), rowLabel(26), rowLabel(701), rowLabel(702)]).toEqual(['Z', 'AA', 'ZZ', 'AAA']);
  });
});

it('with cold containment the cold aisle is inside the pod', () => {
  const hall = layOutHall(racks(20), { ...DEFAULT_HALL, racksPerRow: 10, containment: 'cold' });
  expect(hall.rows.map(({ fronts }) => fronts)).toEqual(['bottom', 'top']);
  expect(hall.aisles.map(({ kind, contained }) => `${kind}${contained ? '!' : ''}`)).toEqual(['hot', 'cold!', 'hot']);
});

it('says what is not known', () => {
  const hall = layOutHall([rack, { ...rack, massKg: null, powerW: null, widthMm: null }]);
  expect(hall).toMatchObject({ kwPerM2: null, kgPerM2: null, footprintKgPerM2: null, pointLoadKg: null });
  expect(hall.rows[0]!.racks.map(({ assumedSize }) => assumedSize)).toEqual([false, true]);
  expect(layOutHall([])).toMatchObject({ areaM2: 0, rows: [], aisles: [], pods: 0, kwPerM2: null });
});

const plans: fc.Arbitrary<HallPlan> = fc.record({
  racksPerRow: fc.integer({ min: 1, max: 30 }),
  coldAisleMm: fc.integer({ min: 600, max: 3000 }),
  hotAisleMm: fc.integer({ min: 600, max: 3000 }),
  perimeterMm: fc.integer({ min: 0, max: 3000 }),
  containment: fc.constantFrom('none', 'hot', 'cold'),
});
const someRacks = fc.array(
  fc.record({
    widthMm: fc.option(fc.constantFrom(600, 750, 800)),
    depthMm: fc.option(fc.integer({ min: 800, max: 1400 })),
    massKg: fc.option(fc.integer({ min: 0, max: 2000 })),
    powerW: fc.option(fc.integer({ min: 0, max: 140_000 })),
  }),
  { maxLength: 200 },
);

it('every rack stands once, inside the room, beside all others, its front at the cold aisle', () => {
  fc.assert(
    fc.property(someRacks, plans, (list, plan) => {
      const hall = layOutHall(list, plan);
      const placed = hall.rows.flatMap((row) => row.racks);
      expect(placed.map(({ index }) => index)).toEqual(list.map((_, index) => index));
      expect(new Set(placed.map(({ label }) => label)).size).toBe(list.length);
      for (const row of hall.rows) {
        for (const [place, rack] of row.racks.entries()) {
          expect(rack.xM + rack.widthM).toBeLessThanOrEqual(hall.widthM - plan.perimeterMm / 1000 + 1e-9);
          expect(rack.yM).toBeGreaterThanOrEqual(row.yM - 1e-9);
          expect(rack.yM + rack.depthM).toBeLessThanOrEqual(row.yM + row.depthM + 1e-9);
          if (place > 0)
            expect(rack.xM).toBeGreaterThanOrEqual(row.racks[place - 1]!.xM + row.racks[place - 1]!.widthM - 1e-9);
          const front = row.fronts === 'top' ? rack.yM : rack.yM + rack.depthM;
          const cold = hall.aisles.filter(({ kind }) => kind === 'cold').flatMap(({ yM, depthM }) => [yM, yM + depthM]);
          expect(Math.min(...cold.map((edge) => Math.abs(edge - front)))).toBeLessThan(1e-9);
        }
      }
      const covered = hall.rows.reduce((sum, { depthM }) => sum + depthM, 0);
      const between = hall.aisles.reduce((sum, { depthM }) => sum + depthM, 0);
      expect(covered + between).toBeCloseTo(hall.depthM, 9);
    }),
  );
});

it('shares racks of switches out over the middles of the rows', () => {
  expect(switchesInTheMiddle([true, true, ...Array.from({ length: 6 }, () => false)], 4)).toEqual([
    2, 0, 3, 4, 5, 1, 6, 7,
  ]);
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 120 }), fc.integer({ min: 1, max: 20 }), (network, perRow) => {
      const order = switchesInTheMiddle(network, perRow);
      expect(order.toSorted((a, b) => a - b)).toEqual(network.map((_, index) => index));
    }),
  );
});

describe('the way of a cable', () => {
  const hall = layOutHall(racks(40), { ...DEFAULT_HALL, racksPerRow: 10 });
  const end = (row: number, place: number, unit = 1) => ({
    rack: hall.rows[row]!.racks[place]!,
    heightM: deviceHeightM(unit, 1),
  });

  it('stays in its rack where it can', () => {
    expect(routeM(end(0, 0, 1), end(0, 0, 41), hall)).toBeCloseTo(40 * 0.04445 + 0.6 + 1, 9);
  });

  it('goes up, along the tray and down', () => {
    const rise = 2 * (2.6 - deviceHeightM(1, 1));
    expect(routeM(end(0, 0), end(0, 5), hall)).toBeCloseTo(rise + 5 * 0.6 + 1, 9);
    // Rows are 2.4 m apart; the nearer cross tray is at the left, 0.3 m from the middle of the first rack.
    expect(routeM(end(0, 0), end(1, 0), hall)).toBeCloseTo(rise + 2.4 + 2 * 0.3 + 1, 9);
    expect(routeM(end(0, 9), end(2, 9), hall)).toBeCloseTo(rise + 4.8 + 2 * 0.3 + 1, 9);
  });

  it('is as long there as back, and never shorter than the way through the air', () => {
    const place = fc.record({
      row: fc.integer({ min: 0, max: 3 }),
      place: fc.integer({ min: 0, max: 9 }),
      unit: fc.integer({ min: 1, max: 42 }),
    });
    fc.assert(
      fc.property(place, place, (from, to) => {
        const [a, b] = [end(from.row, from.place, from.unit), end(to.row, to.place, to.unit)];
        const way = routeM(a, b, hall);
        expect(routeM(b, a, hall)).toBeCloseTo(way, 9);
        expect(way).toBeGreaterThanOrEqual(
          Math.hypot(a.rack.xM - b.rack.xM, a.rack.yM - b.rack.yM, a.heightM - b.heightM),
        );
      }),
    );
  });

  it('is bought in the next length', () => {
    expect([0.4, 0.5, 2.1, 5.1, 10, 10.1, 37, 100].map(soldLengthM)).toEqual([0.5, 0.5, 2.5, 7, 10, 20, 40, 100]);
  });
});
