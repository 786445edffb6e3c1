import { expect, test } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { plan } from '../../plan/plan.ts';
import { dayChart } from './day-chart.ts';

test('the day adds up to the queries of the scenario and stays below the promised capacity', () => {
  const answer = plan(scenarioDefaults.physical);
  const chart = dayChart(answer);
  if (chart === null) throw new Error('a feasible physical plan has a day');
  const perSecond = chart.series[0].points.map(({ y }) => y);
  expect(perSecond.reduce((sum, y) => sum + 3600 * y, 0) / scenarioDefaults.physical.demand.queriesPerDay).toBeCloseTo(
    1,
    6,
  );
  const [promised, most] = chart.curves.map(({ points }) => points[0][1]);
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(promised * (1 + 1e-9));
  expect(promised).toBeLessThanOrEqual(most * (1 + 1e-9));
});

test('the published arithmetic has no day', () => {
  expect(dayChart(plan(scenarioDefaults.article))).toBeNull();
});
