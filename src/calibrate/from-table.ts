import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { CalibrateOptions } from './calibrate.ts';

/** Number formats that a table of timings may be of. */
export const TABLE_DTYPES = ['bf16', 'fp16'] as const;
export type TableDtype = (typeof TABLE_DTYPES)[number];

/** Where the number format of a table is known from; `default`: nobody said. */
export interface KnownDtype {
  readonly dtype: TableDtype;
  readonly from: 'column' | 'reader' | 'name' | 'default';
}

const IN_NAME = /(?<![a-z0-9])(?:(bf16|bfloat16)|(fp16|float16))(?![a-z0-9])/gi;

const dtypeInName = (fileName: string): TableDtype | null => {
  const found = new Set([...fileName.matchAll(IN_NAME)].map(([, bf16]) => (bf16 === undefined ? 'fp16' : 'bf16')));
  return found.size === 1 ? ([...found][0] ?? null) : null;
};

/** What the rows say, else what the reader says, else the name of the file; bf16, the commoner, where nothing does. */
export const tableDtype = (
  column: TableDtype | null,
  reader: TableDtype | null,
  fileName: string,
): Result<KnownDtype, Problem> => {
  if (column !== null && reader !== null && column !== reader) {
    const message = `dtype is ${reader}, but the table's own column says ${column}; leave it out, or correct the column.`;
    return err(problem('dtype', message));
  }
  if (column !== null) return ok({ dtype: column, from: 'column' });
  if (reader !== null) return ok({ dtype: reader, from: 'reader' });
  const named = dtypeInName(fileName);
  return ok(named === null ? { dtype: 'bf16', from: 'default' } : { dtype: named, from: 'name' });
};

/** Columns of a table say nothing about the machine that was timed: somebody has to. */
export interface TimedMachine {
  readonly accelerator: Accelerator | null;
  /** What is stated beside the accelerator, and before its datasheet. */
  readonly peakTflops: number | null;
  readonly bandwidthGBps: number | null;
  readonly dtype: TableDtype;
}

/** Rates at which the times of a table are looked at; null where neither the accelerator nor a number tells. */
export const peaksOf = ({
  accelerator,
  peakTflops,
  bandwidthGBps,
  dtype,
}: TimedMachine): { readonly peakTflops: number | null; readonly bandwidthGBps: number | null } => {
  const [bf16, fp16] = [accelerator?.peakDenseBf16Tflops ?? null, accelerator?.peakDenseFp16Tflops ?? null];
  return {
    peakTflops: peakTflops ?? (dtype === 'bf16' ? (bf16 ?? fp16) : (fp16 ?? bf16)),
    bandwidthGBps: bandwidthGBps ?? accelerator?.memoryBandwidthGBps ?? null,
  };
};

export interface TableFacts {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly fileName: string;
  readonly accelerator: string | null;
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
  readonly dtype: TableDtype;
}

/** Options for `calibrate` from a table of timings: 16-bit products by a vendor's library, which uses the matrix units. */
export const tableOptions = ({ fileName, ...facts }: TableFacts): CalibrateOptions => ({
  ...facts,
  name: fileName.replace(/\.csv$/i, '').slice(0, 200),
  source: fileName.slice(0, 1000),
  tier: 'measured',
  software: false,
  matrixUnits: true,
  stack: null,
  elementBytes: 2,
});
