import type { MeasureRequest } from '../../bench/chromium-host.ts';
import type { MeasuredCase, Measurement } from '../records/measurement.ts';
import { oneLine } from '../exchange/show.ts';
import { textTable } from './table.ts';

const figure = (value: number | null, digits = 3): string =>
  value === null ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: digits });

const row = (one: MeasuredCase): string[] => [
  one.m === null ? one.kind : `${one.kind} ${String(one.m)}×${String(one.n)}×${String(one.k)}`,
  one.dtype,
  one.kernel,
  figure(one.medianMs),
  one.ci95Ms === null ? '–' : `${figure(one.ci95Ms[0])} to ${figure(one.ci95Ms[1])}`,
  figure(one.gflops),
  figure(one.gbps),
  figure(one.percentOfRoof),
  one.outcome === 'measured' ? (one.verified ? 'verified' : 'not verified') : one.outcome,
];

/** A measurement for a terminal: adapter, clock, roofs, one case a line. */
export const measurementText = (measurement: Measurement): string => {
  const { adapter, clock, roofs, cases } = measurement;
  const name = adapter.description || adapter.device || [adapter.vendor, adapter.architecture].join(' ').trim();
  return [
    `${oneLine(name)}${adapter.software ? ' (software, not a GPU)' : ''}, clock: ${clock.source}\n`,
    `roofs: ${figure(roofs.fmaGflops)} GFLOP/s, read ${figure(roofs.readGBps)} GB/s, copy ${figure(roofs.copyGBps)} GB/s\n\n`,
    textTable(
      [['case', 'dtype', 'kernel', 'ms', '95 % interval', 'GFLOP/s', 'GB/s', '% of roof', 'result'], ...cases.map(row)],
      [3, 5, 6, 7],
    ),
  ].join('');
};

/** Cases whose result is a check against the oracle; the others read a clock only. */
const isChecked = ({ kind }: MeasuredCase): boolean => kind === 'matmul' || kind === 'gemv' || kind === 'replay';

/** Why a run does not count: one line each, none for a good run. What a suite skips as unsupported is no fault. */
export const measurementProblems = (measurement: Measurement, suite: MeasureRequest['suite']): string[] => [
  ...(measurement.outcome === 'complete'
    ? []
    : [`The run ended as ${measurement.outcome}; what was finished is kept.`]),
  ...measurement.cases.flatMap((one) => {
    if (one.outcome === 'unsupported' && suite !== 'custom') return [];
    if (one.outcome !== 'measured')
      return [`${one.id} (${one.kernel}): ${one.outcome}${one.reason === null ? '' : `, ${one.reason}`}`];
    return isChecked(one) && !one.verified ? [`${one.id} (${one.kernel}): the result was not verified`] : [];
  }),
];

/** Which kernels were searched for in this run and which winners of an earlier one were taken. */
export const searchLines = ({ tuning = [] }: Measurement): string[] =>
  tuning.map(({ shapes, dtype, winner, reused, searchedAt, elapsedMs }) => {
    const origin =
      reused === true
        ? `reused, found ${(searchedAt ?? 'earlier').slice(0, 10)}`
        : `searched in ${figure(elapsedMs / 1000)} s`;
    return `kernel for ${shapes} ${dtype} products: ${winner ?? 'none'} (${origin})`;
  });
