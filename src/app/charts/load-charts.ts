import { formatCount, formatNumber, quantityText } from '../../base/format.ts';
import type { LoadCurve, LoadPoint } from '../../plan/serving/load-curve.ts';
import type { Plan } from '../../records/plan.ts';
import type { SimulatedLoad } from '../../simulate/simulate-loads.ts';
import type { Explain, XyChartData, XyCurve, XyPoint, XySeries } from './xy-data.ts';

const MS = 1000;

const lineValue = ({ ledger }: Plan, id: string): number | null => ledger.find((line) => line.id === id)?.value ?? null;

/** Requests a second that the fleet is planned for in its busiest hour; null where the plan has no replicas. */
export const plannedFleetRate = (plan: Plan): number | null => {
  const replicas = lineValue(plan, 'fleet.replicas');
  const rate = lineValue(plan, 'serving.rate');
  return replicas === null || rate === null ? null : replicas * rate;
};

const point = (x: number, y: number, reading: string, href: string): XyPoint => ({
  x,
  y,
  low: null,
  high: null,
  hollow: false,
  reading,
  href,
});

const upright = (label: string, x: number, [low, high]: readonly [number, number]): XyCurve => ({
  label,
  kind: 'guide',
  points: [
    [x, low],
    [x, high],
  ],
});

const level = (label: string, y: number, [low, high]: readonly [number, number]): XyCurve => ({
  label,
  kind: 'guide',
  points: [
    [low, y],
    [high, y],
  ],
});

const ends = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];

const milliseconds = (seconds: number): string => quantityText(seconds, 's');

/** Makes lines of latencies over `x` of each load; `unit` is said behind it. */
const seriesOver =
  (
    points: readonly LoadPoint[],
    x: (loadPoint: LoadPoint) => number,
    unit: string,
    hrefAt: (loadPoint: LoadPoint, line: string) => string,
  ) =>
  (label: string, line: string, style: XySeries['style'], secondsOf: (loadPoint: LoadPoint) => number): XySeries => ({
    label,
    style,
    connected: true,
    marks: false,
    points: points.map((loadPoint) =>
      point(
        x(loadPoint),
        secondsOf(loadPoint) * MS,
        `${formatNumber(x(loadPoint))} ${unit}: ${label} ${milliseconds(secondsOf(loadPoint))}`,
        hrefAt(loadPoint, line),
      ),
    ),
  });

/** At full load the closed form's queue has no bound; what waits so many times the SLO is off the chart. */
const TIMES_SLO = 20;

