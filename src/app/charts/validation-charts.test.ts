import { expect, test } from 'vitest';
import { validateServing } from '../../plan/standing/validation.ts';
import { groupValidated, validationChart } from './validation-charts.ts';

const rows = validateServing();

test('every published figure is a dot and a row of the table', () => {
  const chart = validationChart(rows);
  expect(chart.series.flatMap(({ points }) => points)).toHaveLength(rows.length);
  expect(chart.table.rows).toHaveLength(rows.length);
});

test('groups hold every figure once, and their errors are those of their members', () => {
  const groups = groupValidated(rows);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
  const [row] = rows;
  const alone = groupValidated([{ ...row!, error: -0.2, inBand: false }]);
  expect(alone).toMatchObject([{ count: 1, medianError: 0.2, p90Error: 0.2, inBand: 0 }]);
});

test('a figure outside its band is drawn hollow', () => {
  const [row] = rows;
  const { series } = validationChart([{ ...row!, inBand: false }]);
  expect(series[0]!.points[0]!.hollow).toBe(true);
  expect(series[0]!.points[0]!.reading).toContain('outside its band');
});
