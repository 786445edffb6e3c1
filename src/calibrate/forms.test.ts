import { describe, expect, it } from 'vitest';
import { scaled } from '../../config/effort.ts';
import { createRandom } from '../base/random.ts';
import type { GemmTiming, KernelParameters } from '../records/calibration.ts';
import { fitForm, parameterIntervals, type FormName } from './forms.ts';
import {
  drawShapes,
  fitted,
  MACHINE,
  PARAMETER_NAMES,
  SHAPES,
  simulate,
  TRUE,
  TRUE_TILED,
} from './testing/simulated-timings.ts';

describe('a fitted form', () => {
  it.each<[FormName, KernelParameters, number, number]>([
    ['roofline', TRUE, 150, 63],
    ['tile', TRUE_TILED, scaled(6), 100],
  ])('gives 95 %% intervals that hold the true %s parameters 90 to 99 times in 100', (form, truth, trials, count) => {
    const hits = new Map<string, number>();
    for (let seed = 1; seed <= trials; seed++) {
      const shapes = form === 'tile' ? drawShapes(seed, count) : SHAPES;
      const fit = fitForm(form, simulate(seed, 0.08, shapes, truth), MACHINE, 108);
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
    expect(intervals.others['packingEfficiency']![0]).toBeLessThan(0.25);
    expect(fitted(simulate(12, 0.03, drawShapes(12, 90), TRUE_TILED)).parameters.packingEfficiency).toBeNull();
  });
});

describe('a machine of uneven pace', () => {
  /** True times, and at which share of its usual pace the machine ran meanwhile. */
  const uneven = (seed: number, follows: boolean): GemmTiming[] => {
    const random = createRandom(seed);
    return simulate(seed, 0.03).map((row) => {
      const pace = random.uniform() < 0.4 ? 0.55 : 1;
      return { ...row, pace, measuredUs: follows ? row.measuredUs / pace : row.measuredUs };
    });
  };

  it('is allowed for where the times follow it', () => {
    const rows = uneven(5, true);
    const fit = fitted(rows);
    const blind = fitted(rows.map(({ m, n, k, measuredUs }) => ({ m, n, k, measuredUs })));
    expect(fit.paceExponent).toBeCloseTo(1, 1);
    expect(fit.holdoutError.median).toBeLessThan(0.4 * blind.holdoutError.median);
    expect(fit.warnings.find(({ code }) => code === 'uneven-pace')?.message).toContain('put at its median pace');
  });
  it('changes little where the times do not follow it', () => {
    const rows = uneven(6, false);
    const fit = fitted(rows);
    const blind = fitted(rows.map(({ m, n, k, measuredUs }) => ({ m, n, k, measuredUs })));
    expect(fit.paceExponent).toBeLessThan(0.05);
    expect(fit.parameters.computeEfficiency / blind.parameters.computeEfficiency).toBeCloseTo(1, 1);
    expect(fit.holdoutError.median).toBeLessThan(1.3 * blind.holdoutError.median);
  });
  it('goes unmentioned where it was even', () => {
    const fit = fitted(simulate(7, 0.03).map((row, i) => ({ ...row, pace: 1 + 0.01 * (i % 3) })));
    expect(fit.paceExponent).toBeNull();
    expect(fit.warnings.map(({ code }) => code)).not.toContain('uneven-pace');
  });
});
