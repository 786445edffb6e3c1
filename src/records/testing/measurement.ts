import type { TimedProductCase } from '../cases.ts';
import {
  MEASUREMENT,
  type AdapterRecord,
  type ClockRecord,
  type MeasuredCase,
  type Measurement,
  type Tuning,
} from '../measurement.ts';

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
  subgroupMatrices: [],
  ...change,
});

export const caseFixture = (size: number, change: Partial<TimedProductCase> = {}): TimedProductCase => {
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
    samplesMs: [medianMs * 0.98, medianMs, medianMs * 1.03],
    wallSamplesMs: [],
    paces: [],
    dispatchesPerSample: 4,
    medianMs,
    ci95Ms: [medianMs * 0.98, medianMs * 1.03],
    gflops,
    gbps: null,
    percentOfRoof: gflops / 12,
    compileMs: 12,
    warmCompileMs: null,
    firstDispatchMs: 3,
    verified: true,
    maxError: 1e-6,
    errorBound: 1e-4,
    warnings: [],
    ...change,
  };
};

const clockFixture: ClockRecord = {
  source: 'timestamp-query',
  timestampQuantumNs: 65_536,
  wallStepMs: 0.005,
  crossOriginIsolated: true,
  wallOverTimestamp: 1.04,
};

export type FailedOutcome = Exclude<MeasuredCase['outcome'], 'measured'>;

/** A product that has no time. */
export const failedFixture = (size: number, outcome: FailedOutcome, reason = 'a reason'): MeasuredCase => {
  const {
    outcome: _outcome,
    medianMs: _medianMs,
    ci95Ms: _ci95Ms,
    gflops: _gflops,
    gbps: _gbps,
    percentOfRoof: _percentOfRoof,
    ...sampled
  } = caseFixture(size);
  if (outcome === 'hidden' || outcome === 'clock-unusable') return { ...sampled, outcome, reason };
  const { id, kind, m, n, k, dtype, kernel, flop, bytes, warnings, compileMs, firstDispatchMs, maxError, errorBound } =
    sampled;
  const facts = { id, kind, m, n, k, dtype, kernel, flop, bytes, warnings };
  return outcome === 'wrong-result'
    ? { ...facts, compileMs, firstDispatchMs, maxError, errorBound, outcome, reason }
    : { ...facts, outcome, reason };
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
  clock: clockFixture,
  settings: null,
  sittings: [
    {
      startedAt: '2026-11-21T10:00:00.000Z',
      firstCase: 0,
      clock: clockFixture,
    },
  ],
  roofs: { fmaGflops: 1200, readGBps: 300, writeGBps: 250, copyGBps: 280 },
  cases: [64, 128, 256, 512, 1024].map((size) => caseFixture(size)),
  tuning: [],
  warnings: [],
  ...change,
});

/** A search for the fastest kernel that found one. */
export const tuningFixture = (change: Partial<Tuning> = {}): Tuning => ({
  key: 'a|f32|large',
  dtype: 'f32',
  shapes: 'large',
  m: 512,
  n: 512,
  k: 512,
  winner: 'quad-8x4-wg4x1',
  elapsedMs: 1000,
  searchedAt: '2026-11-20T10:00:00.000Z',
  reused: false,
  log: [],
  ...change,
});
