import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import type { GemmTiming } from '../records/calibration.ts';
import { calibrate, type CalibrateOptions } from './calibrate.ts';
import { fitForm, parameterIntervals } from './forms.ts';
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
import { cleanTimings, type TimedMachine } from './timings.ts';
import { warningsOfFit } from './warnings.ts';

const refusal = (timings: readonly GemmTiming[], options: Partial<CalibrateOptions> = {}): string => {
  const result = calibrate(timings, { ...OPTIONS, ...options });
  if (result.ok) throw new Error('fitted, where a refusal was expected');
  return result.error.map(({ message }) => message).join('\n');
};

/** What is said of timings and of the plain form fitted to them, without the search for a better form. */
const plainFit = (timings: readonly GemmTiming[], machine: TimedMachine = MACHINE) => {
  const clean = cleanTimings(timings, machine);
  if (!clean.ok) throw new Error(clean.error.map(({ message }) => message).join('\n'));
  const fit = fitForm('roofline', clean.value.rows, machine, OPTIONS.computeUnits);
  const ofFit = warningsOfFit(clean.value.rows, machine, fit, parameterIntervals(fit));
  return { parameters: fit.parameters, warnings: [...clean.value.warnings, ...ofFit] };
};

describe('degenerate timings', () => {
  it('refuses two rows, and one shape many times', () => {
    expect(refusal(simulate(1, 0).slice(0, 2))).toMatch(/^rows: 2 distinct shapes .* at least 6 are needed/);
    const sameShape = Array.from({ length: 50 }, () => simulate(1, 0)[0]!);
    expect(refusal(sameShape)).toMatch(/^rows: 1 distinct shapes in 50 rows/);
  });

  it('refuses zeros, NaN and infinities row by row', () => {
    const timings = simulate(1, 0);
    timings[2] = { ...timings[2]!, measuredUs: 0 };
    timings[4] = { ...timings[4]!, measuredUs: NaN };
    timings[6] = { ...timings[6]!, m: 1.5 };
    const message = refusal(timings);
    expect(message).toContain('rows[2].latency_us is 0;');
    expect(message).toContain('rows[4].latency_us is NaN;');
    expect(message).toContain('rows[6].m is 1.5;');
  });

  it.each([
    ['milliseconds', 1e-3, /faster than the peak .* microseconds/],
    ['nanoseconds', 1e3, /of the roofline, below 1 %: give times in microseconds/],
  ])('refuses times given in %s', (_, factor, message) => {
    expect(refusal(simulate(1, 0.05).map((row) => ({ ...row, measuredUs: row.measuredUs * factor })))).toMatch(message);
  });

  it('refuses a bandwidth in the wrong unit, and says where a peak is in doubt', () => {
    const timings = simulate(1, 0.03);
    expect(refusal(timings, { bandwidthGBps: 2.039 })).toMatch(
      /over 10 times faster than the bandwidth of 2.039 GB\/s/,
    );
    const half = plainFit(timings, { ...MACHINE, bandwidthBytesPerS: 900e9 }).warnings;
    expect(half.find(({ code }) => code === 'limit-memoryEfficiency')?.message).toMatch(
      /^Memory efficiency is at its limit of 120 %: see that the bandwidth of 900 GB/,
    );
  });

  it('warns of times that do not follow from the sizes', () => {
    const random = createRandom(3);
    const noise = SHAPES.map((shape) => ({ ...shape, measuredUs: 3000 * 10 ** (2 * random.uniform()) }));
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
    timings[30] = { ...timings[30]!, measuredUs: timings[30]!.measuredUs * 100 };
    const { parameters, warnings } = plainFit(timings);
    for (const name of PARAMETER_NAMES) expect(Math.abs(parameters[name] / TRUE[name] - 1), name).toBeLessThan(0.15);
    const { m, n, k } = timings[30];
    expect(warnings.find(({ code }) => code === 'outliers')?.message).toContain(`${m}×${n}×${k}`);
  });

  it('counts a repeated shape once', () => {
    const timings = simulate(1, 0.05);
    const once = cleanTimings(timings, MACHINE);
    const twice = cleanTimings([...timings, ...timings], MACHINE);
    if (!once.ok || !twice.ok) throw new Error('refused');
    expect(twice.value.rows).toEqual(once.value.rows);
    expect(twice.value.warnings.map(({ code }) => code)).toContain('repeated-shapes');
  });

  it('says that skinny products alone do not determine the compute efficiency', () => {
    const skinny = SHAPES.filter(({ m }) => m <= 4);
    const codes = plainFit(simulate(1, 0.05, skinny)).warnings.map(({ code }) => code);
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
