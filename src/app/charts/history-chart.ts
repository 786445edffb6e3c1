import { changeText, dateText, formatNumber } from '../../base/format.ts';
import { isDate, type SeriesHistory } from '../../regression/history.ts';
import type { XyChartData, XyPoint } from './xy-data.ts';

const point = (x: number, y: number, reading: string): XyPoint => ({
  x,
  y,
  low: null,
  high: null,
  reading,
  hollow: false,
});

/** A history with the level of each stretch, and a line at every change. */
export const historyChart = (
  { name, points, changes }: SeriesHistory,
  { quantity, unit }: { readonly quantity: string; readonly unit: string } = { quantity: 'Value', unit: '' },
): XyChartData => {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const timeText = (time: number): string => (isDate(time) ? dateText(new Date(time).toISOString()) : String(time));
  const changesTold = changes.map(
    ({ index, time, ratio, machine }) =>
      `from result ${String(index)} (${timeText(time)})${ratio === null ? '' : ` ${changeText(ratio)}`}${machine ? ', as the reference did' : ''}`,
  );
  return {
    title: name,
    summary: `${formatNumber(points.length)} results, ${changesTold.length === 0 ? 'no change' : changesTold.join('; ')}.`,
    x: {
      quantity: 'Result',
      unit: '',
      scale: 'linear',
      include: [0, Math.max(1, points.length - 1)],
      exact: true,
      whole: 'counted',
    },
    y: { quantity, unit, scale: 'linear', include: [] },
    series: [
      {
        label: 'results',
        style: 0,
        connected: true,
        marks: points.length <= 100,
        points: points.map(({ time, value }, i) =>
          point(i, value, `Result ${String(i)} (${timeText(time)}): ${formatNumber(value, 4)}`),
        ),
      },
    ],
    curves: changes.map(({ index, ratio }) => ({
      label: ratio === null ? 'another level' : changeText(ratio),
      kind: 'guide' as const,
      points: [
        [index, low],
        [index, high],
      ] as const,
    })),
    table: {
      head: ['Change at', 'Time', 'Change', '95 % interval', 'Whose'],
      rows: changes.map(({ index, time, ratio, low: from, high: to, machine }) => [
        String(index),
        timeText(time),
        ratio === null ? 'another level' : changeText(ratio),
        from === null || to === null ? '–' : `${changeText(from)} to ${changeText(to)}`,
        machine ? 'the machine’s' : 'the case’s',
      ]),
    },
  };
};
