import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { conformalQuantile, createKriging, fitKriging, type KrigingParameters } from './kriging.ts';

const surface = ([x, y]: readonly number[]): number => Math.sin(x! / 2) + 0.3 * y!;

const sample = (seed: number, count: number, noise: number) => {
  const random = createRandom(seed);
  const points = Array.from({ length: count }, () => [10 * random.uniform(), 4 * random.uniform() - 2]);
  return { points, values: points.map((point) => surface(point) + noise * random.normal()) };
};

/** Gaussian elimination with the determinant on the way: the textbook's formulas, to hold the factorised ones against. */
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]) => {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    logDeterminant += Math.log(rows[i]![i]!);
    for (let j = i + 1; j < n; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= n; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!;
    for (let k = i + 1; k < n; k++) sum -= rows[i]![k]! * solution[k]!;
    solution[i] = sum / rows[i]![i]!;
  }
  return { solution, logDeterminant };
};
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

type Form = Omit<KrigingParameters, 'sd'>;
const correlation = ({ lengths, signalShare }: Form, a: readonly number[], b: readonly number[]): number => {
  const d = Math.sqrt(3) * Math.hypot(...lengths.map((length, i) => (a[i]! - b[i]!) / length));
  return signalShare * (1 + d) * Math.exp(-d);
};
const matrixOf = (form: Form, points: readonly (readonly number[])[]): number[][] =>
  points.map((a, i) => points.map((b, j) => (i === j ? 1 : correlation(form, a, b))));

const likelihoodOf = (form: Form, points: readonly (readonly number[])[], values: readonly number[]) => {
  const { solution, logDeterminant } = solve(matrixOf(form, points), values);
  const variance = dot(values, solution) / values.length;
  return { likelihood: -0.5 * (values.length * Math.log(variance) + logDeterminant), sd: Math.sqrt(variance) };
};

describe('kriging against the textbook’s dense formulas', () => {
  /** Fast in one coordinate, slow in the other, with noise: no value is an outlier. */
  const random = createRandom(6);
  const points = Array.from({ length: 60 }, () => [6 * random.uniform(), 6 * random.uniform()]);
  const values = points.map(([x, y]) => Math.sin(2.5 * x!) + 0.3 * Math.cos(y! / 4) + 0.1 * random.normal());
  const form: Form = { lengths: [0.9, 4], signalShare: 0.8 };

  it('has their mean and spread anywhere', () => {
    const kriging = createKriging(points, values, { ...form, sd: 2 });
    const { solution } = solve(matrixOf(form, points), values);
    for (const point of [[1, 1], [3.3, 5], [9, -2], points[7]]) {
      const shared = points.map((other) => correlation(form, point!, other));
      expect(kriging.mean(point!)).toBeCloseTo(dot(shared, solution), 9);
      const explained = dot(shared, solve(matrixOf(form, points), shared).solution);
      expect(kriging.sd(point!)).toBeCloseTo(2 * Math.sqrt(1 - explained), 9);
    }
  });

  it('finds their spread for given lengths and share', () => {
    const { sd, ...rest } = fitKriging(points, values, form);
    expect(rest).toEqual(form);
    expect(sd).toBeCloseTo(likelihoodOf(form, points, values).sd, 9);
  });

  it('finds the most likely form, which no other value of the grid in any one coordinate betters', () => {
    const { sd, ...found } = fitKriging(points, values);
    expect(found.lengths[0]).toBeLessThan(found.lengths[1]!);
    const best = likelihoodOf(found, points, values);
    expect(sd).toBeCloseTo(best.sd, 9);
    const others: Form[] = [
      ...[0, 1].flatMap((coordinate) =>
        [0.7, 1.5, 3, 6].map((value) => ({
          ...found,
          lengths: found.lengths.map((length, i) => (i === coordinate ? value : length)),
        })),
      ),
      ...[0.15, 0.3, 0.5, 0.7, 0.85].map((signalShare) => ({ ...found, signalShare })),
    ];
    for (const other of others) {
      expect(likelihoodOf(other, points, values).likelihood).toBeLessThanOrEqual(best.likelihood + 1e-9);
    }
  });

  it('draws an outlier in to three robust standard deviations', () => {
    const robust =
      1.4826 *
      [...values.map(Math.abs)]
        .sort((a, b) => a - b)
        .slice(29, 31)
        .reduce((a, b) => a + b / 2, 0);
    for (const sign of [1, -1]) {
      const wild = values.map((value, i) => (i === 60 - 1 ? 40 * sign : value));
      const calm = values.map((value, i) => (i === 60 - 1 ? 3 * robust * sign : value));
      expect(fitKriging(points, wild, form).sd / fitKriging(points, calm, form).sd).toBeCloseTo(1, 1);
      expect(createKriging(points, wild, { ...form, sd: 1 }).mean(points[59]!)).toBeCloseTo(
        createKriging(points, calm, { ...form, sd: 1 }).mean(points[59]!),
        1,
      );
    }
  });

  it('survives points that coincide without any noise', () => {
    const twice = [...points.slice(0, 5), ...points.slice(0, 5)];
    const same = [...values.slice(0, 5), ...values.slice(0, 5)];
    const kriging = createKriging(twice, same, { lengths: [1, 1], signalShare: 1, sd: 1 });
    for (let i = 0; i < 5; i++) expect(kriging.mean(points[i]!)).toBeCloseTo(values[i]!, 4);
  });
});

