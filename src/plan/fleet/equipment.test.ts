import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Equipment, PhysicalScenario } from '../../records/scenario.ts';
import { standLayout } from '../../racks/layout.ts';
import { plan } from '../plan.ts';
import { planRacks } from '../plan-racks.ts';

const { physical } = scenarioDefaults;
const seed: PhysicalScenario = {
  ...physical,
  model: 'llama-2-70b',
  demand: { ...physical.demand, queriesPerDay: 100e6, inputTokens: 512, outputTokens: 256 },
};
const at = (
  facility: Partial<PhysicalScenario['facility']>,
  more: Partial<PhysicalScenario> = {},
): PhysicalScenario => ({
  ...seed,
  ...more,
  facility: { ...seed.facility, ...facility },
});
const lineOf = (answer: ReturnType<typeof plan>, id: LineId): number | null =>
  answer.ledger.find((line) => line.id === id)?.value ?? null;
const item = (known: Partial<Equipment> = {}): Equipment => ({
  name: 'Box',
  role: 'other',
  per: 'rack',
  count: 1,
  units: 1,
  kw: 0,
  kg: 0,
  coolsKw: null,
  usd: null,
  ...known,
});
const perRack = (scenario: PhysicalScenario): number | null => plan(scenario).fleet.serversPerRack;

describe('the seed’s server in real racks', () => {
  it.each([
    [17.3, 2],
    [26, 4],
    [34.5, 5],
    [45.5, 6],
  ])('at %s kW usable, 4 U reserved: %s in a rack', (rackKw, expected) => {
    expect(perRack(at({ rackKw }))).toBe(expected);
  });

  it('is seven in a rack only with nothing else in it, and the plan says so', () => {
    const seven = plan(at({ rackKw: 45.5, reservedUnits: 0 }));
    expect(seven.fleet.serversPerRack).toBe(7);
    const warning = seven.warnings.find(({ code }) => code === 'full-racks')?.message;
    expect(warning).toBe(
      '7 servers of 6U fill all 42U: such a rack holds nothing else, no switch, no patch panel; set facility.reservedUnits.',
    );
    const beside = plan(at({ rackKw: 45.5, reservedUnits: 0, equipment: [item({ name: 'Patch panel' })] }));
    expect(beside.fleet.serversPerRack).toBe(6);
    expect(beside.warnings.map(({ code }) => code)).not.toContain('full-racks');
  });
});

