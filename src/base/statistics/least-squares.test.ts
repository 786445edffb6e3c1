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
  residuals: ([a, b]) => xs.map((x, i) => a! + b! * x - ys[i]!),
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

describe('solveSymmetric against multiplication', () => {
  it('solves what was multiplied', () => {
    const random = createRandom(8);
    for (const size of [1, 3, 5]) {
      const root = Array.from({ length: size }, () => Array.from({ length: size }, () => random.normal()));
      const matrix = root.map((a, i) =>
        root.map((b, j) => a.reduce((sum, value, k) => sum + value * b[k]!, i === j ? 0.5 : 0)),
      );
      const wanted = Array.from({ length: size }, () => random.normal());
      const right = matrix.map((row) => row.reduce((sum, value, k) => sum + value * wanted[k]!, 0));
      const solution = solveSymmetric(matrix, right)!;
      for (let i = 0; i < size; i++) expect(solution[i]).toBeCloseTo(wanted[i]!, 9);
    }
  });

  it('refuses a singular one', () => {
    const ones = [
      [1, 1],
      [1, 1],
    ];
    expect(solveSymmetric(ones, [1, 1])).toBeNull();
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
      { residuals: ([x, y]) => [10 * (y! - x! * x!), 1 - x!], lower: [-5, -5], upper: [5, 5], scale: Infinity },
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

  it.each([0.3, 2, Infinity])('finds the minimum of the soft loss at scale %d, and says what it is', (scale) => {
    const ys = [0.1, -0.4, 0.2, 0.7, 5];
    const loss = (at: number): number =>
      ys.reduce((sum, y) => {
        const r = at - y;
        return sum + (scale === Infinity ? r * r : 2 * scale * scale * (Math.sqrt(1 + (r / scale) ** 2) - 1));
      }, 0);
    let best = -1;
    for (let at = -1; at <= 5; at += 1e-4) if (loss(at) < loss(best)) best = at;
    const fit = minimise({ residuals: ([a]) => ys.map((y) => a! - y), lower: [-9], upper: [9], scale }, [8]);
    expect(Math.abs(fit.parameters[0]! - best)).toBeLessThan(2e-4);
    expect(fit.cost).toBeCloseTo(loss(fit.parameters[0]!), 9);
    expect(fit.residuals).toEqual(ys.map((y) => fit.parameters[0]! - y));
  });

  it('never looks outside the box, from either of its ends', () => {
    const fenced = (start: number): number => {
      const residuals = ([x]: readonly number[]): number[] => {
        if (!(x! >= 0 && x! <= 2)) throw new Error(`asked at ${String(x)}`);
        return [Math.sqrt(x!) - 1, 0.1 * Math.sqrt(2 - x!)];
      };
      return minimise({ residuals, lower: [0], upper: [2], scale: Infinity }, [start]).parameters[0]!;
    };
    for (const start of [-1, 0, 2, 3]) expect(fenced(start)).toBeCloseTo(fenced(1), 4);
  });

  it('leaves a bound again whose gradient points inward, and stays at one where it points outward', () => {
    const towards = (goal: number, start: number): number =>
      minimise({ residuals: ([x]) => [x! - goal], lower: [0], upper: [1], scale: Infinity }, [start]).parameters[0]!;
    expect(towards(0.3, 0)).toBeCloseTo(0.3, 6);
    expect(towards(0.3, 1)).toBeCloseTo(0.3, 6);
    expect(towards(-5, 0.5)).toBe(0);
    expect(towards(5, 0.5)).toBe(1);
    expect(towards(-5, 0)).toBe(0);
    expect(towards(5, 1)).toBe(1);
  });

  it('keeps a parameter whose bounds coincide, and one that nothing depends on', () => {
    const fit = minimise(
      {
        residuals: ([a, b, c]) => [a! + b! - 3, 2 * (a! - 1) + 0 * c!],
        lower: [-9, 1, -9],
        upper: [9, 1, 9],
        scale: Infinity,
      },
      [0, 5, 4],
    );
    expect(fit.parameters[1]).toBe(1);
    expect(fit.parameters[2]).toBe(4);
    expect(fit.parameters[0]).toBeCloseTo((2 + 4) / 5, 6);
  });

  it('asks for few evaluations where the problem is linear', () => {
    let evaluations = 0;
    const { residuals, ...rest } = line([0, 1, 2, 3], [1, 3, 5, 7.4]);
    const counting = (at: readonly number[]): readonly number[] => {
      evaluations++;
      return residuals(at);
    };
    minimise({ residuals: counting, ...rest }, [50, -50]);
    expect(evaluations).toBeLessThan(40);
  });

  it('follows only the starts of lowest cost, and returns the best end of them wherever it stands', () => {
    const problem: LeastSquaresProblem = {
      residuals: ([x]) => [(x! - 3) * (x! + 2), 0.5 * (x! - 3)],
      lower: [-10],
      upper: [10],
      scale: Infinity,
    };
    expect(minimiseFromMany(problem, [[-6], [3.2], [-9]], 1).parameters[0]).toBeCloseTo(3, 6);
    // The start of lower cost ends in the shallow minimum.
    expect(minimiseFromMany(problem, [[-2.1], [6]], 1).parameters[0]).toBeLessThan(0);
    expect(minimiseFromMany(problem, [[-2.1], [6]], 2).parameters[0]).toBeCloseTo(3, 6);
    expect(minimiseFromMany(problem, [[6], [-2.1]], 2).parameters[0]).toBeCloseTo(3, 6);
  });

  it('takes the deeper of two minima when given starts in both', () => {
    const problem: LeastSquaresProblem = {
      residuals: ([x]) => [(x! - 3) * (x! + 2), 0.5 * (x! - 3)],
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
      residuals: ([a, b]) => [a! + 0 * b! - 1, a! - 1.1, a! - 0.9],
      lower: [0, 0],
      upper: [10, 10],
      scale: Infinity,
    };
    const interval = profileInterval(problem, minimise(problem, [1, 5]), 1, 2);
    expect(interval).toEqual({ low: 0, high: 10, closedLow: false, closedHigh: false });
  });

  /** A curved model of one parameter, whose profile is its cost: ends found by bisection of the definition. */
  const xs = [0, 0.5, 1, 1.5, 2, 2.5];
  const ys = [1.05, 1.25, 1.7, 2.05, 2.8, 3.4];
  const curved = (scale: number): LeastSquaresProblem => ({
    residuals: ([a]) => xs.map((x, i) => Math.exp(a! * x) - ys[i]!),
    lower: [-3],
    upper: [3],
    scale,
  });
  const lossAt = (scale: number, a: number): number =>
    xs.reduce((sum, x, i) => {
      const r = Math.exp(a * x) - ys[i]!;
      return sum + (scale === Infinity ? r * r : 2 * scale * scale * (Math.sqrt(1 + (r / scale) ** 2) - 1));
    }, 0);

  it.each([Infinity, 0.05])('ends where the loss has risen by κ·t², at scale %d', (scale) => {
    const fit = minimise(curved(scale), [0]);
    const [centre] = fit.parameters;
    const influence = fit.residuals.map((r) => r / Math.sqrt(1 + (r / scale) ** 2));
    const slope = fit.residuals.map((r) => (1 + (r / scale) ** 2) ** -1.5);
    const mean = (values: readonly number[], count: number): number => values.reduce((a, b) => a + b, 0) / count;
    // Six rows and one parameter: five degrees of freedom.
    const kappa =
      mean(
        influence.map((value) => value ** 2),
        5,
      ) / mean(slope, 6);
    const allowed = fit.cost + kappa * 2 ** 2;
    const crossing = (far: number): number => {
      let [inside, outside] = [centre, far];
      for (let i = 0; i < 60; i++) {
        const middle = (inside! + outside) / 2;
        if (lossAt(scale, middle) < allowed) inside = middle;
        else outside = middle;
      }
      return outside;
    };
    const { low, high, closedLow, closedHigh } = profileInterval(curved(scale), fit, 0, 2);
    expect([closedLow, closedHigh]).toEqual([true, true]);
    expect((centre! - low) / (centre! - crossing(-3))).toBeGreaterThanOrEqual(1 - 1e-6);
    expect((centre! - low) / (centre! - crossing(-3))).toBeLessThan(1.006);
    expect((high - centre!) / (crossing(3) - centre!)).toBeGreaterThanOrEqual(1 - 1e-6);
    expect((high - centre!) / (crossing(3) - centre!)).toBeLessThan(1.006);
  });

  it('counts only parameters that can move, and lets the others follow along the profile', () => {
    // y = a + b·x with b known: the textbook's interval of a mean, n − 1 degrees of freedom.
    const values = [0.8, 1.1, 0.9, 1.3, 1.2];
    const known: LeastSquaresProblem = {
      residuals: ([a, b]) => values.map((value) => a! + b! - value),
      lower: [-9, 0.5],
      upper: [9, 0.5],
      scale: Infinity,
    };
    const fit = minimise(known, [0, 0]);
    const t = studentTQuantile(0.975, 4);
    const { low, high } = profileInterval(known, fit, 0, t);
    const halfWidth = t * Math.sqrt(fit.cost / 4 / 5);
    expect((high - low) / 2 / halfWidth).toBeGreaterThanOrEqual(1 - 1e-6);
    expect((high - low) / 2 / halfWidth).toBeLessThan(1.006);
    // The mean and the slope of a line are correlated: an interval that froze the slope would be too narrow.
    const sloped = line([10, 11, 12, 13], [1.1, 1.8, 3.2, 3.9]);
    const free = minimise(sloped, [0, 0]);
    const along = profileInterval(sloped, free, 0, 2);
    const spread = Math.sqrt((free.cost / 2) * (1 / 4 + 11.5 ** 2 / 5));
    expect((along.high - along.low) / 2 / (2 * spread)).toBeGreaterThan(0.99);
    expect((along.high - along.low) / 2 / (2 * spread)).toBeLessThan(1.01);
  });

  it('is open on the side of a bound that it runs into, or at which the fit stands', () => {
    const near: LeastSquaresProblem = {
      residuals: ([x]) => [x! - 1, x! - 1.2, x! - 0.8],
      lower: [0.99],
      upper: [50],
      scale: Infinity,
    };
    const interval = profileInterval(near, minimise(near, [2]), 0, 2);
    expect(interval).toMatchObject({ low: 0.99, closedLow: false, closedHigh: true });
    expect(interval.high).toBeCloseTo(1 + 2 * Math.sqrt(0.04 / 3), 2);
    const wall = { ...near, lower: [0], upper: [0.9] };
    const stuck = profileInterval(wall, minimise(wall, [0.5]), 0, 2);
    expect(stuck).toMatchObject({ high: 0.9, closedHigh: false, closedLow: true });
    const floor = { ...near, lower: [1.1] };
    expect(profileInterval(floor, minimise(floor, [2]), 0, 2)).toMatchObject({ low: 1.1, closedLow: false });
  });
});
