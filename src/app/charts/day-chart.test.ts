import { expect, test } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { plan } from '../../plan/plan.ts';
import { dayChart } from './day-chart.ts';
import type { Explain } from './xy-data.ts';

const explain: Explain = (line, view) => `${line} ${JSON.stringify(view)}`;

test('the day adds up to the queries of the scenario and stays below the capacity within SLOs', () => {
  const answer = plan(scenarioDefaults.physical);
  const chart = dayChart(answer, explain);
  if (chart === null) throw new Error('a feasible physical plan has a day');
  const perSecond = chart.series[0]!.points.map(({ y }) => y);
  expect(perSecond.reduce((sum, y) => sum + 3600 * y, 0) / scenarioDefaults.physical.demand.queriesPerDay).toBeCloseTo(
    1,
    6,
  );
  const [withinSlos, most] = chart.curves.map(({ points }) => points[0]![1]);
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(withinSlos! * (1 + 1e-9));
  expect(withinSlos).toBeLessThanOrEqual(most! * (1 + 1e-9));
});

test('the published arithmetic has no day', () => {
  expect(dayChart(plan(scenarioDefaults.article), explain)).toBeNull();
});

test('a record of a week is drawn over its 168 hours', () => {
  const hourlyProfile = Array.from({ length: 168 }, (_, hour) => 1 + (hour % 24));
  const { physical } = scenarioDefaults;
  const chart = dayChart(plan({ ...physical, demand: { ...physical.demand, hourlyProfile } }), explain);
  expect(chart?.series[0]!.points).toHaveLength(168);
  expect(chart?.curves[0]!.points[1]![0]).toBe(167);
  expect(chart?.table.rows[25]![0]).toBe('day 2, 01:00');
});
