import { describe, expect, it } from 'vitest';
import type { TimedCase, TimedProductCase } from '../records/cases.ts';
import type { MeasuredCase, Measurement, Tuning } from '../records/measurement.ts';
import { adapterFixture, failedFixture, measurementFixture } from '../records/testing/measurement.ts';
import { timingsFromMeasurement } from './from-measurement.ts';

const product = (
  m: number,
  n: number,
  k: number,
  medianMs: number,
  more: Partial<TimedProductCase> = {},
): TimedProductCase => ({
  id: `matmul:m=${m};n=${n};k=${k};dtype=f32`,
  kind: 'matmul',
  m,
  n,
  k,
  dtype: 'f32',
  kernel: 'tiled',
  flop: 2 * m * n * k,
  bytes: 4 * (m * n + n * k + m * k),
  outcome: 'measured',
  samplesMs: [medianMs],
  wallSamplesMs: [medianMs],
  paces: [],
  dispatchesPerSample: 1,
  medianMs,
  ci95Ms: [medianMs, medianMs],
  gflops: (2 * m * n * k) / medianMs / 1e6,
  gbps: null,
  percentOfRoof: null,
  compileMs: null,
  warmCompileMs: null,
  firstDispatchMs: null,
  verified: true,
  maxError: 0,
  errorBound: 1,
  warnings: [],
  ...more,
});

type TimedReplay = Extract<TimedCase, { readonly kind: 'replay' }>;
const replay = (change: Partial<TimedReplay> & Pick<TimedReplay, 'parts'>): TimedReplay => {
  const { m: _m, n: _n, k: _k, ...timed } = product(64, 64, 64, 0.1);
  return { ...timed, kind: 'replay', ...change };
};

const measurement = (software: boolean, cases: MeasuredCase[]): Measurement =>
  measurementFixture({
    id: 'm-1',
    name: 'A run',
    adapter: adapterFixture({ description: 'SwiftShader Device', software }),
    roofs: { fmaGflops: 100, readGBps: 20, writeGBps: null, copyGBps: 15 },
    cases,
  });

/** A rule that any product meets. */
const any = { rowsUpTo: null, outputsUpTo: null, depthFrom: null };
const options = { id: 'c-1', createdAt: '2026-01-02T00:00:00Z' };

