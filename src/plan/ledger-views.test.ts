import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { findServer } from '../catalog/catalog.ts';
import { layOutRacks } from '../racks/lay-out-racks.ts';
import { headlinesOf } from '../records/ledger-lines.ts';
import { figureOf, type LedgerLine } from '../records/plan.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { compareScenarios } from './attribution.ts';
import { hourlyLoad } from './demand/profile.ts';
import { ledgerView, type LedgerView } from './ledger-views.ts';
import { otherMode } from './other-mode.ts';
import { plan, planServing } from './plan.ts';
import { loadCurve } from './serving/load-curve.ts';
import { changeLine, differenceLines } from './two-plan-lines.ts';

const { physical, article } = scenarioDefaults;

const valueIn = (lines: readonly LedgerLine[], id: string): number | null => {
  const line = lines.find((candidate) => candidate.id === id);
  if (line === undefined) throw new Error(`no line ${id}`);
  return line.value;
};

describe('a ledger beside the plan', () => {
  test('is that of the same question on another server, with a lever, at another load, and by the other way of answering', () => {
    const onH100 = plan({ ...physical, hardware: { ...physical.hardware, server: 'dgx-h100' } });
    expect(ledgerView(physical, { kind: 'server', server: 'dgx-h100' })).toEqual(onH100.ledger);
    const half = { ...physical, demand: { ...physical.demand, queriesPerDay: 125e6 } };
    expect(ledgerView(physical, { kind: 'load', queriesPerDay: 125e6 })).toEqual(plan(half).ledger);
    const int8 = { ...physical, precision: { ...physical.precision, weights: 'int8' as const } };
    expect(ledgerView(physical, { kind: 'lever', lever: 'weights-int8' })).toEqual(plan(int8).ledger);
    expect(ledgerView(physical, { kind: 'lever', lever: 'none' })).toEqual([]);
    expect(ledgerView(physical, { kind: 'other-mode' })).toEqual(plan(otherMode(physical)).ledger);
  });

  test.each<[string, Scenario, LedgerView]>([
    ['an hour', physical, { kind: 'hour', hour: 3 }],
    ['a point of the latency curve', physical, { kind: 'point', ofPlanned: 0.5 }],
    ['the racks', physical, { kind: 'racks' }],
    ['the racks of the published estimate', article, { kind: 'racks' }],
  ])('of %s goes on from the plan’s own lines', (_, scenario, view) => {
    const { ledger } = plan(scenario);
    const lines = ledgerView(scenario, view);
    expect(lines.length).toBeGreaterThan(ledger.length);
    expect(lines.slice(0, ledger.length)).toEqual(ledger);
    const ids = lines.map(({ id }) => id);
    for (const { inputs } of lines) expect(ids).toEqual(expect.arrayContaining([...inputs]));
  });

  test('has each hour against the capacity', () => {
    for (const [hour, relative] of hourlyLoad(physical.demand).entries()) {
      const lines = ledgerView(physical, { kind: 'hour', hour });
      const mean = valueIn(lines, 'demand.queriesPerSecond') ?? NaN;
      expect(valueIn(lines, 'hour.queriesPerSecond')).toBeCloseTo(relative * mean, 9);
    }
    expect(ledgerView(physical, { kind: 'hour', hour: 24 })).toEqual(plan(physical).ledger);
  });

  test('has the points of the latency curve; the planned one agrees with the plan', () => {
    const serving = planServing(physical);
    if (!serving.ok) throw new Error(serving.error.message);
    for (const { ofPlanned, ttftP99S, tpotP99S, batch } of loadCurve(serving.value).points) {
      const lines = ledgerView(physical, { kind: 'point', ofPlanned });
      expect(valueIn(lines, 'point.ttftMs')).toBe(ttftP99S * 1000);
      expect(valueIn(lines, 'point.tpotP99Ms')).toBe(tpotP99S * 1000);
      expect(valueIn(lines, 'point.batch')).toBe(batch);
    }
    const lines = ledgerView(physical, { kind: 'point', ofPlanned: 1 });
    expect(valueIn(lines, 'point.ttftMs')).toBeCloseTo(valueIn(lines, 'serving.ttftMs') ?? NaN, 9);
    expect(valueIn(lines, 'point.tpotMs')).toBeCloseTo(valueIn(lines, 'serving.tpotMs') ?? NaN, 9);
  });

  test('has the racks as they are drawn', () => {
    fc.assert(
      fc.property(
        fc.record({
          rackUnits: fc.integer({ min: 10, max: 60 }),
          reservedUnits: fc.integer({ min: 0, max: 8 }),
          rackKw: fc.double({ min: 8, max: 120, noNaN: true }),
          rackKg: fc.double({ min: 200, max: 2000, noNaN: true }),
        }),
        fc.constantFrom(physical, article),
        (rack, base) => {
          const { rackUnits, reservedUnits } = rack;
          const scenario = withFields<Scenario, 'facility'>(
            base,
            'facility',
            base.mode === 'physical' ? rack : { rackUnits, reservedUnits },
          );
          const { fleet } = plan(scenario, { ledger: false });
          const server = findServer(scenario.hardware.server);
          if (server === null) throw new Error('the server is in the catalogue');
          fc.pre(fleet.servers !== null);
          const layout = layOutRacks({ servers: fleet.servers ?? 0, server, facility: scenario.facility });
          if (layout === null || layout.racks === 0) return;
          const lines = ledgerView(scenario, { kind: 'racks' });
          expect(valueIn(lines, 'racks.count')).toBe(layout.racks);
          expect(valueIn(lines, 'racks.serversPerRack')).toBe(layout.serversPerRack);
          expect(valueIn(lines, 'racks.serversInLast')).toBe(layout.serversInLastRack);
          const used = layout.limits.map((limit) => (limit.unit === 'W' ? limit.used / 1000 : limit.used));
          const ids = ['racks.usedUnits', 'racks.usedKw', 'racks.usedKg'];
          for (const [index, id] of ids.slice(0, used.length).entries())
            expect(valueIn(lines, id)).toBeCloseTo(used[index]!, 6);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of the gap divides what both ways compute', () => {
    const lines = ledgerView(physical, { kind: 'gap' });
    const ofOtherMode = plan(otherMode(physical)).fleet.gpus ?? NaN;
    const ofThisMode = plan(physical).fleet.gpus ?? NaN;
    expect(valueIn(lines, 'gap.fleet.gpus')).toBeCloseTo(ofOtherMode / ofThisMode, 12);
  });
});

test('the ledger of a difference has both ends and what each change adds, which add up', () => {
  const after = {
    ...physical,
    name: 'Other',
    hardware: { ...physical.hardware, server: 'dgx-h100' },
    demand: { ...physical.demand, queriesPerDay: 1e8 },
  };
  const difference = compareScenarios(physical, after);
  const lines = differenceLines(difference, ['Queries', 'Server']);
  for (const { id } of headlinesOf('difference')) {
    expect(valueIn(lines, `before.${id}`)).toBe(figureOf(difference.before, id));
    expect(valueIn(lines, `after.${id}`)).toBe(figureOf(difference.after, id));
    const changes = difference.inputs.map((_, index) => valueIn(lines, changeLine(index + 1, id)) ?? NaN);
    const sum = changes.reduce((total, change) => total + change, 0);
    const whole = valueIn(lines, `difference.${id}`) ?? NaN;
    expect(Math.abs(sum - whole)).toBeLessThan(1e-9 * Math.abs(whole) + 1e-9);
  }
});
