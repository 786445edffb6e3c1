import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { findRegion } from '../../catalog/regions.ts';
import { applySettings } from '../../exchange/scenario.ts';
import type { Plan } from '../../records/plan.ts';
import { withFields, type PhysicalScenario, type Scenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';

const { article, physical } = scenarioDefaults;

const at = (base: Scenario, ...settings: string[]): Scenario => {
  const changed = applySettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  return changed.value;
};
const lineOf = ({ ledger }: Plan, id: string): number => ledger.find((line) => line.id === id)?.value ?? NaN;
const sourceOf = ({ ledger }: Plan, id: string): string => ledger.find((line) => line.id === id)?.source ?? '';

/** Parts of the yearly cost: capital by part, and what runs. */
const shares = ({ ledger }: Plan): number[] =>
  ledger.flatMap(({ id, value }) => (/^cost\.\w+UsdPerYear$/.test(id) ? [value ?? NaN] : []));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Terms of money across their ranges; the load and the hardware are those of the default. */
const terms = fc
  .record({
    electricity: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
    demand: fc.constantFrom(0, 15),
    discount: fc.constantFrom(0, 0.05, 0.12),
    tax: fc.constantFrom(0, 0.25),
    residual: fc.constantFrom(0, 0.2),
    housing: fc.constantFrom('own', 'colocation'),
    factor: fc.constantFrom(1, 1.7, 4),
    months: fc.constantFrom(0, 6),
    mode: fc.constantFrom(article, physical),
  })
  .map(({ electricity, demand, discount, tax, residual, housing, factor, months, mode }) =>
    at(
      mode,
      `economics.electricityUsdPerKwh=${String(electricity)}`,
      `economics.demandUsdPerKwMonth=${String(demand)}`,
      `economics.discountRate=${String(discount)}`,
      `economics.taxRate=${String(tax)}`,
      `economics.residualShare=${String(residual)}`,
      `ownership.housing=${housing}`,
      `ownership.idleMonths=${String(months)}`,
      'ownership.maintenanceShare=0.05',
      'ownership.staffPerMw=2',
      'ownership.powerUsdPerW=5',
      ...(mode === physical ? [`economics.peakPriceFactor=${String(factor)}`, 'network.switchUsd=30000'] : []),
    ),
  );

describe('the cost of a plan', () => {
  it('is the sum of its parts, by year, month, day and query', () => {
    fc.assert(
      fc.property(terms, (scenario) => {
        const { cost, ledger, scenario: planned } = plan(scenario);
        const year = cost.usdPerYear ?? NaN;
        expect(sum(shares({ ledger } as Plan)) / year).toBeCloseTo(1, 12);
        expect((cost.usdPerMonth ?? NaN) * 12).toBeCloseTo(year, 3);
        expect((cost.usdPerDay ?? NaN) * 365).toBeCloseTo(year, 3);
        expect(cost.electricityShare).toBeGreaterThan(0);
        expect(cost.electricityShare).toBeLessThan(100);
        expect(cost.idleUsdPerDay).toBeGreaterThanOrEqual(0);
        expect(cost.idleUsdPerDay).toBeLessThan(cost.usdPerDay ?? NaN);
        const { inputTokens, outputTokens } = planned.demand;
        const query =
          (inputTokens * (cost.usdPerMillionInputTokens ?? NaN) +
            outputTokens * (cost.usdPerMillionOutputTokens ?? NaN)) /
          1e6;
        expect(query / (cost.usdPerQuery ?? NaN)).toBeCloseTo(1, 12);
        expect(((inputTokens + outputTokens) * (cost.usdPerMillionTokens ?? NaN)) / 1e6 / query).toBeCloseTo(1, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('has energy × price as its electricity where the tariff is one price, and a charge for the largest power beside it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.constantFrom(0, 20), (price, demand) => {
        const answer = plan(
          at(
            physical,
            `economics.electricityUsdPerKwh=${String(price)}`,
            `economics.demandUsdPerKwMonth=${String(demand)}`,
          ),
        );
        const { energy } = answer;
        const charge = (lineOf(answer, 'power.busiestHourMw') * 1000 * demand * 12) / 365;
        expect((energy.usdPerDay ?? NaN) / ((energy.kwhPerDay ?? NaN) * price + charge)).toBeCloseTo(1, 12);
        expect(lineOf(answer, 'cost.electricityUsdPerYear')).toBeCloseTo((energy.usdPerDay ?? NaN) * 365, 3);
      }),
      { numRuns: 20 },
    );
  });

  it('pays more for energy that is drawn in the dear hours, and nothing more for a flat draw or a whole day of them', () => {
    const factor = (...settings: string[]): number =>
      lineOf(plan(at(physical, 'economics.peakPriceFactor=3', ...settings)), 'energy.tariffFactor');
    const noon = factor('economics.peakFromHour=12', 'economics.peakHours=6');
    const night = factor('economics.peakFromHour=22', 'economics.peakHours=6');
    expect(noon).toBeGreaterThan(1);
    expect(night).toBeLessThan(1);
    expect(factor('economics.peakFromHour=12', 'economics.peakHours=6', 'demand.peakToAverage=1')).toBeCloseTo(1, 12);
    expect(factor('economics.peakFromHour=7', 'economics.peakHours=24')).toBeCloseTo(1, 12);
    // Twelve hours by day and the twelve others make up the day.
    const [day, rest] = [6, 18].map((from) =>
      lineOf(
        plan(
          at(
            physical,
            'economics.peakPriceFactor=3',
            `economics.peakFromHour=${String(from)}`,
            'economics.peakHours=12',
          ),
        ),
        'energy.dearShare',
      ),
    );
    expect((day ?? NaN) + (rest ?? NaN)).toBeCloseTo(1, 12);
  });

  it('charges capital so that its payments, after tax and with what is left, are worth its price', () => {
    fc.assert(
      fc.property(
        fc.record({
          rate: fc.constantFrom(0, 0.03, 0.08, 0.15),
          tax: fc.constantFrom(0, 0.21, 0.4),
          residual: fc.constantFrom(0, 0.1, 0.3),
          years: fc.integer({ min: 3, max: 6 }),
        }),
        ({ rate, tax, residual, years }) => {
          const answer = plan(
            at(
              physical,
              `economics.discountRate=${String(rate)}`,
              `economics.taxRate=${String(tax)}`,
              `economics.residualShare=${String(residual)}`,
              `economics.amortisationYears=${String(years)}`,
            ),
          );
          const price = lineOf(answer, 'cost.serversUsd');
          const charge = lineOf(answer, 'cost.serversUsdPerYear');
          let worth = (residual * price) / (1 + rate) ** years;
          for (let year = 1; year <= years; year++) {
            const profit = charge - (price * (1 - residual)) / years;
            worth += (charge - tax * profit) / (1 + rate) ** year;
          }
          expect(worth / price).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is shared between prompts and answers by the time they take, or by their replicas where they have their own', () => {
    const together = plan(physical);
    const apart = plan(at(physical, 'serving.prefill=disaggregated'));
    expect(lineOf(together, 'cost.promptShare')).toBe(lineOf(together, 'serving.prefillShare'));
    const [prompts, answers] = [lineOf(apart, 'fleet.promptReplicas'), lineOf(apart, 'fleet.decodeReplicas')];
    expect(lineOf(apart, 'cost.promptShare')).toBeCloseTo(prompts / (prompts + answers), 12);
    expect(apart.cost.usdPerMillionInputTokens).toBeGreaterThan(0);
    expect(plan(article).cost.usdPerMillionInputTokens).toBe(0);
  });

  it('has no building of one’s own in colocation, and its rent by the kW of IT in its place', () => {
    const answer = plan(at(physical, 'ownership.housing=colocation'));
    expect(lineOf(answer, 'cost.buildingUsd')).toBeNaN();
    expect(lineOf(answer, 'cost.colocationUsdPerYear')).toBeCloseTo((answer.power.itMw ?? NaN) * 1000 * 150 * 12, 3);
  });

  it('of months without load is paid by the queries of the others', () => {
    const [steady, late] = [plan(physical), plan(at(physical, 'ownership.idleMonths=6', 'ownership.rampMonths=12'))];
    expect(lineOf(late, 'cost.servedShare')).toBe(1 - (6 + 6) / 48);
    expect(late.cost.usdPerDay).toBe(steady.cost.usdPerDay);
    expect(late.cost.usdPerQuery).toBeGreaterThan((steady.cost.usdPerQuery ?? NaN) * 1.3);
    expect(late.cost.usdPerQuery).toBeLessThan((steady.cost.usdPerQuery ?? NaN) / 0.75);
  });

  it('rented is hours × price, with nothing of what an owner pays', () => {
    const answer = plan(at(physical, 'economics.usdPerGpuHour=2', 'economics.utilisation=0.5'));
    expect(answer.cost.usdPerDay).toBeCloseTo((answer.fleet.gpus ?? NaN) * 24 * 0.5 * 2, 6);
    expect(answer.cost.electricityShare).toBeNull();
    expect(shares(answer)).toEqual([answer.cost.usdPerYear]);
  });

  it('of the published estimate is electricity to a few per cent only', () => {
    const seed = plan(article);
    expect(seed.cost.electricityShare).toBeCloseTo(7.01, 2);
    const housed = plan(at(article, 'ownership.powerUsdPerW=10'));
    expect(housed.cost.electricityShare).toBeCloseTo(6.19, 2);
  });

  it('takes tariff, carbon, PUE and water of a region with their source and tier, and says what it does not have', () => {
    const virginia = plan(at(physical, 'economics.region=us-va'));
    const region = findRegion('us-va');
    expect(lineOf(virginia, 'economics.electricityUsdPerKwh')).toBe(region?.electricityUsdPerKwh?.value);
    expect(sourceOf(virginia, 'economics.electricityUsdPerKwh')).toContain('EIA');
    expect(virginia.ledger.find(({ id }) => id === 'carbon.kgPerKwh')).toMatchObject({
      kind: 'input',
      tier: 'published',
    });
    expect(lineOf(virginia, 'facility.wueLPerKwh')).toBe(1.8);
    const cloud = plan(at(physical, 'economics.region=amazon-us-east-1'));
    expect(sourceOf(cloud, 'facility.pue')).toContain('real-time-cloud');
    expect(cloud.warnings.find(({ code }) => code === 'region-incomplete')?.message).toContain(
      'economics.electricityUsdPerKwh stays',
    );
    const own = plan(at(physical, 'economics.region=us-va', 'economics.electricityUsdPerKwh=0.05'));
    expect(sourceOf(own, 'economics.electricityUsdPerKwh')).toBe('scenario');
  });

  it('counts carbon in the hours in which energy is drawn, as far as they are known', () => {
    const dirtyByDay = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 3 : 1));
    const withCarbon = (hourlyProfile: number[], ...settings: string[]): Plan =>
      plan(withFields(at(physical, ...settings) as PhysicalScenario, 'carbon', { hourlyProfile }));
    const mean = physical.carbon.kgPerKwh;
    expect(lineOf(withCarbon(dirtyByDay, 'demand.peakToAverage=1'), 'carbon.drawnKgPerKwh')).toBeCloseTo(mean, 12);

    const byDay = withFields(physical, 'demand', { hourlyProfile: dirtyByDay.map((carbon) => (carbon > 1 ? 1 : 0)) });
    const answer = plan(withFields(byDay, 'carbon', { hourlyProfile: dirtyByDay }));
    const [idle, all] = [lineOf(answer, 'energy.idleKwhPerDay'), answer.energy.kwhPerDay ?? NaN];
    expect(lineOf(answer, 'carbon.loadHoursFactor')).toBeCloseTo(1.5, 12);
    expect(answer.carbon.kgPerDay).toBeCloseTo(mean * (idle + 1.5 * (all - idle)), 6);
    const perKwh = (answer.carbon.kgPerDay ?? NaN) / all;
    expect((answer.carbon.chipKgPerDay ?? NaN) / (answer.energy.chipKwhPerDay ?? NaN)).toBeCloseTo(perKwh, 12);
    expect((answer.carbon.serverKgPerDay ?? NaN) / (answer.energy.serverKwhPerDay ?? NaN)).toBeCloseTo(perKwh, 12);

    // Seven such days are such a week, in whatever unit.
    const week = Array.from({ length: 168 }, (_, hour) => 250 * (dirtyByDay[hour % 24] ?? NaN));
    expect(withCarbon(week).carbon.kgPerDay).toBeCloseTo(withCarbon(dirtyByDay).carbon.kgPerDay ?? NaN, 6);
    expect(withCarbon(week).carbon.kgPerDay).toBeGreaterThan(plan(physical).carbon.kgPerDay ?? NaN);
  });

  it('takes the power of an hour from the busiest that capacity is kept for, of a table too and with a surge', () => {
    const byHour = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 3 : 1));
    for (const surge of [1, 2]) {
      const busy = withFields(physical, 'demand', { hourlyProfile: byHour, peakToAverage: 4, surge });
      const answer = plan(withFields(busy, 'carbon', { hourlyProfile: byHour }));
      const [mean, busiest] = [lineOf(answer, 'fleet.meanPowerShare'), lineOf(answer, 'fleet.busiestPowerShare')];
      // Half of the hours have 1.5 times the mean load, the others half of it.
      const byDay = mean + ((busiest - mean) * 0.5) / (1.5 * surge - 1);
      const byNight = mean * 0.5;
      const factor = (1.5 * byDay + 0.5 * byNight) / (byDay + byNight);
      expect(lineOf(answer, 'carbon.loadHoursFactor')).toBeCloseTo(factor, 12);
    }
  });

  it.each(['7e8', '1e9', '2e9', '8e9'])(
    'stands on a power per accelerator within 15 % of what InferenceX provisions for an H100, at %s queries a day',
    (queries) => {
      const storage =
        '[{"name":"Storage","role":"storage","per":"fleet","count":8,"units":2,"kw":1.5,"kg":30,"usd":50000}]';
      const { power, fleet } = plan(
        at(
          physical,
          'model=llama-3-70b',
          `demand.queriesPerDay=${queries}`,
          'hardware.server=dgx-h100',
          'network.profile=superpod',
          'facility.rackKw=45',
          `facility.equipment=${storage}`,
        ),
      );
      const kwPerGpu = ((power.facilityMw ?? NaN) * 1000) / (fleet.gpus ?? NaN);
      expect(Math.abs(kwPerGpu / 1.73 - 1)).toBeLessThan(0.15);
      // What is left of it for the PUE: that of a new hall, below ours of the worst hour.
      const pueLeft = (1.73 * (fleet.gpus ?? NaN)) / ((power.itMw ?? NaN) * 1000);
      expect(pueLeft).toBeGreaterThan(1.2);
      expect(pueLeft).toBeLessThan(1.3);
    },
  );
});
