import { describe, expect, test } from 'vitest';
import { formatNumber } from '../../base/format.ts';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { plan, planServing } from '../../plan/plan.ts';
import { loadCurve } from '../../plan/serving/load-curve.ts';
import { batchChart, latencyChart, plannedFleetRate } from './load-charts.ts';
import type { Explain } from './xy-data.ts';

const explain: Explain = (line, view) => `${line} ${JSON.stringify(view)}`;

const scenario = scenarioDefaults.physical;
const answer = plan(scenario);
const serving = planServing(scenario);
if (!serving.ok) throw new Error(serving.error.message);
const curve = loadCurve(serving.value);
const planned = plannedFleetRate(answer) ?? NaN;
const simulated = [
  {
    ofPlanned: 1,
    batch: 60,
    ttftP99S: { value: 0.23, halfWidth: 0.01 },
    tpotP99S: { value: 0.1, halfWidth: null },
  },
];

test('the fleet is planned for its busiest hour and no less', () => {
  expect(planned).toBeGreaterThanOrEqual(answer.demand.peakQueriesPerSecond ?? Infinity);
  expect(plannedFleetRate(plan(scenarioDefaults.article))).toBeNull();
});

describe('latency against load', () => {
  const chart = latencyChart(curve, planned, simulated, explain);

  test('has the plan, the knee and both SLOs marked, and what waits for ever left out', () => {
    const at = (label: string): readonly (readonly [number, number])[] =>
      chart.curves.find((drawn) => drawn.label === label)?.points ?? [];
    expect(at('planned').map(([x]) => x)).toEqual([planned, planned]);
    expect(at('knee')[0]![0]).toBeCloseTo((curve.knee?.ofPlanned ?? NaN) * planned, 9);
    expect(chart.curves.filter(({ label }) => label.includes('SLO'))).toHaveLength(2);
    const latencies = chart.series[0]!.points.map(({ y }) => y);
    expect(latencies.length).toBeGreaterThan(20);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(20_000);
  });

  test('says so where the plan lies beyond the knee', () => {
    expect(chart.summary).toContain(`${formatNumber(100 * (curve.knee?.ofPlanned ?? NaN))} % of the planned load.`);
    const beyond = { ...curve, knee: { ...curve.planned, ofPlanned: 0.985 } };
    expect(latencyChart(beyond, planned, [], explain).summary).toContain(
      '98.5 % of the planned load: beyond it, where this plan is, a little more load costs much latency.',
    );
  });

  test('has what was simulated as dots with their intervals, in the drawing and in its table', () => {
    const [dots] = chart.series.filter(({ label }) => label === 'simulated');
    const { x, y, low, high, hollow } = dots!.points[0]!;
    expect([x, y, hollow]).toEqual([planned, 230, true]);
    expect([low, high]).toEqual([expect.closeTo(220, 9), expect.closeTo(240, 9)]);
    expect(chart.table.rows.filter((row) => row.includes('simulated'))).toHaveLength(1);
    expect(latencyChart(curve, planned, [], explain).series).toHaveLength(2);
  });
});

test('batch against token interval marks the batch chosen and the most that fit', () => {
  const { curves, series } = batchChart(curve, explain);
  expect(curves.find(({ label }) => label === 'chosen')?.points[0]![0]).toBe(curve.planned.batch);
  expect(curves.find(({ label }) => label === 'limit')?.points[0]![0]).toBe(curve.batchLimit);
  for (const [index, { y }] of series[0]!.points.entries())
    expect(y).toBeGreaterThanOrEqual(series[1]!.points[index]!.y);
});

test('every number of the charts leads to its line at the load it is of, and stands in the summary', () => {
  for (const chart of [latencyChart(curve, planned, simulated, explain), batchChart(curve, explain)]) {
    for (const { text } of chart.explained ?? []) expect(chart.summary).toContain(text);
    expect(chart.explained?.length).toBeGreaterThan(3);
    for (const { href } of chart.series.flatMap(({ points }) => points))
      expect(href).toMatch(/^point\.\w+ .*ofPlanned/);
    expect(chart.table.hrefs).toHaveLength(chart.table.rows.length);
  }
});
