import { expect, test } from 'vitest';
import { stackFitOf } from '../../records/testing/stack-fit.ts';
import { stackFitChart } from './stack-fit-charts.ts';

test('each figure is drawn where its load is, as far off as it was computed without it', () => {
  const [slow, ...rest] = stackFitOf().residuals;
  const rate = { ...slow!, figure: 'outputTokensPerS' as const, measured: 100, computed: 100, leftOut: 70 };
  const { series, summary, table, curves } = stackFitChart(stackFitOf({ residuals: [slow!, rate, ...rest] }));
  expect(series.map(({ label, points }) => [label, points.map(({ x, y }) => [x, Math.round(y)])])).toEqual([
    ['output rate', [[1, -30]]],
    [
      'time per token',
      [
        [1, 7],
        [8, 7],
        [64, 7],
      ],
    ],
  ]);
  expect(summary).toMatch(/1 at once, output rate: measured 100 tokens\/s, computed without it 70 tokens\/s \(−30 %\)/);
  expect(table.rows).toHaveLength(4);
  expect(curves[0]!.points).toEqual([
    [1, 0],
    [64, 0],
  ]);
});
