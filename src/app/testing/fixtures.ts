import type { Calibration } from '../../records/calibration.ts';
import { MEASUREMENT, type AdapterRecord, type MeasuredCase, type Measurement } from '../../records/measurement.ts';
import { calibrationOf } from '../../records/testing/calibration.ts';

/** Records for tests: plausible, small and fixed. */
export const adapterFixture = (change: Partial<AdapterRecord> = {}): AdapterRecord => ({
  vendor: 'acme',
  architecture: 'ampere',
  device: '0x20b5',
  description: 'ACME A1000',
  software: false,
  features: ['timestamp-query'],
  limits: { maxBufferSize: 2 ** 30 },
  subgroupMinSize: 32,
  subgroupMaxSize: 32,
  ...change,
});

export const caseFixture = (size: number, change: Partial<MeasuredCase> = {}): MeasuredCase => {
  const flop = 2 * size ** 3;
  const gflops = 1000 * (size / (size + 256));
  const medianMs = flop / gflops / 1e6;
  return {
    id: `matmul:m=${size};n=${size};k=${size};dtype=f32`,
    kind: 'matmul',
    m: size,
    n: size,
    k: size,
    dtype: 'f32',
    kernel: 'matmul:tiled',
    flop,
    bytes: 12 * size ** 2,
    outcome: 'measured',
    reason: null,
    samplesMs: [medianMs * 0.98, medianMs, medianMs * 1.03],
    wallSamplesMs: [],
    dispatchesPerSample: 4,
    medianMs,
    ci95Ms: [medianMs * 0.98, medianMs * 1.03],
    gflops,
    gbps: null,
    percentOfRoof: gflops / 12,
    compileMs: 12,
    firstDispatchMs: 3,
    verified: true,
    maxError: 1e-6,
    errorBound: 1e-4,
    warnings: [],
    ...change,
  };
};

export const measurementFixture = (change: Partial<Measurement> = {}): Measurement => ({
  format: MEASUREMENT.format,
  version: MEASUREMENT.version,
  id: 'run-1',
  name: 'ACME A1000, quick',
  createdAt: '2026-11-21T10:00:00.000Z',
  suite: 'quick',
  seed: 1,
  outcome: 'complete',
  adapter: adapterFixture(),
  browser: { name: 'Chromium', version: '156', userAgent: 'test' },
  host: null,
  clock: {
    source: 'timestamp-query',
    timestampQuantumNs: 65_536,
    wallStepMs: 0.005,
    crossOriginIsolated: true,
    wallOverTimestamp: 1.04,
  },
  roofs: { fmaGflops: 1200, readGBps: 300, writeGBps: 250, copyGBps: 280 },
  cases: [64, 128, 256, 512, 1024].map((size) => caseFixture(size)),
  warnings: [],
  ...change,
});

export const calibrationFixture = (change: Partial<Calibration> = {}): Calibration =>
  calibrationOf({
    tier: 'calibrated',
    peakTflops: 1.2,
    bandwidthGBps: 300,
    parameters: { computeEfficiency: 0.83, memoryEfficiency: 0.71, smoothness: 2.1, overheadUs: 12 },
    intervals: {
      computeEfficiency: [0.8, 0.86],
      memoryEfficiency: [0.62, 0.79],
      smoothness: [1.5, 3.2],
      overheadUs: [9, 15],
    },
    fitError: { median: 0.05, p90: 0.14 },
    holdoutError: { median: 0.07, p90: 0.19 },
    n: 12,
    residuals: [64, 128, 256, 512, 1024, 2048].map((size, index) => ({
      m: size,
      n: size,
      k: size,
      measuredUs: size ** 3 / 1e5,
      predictedUs: (size ** 3 / 1e5) * (1 + (index - 2.5) / 30),
      heldOut: index % 3 === 2,
    })),
    ...change,
  });
