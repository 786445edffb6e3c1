import { CALIBRATION, type Calibration } from '../calibration.ts';

/** A calibration of a GPU that nobody has, with what a test wants otherwise. */
export const calibrationOf = (change: Partial<Calibration>): Calibration => ({
  format: CALIBRATION.format,
  version: CALIBRATION.version,
  id: 'fit-1',
  name: 'ACME A1000, f32',
  createdAt: '2026-11-21T11:00:00.000Z',
  source: 'run-1',
  tier: 'calibrated',
  software: false,
  accelerator: null,
  stack: null,
  dtype: 'f32',
  elementBytes: 4,
  peakTflops: 15,
  bandwidthGBps: 1500,
  parameters: { computeEfficiency: 0.6, memoryEfficiency: 0.9, smoothness: 3, overheadUs: 10 },
  intervals: {
    computeEfficiency: [0.5, 0.7],
    memoryEfficiency: [0.8, 1],
    smoothness: [2, 4],
    overheadUs: [8, 12],
  },
  fitError: { median: 0.05, p90: 0.2 },
  holdoutError: { median: 0.06, p90: 0.25 },
  n: 48,
  residuals: [],
  warnings: [],
  ...change,
});
