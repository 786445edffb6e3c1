import { formatNumber } from '../../base/format.ts';
import { hourlyLoad } from '../../plan/demand/profile.ts';
import type { Plan } from '../../records/plan.ts';
import type { Explain, XyChartData, XyCurve } from './xy-data.ts';

/** Ledger lines of capacity, all in requests per second over the fleet once multiplied by the replicas. */
const REPLICAS = 'fleet.replicas';
const WITHIN_SLO = 'serving.rate';
const AT_MOST = 'serving.fullRate';

const HOURS_OF_A_DAY = 24;

/** Load of each hour of the day, or of a week, against what the fleet serves. Null where the plan has no replicas. */
export const dayChart = ({ scenario, ledger, fleet }: Plan, explain: Explain): XyChartData | null => {
  const valueOf = (id: string): number | null => ledger.find((line) => line.id === id)?.value ?? null;
  const mean = valueOf('demand.queriesPerSecond');
  const replicas = valueOf(REPLICAS);
  const rate = valueOf(WITHIN_SLO);
  const fullRate = valueOf(AT_MOST);
  if (
    scenario.mode === 'article' ||
    fleet.servers === null ||
    mean === null ||
    replicas === null ||
    rate === null ||
    fullRate === null
  )
    return null;
  const load = hourlyLoad(scenario.demand).map((relative) => relative * mean);
  const last = load.length - 1;
  const week = load.length > HOURS_OF_A_DAY;
  const nameOf = (hour: number): string =>
    `${week ? `day ${String(Math.floor(hour / HOURS_OF_A_DAY) + 1)}, ` : ''}${String(hour % HOURS_OF_A_DAY).padStart(2, '0')}:00`;
  const level = (label: string, perSecond: number, kind: XyCurve['kind']): XyCurve => ({
    label: `${label} ${formatNumber(perSecond)}/s`,
    kind,
    points: [
      [0, perSecond],
      [last, perSecond],
    ],
  });
  const withinSlos = replicas * rate;
  const peak = Math.max(...load);
  const hrefAt = (hour: number, line = 'hour.queriesPerSecond'): string => explain(line, { kind: 'hour', hour });
  const busiest = load.indexOf(peak);
  const share = `${formatNumber((100 * peak) / withinSlos, 2)} %`;
  return {
    title: week ? 'A week against capacity' : 'A day against capacity',
    summary: `The busiest hour asks for ${formatNumber(peak)} requests per second, ${share} of what the fleet serves within its SLO.`,
    explained: [
      { text: formatNumber(peak), href: hrefAt(busiest) },
      { text: share, href: hrefAt(busiest, 'hour.ofPromised') },
    ],
    x: {
      quantity: week ? 'Hour of the week' : 'Hour of the day',
      unit: '',
      scale: 'linear',
      include: [0, last],
      exact: true,
    },
    y: { quantity: 'Requests', unit: '1/s', scale: 'linear', include: [0] },
    series: [
      {
        label: 'load',
        style: 0,
        connected: true,
        marks: !week,
        points: load.map((perSecond, hour) => ({
          x: hour,
          y: perSecond,
          low: null,
          high: null,
          hollow: false,
          href: hrefAt(hour),
          reading: `${nameOf(hour)}: ${formatNumber(perSecond)} requests per second`,
        })),
      },
    ],
    curves: [level('within SLOs', withinSlos, 'roof'), level('at most', replicas * fullRate, 'roof')],
    table: {
      head: ['Hour', 'Requests, 1/s', 'Of the capacity within SLOs, %'],
      rows: load.map((perSecond, hour) => [
        nameOf(hour),
        formatNumber(perSecond, 4),
        formatNumber((100 * perSecond) / withinSlos, 3),
      ]),
      hrefs: load.map((_, hour) => hrefAt(hour)),
    },
  };
};
