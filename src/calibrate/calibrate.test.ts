import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { scaled } from '../../config/effort.ts';
import { calibrationSchema, type KernelParameters } from '../records/calibration.ts';
import { createPredictor } from '../throughput/predictor.ts';
import { calibrate, machineOf } from './calibrate.ts';
import { predictUs } from './forms.ts';
import { a100Timings } from './testing/a100-timings.ts';
import {
  drawShapes,
  fitted,
  MACHINE,
  OPTIONS,
  PARAMETER_NAMES,
  SHAPES,
  simulate,
  TRUE,
  TRUE_TILED,
} from './testing/simulated-timings.ts';

describe('calibrate', () => {
  it('recovers the parameters exactly from exact timings', () => {
    const { parameters, holdoutError } = fitted(simulate(1, 0));
    for (const name of PARAMETER_NAMES) expect(parameters[name] / TRUE[name]).toBeCloseTo(1, 3);
    expect(holdoutError.p90).toBeLessThan(1e-3);
  });

  it('is deterministic, and makes a record that its schema accepts', () => {
    const timings = simulate(2, 0.1);
    const record = fitted(timings);
    expect(fitted(timings)).toEqual(record);
    expect(v.parse(calibrationSchema, record)).toEqual(record);
  });

  it('tells which of the two forms the timings are of', () => {
    const shapes = drawShapes(8, 100);
    expect(fitted(simulate(8, 0.03, shapes, TRUE)).parameters.tile).toBeNull();
    expect(fitted(simulate(8, 0.03, shapes, TRUE_TILED)).parameters.tile).not.toBeNull();
  });

  it('takes the better of two products that share their peaks', () => {
    // GB200 and MI355X: 2,500 TFLOP/s and 8,000 GB/s, 148 and 256 units.
    const peaks = { peakTflops: 2500, bandwidthGBps: 8000, accelerator: null };
    for (const computeUnits of [148, 256]) {
      const tile = { ...TRUE_TILED.tile, computeUnits } as NonNullable<KernelParameters['tile']>;
      const rows = drawShapes(5, 120).map((shape) => ({
        ...shape,
        measuredUs: predictUs(shape, machineOf({ ...OPTIONS, ...peaks }), { ...TRUE_TILED, tile }),
      }));
      const { computeUnits: _told, ...untold } = OPTIONS;
      const result = calibrate(rows, { ...untold, ...peaks });
      expect(result.ok && result.value.parameters.tile?.computeUnits).toBe(computeUnits);
    }
  });

  it('finds about how many compute units there are where nobody tells', () => {
    const record = fitted(simulate(4, 0.02, drawShapes(4, 150), TRUE_TILED), { computeUnits: null });
    expect(record.parameters.tile?.computeUnits).toBeGreaterThanOrEqual(64);
    expect(record.parameters.tile?.computeUnits).toBeLessThanOrEqual(160);
    expect(record.holdoutError.median).toBeLessThan(0.05);
  });

  it('gives 90 % prediction intervals that hold 85 to 95 % of new timings', () => {
    let covered = 0;
    let count = 0;
    const tables = scaled(2);
    for (let seed = 1; seed <= tables; seed++) {
      const record = fitted(simulate(seed, 0.1, drawShapes(seed, 120), TRUE_TILED));
      const predictor = createPredictor(record);
      for (const row of simulate(100 + seed, 0.1, drawShapes(100 + seed, 200), TRUE_TILED)) {
        const [low, high] = predictor.intervalUs(row);
        if (low <= row.measuredUs && row.measuredUs <= high) covered++;
        count++;
      }
    }
    expect(covered / count).toBeGreaterThan(0.85);
    expect(covered / count).toBeLessThan(0.95);
  });

  it('learns from its neighbours what the formula misses, and widens its interval away from them', () => {
    // A library that has a bad kernel for middling n: the formula cannot know, the neighbours show it.
    const shapes = drawShapes(9, 200);
    const odd = simulate(9, 0.02, shapes, TRUE_TILED).map((row) =>
      row.n > 2000 && row.n < 6000 ? { ...row, measuredUs: row.measuredUs * 1.3 } : row,
    );
    const record = fitted(odd);
    expect(record.prediction?.lengths).not.toBeNull();
    const predictor = createPredictor(record);
    const shape = { m: 512, n: 3500, k: 4096 };
    const truth = 1.3 * predictUs(shape, MACHINE, TRUE_TILED);
    expect(Math.abs(predictor.timeUs(shape) / truth - 1)).toBeLessThan(0.12);
    const width = ([low, high]: readonly [number, number]) => Math.log(high / low);
    const far = { m: 1_000_000, n: 262_144, k: 262_144 };
    expect(width(predictor.intervalUs(far))).toBeGreaterThan(1.3 * width(predictor.intervalUs(shape)));
    expect(predictor.timeUs(far) / predictUs(far, MACHINE, record.parameters)).toBeCloseTo(1, 1);
  });

  it('predicts held-out rows about as well as the noise allows, from twelve shapes on', () => {
    const dozen = SHAPES.filter((_, i) => i % 5 === 0).slice(0, 12);
    const { holdoutError, n, warnings } = fitted(simulate(5, 0.05, dozen));
    expect(n).toBe(12);
    expect(holdoutError.median).toBeLessThan(0.15);
    expect(warnings.map(({ code }) => code)).not.toContain('few-rows');
  });

  it('holds out a seeded third, and its residuals come from the fit that did not see it', () => {
    const timings = simulate(3, 0.05);
    const first = fitted(timings, { seed: 1 });
    const second = fitted(timings, { seed: 2 });
    expect(first.residuals.filter(({ heldOut }) => heldOut)).toHaveLength(Math.round(0.33 * timings.length));
    expect(first.parameters).toEqual(second.parameters);
    expect(first.residuals.map(({ heldOut }) => heldOut)).not.toEqual(second.residuals.map(({ heldOut }) => heldOut));
  });
});

describe('published timings of an A100', () => {
  it('are told better by tiles than by the plain roofline, and predicted within a tenth', () => {
    const { forms, holdoutError, parameters } = fitted(a100Timings);
    const errors = new Map((forms ?? []).map(({ form, median, p90 }) => [form, median + p90]));
    expect(errors.get('tile')).toBeLessThan(0.9 * (errors.get('roofline') ?? 0));
    expect(parameters.tile).not.toBeNull();
    expect(holdoutError.median).toBeLessThan(0.1);
  });

  it('take their compute units from the catalogue, by the peaks', () => {
    const { computeUnits: _told, ...untold } = OPTIONS;
    const result = calibrate(a100Timings, { ...untold, accelerator: null });
    expect(result.ok && result.value.parameters.tile?.computeUnits).toBe(108);
    // An H100 in FP8.
    const inFp8 = { dtype: 'fp8', elementBytes: 1, peakTflops: 1979, bandwidthGBps: 3350, accelerator: null };
    const eightBit = calibrate(a100Timings, { ...untold, ...inFp8 });
    expect(eightBit.ok && eightBit.value.warnings.map(({ code }) => code)).not.toContain('guessed-units');
  });
});
