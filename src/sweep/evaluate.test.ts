import fc from 'fast-check';
import { expect, test } from 'vitest';
import { physicalPreset } from '../catalog/testing/presets.ts';
import { plan } from '../plan/plan.ts';
import { monteCarlo } from '../plan/sensitivity/monte-carlo.ts';
import { FIGURES } from '../records/ledger-lines.ts';
import { figureOf } from '../records/plan.ts';
import { scenarioSchemas } from '../records/scenario.ts';
import { leafPaths } from '../records/schema-walk.ts';
import { SWEEP, type Points, type Sweep } from '../records/sweep.ts';
import type { ColumnData } from './columns.ts';
import { createSweepRows } from './evaluate.ts';
import { pointTable, scenarioAt } from './points.ts';

const base = physicalPreset('llama2-70b-chat');
const sweepOf = (points: Points, more: Partial<Sweep> = {}): Sweep => ({
  format: SWEEP.format,
  version: SWEEP.version,
  name: 'test',
  base,
  calibration: null,
  stackFit: null,
  points,
  constraints: [],
  task: { kind: 'plan' },
  ...more,
});
const grid: Points = {
  kind: 'grid',
  axes: [
    { path: 'demand.queriesPerDay', values: [1e6, 1e7] },
    { path: 'slo.tpotP99Ms', values: [1, 60, 200] },
    { path: 'hardware.tensorParallel', values: ['auto', 8] },
  ],
};
const hooks = { pause: () => Promise.resolve() };
const rowsOf = (sweep: Sweep, from: number, to: number): Promise<ColumnData> =>
  createSweepRows(sweep).rows({ from, to }, hooks);
const columnOf = (sweep: Sweep, data: ColumnData, name: string) =>
  data[createSweepRows(sweep).columns.findIndex((column) => column.name === name)];

test('no figure has the name of a field: both are columns', () => {
  const fields = Object.values(scenarioSchemas).flatMap((schema) => leafPaths(schema));
  expect(FIGURES.filter((id) => fields.includes(id))).toEqual([]);
});

test('the last axis turns fastest, and a row is the plan of its scenario to the last bit', async () => {
  const sweep = sweepOf(grid);
  const data = await rowsOf(sweep, 0, 12);
  expect(columnOf(sweep, data, 'index')).toEqual([...Array(12).keys()]);
  expect(columnOf(sweep, data, 'hardware.tensorParallel')).toEqual(
    Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 'auto' : '8')),
  );
  const { paths, valuesAt } = pointTable(grid);
  for (const row of [0, 5, 9]) {
    const answer = plan(scenarioAt(base, paths, valuesAt(row)));
    for (const id of FIGURES) expect([id, columnOf(sweep, data, id)?.[row]]).toEqual([id, figureOf(answer, id)]);
  }
});

test('what serves nobody keeps its row, and says why', async () => {
  const sweep = sweepOf(grid);
  const data = await rowsOf(sweep, 0, 2);
  expect(columnOf(sweep, data, 'status')).toEqual(['infeasible', 'infeasible']);
  expect(columnOf(sweep, data, 'reason')?.[0]).toMatch(/1 ms/);
  expect(columnOf(sweep, data, 'fleet.servers')).toEqual([null, null]);
});

test('any part of the rows is the same however it is computed', async () => {
  const sweep = sweepOf(grid);
  const whole = await rowsOf(sweep, 0, 12);
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.nat(12), async (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      expect(await rowsOf(sweep, from, to)).toEqual(whole.map((column) => column.slice(from, to)));
    }),
    { numRuns: 10 },
  );
});

test('a broken constraint on a field leaves the plan out, one on a figure keeps it', async () => {
  const sweep = sweepOf(
    { kind: 'grid', axes: [{ path: 'demand.queriesPerDay', values: [1e5, 1e7] }] },
    { constraints: ['demand.queriesPerDay > 1e5', 'fleet.servers < 2'] },
  );
  const data = await rowsOf(sweep, 0, 2);
  expect(columnOf(sweep, data, 'status')).toEqual(['outside', 'outside']);
  expect(columnOf(sweep, data, 'reason')).toEqual(['demand.queriesPerDay > 1e5', 'fleet.servers < 2']);
  expect(columnOf(sweep, data, 'fleet.servers')).toEqual([null, expect.any(Number)]);
});

test('each seed is a row of a simulation, and the same seed the same row', async () => {
  const sweep = sweepOf(
    { kind: 'grid', axes: [{ path: 'slo.ttftP99Ms', values: [3000] }] },
    { task: { kind: 'simulate', hours: 0.05, replicas: 1, seeds: [3, 4] } },
  );
  const both = await rowsOf(sweep, 0, 2);
  const second = await rowsOf(sweep, 1, 2);
  expect(columnOf(sweep, both, 'seed')).toEqual([3, 4]);
  const p99 = columnOf(sweep, both, 'simulated.ttftP99Ms');
  expect(p99?.[0]).not.toBe(p99?.[1]);
  expect(second).toEqual(both.map((column) => column.slice(1)));
});

test('a row of draws has the quantiles that the plan has by itself', async () => {
  const sweep = sweepOf(
    { kind: 'grid', axes: [{ path: 'slo.tpotP99Ms', values: [1, 60] }] },
    { task: { kind: 'draws', draws: 200, seed: 7 } },
  );
  const data = await rowsOf(sweep, 0, 2);
  expect(columnOf(sweep, data, 'fleet.servers.p50')?.[0]).toBeNull();
  const { paths, valuesAt } = pointTable(sweep.points);
  const { headlines } = monteCarlo(scenarioAt(base, paths, valuesAt(1)), {}, { draws: 200, seed: 7 });
  for (const { id, p5, p50, p95 } of headlines) {
    expect([5, 50, 95].map((percent) => columnOf(sweep, data, `${id}.p${String(percent)}`)?.[1])).toEqual([
      p5,
      p50,
      p95,
    ]);
  }
});

test('a Latin hypercube meets every stratum of every range once', () => {
  const n = 200;
  const points: Points = {
    kind: 'lhs',
    n,
    seed: 7,
    ranges: [
      { path: 'demand.queriesPerDay', low: 1e5, high: 1e9, scale: 'log', whole: false },
      { path: 'serving.maxBatch', low: 1, high: 200, scale: 'linear', whole: true },
    ],
  };
  const { valuesAt } = pointTable(points);
  const drawn = Array.from({ length: n }, (_, point) => valuesAt(point) as readonly number[]);
  const strata = drawn.map(([load = NaN]) => Math.floor((n * Math.log(load / 1e5)) / Math.log(1e4)));
  expect(new Set(strata).size).toBe(n);
  expect(new Set(drawn.map(([, batch]) => batch))).toEqual(new Set(Array.from({ length: n }, (_, i) => i + 1)));
});
