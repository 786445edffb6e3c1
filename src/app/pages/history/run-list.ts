import { hasWords } from '../../../base/has-words.ts';
import { countsOf } from '../../../base/counts.ts';
import { csv } from '../../../exchange/csv.ts';
import type { NamedSeries } from '../../../regression/history.ts';
import type { MeasurementSummary } from '../../../store/measurement-summary.ts';

/** Ways to order runs, as the page names them. */
export const ORDERS = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  name: 'By name',
  gflops: 'Most GFLOP/s first',
  bandwidth: 'Most GB/s first',
} as const;
export type Order = keyof typeof ORDERS;

const byNumber = (a: number | null, b: number | null): number => (b ?? -1) - (a ?? -1);
const COMPARE: Readonly<Record<Order, (a: MeasurementSummary, b: MeasurementSummary) => number>> = {
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  oldest: (a, b) => a.createdAt.localeCompare(b.createdAt),
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
  gflops: (a, b) => byNumber(a.bestGflops, b.bestGflops),
  bandwidth: (a, b) => byNumber(a.readGBps, b.readGBps),
};

export interface RunFilter {
  /** Words of a name or adapter. */
  readonly wanted: string;
  /** What runs were measured on; empty for all. */
  readonly measuredOn: string;
  readonly order: Order;
}

export const listRuns = (
  runs: readonly MeasurementSummary[],
  { wanted, measuredOn, order }: RunFilter,
): readonly MeasurementSummary[] =>
  runs
    .filter(({ name, adapter }) => hasWords(`${name} ${adapter}`, wanted))
    .filter((run) => measuredOn === '' || run.measuredOn === measuredOn)
    .sort(COMPARE[order]);

/** The list as a table, one run a row, with the median time of every product that any of them has. */
export const runsCsv = (runs: readonly MeasurementSummary[]): string => {
  const ids = [...new Set(runs.flatMap(({ productMs }) => Object.keys(productMs)))].sort();
  return csv(
    [
      'id',
      'name',
      'created_at',
      'suite',
      'outcome',
      'measured_on',
      'best_gflops',
      'read_gbps',
      'pace_gflops',
      ...ids.map((id) => `${id} ms`),
    ],
    runs.map((run) => [
      run.id,
      run.name,
      run.createdAt,
      run.suite,
      run.outcome,
      run.measuredOn,
      run.bestGflops,
      run.readGBps,
      run.paceGflops,
      ...ids.map((id) => run.productMs[id] ?? null),
    ]),
  );
};

/** What a trend can be of: the time of a product, or a rate of the whole run. */
export interface Trend {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly valueOf: (run: MeasurementSummary) => number | null;
}

const RATES: readonly Trend[] = [
  { id: 'best', label: 'Best rate', unit: 'GFLOP/s', valueOf: ({ bestGflops }) => bestGflops },
  { id: 'read', label: 'Read bandwidth', unit: 'GB/s', valueOf: ({ readGBps }) => readGBps },
];

const caseLabel = (id: string): string => {
  const { m, n, k, dtype } = /m=(?<m>\d+);n=(?<n>\d+);k=(?<k>\d+);dtype=(?<dtype>\w+)/.exec(id)?.groups ?? {};
  return m === undefined ? id : `${m}×${n ?? ''}×${k ?? ''} ${dtype ?? ''}`;
};

/** A trend has at least two results. */
const FEWEST = 2;

export const trendsOf = (runs: readonly MeasurementSummary[]): readonly Trend[] => {
  const products = [...countsOf(runs.flatMap(({ productMs }) => Object.keys(productMs)))]
    .filter(([, count]) => count >= FEWEST)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([id]): Trend => ({
      id,
      label: `Time of ${caseLabel(id)}`,
      unit: 'ms',
      valueOf: ({ productMs }) => productMs[id] ?? null,
    }));
  return [...RATES, ...products].filter(({ valueOf }) => runs.filter((run) => valueOf(run) !== null).length >= FEWEST);
};

/** The trend and, where the pace probe ran, what the machine did meanwhile; in the order of time. */
export const trendSeries = (
  runs: readonly MeasurementSummary[],
  { label, unit, valueOf }: Trend,
): readonly NamedSeries[] => {
  const inTime = listRuns(runs, { wanted: '', measuredOn: '', order: 'oldest' });
  const series = (
    name: string,
    isReference: boolean,
    value: (run: MeasurementSummary) => number | null,
  ): NamedSeries => ({
    name,
    machine: '',
    isReference,
    points: inTime.flatMap((run) => {
      const found = value(run);
      return found === null ? [] : [{ time: Date.parse(run.createdAt), value: found }];
    }),
  });
  const slower = unit === 'ms';
  const pace = series('pace', true, ({ paceGflops }) =>
    paceGflops === null || paceGflops <= 0 ? null : slower ? 1 / paceGflops : paceGflops,
  );
  return [series(label, false, valueOf), ...(pace.points.length > 0 ? [pace] : [])];
};
