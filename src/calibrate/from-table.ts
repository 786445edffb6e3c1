import type { Accelerator } from '../catalog/schema.ts';
import type { CalibrateOptions } from './calibrate.ts';
import { BF16, type NumberFormat } from './number-format.ts';

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
  tier: 'measured',
  software: false,
  // Plain fp32 has no matrix units to run on.
  matrixUnits: format.dtype !== 'fp32',
  stack: null,
  dtype: format.dtype,
  elementBytes: format.elementBytes,
});
