import { formatNumber } from '../base/format.ts';
import type { MeasureRequest } from '../../bench/chromium-host.ts';
import { adapterName } from '../records/adapter-name.ts';
import { caseRow, isTimed } from '../records/cases.ts';
import type { MeasuredCase, Measurement } from '../records/measurement.ts';
import { oneLine } from '../exchange/show.ts';
import { textTable } from './table.ts';

const figure = (value: number | null, digits = 3): string => formatNumber(value ?? NaN, digits);

const row = (measured: MeasuredCase): string[] => {
  const { kind, m, n, k, dtype, kernel, medianMs, ci95Ms, gflops, gbps, percentOfRoof, outcome, verified } =
    caseRow(measured);
  return [
    kind === 'matmul' ? `${kind} ${String(m)}×${String(n)}×${String(k)}` : kind,
    dtype,
    kernel,
    figure(medianMs),
    ci95Ms === null ? '–' : `${figure(ci95Ms[0])} to ${figure(ci95Ms[1])}`,
    figure(gflops),
    figure(gbps),
    figure(percentOfRoof),
    outcome === 'measured' ? (verified ? 'verified' : 'not verified') : outcome,
  ];
};

/** A measurement for a terminal: adapter, clock, roofs, one case a line. */
export const measurementText = (measurement: Measurement): string => {
  const { adapter, clock, roofs, cases } = measurement;
  return [
    `${oneLine(adapterName(adapter))}${adapter.software ? ' (software, not a GPU)' : ''}, clock: ${clock.source}\n`,
    `roofs: ${figure(roofs.fmaGflops)} GFLOP/s, read ${figure(roofs.readGBps)} GB/s, copy ${figure(roofs.copyGBps)} GB/s\n\n`,
    textTable(
      [['case', 'dtype', 'kernel', 'ms', '95 % interval', 'GFLOP/s', 'GB/s', '% of roof', 'result'], ...cases.map(row)],
      [3, 5, 6, 7],
    ),
  ].join('');
};

/** Cases whose result is a check against the oracle; the others read a clock only. */
const isChecked = ({ kind }: MeasuredCase): boolean => kind === 'matmul' || kind === 'replay';

/** Why a run does not count: one line each, none for a good run. What a suite skips as unsupported is no fault. */
export const measurementProblems = (measurement: Measurement, suite: MeasureRequest['suite']): string[] => [
  ...(measurement.outcome === 'complete'
    ? []
    : [`The run ended as ${measurement.outcome}; what was finished is kept.`]),
  ...measurement.cases.flatMap((measured) => {
    const { id, kernel, outcome } = measured;
    if (outcome === 'unsupported' && suite !== 'custom') return [];
    if (!isTimed(measured)) return [`${id} (${kernel}): ${outcome}, ${measured.reason}`];
    return isChecked(measured) && !measured.verified ? [`${id} (${kernel}): the result was not verified`] : [];
  }),
];

/** Which kernels were searched for in this run and which winners of an earlier one were taken. */
export const searchLines = ({ tuning }: Measurement): string[] =>
  tuning.map(({ shapes, dtype, winner, reused, searchedAt, elapsedMs }) => {
    const origin = reused
      ? `reused, found ${(searchedAt ?? 'earlier').slice(0, 10)}`
      : `searched in ${figure(elapsedMs / 1000)} s`;
    return `kernel for ${shapes} ${dtype} products: ${winner ?? 'none'} (${origin})`;
  });