describe('timingsFromMeasurement', () => {
  it('takes verified products only, in microseconds, with the measured roofs as peaks', () => {
    const cases = [
      product(256, 256, 256, 1),
      product(512, 512, 512, 8, { verified: false }),
      failedFixture(64, 'timeout'),
      replay({ id: 'replay:model=x', parts: [] }),
    ];
    const result = timingsFromMeasurement(measurement(false, cases), options);
    expect(result.ok && result.value.timings).toEqual([{ m: 256, n: 256, k: 256, measuredUs: 1000 }]);
    expect(result.ok && result.value.options).toMatchObject({
      peakTflops: 0.1,
      bandwidthGBps: 20,
      elementBytes: 4,
      dtype: 'f32',
      software: false,
      tier: 'calibrated',
    });
  });

  it('says at which share of the usual pace each was timed', () => {
    const at = (gflops: number) => ({ paces: [{ samplesBefore: 0, gflops }] });
    const cases = [
      product(64, 64, 64, 1, at(50)),
      product(128, 128, 128, 1, at(25)),
      product(256, 256, 256, 1, at(60)),
    ];
    const result = timingsFromMeasurement(measurement(false, [...cases, product(512, 512, 512, 1)]), options);
    const shares = result.ok ? result.value.timings.map(({ pace }) => pace) : [];
    expect(shares.slice(0, 3).map((share) => share?.toFixed(6))).toEqual(['1.000000', '0.500000', '1.200000']);
    expect(shares[3]).toBeUndefined();
  });

  it('lifts the compute peak to the fastest product where that beats the FMA roof', () => {
    const result = timingsFromMeasurement(measurement(false, [product(1000, 1000, 1000, 10)]), options);
    expect(result.ok && result.value.options.peakTflops).toBeCloseTo(0.2, 12);
  });

  it('refuses a software adapter unless forced, and then labels the record', () => {
    const run = measurement(true, [product(256, 256, 256, 1)]);
    const refused = timingsFromMeasurement(run, options);
    expect(refused.ok || refused.error[0]!.message).toMatch(/SwiftShader Device, software on a CPU/);
    const forced = timingsFromMeasurement(run, { ...options, force: true });
    expect(forced.ok && forced.value.options).toMatchObject({ software: true, name: 'A run (software adapter)' });
  });

  it('takes the number format with most products, or the one asked for', () => {
    const cases = [
      product(256, 256, 256, 1),
      product(256, 256, 256, 1, { dtype: 'f16' }),
      product(512, 256, 256, 1, { dtype: 'f16' }),
    ];
    const common = timingsFromMeasurement(measurement(false, cases), options);
    expect(common.ok && common.value.options).toMatchObject({ dtype: 'f16', elementBytes: 2 });
    const ofF32 = timingsFromMeasurement(measurement(false, cases), { ...options, dtype: 'f32' });
    expect(ofF32.ok && ofF32.value.timings).toHaveLength(1);
    const missing = timingsFromMeasurement(measurement(false, cases), { ...options, dtype: 'i8' });
    expect(missing.ok || missing.error[0]!.path).toBe('dtype');
  });

  it('says what to run where there is nothing to fit', () => {
    const none = timingsFromMeasurement(measurement(false, []), options);
    expect(none.ok || none.error[0]!.path).toBe('cases');
    const run = measurement(false, [product(256, 256, 256, 1)]);
    const roofless = timingsFromMeasurement(
      { ...run, roofs: { fmaGflops: null, readGBps: null, writeGBps: null, copyGBps: null } },
      options,
    );
    expect(roofless.ok || roofless.error[0]!.path).toBe('roofs.readGBps');
  });

  it('knows our kernels: their tiles, which class takes which, and the layers that were replayed', () => {
    const quad = 'quad-16x8-wg4x1';
    const gemv = 'gemv-1x4-wg64x1';
    const replayed = replay({
      id: 'replay:model=x',
      medianMs: 7,
      bytes: 5000,
      kernel: 'layer',
      parts: [{ m: 1, n: 64, k: 64, batch: 4, kernel: gemv }],
    });
    const prepared = timingsFromMeasurement(
      measurement(false, [
        product(512, 512, 512, 5, { kernel: quad }),
        product(1, 512, 512, 1, { kernel: gemv }),
        replayed,
      ]),
      { id: 'c-1', createdAt: '2026-01-02T00:00:00Z' },
    );
    if (!prepared.ok) throw new Error(prepared.error[0]!.message);
    const { timings, options } = prepared.value;
    expect(timings.map(({ kernel }) => kernel)).toEqual([quad, gemv]);
    expect(options.kernels?.list).toEqual([
      { id: quad, rows: 16, columns: 32, split: 1, stepDepth: 4, columnStep: 4, copies: 'odd' },
      { id: gemv, rows: 1, columns: 256, split: 1, stepDepth: 4, columnStep: 4, copies: 'odd' },
    ]);
    expect(options.kernels?.choice[0]).toEqual({ ...any, rowsUpTo: 1, kernel: gemv, others: [] });
    expect(options.kernels?.choice.at(-1)).toEqual({ ...any, kernel: quad, others: [] });
    expect(options.replays).toEqual([
      {
        id: 'replay:model=x',
        measuredUs: 7000,
        products: [{ m: 1, n: 64, k: 64, batch: 4, kernel: gemv, footprintBytes: 5000 }],
      },
    ]);
  });

  it('takes the winner of its search for the kernel of a class, however often another filled its shapes better', () => {
    const [wide, narrow] = ['texture-16x4-wg64x1', 'texture-16x4-wg4x1'];
    const cases = [
      [512, wide],
      [300, narrow],
      [333, narrow],
    ].map(([n, kernel]) => product(512, Number(n), 512, 5, { kernel: String(kernel) }));
    const run = measurement(false, cases);
    const search = (dtype: string, winner: string | null): Tuning => ({
      ...{ key: 'k', dtype, shapes: 'large', m: 512, n: 512, k: 512 },
      ...{ winner, elapsedMs: 1, searchedAt: null, reused: false, log: [] },
    });
    const largeOf = (tuning: Measurement['tuning']) => {
      const prepared = timingsFromMeasurement({ ...run, tuning }, options);
      return prepared.ok ? prepared.value.options.kernels?.choice.at(-1) : undefined;
    };
    expect(largeOf([search('f16', narrow), search('f32', wide)])).toEqual({ ...any, kernel: wide, others: [narrow] });
    expect(largeOf([search('f32', null)])).toEqual({ ...any, kernel: narrow, others: [wide] });
    expect(largeOf([search('f32', 'quad-8x4-wg4x1')])).toEqual({ ...any, kernel: narrow, others: [wide] });
    expect(largeOf([])).toEqual({ ...any, kernel: narrow, others: [wide] });
  });
});
