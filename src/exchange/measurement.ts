import type { Problem, Result } from '../base/result.ts';
import {
  MEASUREMENT_FORMAT,
  MEASUREMENT_VERSION,
  measurementSchema,
  type Measurement,
} from '../records/measurement.ts';
import { csv } from './csv.ts';
import { parseRecord, serialiseRecord } from './record.ts';

const KIND = { format: MEASUREMENT_FORMAT, version: MEASUREMENT_VERSION, noun: 'measurement' };

export const parseMeasurement = (text: string): Result<Measurement, Problem[]> =>
  parseRecord(text, KIND, measurementSchema);

export const serialiseMeasurement = (measurement: Measurement): string => serialiseRecord(measurement);

/** One line a case, without the samples: those are in the JSON. */
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
      'first_dispatch_ms',
      'max_error',
      'error_bound',
    ],
    measurement.cases.map((one) => [
      one.id,
      one.kind,
      one.m,
      one.n,
      one.k,
      one.dtype,
      one.kernel,
      one.outcome,
      one.reason,
      one.verified,
      one.medianMs,
      one.ci95Ms?.[0] ?? null,
      one.ci95Ms?.[1] ?? null,
      one.gflops,
      one.gbps,
      one.percentOfRoof,
      one.compileMs,
      one.firstDispatchMs,
      one.maxError,
      one.errorBound,
    ]),
  );