describe('kriging', () => {
  it('follows a smooth surface between its points, and falls back to zero far away', () => {
    const { points, values } = sample(1, 150, 0.02);
    const kriging = createKriging(points, values, fitKriging(points, values));
    for (const point of [
      [2, 0],
      [5, 1],
      [8, -1],
    ]) {
      expect(kriging.mean(point)).toBeCloseTo(surface(point), 0);
      expect(Math.abs(kriging.mean(point) - surface(point))).toBeLessThan(0.15);
    }
    expect(Math.abs(kriging.mean([500, 500]))).toBeLessThan(1e-6);
  });

  it('is surer near its points than away from them', () => {
    const { points, values } = sample(2, 80, 0.05);
    const parameters = fitKriging(points, values);
    const kriging = createKriging(points, values, parameters);
    expect(kriging.sd([5, 0])).toBeLessThan(0.6 * kriging.sd([100, 100]));
    expect(kriging.sd([100, 100])).toBeCloseTo(parameters.sd, 6);
  });

  it('sees that pure noise has nothing to interpolate', () => {
    const random = createRandom(3);
    const points = Array.from({ length: 120 }, () => [10 * random.uniform(), 10 * random.uniform()]);
    const values = points.map(() => random.normal());
    const kriging = createKriging(points, values, fitKriging(points, values));
    const means = points.map((point) => Math.abs(kriging.mean(point)));
    expect(means.reduce((a, b) => a + b) / means.length).toBeLessThan(0.4);
  });

  it('does not let one wild value pull its neighbours along', () => {
    const { points, values } = sample(4, 100, 0.02);
    const wild = values.map((value, i) => (i === 0 ? 50 : value));
    const kriging = createKriging(points, wild, { lengths: [2, 2], signalShare: 0.7, sd: 0.5 });
    expect(kriging.mean(points[0]!)).toBeLessThan(4);
  });
});

describe('conformalQuantile', () => {
  it('is the order statistic that counts the new draw among the others', () => {
    const errors = Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? i + 1 : -i - 1));
    expect(conformalQuantile(errors, 0.9)).toBeCloseTo(1 + 98 * (90 / 99), 9);
    expect(conformalQuantile([1, -2, 3], 0.9)).toBe(3);
  });

  it('covers new draws as often as it says', () => {
    const random = createRandom(5);
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const quantile = conformalQuantile(
        Array.from({ length: 60 }, () => random.normal() / (0.5 + random.uniform())),
        0.9,
      );
      if (Math.abs(random.normal() / (0.5 + random.uniform())) <= quantile) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.86);
    expect(covered / trials).toBeLessThan(0.95);
  });
});
