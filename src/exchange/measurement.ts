import type { Problem, Result } from '../base/result.ts';
import { caseRow } from '../records/cases.ts';
import { MEASUREMENT, measurementSchema, type Measurement, type Tuning } from '../records/measurement.ts';
import { csv } from './csv.ts';
import { parseRecord, serialiseRecord } from './record.ts';

export const parseMeasurement = (text: string): Result<Measurement, Problem[]> =>
  parseRecord(text, MEASUREMENT, measurementSchema);

export const serialiseMeasurement = (measurement: Measurement): string => serialiseRecord(measurement);

/** One line per case, without the samples: those are in the JSON. */
export const measurementCsv = (measurement: Measurement): string =>
  csv(
    [
      'id',
      'kind',
      'm',
      'n',
      'k',
      'dtype',
      'kernel',
      'outcome',
      'reason',
      'verified',
      'median_ms',
      'ci95_low_ms',
      'ci95_high_ms',
      'gflops',
      'gbps',
      'percent_of_roof',
      'compile_ms',
      'warm_compile_ms',
      'first_dispatch_ms',
      'max_error',
      'error_bound',
      'sitting',
      'warnings',
    ],
    measurement.cases.map((measured, i) => {
      const row = caseRow(measured);
      return [
        row.id,
        row.kind,
        row.m,
        row.n,
        row.k,
        row.dtype,
        row.kernel,
        row.outcome,
        row.reason,
        row.verified,
        row.medianMs,
        row.ci95Ms?.[0] ?? null,
        row.ci95Ms?.[1] ?? null,
        row.gflops,
        row.gbps,
        row.percentOfRoof,
        row.compileMs,
        row.warmCompileMs,
        row.firstDispatchMs,
        row.maxError,
        row.errorBound,
        measurement.sittings.filter(({ firstCase }) => firstCase <= i).length,
        row.warnings.map(({ message }) => message).join(' '),
      ];
    }),
  );

/** One line a kernel that was tried. */
export const tuningCsv = (searches: readonly Tuning[]): string =>
  csv(
    [
      'dtype',
      'shapes',
      'm',
      'n',
      'k',
      'kernel',
      'status',
      'reason',
      'gflops',
      'samples',
      'compile_ms',
      'first_dispatch_ms',
      'reused',
      'searched_at',
    ],
    searches.flatMap(({ dtype, shapes, m, n, k, reused, searchedAt, log }) =>
      log.map(({ kernel, status, reason, gflops, samplesMs, compileMs, firstDispatchMs }) => [
        dtype,
        shapes,
        m,
        n,
        k,
        kernel,
        status,
        reason,
        gflops,
        samplesMs.length,
        compileMs,
        firstDispatchMs,
        reused,
        searchedAt,
      ]),
    ),
  );
