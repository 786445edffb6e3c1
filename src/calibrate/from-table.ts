import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { CalibrateOptions } from './calibrate.ts';
import { BF16, numberFormat, type NumberFormat } from './number-format.ts';

/** The number format of a table, and who said so; `nobody`: it is taken for granted. */
export interface KnownFormat {
  readonly format: NumberFormat;
  readonly from: 'column' | 'reader' | 'name' | 'nobody';
}

/** "half" in the name of a file is half of the rows as likely as a format. */
const AMBIGUOUS = 'half';

const formatInName = (fileName: string): NumberFormat | null => {
  const words = fileName.split(/[^a-z0-9]+/i).filter((word) => word.toLowerCase() !== AMBIGUOUS);
  const found = new Set(words.map(numberFormat).filter((format) => format !== null));
  return found.size === 1 ? ([...found][0] ?? null) : null;
};

/** What the rows say, else what the reader says, else the name of the file; bf16, the commonest, where nobody does. */
export const tableFormat = (
  column: NumberFormat | null,
  reader: NumberFormat | null,
  fileName: string,
): Result<KnownFormat, Problem> => {
  if (column !== null) {
    if (reader === null || reader === column) return ok({ format: column, from: 'column' });
    const message = `dtype is ${reader.dtype}, but the table's own column says ${column.dtype}; leave it out, or correct the column.`;
    return err(problem('dtype', message));
  }
  if (reader !== null) return ok({ format: reader, from: 'reader' });
  const named = formatInName(fileName);
  return ok(named === null ? { format: BF16, from: 'nobody' } : { format: named, from: 'name' });
};

/** Columns of a table say nothing about the machine that was timed: somebody has to. */
export interface TimedMachine {
  readonly accelerator: Accelerator | null;
  /** What is stated beside the accelerator, and before its datasheet. */
  readonly peakTflops: number | null;
  readonly bandwidthGBps: number | null;
  /** What the table says its numbers are; bf16 where it says nothing. */
  readonly format?: NumberFormat;
}

/** Rates at which the times of a table are looked at; null where neither the accelerator nor a number tells. */
export const peaksOf = ({
  accelerator,
  peakTflops,
  bandwidthGBps,
  format = BF16,
}: TimedMachine): { readonly peakTflops: number | null; readonly bandwidthGBps: number | null } => ({
  peakTflops: peakTflops ?? (accelerator === null ? null : format.peakTflops(accelerator)),
  bandwidthGBps: bandwidthGBps ?? accelerator?.memoryBandwidthGBps ?? null,
});

export interface TableFacts {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly fileName: string;
  readonly accelerator: string | null;
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
  readonly format?: NumberFormat;
}

/** Options for `calibrate` from a table of timings: products by a vendor's library, which uses the matrix units. */
export const tableOptions = ({ fileName, format = BF16, ...facts }: TableFacts): CalibrateOptions => ({
  ...facts,
  name: fileName.replace(/\.csv$/i, '').slice(0, 200),
  source: fileName.slice(0, 1000),
  tier: 'calibrated',
  software: false,
  // Plain fp32 has no matrix units to run on.
  matrixUnits: format.dtype !== 'fp32',
  stack: null,
  dtype: format.dtype,
  elementBytes: format.elementBytes,
});
