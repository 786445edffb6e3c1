import { changeText, formatNumber } from '../../base/format.ts';
import { sessionLogRatio } from '../../base/statistics/paired-sessions.ts';
import type { ComparedCase } from '../../records/comparison.ts';
import type { JudgedCase } from '../../regression/judge.ts';
import type { XyChartData, XyPoint } from '../charts/xy-data.ts';

const percentOf = (logRatio: number): number => 100 * Math.expm1(logRatio);
/** A change in percent with its sign. */
const signed = (percent: number): string => changeText(1 + percent / 100);

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
    x: { quantity: 'Session', unit: '', scale: 'linear', include: [1, last], exact: true, whole: 'counted' },
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
