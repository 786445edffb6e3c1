import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import {
  minimise,
  minimiseFromMany,
  profileInterval,
  solveSymmetric,
  type LeastSquaresProblem,
} from './least-squares.ts';
import { studentTQuantile } from './quantiles.ts';

const line = (xs: readonly number[], ys: readonly number[], scale = Infinity): LeastSquaresProblem => ({
  residuals: ([a, b]) => xs.map((x, i) => a + b * x - ys[i]),
  lower: [-100, -100],
  upper: [100, 100],
  scale,
});

describe('solveSymmetric', () => {
  it('solves a positive definite system and refuses an indefinite one', () => {
    const solution = solveSymmetric(
      [
        [4, 2],
        [2, 3],
      ],
      [2, 5],
    );
    expect(solution?.[0]).toBeCloseTo(-0.5, 12);
    expect(solution?.[1]).toBeCloseTo(2, 12);
    expect(
      solveSymmetric(
        [
          [1, 2],
          [2, 1],
        ],
        [1, 1],
      ),
    ).toBeNull();
  });
});

describe('minimise', () => {
  it('finds the least-squares line', () => {
    const fit = minimise(line([0, 1, 2, 3], [1, 3, 5, 7.4]), [50, -50]);
    expect(fit.parameters[0]).toBeCloseTo(0.92, 6);
    expect(fit.parameters[1]).toBeCloseTo(2.12, 6);
  });

  it('follows the curved valley of Rosenbrock to its end', () => {
    const fit = minimise(
      { residuals: ([x, y]) => [10 * (y - x * x), 1 - x], lower: [-5, -5], upper: [5, 5], scale: Infinity },
      [-1.2, 1],
    );
    expect(fit.parameters[0]).toBeCloseTo(1, 6);
    expect(fit.parameters[1]).toBeCloseTo(1, 6);
  });

  it('stops at a bound and still optimises the other parameter', () => {
    const free = line([0, 1, 2, 3], [1, 3, 5, 7]);
    const fit = minimise({ ...free, upper: [100, 1] }, [0, 0]);
    expect(fit.parameters[1]).toBe(1);
    expect(fit.parameters[0]).toBeCloseTo(2.5, 6);
  });

  it('is hardly moved by one wild row, where plain least squares is', () => {
    const xs = Array.from({ length: 20 }, (_, i) => i);
    const ys = xs.map((x) => (x === 19 ? 500 : 1 + 2 * x));
    expect(minimise(line(xs, ys, 0.1), [0, 0]).parameters[1]).toBeCloseTo(2, 1);
    expect(minimise(line(xs, ys), [0, 0]).parameters[1]).toBeGreaterThan(5);
  });

  it('takes the deeper of two minima when given starts in both', () => {
    const problem: LeastSquaresProblem = {
      residuals: ([x]) => [(x - 3) * (x + 2), 0.5 * (x - 3)],
      lower: [-10],
      upper: [10],
      scale: Infinity,
    };
    expect(minimise(problem, [-4]).parameters[0]).toBeLessThan(0);
    expect(minimiseFromMany(problem, [[-4], [4]], 2).parameters[0]).toBeCloseTo(3, 6);
  });
});

describe('profileInterval', () => {
  it('equals the textbook interval for a line with normal errors', () => {
    const random = createRandom(3);
    const xs = Array.from({ length: 30 }, (_, i) => i / 10);
    const ys = xs.map((x) => 1 + 2 * x + 0.2 * random.normal());
    const problem = line(xs, ys);
    const fit = minimise(problem, [0, 0]);
    const t = studentTQuantile(0.975, 28);
    const interval = profileInterval(problem, fit, 1, t);
    const mean = xs.reduce((a, b) => a + b) / xs.length;
    const spread = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    const halfWidth = t * Math.sqrt(fit.cost / 28 / spread);
    expect((interval.high - interval.low) / 2 / halfWidth).toBeCloseTo(1, 1);
    expect([interval.closedLow, interval.closedHigh]).toEqual([true, true]);
  });

  it('says that data leave a parameter open', () => {
    const problem: LeastSquaresProblem = {
      residuals: ([a, b]) => [a + 0 * b - 1, a - 1.1, a - 0.9],
      lower: [0, 0],
      upper: [10, 10],
      scale: Infinity,
    };
    const interval = profileInterval(problem, minimise(problem, [1, 5]), 1, 2);
    expect(interval).toEqual({ low: 0, high: 10, closedLow: false, closedHigh: false });
  });
});
