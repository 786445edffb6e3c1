import { describe, expect, it } from 'vitest';
import { PLAIN_FORM, type Calibration } from '../records/calibration.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { createPredictor } from './predictor.ts';

const residual = (m: number, factor: number): Calibration['residuals'][number] => {
  const formulaUs = (2 * m * 1024 * 1024) / 100e6 + 5;
  return { m, n: 1024, k: 1024, measuredUs: factor * formulaUs, predictedUs: formulaUs, heldOut: false, kernel: null };
};

/** Compute-bound, 100 TFLOP/s, 5 µs a launch: 2mnk / 1e8 + 5 µs; measured 20 % slower from 4096 rows on. */
const calibration = (more: Partial<Calibration> = {}): Calibration =>
  calibrationOf({
    dtype: 'bf16',
    elementBytes: 2,
    peakTflops: 100,
    bandwidthGBps: 1e9,
    parameters: { computeEfficiency: 1, memoryEfficiency: 1, smoothness: 20, overheadUs: 5, ...PLAIN_FORM },
    fitError: { median: 0, p90: 0.1 },
    holdoutError: { median: 0, p90: 0.1 },
    prediction: { level: 0.9, lengths: [1, 1, 1], signalShare: 0.9, sd: 0.1, quantile: 1.6 },
    residuals: [residual(256, 1), residual(512, 1), residual(4096, 1.2), residual(8192, 1.2)],
    ...more,
  });

const shape = (m: number) => ({ m, n: 1024, k: 1024 });
const formulaUs = (m: number): number => (2 * m * 1024 * 1024) / 100e6 + 5;

describe('createPredictor', () => {
  it('follows its neighbours where there are some, and the formula where there are none', () => {
    const { timeUs } = createPredictor(calibration());
    expect(timeUs(shape(6000)) / formulaUs(6000)).toBeGreaterThan(1.1);
    expect(timeUs(shape(300)) / formulaUs(300)).toBeCloseTo(1, 1);
    expect(timeUs({ m: 1, n: 65536, k: 65536 }) / ((2 * 65536 ** 2) / 100e6 + 5)).toBeCloseTo(1, 2);
  });

  it('is surer beside a row than between rows, and least sure beyond all of them', () => {
    const { intervalUs } = createPredictor(calibration());
    const width = (m: number): number => Math.log(intervalUs(shape(m))[1] / intervalUs(shape(m))[0]);
    expect(width(512)).toBeLessThan(width(1448));
    expect(width(1448)).toBeLessThan(width(8192 * 64));
  });

  it('needs no rows: published constants predict with one width everywhere', () => {
    const { timeUs, intervalUs } = createPredictor(
      calibration({
        residuals: [],
        fitError: { median: 0, p90: 0.1 },
        holdoutError: { median: 0, p90: 0.1 },
        prediction: { level: 0.9, lengths: null, signalShare: 0, sd: 0.1, quantile: 1.6 },
      }),
    );
    expect(timeUs(shape(512))).toBeCloseTo(formulaUs(512), 9);
    expect(intervalUs(shape(512))[1] / timeUs(shape(512))).toBeCloseTo(Math.exp(0.16), 9);
  });

  it('reads a file with more rows than a fit keeps by its formula alone', () => {
    const many = Array.from({ length: 5000 }, (_, i) => residual(i + 1, 1.5));
    expect(createPredictor(calibration({ residuals: many })).timeUs(shape(100))).toBeCloseTo(formulaUs(100), 9);
  });
});
