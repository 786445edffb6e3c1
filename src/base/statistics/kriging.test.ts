import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { conformalQuantile, createKriging, fitKriging } from './kriging.ts';

const surface = ([x, y]: readonly number[]): number => Math.sin(x / 2) + 0.3 * y;

const sample = (seed: number, count: number, noise: number) => {
  const random = createRandom(seed);
  const points = Array.from({ length: count }, () => [10 * random.uniform(), 4 * random.uniform() - 2]);
  return { points, values: points.map((point) => surface(point) + noise * random.normal()) };
};

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
    expect(kriging.mean(points[0])).toBeLessThan(4);
  });
});

describe('conformalQuantile', () => {
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
