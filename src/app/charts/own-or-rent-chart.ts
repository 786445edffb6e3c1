import { percentText, quantityText } from '../../base/format.ts';
import { flowOf, isOwned, type Comparison, type WayId } from '../../plan/economics/own-or-rent.ts';
import { WAY_NAMES } from '../../plan/economics/verdict.ts';
import type { XyChartData, XyCurve, XySeries } from './xy-data.ts';

/** Shares of all hours that the ways are computed at. */
const SHARES = Array.from({ length: 20 }, (_, index) => (index + 1) / 20);

const STYLES: Readonly<Record<WayId, XySeries['style']>> = {
  own: 0,
  colocation: 1,
  'on-demand': 2,
  reserved: 3,
  spot: 2,
};

/** Sums are drawn in the unit in which the largest of them has one to three digits. */
const UNITS = [
  { unit: 'USD B', usd: 1e9 },
  { unit: 'USD M', usd: 1e6 },
  { unit: 'USD thousand', usd: 1e3 },
] as const;

const usd = (value: number): string => quantityText(value, 'USD');

const presentAt = ({ deal }: Comparison, id: WayId, share: number): number =>
  flowOf({ ...deal, utilisation: share }, id)?.presentUsd ?? NaN;

const seriesOf = (comparison: Comparison, id: WayId, scale: number): XySeries => ({
  label: WAY_NAMES[id].title,
  style: STYLES[id],
  connected: true,
  marks: false,
  points: SHARES.map((share) => {
    const presentUsd = presentAt(comparison, id, share);
    return {
      x: 100 * share,
      y: presentUsd / scale,
      low: null,
      high: null,
      hollow: false,
      reading: `${WAY_NAMES[id].title}, ${percentText(share)} of the hours in use: ${usd(presentUsd)}`,
    };
  }),
});

const guide = (label: string, share: number, most: number): XyCurve => ({
  label,
  kind: 'guide',
  points: [
    [100 * share, 0],
    [100 * share, most],
  ],
});

/** What each way costs against the hours in use: owning is flat, a rent by the hour is not; they cross at the break-even. */
export const ownOrRentChart = (comparison: Comparison): XyChartData => {
  const { ways, deal, breakEvenUtilisationDiscounted: edge, neededShare, rented, owned } = comparison;
  const mostUsd = Math.max(1, ...ways.flatMap(({ id }) => SHARES.map((share) => presentAt(comparison, id, share))));
  const { unit, usd: scale } = UNITS.find((step) => mostUsd >= step.usd) ?? { unit: 'USD', usd: 1 };
  const series = ways.map(({ id }) => seriesOf(comparison, id, scale));
  const most = mostUsd / scale;
  const crosses = edge !== null && edge <= 1 && rented !== null && !isOwned(rented) && rented !== 'reserved';
  return {
    title: 'Cost against the hours in use',
    summary: crosses
      ? `From ${percentText(edge)} of all hours on ${WAY_NAMES[owned].verb} costs less than ${WAY_NAMES[rented].verb}.`
      : `${WAY_NAMES[owned].title}: ${usd(ways.find(({ id }) => id === owned)?.flow.presentUsd ?? NaN)}, however many hours are used.`,
    x: { quantity: 'Hours in use', unit: '% of all', scale: 'linear', include: [0, 100], exact: true },
    y: { quantity: `Present value over ${String(deal.terms.years)} years`, unit, scale: 'linear', include: [0] },
    series,
    curves: [
      ...(crosses ? [guide('break-even', edge, most)] : []),
      ...(neededShare === null ? [] : [guide('the load needs', neededShare, most)]),
    ],
    table: {
      head: ['Hours in use, %', ...ways.map(({ id }) => `${WAY_NAMES[id].title}, USD`)],
      rows: SHARES.map((share) => [
        String(Math.round(100 * share)),
        ...ways.map(({ id }) => String(Math.round(presentAt(comparison, id, share)))),
      ]),
    },
  };
};
