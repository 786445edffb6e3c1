import { expect, test } from 'vitest';
import { pointTable, scenarioAt } from '../sweep/points.ts';
import { applySettings } from './scenario.ts';
import { parseSweep } from './sweep.ts';

const problems = (text: string): string[] => {
  const read = parseSweep(text);
  return read.ok ? [] : read.error.map(({ message }) => message);
};
const sweep = (text: string) => {
  const read = parseSweep(text);
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
  return read.value.sweep;
};

test('a grid in YAML and in JSON is the same sweep', () => {
  const yaml = `
base: {preset: llama3-70b-chat}
grid:
  demand.queriesPerDay: [1.0e+6, 2.0e+6]
  hardware.tensorParallel: [auto, 8]
`;
  const json = JSON.stringify({
    base: { preset: 'llama3-70b-chat' },
    grid: { 'demand.queriesPerDay': [1e6, 2e6], 'hardware.tensorParallel': ['auto', 8] },
  });
  expect(sweep(yaml)).toEqual(sweep(json));
  expect(sweep(yaml).points).toEqual({
    kind: 'grid',
    axes: [
      { path: 'demand.queriesPerDay', values: [1e6, 2e6] },
      { path: 'hardware.tensorParallel', values: ['auto', 8] },
    ],
  });
});

test('a range of a grid has both ends, and whole numbers where the field does', () => {
  const { points } = sweep(`
grid:
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+7, n: 3, scale: log}
  serving.maxBatch: {low: 1, high: 4, n: 7}
`);
  expect(points.kind === 'grid' && points.axes.map(({ values }) => values)).toEqual([
    [1e5, expect.closeTo(1e6, 3), 1e7],
    [1, 2, 3, 4],
  ]);
});

test('a row of a list that leaves a field out has that of the base', () => {
  const { points } = sweep(`
base: {preset: llama3-70b-chat}
list:
  - {demand.queriesPerDay: 1000}
  - {slo.ttftP99Ms: 900}
`);
  expect(points).toMatchObject({ kind: 'list', paths: ['demand.queriesPerDay', 'slo.ttftP99Ms'] });
  expect(points.kind === 'list' && points.rows[0]?.[0]).toBe(1000);
  expect(points.kind === 'list' && points.rows[1]).toEqual([expect.any(Number), 900]);
});

const REGIONS = ['us-va', 'fra'];
const scenariosOf = (text: string) => {
  const { base, points } = sweep(text);
  const { paths, count, valuesAt } = pointTable(points);
  return { base, scenarios: Array.from({ length: count }, (_, point) => scenarioAt(base, paths, valuesAt(point))) };
};
const setting = (base: Parameters<typeof applySettings>[0], ...settings: string[]) => {
  const changed = applySettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  return changed.value;
};

test.each(['grid: {economics.region: [us-va, fra]}', 'list: [{economics.region: us-va}, {economics.region: fra}]'])(
  '%s fills in tariff, carbon and water as a setting does',
  (points) => {
    const { base, scenarios } = scenariosOf(`base: {preset: llama3-70b-chat}\n${points}\n`);
    expect(scenarios).toEqual(REGIONS.map((region) => setting(base, `economics.region=${region}`)));
    expect(new Set(scenarios.map(({ carbon }) => carbon.kgPerKwh)).size).toBe(2);
  },
);

test('what a row says itself stands before what its region says, wherever it is written', () => {
  const { base, scenarios } = scenariosOf(
    'base: {preset: llama3-70b-chat}\ngrid: {economics.electricityUsdPerKwh: [0.2], economics.region: [us-va]}\n',
  );
  expect(scenarios).toEqual([setting(base, 'economics.region=us-va', 'economics.electricityUsdPerKwh=0.2')]);
});

test('a row of a list that names no region keeps the tariff of the base', () => {
  const { base, scenarios } = scenariosOf(
    'base: {preset: llama3-70b-chat}\nlist: [{economics.region: us-va}, {facility.pue: 1.5}]\n',
  );
  expect(scenarios).toEqual([setting(base, 'economics.region=us-va'), setting(base, 'facility.pue=1.5')]);
});

test('where servers differ, the accelerator is that of each', () => {
  const { base } = sweep(`
base: {hardware: {server: dgx-h100, accelerator: h100-sxm}}
grid: {hardware.server: [dgx-h100, dgx-a100-640gb]}
`);
  expect(base.hardware.accelerator).toBeNull();
});

test.each([
  ['grid: {demand.queriesPerDay: [-1]}', /grid: demand\.queriesPerDay \(Queries\) is -1; it must be a number from 0/],
  ['grid: {hardware.server: [dgx-h10]}', /dgx-h10.*did you mean "dgx-h100"/],
  ['grid: {demand.queries: [1]}', /demand\.queries is not a known setting; did you mean/],
  ['grid: {mode: [article]}', /mode cannot differ from row to row/],
  ['grid: {hardware.calibration: [a.json]}', /a sweep stands on one fit/],
  ['grid: {demand.queriesPerDay: []}', /it must be a list of values/],
  ['grid: {demand.queriesPerDay: [5, 5]}', /has 5 twice/],
  ['grid: {demand.queriesPerDay: {low: 5, high: 1, n: 3}}', /low must be a number below high/],
  ['grid: {demand.queriesPerDay: {low: 0, high: 1, n: 3, scale: log}}', /on a log scale it must be above 0/],
  ['grid: {demand.queriesPerDay: {low: 0, high: 1}}', /\.n is missing; it must be a whole number from 2/],
  ['grid: {hardware.server: {low: 0, high: 1, n: 3}}', /hardware\.server is no number; list its values/],
  ['lhs: {demand.queriesPerDay: [1, 2]}', /lhs\.n is missing/],
  ['lhs: {n: 10}', /lhs has no field/],
  ['lhs: {n: 10, seed: -1, demand.queriesPerDay: [1, 2]}', /lhs\.seed is -1/],
  ['base: {preset: llama}\ngrid: {demand.queriesPerDay: [1]}', /did you mean/],
  ['gird: {demand.queriesPerDay: [1]}', /gird is not a known key; did you mean "grid"/],
  ['base: {preset: llama3-70b-chat}', /The sweep has no points/],
  ['grid: {slo.ttftP99Ms: [900]}\nlist: [{slo.ttftP99Ms: 900}]', /has grid and list; keep one/],
  [
    'grid: {slo.ttftP99Ms: [900]}\nconstraints: [fleet.server < 3]',
    /no figure and no field; did you mean "fleet.servers"/,
  ],
  ['grid: {slo.ttftP99Ms: [900]}\nconstraints: [model < 3]', /only numbers are compared/],
  ['base: {preset: chatgpt-2023-article}\nsimulate: {seeds: 3}', /has no requests that could wait/],
  ['simulate: {seeds: [1, 1]}', /a seed twice/],
  ['version: 2\ngrid: {slo.ttftP99Ms: [900]}', /newer Roofrack/],
])('%s', (text, message) => {
  expect(problems(text)).toEqual([expect.stringMatching(message)]);
});

test('a grid of more rows than can be numbered is refused before anything is computed', () => {
  const axis = '{low: 1, high: 1.0e+6, n: 2000}';
  const text = `grid: {demand.queriesPerDay: ${axis}, slo.ttftP99Ms: ${axis}, slo.tpotP99Ms: ${axis}}`;
  expect(problems(text)).toEqual([expect.stringMatching(/8,000,000,000 rows; at most 2,147,483,647/)]);
});
