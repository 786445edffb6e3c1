import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { scaled } from '../../config/effort.ts';
import { createRandom } from '../base/random.ts';
import { PLAIN_FORM, calibrationSchema, type GemmTiming, type KernelParameters } from '../records/calibration.ts';
import { createPredictor } from '../throughput/predictor.ts';
import { calibrate, type CalibrateOptions } from './calibrate.ts';
import { a100Timings } from './testing/a100-timings.ts';
import { fitForm, parameterIntervals, predictUs, type FormName } from './forms.ts';

const PARAMETER_NAMES = ['computeEfficiency', 'memoryEfficiency', 'smoothness', 'overheadUs'] as const;

/** Parameters published for the A100 (research table), so that simulated timings look like a real GPU's. */
const TRUE: KernelParameters = {
  computeEfficiency: 0.84,
  memoryEfficiency: 0.77,
  smoothness: 1.64,
  overheadUs: 6,
  ...PLAIN_FORM,
};

/** The fit of this form to the published A100 table (docs/model-fit.md). */
const TRUE_TILED: KernelParameters = {
  ...PLAIN_FORM,
  computeEfficiency: 0.95,
  memoryEfficiency: 0.75,
  smoothness: 2.2,
  overheadUs: 2.4,
  tile: {
    computeUnits: 108,
    waveSharpness: 0.9,
    stepNs: 2.2,
    tileUs: 1.4,
    splitUs: 2.4,
    cacheGain: 2,
    cacheMB: 40,
  },
};

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
  computeUnits: 108,
  peakTflops: 312,
  bandwidthGBps: 2039,
};

const SHAPES = [1, 4, 16, 64, 256, 1024, 4096].flatMap((m) =>
  [256, 1024, 4096].flatMap((n) => [256, 2048, 8192].map((k) => ({ m, n, k }))),
);

type Shape = Omit<GemmTiming, 'latencyUs'>;

const simulate = (
  seed: number,
  noise: number,
  shapes: readonly Shape[] = SHAPES,
  truth: KernelParameters = TRUE,
): GemmTiming[] => {
  const random = createRandom(seed);
  return shapes.map((shape) => ({
    ...shape,
    latencyUs: predictUs(shape, OPTIONS, truth) * Math.exp(noise * random.normal()),
  }));
};

