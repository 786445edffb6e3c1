import { dateText, formatNumber } from '../../base/format.ts';
import { sessionLogRatio } from '../../base/statistics/paired-sessions.ts';
import type { ComparedCase } from '../../records/comparison.ts';
import type { SeriesHistory } from '../../regression/history.ts';
import type { JudgedCase } from '../../regression/judge.ts';
import type { XyChartData, XyPoint } from '../charts/xy-data.ts';

const percentOf = (logRatio: number): number => 100 * Math.expm1(logRatio);
const signed = (percent: number): string => `${percent >= 0 ? '+' : ''}${percent.toFixed(2)} %`;

const point = (x: number, y: number, reading: string, hollow = false): XyPoint => ({
  x,
  y,
  low: null,
  high: null,
  reading,
  hollow,
});

/** `256×256×256 f32`, and the kernel where the case has one of its own. */
export const comparedText = ({ shape: { m, n, k }, dtype, id }: ComparedCase): string =>
  [`${String(m)}×${String(n)}×${String(k)} ${dtype}`, ...(/;kernel=(.+)$/.exec(id)?.slice(1) ?? [])].join(', ');

/** Sessions of a case in their order, with the draws that each is the middle of, against the horizon. */
export const sessionsChart = (compared: ComparedCase, judged: JudgedCase): XyChartData => {
  const { sessions } = compared;
  const { logRatios, horizon, verdict } = judged;
  const last = Math.max(1, logRatios.length);
  const edge = 100 * horizon;
  const draws = sessions.flatMap((session, i) =>
    session.draws
      .map(({ pairs }) => percentOf(sessionLogRatio([pairs])))
      .filter(Number.isFinite)
      .map((y) => point(i + 1, y, `Session ${String(i + 1)}, a draw: ${signed(y)}`, true)),
  );
  const guide = (label: string, y: number) => ({
    label,
    kind: y === 0 ? ('zero' as const) : ('fit' as const),
    points: [
      [1, y],
      [last, y],
    ] as const,
  });
  return {
    title: `Sessions of ${comparedText(compared)}`,
    summary: `${formatNumber(logRatios.length)} sessions: ${verdict} at a horizon of ±${edge.toFixed(1)} %.`,
    x: { quantity: 'Session', unit: '', scale: 'linear', include: [1, last], exact: true },
    y: { quantity: 'Change of time', unit: '%', scale: 'linear', include: [-edge, edge] },
    series: [
      { label: 'draws', style: 1, connected: false, points: draws },
      {
        label: 'sessions',
        style: 0,
        connected: true,
        points: logRatios.map((ratio, i) =>
          point(i + 1, percentOf(ratio), `Session ${String(i + 1)}: ${signed(percentOf(ratio))}`),
        ),
      },
    ],
    curves: [guide('', 0), guide('horizon', edge), guide('', -edge)],
    table: {
      head: ['Session', 'Change', 'Seconds', 'Draws'],
      rows: sessions.map(({ draws: all, seconds }, i) => [
        String(i + 1),
        signed(percentOf(logRatios[i] ?? NaN)),
        seconds.toFixed(1),
        all.map(({ pairs }) => signed(percentOf(sessionLogRatio([pairs])))).join(' '),
      ]),
    },
  };
};

/** A history with the level of each stretch, and a line at every change. */
export const historyChart = ({ name, points, changes }: SeriesHistory): XyChartData => {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isDate = (points[0]?.time ?? 0) > 1e11;
  const timeText = (time: number): string => (isDate ? dateText(new Date(time).toISOString()) : String(time));
  const said = changes.map(
    ({ index, time, ratio, machine }) =>
      `from result ${String(index)} (${timeText(time)})${ratio === null ? '' : ` ${signed(100 * (ratio - 1))}`}${machine ? ', as the reference did' : ''}`,
  );
  return {
    title: name,
    summary: `${formatNumber(points.length)} results, ${said.length === 0 ? 'no change' : said.join('; ')}.`,
    x: { quantity: 'Result', unit: '', scale: 'linear', include: [0, Math.max(1, points.length - 1)], exact: true },
    y: { quantity: 'Value', unit: '', scale: 'linear', include: [] },
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
      label: ratio === null ? 'another level' : signed(100 * (ratio - 1)),
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
        ratio === null ? 'another level' : signed(100 * (ratio - 1)),
        from === null || to === null ? '–' : `${signed(100 * (from - 1))} to ${signed(100 * (to - 1))}`,
        machine ? 'the machine’s' : 'the case’s',
      ]),
    },
  };
};
