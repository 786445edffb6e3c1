import type { Accelerator } from '../catalog/schema.ts';
import type { CalibrateOptions } from './calibrate.ts';

/** Columns of a table say nothing about the machine that was timed: somebody has to. */
export interface TimedMachine {
  readonly accelerator: Accelerator | null;
  /** What is stated beside the accelerator, and before its datasheet. */
  readonly peakTflops: number | null;
  readonly bandwidthGBps: number | null;
}

/** Rates at which the times of a table are looked at; null where neither the accelerator nor a number tells. */
export const peaksOf = ({
  accelerator,
  peakTflops,
  bandwidthGBps,
}: TimedMachine): { readonly peakTflops: number | null; readonly bandwidthGBps: number | null } => ({
  peakTflops: peakTflops ?? accelerator?.peakDenseBf16Tflops ?? accelerator?.peakDenseFp16Tflops ?? null,
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
  dtype: 'bf16',
  elementBytes: 2,
});