/** Latency against load: the closed form as lines, what was simulated as dots with their intervals. */
export const latencyChart = (
  curve: LoadCurve,
  plannedPerS: number,
  simulated: readonly SimulatedLoad[],
  explain: Explain,
): XyChartData => {
  const hrefAt = ({ ofPlanned }: { readonly ofPlanned: number }, line: string): string =>
    explain(line, { kind: 'point', ofPlanned });
  const { planned, knee, ttftSloS, tpotSloS } = curve;
  const longestS = TIMES_SLO * Math.max(ttftSloS, planned.ttftP99S);
  const points = curve.points.filter(({ ttftP99S }) => ttftP99S <= longestS);
  const rate = ({ ofPlanned }: { readonly ofPlanned: number }): number => ofPlanned * plannedPerS;
  const closed = seriesOver(points, rate, 'requests/s', hrefAt);
  const seen = (
    name: string,
    line: string,
    style: XySeries['style'],
    of: (simulatedLoad: SimulatedLoad) => SimulatedLoad['ttftP99S'],
  ): XySeries => ({
    label: 'simulated',
    style,
    connected: false,
    points: simulated.map((simulatedLoad) => {
      const { value, halfWidth } = of(simulatedLoad);
      const spread = halfWidth ?? 0;
      return {
        x: rate(simulatedLoad),
        y: value * MS,
        low: (value - spread) * MS,
        high: (value + spread) * MS,
        hollow: true,
        // The closed form at the same load: what was simulated is no line of any plan.
        href: hrefAt(simulatedLoad, line),
        reading: `${formatNumber(rate(simulatedLoad))} requests/s, simulated: ${name} ${milliseconds(value)}${halfWidth === null ? '' : ` ± ${milliseconds(halfWidth)}`}`,
      };
    }),
  });
  const latencies = points.flatMap(({ ttftP99S, tpotP99S }) => [ttftP99S * MS, tpotP99S * MS]);
  const height = ends([...latencies, ttftSloS * MS, tpotSloS * MS]);
  const width = ends(points.map(rate));
  const atKnee =
    knee === null
      ? 'The batch limit comes before the knee.'
      : `The knee is at ${formatNumber(rate(knee))} requests/s, ${formatNumber(100 * knee.ofPlanned)} % of the planned load${knee.ofPlanned < 1 ? ': beyond it, where this plan is, a little more load costs much latency' : ''}.`;
  return {
    title: 'Latency against load',
    summary: `Planned for ${formatNumber(plannedPerS)} requests/s: first token p99 ${milliseconds(planned.ttftP99S)}, token interval p99 ${milliseconds(planned.tpotP99S)}. ${atKnee}`,
    explained: [
      { text: formatNumber(plannedPerS), href: hrefAt(planned, 'point.queriesPerSecond') },
      { text: milliseconds(planned.ttftP99S), href: hrefAt(planned, 'point.ttftMs') },
      { text: milliseconds(planned.tpotP99S), href: hrefAt(planned, 'point.tpotP99Ms') },
      ...(knee === null
        ? []
        : [
            { text: formatNumber(rate(knee)), href: hrefAt(knee, 'point.queriesPerSecond') },
            { text: `${formatNumber(100 * knee.ofPlanned)} %`, href: hrefAt(knee, 'point.ofPlanned') },
          ]),
    ],
    x: { quantity: 'Load of the fleet', unit: 'requests/s', scale: 'linear', include: [0] },
    y: { quantity: 'Latency', unit: 'ms', scale: 'log', include: height },
    series: [
      closed('first token p99', 'point.ttftMs', 0, (loadPoint) => loadPoint.ttftP99S),
      closed('token interval p99', 'point.tpotP99Ms', 1, (loadPoint) => loadPoint.tpotP99S),
      ...(simulated.length === 0
        ? []
        : [
            seen('first token p99', 'point.ttftMs', 0, (simulatedLoad) => simulatedLoad.ttftP99S),
            seen('token interval p99', 'point.tpotP99Ms', 1, (simulatedLoad) => simulatedLoad.tpotP99S),
          ]),
    ],
    curves: [
      level(`first-token SLO ${milliseconds(ttftSloS)}`, ttftSloS * MS, [0, width[1]]),
      level(`token-interval SLO ${milliseconds(tpotSloS)}`, tpotSloS * MS, [0, width[1]]),
      upright('planned', plannedPerS, height),
      ...(knee === null ? [] : [upright('knee', rate(knee), height)]),
    ],
    table: {
      head: [
        'Load, requests/s',
        'Of the planned, %',
        'In progress per replica',
        'First token p99, ms',
        'Interval p99, ms',
        'How',
      ],
      rows: [
        ...points.map((point) => row(point, point.ttftP99S, point.tpotP99S, 'closed form')),
        ...simulated.map((simulatedLoad) =>
          row(simulatedLoad, simulatedLoad.ttftP99S.value, simulatedLoad.tpotP99S.value, 'simulated'),
        ),
      ],
      hrefs: [...points, ...simulated].map((mark) => hrefAt(mark, 'point.queriesPerSecond')),
    },
  };

  function row(
    point: { readonly ofPlanned: number; readonly batch: number },
    ttftS: number,
    tpotS: number,
    how: string,
  ): readonly string[] {
    return [
      formatNumber(rate(point), 4),
      formatNumber(100 * point.ofPlanned),
      formatNumber(point.batch),
      formatNumber(ttftS * MS),
      formatNumber(tpotS * MS),
      how,
    ];
  }
};

/** Requests that decode together against the time each waits for a token, with the SLO and the batch chosen. */
export const batchChart = ({ points, planned, batchLimit, tpotSloS }: LoadCurve, explain: Explain): XyChartData => {
  const hrefAt = ({ ofPlanned }: LoadPoint, line: string): string => explain(line, { kind: 'point', ofPlanned });
  const series = seriesOver(points, ({ batch }) => batch, 'in progress', hrefAt);
  const height = ends([...points.flatMap(({ tpotS, tpotP99S }) => [tpotS * MS, tpotP99S * MS]), tpotSloS * MS]);
  const width = ends(points.map(({ batch }) => batch));
  return {
    title: 'Batch against token interval',
    summary: `${formatNumber(planned.batch)} of at most ${formatCount(batchLimit)} requests in progress on a replica: ${milliseconds(planned.tpotS)} per token on average, ${milliseconds(planned.tpotP99S)} at p99.`,
    explained: [
      { text: formatNumber(planned.batch), href: explain('serving.batch') },
      { text: formatCount(batchLimit), href: explain('serving.batchLimit') },
      { text: milliseconds(planned.tpotS), href: explain('serving.tpotMs') },
      { text: milliseconds(planned.tpotP99S), href: hrefAt(planned, 'point.tpotP99Ms') },
    ],
    x: { quantity: 'Requests in progress per replica', unit: '', scale: 'log', base: 2, include: [1] },
    y: { quantity: 'Token interval', unit: 'ms', scale: 'log', include: height },
    series: [
      series('p99', 'point.tpotP99Ms', 0, (loadPoint) => loadPoint.tpotP99S),
      series('mean', 'point.tpotMs', 2, (loadPoint) => loadPoint.tpotS),
    ],
    curves: [
      level(`SLO ${milliseconds(tpotSloS)}`, tpotSloS * MS, width),
      upright('chosen', planned.batch, height),
      upright('limit', batchLimit, height),
    ],
    table: {
      head: ['In progress per replica', 'Interval mean, ms', 'Interval p99, ms'],
      rows: points.map(({ batch, tpotS, tpotP99S }) => [
        formatNumber(batch),
        formatNumber(tpotS * MS),
        formatNumber(tpotP99S * MS),
      ]),
      hrefs: points.map((point) => hrefAt(point, 'point.batch')),
    },
  };
};