/** Shapes as a benchmark table has them: sizes of real layers, drawn at random. */
const drawShapes = (seed: number, count: number): Shape[] => {
  const random = createRandom(seed);
  const size = (low: number, high: number) => Math.round(low * (high / low) ** random.uniform());
  return Array.from({ length: count }, () => ({ m: size(1, 8192), n: 128 * size(1, 128), k: 128 * size(1, 128) }));
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

  it.each<[FormName, KernelParameters, number, number]>([
    ['roofline', TRUE, 150, 63],
    ['tile', TRUE_TILED, scaled(6), 100],
  ])('gives 95 %% intervals that hold the true %s parameters 90 to 99 times in 100', (form, truth, trials, count) => {
    const hits = new Map<string, number>();
    for (let seed = 1; seed <= trials; seed++) {
      const shapes = form === 'tile' ? drawShapes(seed, count) : SHAPES;
      const fit = fitForm(form, simulate(seed, 0.08, shapes, truth), OPTIONS, 108);
      for (const [name, { low, high }] of parameterIntervals(fit)) {
        const value = { ...truth, ...truth.tile }[name as 'computeEfficiency'];
        if (low <= value && value <= high) hits.set(name, (hits.get(name) ?? 0) + 1);
      }
    }
    for (const name of PARAMETER_NAMES) {
      expect.soft((hits.get(name) ?? 0) / trials, name).toBeGreaterThan(form === 'roofline' ? 0.9 : 0.83);
      if (form === 'roofline') expect.soft((hits.get(name) ?? 0) / trials, name).toBeLessThan(0.995);
    }
  });

  it('tells which of the two forms the timings are of', () => {
    const shapes = drawShapes(8, 100);
    expect(fitted(simulate(8, 0.03, shapes, TRUE)).parameters.tile).toBeUndefined();
    expect(fitted(simulate(8, 0.03, shapes, TRUE_TILED)).parameters.tile).toBeDefined();
  });

  it('takes the better of two products that share their peaks', () => {
    // GB200 and MI355X: 2,500 TFLOP/s and 8,000 GB/s, 148 and 256 units.
    const peaks = { peakTflops: 2500, bandwidthGBps: 8000, accelerator: null };
    for (const computeUnits of [148, 256]) {
      const tile = { ...TRUE_TILED.tile, computeUnits } as NonNullable<KernelParameters['tile']>;
      const rows = drawShapes(5, 120).map((shape) => ({
        ...shape,
        latencyUs: predictUs(shape, { ...OPTIONS, ...peaks }, { ...TRUE_TILED, tile }),
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
        if (low <= row.latencyUs && row.latencyUs <= high) covered++;
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
      row.n > 2000 && row.n < 6000 ? { ...row, latencyUs: row.latencyUs * 1.3 } : row,
    );
    const record = fitted(odd);
    expect(record.prediction?.lengths).not.toBeNull();
    const predictor = createPredictor(record);
    const shape = { m: 512, n: 3500, k: 4096 };
    const truth = 1.3 * predictUs(shape, OPTIONS, TRUE_TILED);
    expect(Math.abs(predictor.timeUs(shape) / truth - 1)).toBeLessThan(0.12);
    const width = ([low, high]: readonly [number, number]) => Math.log(high / low);
    const far = { m: 1_000_000, n: 262_144, k: 262_144 };
    expect(width(predictor.intervalUs(far))).toBeGreaterThan(1.3 * width(predictor.intervalUs(shape)));
    expect(predictor.timeUs(far) / predictUs(far, OPTIONS, record.parameters)).toBeCloseTo(1, 1);
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

describe('sizes that are no multiple of four', () => {
  it('are seen to be repacked, at the speed they really are', () => {
    const odd = drawShapes(12, 90).map((shape, i) =>
      i % 3 === 0 ? { ...shape, n: shape.n - 1, k: shape.k - 3 } : shape,
    );
    const truth = { ...TRUE_TILED, packingEfficiency: 0.25 };
    const { parameters, intervals } = fitted(simulate(12, 0.03, odd, truth));
    expect(parameters.packingEfficiency).toBeGreaterThan(0.2);
    expect(parameters.packingEfficiency).toBeLessThan(0.3);
    expect(intervals.others['packingEfficiency'][0]).toBeLessThan(0.25);
    expect(fitted(simulate(12, 0.03, drawShapes(12, 90), TRUE_TILED)).parameters.packingEfficiency).toBeNull();
  });
});

describe('published timings of an A100', () => {
  it('are told better by tiles than by the plain roofline, and predicted within a tenth', () => {
    const { forms, holdoutError, parameters } = fitted(a100Timings);
    const errors = new Map((forms ?? []).map(({ form, median, p90 }) => [form, median + p90]));
    expect(errors.get('tile')).toBeLessThan(0.9 * (errors.get('roofline') ?? 0));
    expect(parameters.tile).toBeDefined();
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

  it('refuses a bandwidth in the wrong unit, and says where a peak is in doubt', () => {
    const timings = simulate(1, 0.03);
    expect(refusal(timings, { bandwidthGBps: 2.039 })).toMatch(
      /over 10 times faster than the bandwidth of 2.039 GB\/s/,
    );
    const half = fitted(timings, { bandwidthGBps: 900 }).warnings;
    expect(half.find(({ code }) => code === 'limit-memoryEfficiency')?.message).toMatch(
      /^Memory efficiency is at its limit of 120 %: see that the bandwidth of 900 GB/,
    );
  });

  it('warns of times that do not follow from the sizes', () => {
    const random = createRandom(3);
    const noise = SHAPES.map((shape) => ({ ...shape, latencyUs: 3000 * 10 ** (2 * random.uniform()) }));
    expect(fitted(noise).warnings.map(({ code }) => code)).toContain('poor-fit');
    expect(fitted(simulate(1, 0.1)).warnings.map(({ code }) => code)).not.toContain('poor-fit');
  });

  it('says that it had to guess the compute units', () => {
    const timings = simulate(4, 0.02, drawShapes(4, 60), TRUE_TILED);
    const codes = (computeUnits: number | null) => fitted(timings, { computeUnits }).warnings.map(({ code }) => code);
    expect(codes(null)).toContain('guessed-units');
    expect(codes(108)).not.toContain('guessed-units');
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

describe('a machine of uneven pace', () => {
  /** True times, and at which share of its usual pace the machine ran meanwhile. */
  const uneven = (seed: number, follows: boolean): GemmTiming[] => {
    const random = createRandom(seed);
    return simulate(seed, 0.03).map((row) => {
      const pace = random.uniform() < 0.4 ? 0.55 : 1;
      return { ...row, pace, latencyUs: follows ? row.latencyUs / pace : row.latencyUs };
    });
  };
  const fitOf = (rows: GemmTiming[]) => {
    const fit = calibrate(rows, OPTIONS);
    if (!fit.ok) throw new Error(fit.error[0].message);
    return fit.value;
  };

  it('is allowed for where the times follow it', () => {
    const rows = uneven(5, true);
    const fit = fitOf(rows);
    const blind = fitOf(rows.map(({ m, n, k, latencyUs }) => ({ m, n, k, latencyUs })));
    expect(fit.paceExponent).toBeCloseTo(1, 1);
    expect(fit.holdoutError.median).toBeLessThan(0.4 * blind.holdoutError.median);
    expect(fit.warnings.find(({ code }) => code === 'uneven-pace')?.message).toContain('put at its median pace');
  });
  it('changes little where the times do not follow it', () => {
    const rows = uneven(6, false);
    const fit = fitOf(rows);
    const blind = fitOf(rows.map(({ m, n, k, latencyUs }) => ({ m, n, k, latencyUs })));
    expect(fit.paceExponent).toBeLessThan(0.05);
    expect(fit.parameters.computeEfficiency / blind.parameters.computeEfficiency).toBeCloseTo(1, 1);
    expect(fit.holdoutError.median).toBeLessThan(1.3 * blind.holdoutError.median);
  });
  it('goes unmentioned where it was even', () => {
    const fit = fitOf(simulate(7, 0.03).map((row, i) => ({ ...row, pace: 1 + 0.01 * (i % 3) })));
    expect(fit.paceExponent).toBeUndefined();
    expect(fit.warnings.map(({ code }) => code)).not.toContain('uneven-pace');
  });
});
