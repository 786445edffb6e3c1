import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { createRandom } from '../base/random.ts';
import { calibrationSchema, type GemmTiming, type KernelParameters } from '../records/calibration.ts';
import { calibrate, type CalibrateOptions } from './calibrate.ts';
import { PARAMETER_NAMES, predictUs } from './roofline-fit.ts';

/** Parameters published for the A100 (research table), so that simulated timings look like a real GPU's. */
const TRUE: KernelParameters = { computeEfficiency: 0.84, memoryEfficiency: 0.77, smoothness: 1.64, overheadUs: 6 };

const OPTIONS: CalibrateOptions = {
  id: 'simulated',
  name: 'Simulated A100',
  createdAt: '2026-01-01T00:00:00Z',
  source: 'simulation',
  tier: 'measured',
  software: false,
  accelerator: 'a100-sxm-80gb',
  stack: null,
  dtype: 'bf16',
  elementBytes: 2,
  peakTflops: 312,
  bandwidthGBps: 2039,
};

const SHAPES = [1, 4, 16, 64, 256, 1024, 4096].flatMap((m) =>
  [256, 1024, 4096].flatMap((n) => [256, 2048, 8192].map((k) => ({ m, n, k }))),
);

const simulate = (
  seed: number,
  noise: number,
  shapes: readonly { m: number; n: number; k: number }[] = SHAPES,
): GemmTiming[] => {
  const random = createRandom(seed);
  return shapes.map((shape) => ({
    ...shape,
    latencyUs: predictUs(shape, OPTIONS, TRUE) * Math.exp(noise * random.normal()),
  }));
};

const fitted = (timings: readonly GemmTiming[], options: Partial<CalibrateOptions> = {}) => {
  const result = calibrate(timings, { ...OPTIONS, ...options });
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};

const refusal = (timings: readonly GemmTiming[], options: Partial<CalibrateOptions> = {}): string => {
  const result = calibrate(timings, { ...OPTIONS, ...options });
  if (result.ok) throw new Error('fitted, where a refusal was expected');
  return result.error.map(({ message }) => message).join('\n');
};

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

  it('gives 95 % intervals that hold the true parameters 90 to 99 times in 100', () => {
    const trials = 150;
    const hits = new Map(PARAMETER_NAMES.map((name) => [name, 0]));
    for (let seed = 1; seed <= trials; seed++) {
      const { intervals } = fitted(simulate(seed, 0.08));
      for (const name of PARAMETER_NAMES) {
        const [low, high] = intervals[name];
        if (low <= TRUE[name] && TRUE[name] <= high) hits.set(name, (hits.get(name) ?? 0) + 1);
      }
    }
    for (const name of PARAMETER_NAMES) {
      expect.soft((hits.get(name) ?? 0) / trials, name).toBeGreaterThan(0.9);
      expect.soft((hits.get(name) ?? 0) / trials, name).toBeLessThan(0.995);
    }
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

describe('degenerate timings', () => {
  it('refuses two rows, and one shape many times', () => {
    expect(refusal(simulate(1, 0).slice(0, 2))).toMatch(/^rows: 2 distinct shapes .* at least 6 are needed/);
    const one = Array.from({ length: 50 }, () => simulate(1, 0)[0]);
    expect(refusal(one)).toMatch(/^rows: 1 distinct shapes in 50 rows/);
  });

  it('refuses zeros, NaN and infinities row by row', () => {
    const timings = simulate(1, 0);
    timings[2] = { ...timings[2], latencyUs: 0 };
    timings[4] = { ...timings[4], latencyUs: NaN };
    timings[6] = { ...timings[6], m: 1.5 };
    const message = refusal(timings);
    expect(message).toContain('rows[2].latency_us is 0;');
    expect(message).toContain('rows[4].latency_us is NaN;');
    expect(message).toContain('rows[6].m is 1.5;');
  });

  it.each([
    ['milliseconds', 1e-3, /faster than the peak .* microseconds/],
    ['nanoseconds', 1e3, /of the roofline, below 1 %: give times in microseconds/],
  ])('refuses times given in %s', (_, factor, message) => {
    expect(refusal(simulate(1, 0.05).map((row) => ({ ...row, latencyUs: row.latencyUs * factor })))).toMatch(message);
  });

  it('is hardly moved by one row a hundred times too slow, and names it', () => {
    const timings = simulate(1, 0.03);
    timings[30] = { ...timings[30], latencyUs: timings[30].latencyUs * 100 };
    const { parameters, warnings } = fitted(timings);
    for (const name of PARAMETER_NAMES) expect(Math.abs(parameters[name] / TRUE[name] - 1), name).toBeLessThan(0.15);
    const { m, n, k } = timings[30];
    expect(warnings.find(({ code }) => code === 'outliers')?.message).toContain(`${m}×${n}×${k}`);
  });

  it('counts a repeated shape once', () => {
    const timings = simulate(1, 0.05);
    const once = fitted(timings);
    const twice = fitted([...timings, ...timings]);
    expect(twice.n).toBe(once.n);
    expect(twice.parameters).toEqual(once.parameters);
    expect(twice.warnings.map(({ code }) => code)).toContain('repeated-shapes');
  });

  it('says that skinny products alone do not determine the compute efficiency', () => {
    const skinny = SHAPES.filter(({ m }) => m <= 4);
    const codes = fitted(simulate(1, 0.05, skinny)).warnings.map(({ code }) => code);
    expect(codes).toContain('undetermined-computeEfficiency');
    expect(codes).not.toContain('undetermined-memoryEfficiency');
  });

  it('warns of fewer than twelve shapes', () => {
    const few = SHAPES.filter((_, i) => i % 8 === 0);
    expect(fitted(simulate(1, 0.02, few)).warnings.map(({ code }) => code)).toContain('few-rows');
  });

  it('refuses peaks and held-out shares out of range, all at once', () => {
    const message = refusal(simulate(1, 0), { peakTflops: -1, bandwidthGBps: NaN, holdout: 0.9 });
    expect(message).toContain('peakTflops is -1;');
    expect(message).toContain('bandwidthGBps is NaN;');
    expect(message).toContain('holdout is 0.9;');
  });
});