describe('equipment', () => {
  it('of every rack takes height, power and mass from servers', () => {
    expect(perRack(at({ rackKw: 45.5, equipment: [item({ units: 3 })] }))).toBe(5);
    expect(perRack(at({ rackKw: 26, equipment: [item({ units: 0, kw: 0.1 })] }))).toBe(3);
    // Two PDUs of 15 kg and a cabinet of 125 kg: 900 kg carry six servers of 123.16 kg, not seven.
    const pdus = [item({ name: 'PDU', role: 'pdu', units: 0, count: 2, kg: 15 })];
    const strong = { rackKw: 60, rackUnits: 52, rackKg: 900 };
    expect(perRack(at(strong))).toBe(7);
    expect(perRack(at({ ...strong, equipment: pdus, cabinetKg: 125 }))).toBe(6);
    expect(perRack(at({ rackKw: 30, airKw: 26, equipment: [item({ kw: 0.1 })] }))).toBe(3);
  });

  it('counts in racks, power, energy, water and money, and says what has no price', () => {
    const without = plan(at({ wueLPerKwh: 1 }));
    const store = [
      item({ name: 'Store', role: 'storage', per: 'fleet', count: 200, units: 4, kw: 2, kg: 60, usd: 50_000 }),
    ];
    const withIt = plan(at({ wueLPerKwh: 1, equipment: store }));
    expect(lineOf(withIt, 'power.equipmentKw')).toBe(400);
    expect(withIt.power.itMw).toBeCloseTo((without.power.itMw ?? NaN) + 0.4, 9);
    expect(withIt.energy.kwhPerDay).toBeCloseTo((without.energy.kwhPerDay ?? NaN) + 400 * 24 * 1.2, 6);
    expect(lineOf(withIt, 'cost.equipmentUsd')).toBe(200 * 50_000);
    const [racks, mw] = [(withIt.fleet.racks ?? NaN) - (without.fleet.racks ?? NaN), 0.4];
    expect(withIt.cost.capexUsd).toBeCloseTo(
      (without.cost.capexUsd ?? NaN) + 200 * 50_000 + racks * 3000 + mw * 1e6 * 10,
      3,
    );
    expect(withIt.fleet.racks).toBeGreaterThan(without.fleet.racks ?? NaN);
    const open = plan(at({ equipment: [...store, item({ name: 'Shelf', units: 0 })] }));
    expect(open.warnings.find(({ code }) => code === 'equipment-not-priced')?.message).toContain('no price of Shelf');
    expect(lineOf(open, 'cost.serversUsd')).toBe(lineOf(without, 'cost.serversUsd'));
    expect(lineOf(open, 'cost.equipmentUsd')).toBeNull();
  });

  it('that leaves no room for one server is refused with what would help', () => {
    const { feasible, binding } = plan(at({ equipment: [item({ units: 36 })] }));
    expect(feasible).toBe(false);
    expect(binding[0]).toMatchObject({
      message: expect.stringMatching(
        /^Not one DGX A100 .* fits a rack that offers 2U, 34\.5 kW, 1,000 kg\.$/,
      ) as string,
      ways: [{ path: 'facility.rackUnits', value: 46 }],
    });
    expect(plan(at({ rackUnits: 46, equipment: [item({ units: 36 })] })).fleet.serversPerRack).toBe(1);
    const tall = plan(at({ equipment: [item({ per: 'fleet', units: 43 })] }));
    expect(tall.binding[0]).toMatchObject({ constraint: 'facility.equipment' });
  });

  it('is in the racks as the plan counts them, each device once, and nothing above its limits', () => {
    const anything = fc.record({
      role: fc.constantFrom('storage' as const, 'management' as const, 'cdu' as const, 'pdu' as const),
      per: fc.constantFrom('fleet' as const, 'rack' as const),
      count: fc.integer({ min: 1, max: 3 }),
      units: fc.integer({ min: 0, max: 4 }),
      kw: fc.integer({ min: 0, max: 20 }).map((tenths) => tenths / 10),
      kg: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 4 }),
        fc.integer({ min: 10, max: 45 }),
        fc.integer({ min: 0, max: 150 }),
        fc.constantFrom('inference-frontend', null),
        fc.integer({ min: 1, max: 60 }),
        (kinds, rackKw, cabinetKg, profile, millions) => {
          const equipment = kinds.map((known, index) => item({ name: `Box ${String(index)}`, ...known }));
          const scenario = at(
            { rackKw, cabinetKg, equipment },
            { demand: { ...seed.demand, queriesPerDay: millions * 1e6 }, network: { profile, switchUsd: null } },
          );
          const answer = plan(scenario);
          if (!answer.feasible) return;
          const racks = planRacks(scenario, answer);
          if (!racks.ok) throw new Error(racks.error[0]?.message);
          const { placement } = racks.value.layout;
          const total = placement.racks.reduce((sum, { count }) => sum + count, 0);
          expect(total).toBe(answer.fleet.racks);
          const byId = new Map(placement.devices.map((device) => [device.id, device]));
          const held = new Map<string, number>();
          let watts = 0;
          for (const { rack, count, placements } of placement.racks) {
            let [w, kg] = [0, rack.cabinetKg];
            for (const { device: id } of placements) {
              const device = byId.get(id);
              held.set(id, (held.get(id) ?? 0) + count);
              w += device?.powerW ?? NaN;
              kg += device?.massKg ?? NaN;
            }
            expect(w).toBeLessThanOrEqual(1000 * rackKw + 1e-6);
            expect(kg).toBeLessThanOrEqual(1000 + 1e-6);
            watts += count * w;
          }
          // Power balances from the devices up to the plan.
          expect(watts / 1e6).toBeCloseTo(answer.power.itMw ?? NaN, 9);
          for (const [index, { per, count }] of equipment.entries()) {
            const own = [...held].find(([id]) => id === `box-${String(index)}-${String(index + 1)}`)?.[1];
            expect(own).toBe(per === 'rack' ? count * total : count);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the hall of a plan', () => {
  it('is that of its racks as they stand', () => {
    fc.assert(
      fc.property(
        fc.record({
          racksPerRow: fc.integer({ min: 1, max: 30 }),
          coldAisleMm: fc.integer({ min: 0, max: 3000 }),
          hotAisleMm: fc.integer({ min: 0, max: 3000 }),
          perimeterMm: fc.integer({ min: 0, max: 3000 }),
          containment: fc.constantFrom('none' as const, 'hot' as const, 'cold' as const),
          rackOrder: fc.constantFrom('as packed' as const, 'switches in the middle' as const),
        }),
        fc.option(fc.constantFrom(600, 750, 800)),
        fc.option(fc.constantFrom(1070, 1200)),
        fc.integer({ min: 1, max: 300 }),
        (hall, rackWidthMm, rackDepthMm, millions) => {
          const scenario = at(
            { rackWidthMm, rackDepthMm },
            { hall, demand: { ...seed.demand, queriesPerDay: millions * 1e6 } },
          );
          const answer = plan(scenario);
          const racks = planRacks(scenario, answer);
          if (!racks.ok) throw new Error(racks.error[0]?.message);
          const standing = standLayout(racks.value.layout).hall;
          expect(lineOf(answer, 'hall.widthM')).toBeCloseTo(standing.widthM, 9);
          expect(lineOf(answer, 'hall.depthM')).toBeCloseTo(standing.depthM, 9);
          expect(lineOf(answer, 'hall.areaM2')).toBeCloseTo(standing.areaM2, 6);
          expect(lineOf(answer, 'hall.kwPerM2')).toBeCloseTo(standing.kwPerM2 ?? NaN, 6);
        },
      ),
      { numRuns: 25 },
    );
  });
});
