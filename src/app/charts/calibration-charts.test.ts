import { expect, test } from 'vitest';
import { calibrationFixture } from '../testing/fixtures.ts';
import { fitChart, residualChart } from './calibration-charts.ts';

test('the fitted line keeps below the fitted roofs and comes close to both', () => {
  const { points } = fitChart(calibrationFixture()).curves[0]!;
  for (const [intensity, gflops] of points) {
    expect(gflops).toBeLessThan(Math.min(1200 * 0.83, intensity * 300 * 0.71));
  }
  const [firstIntensity, firstGflops] = points[0]!;
  expect(firstGflops).toBeGreaterThan(firstIntensity * 300 * 0.71 * 0.8);
  expect(points[points.length - 1]![1]).toBeGreaterThan(1200 * 0.83 * 0.9);
});

test('held-out products are a series of their own', () => {
  const { series } = residualChart(calibrationFixture());
  expect(series.map(({ label, points }) => [label, points.length])).toEqual([
    ['fitted', 4],
    ['held out', 2],
  ]);
  expect(series[1]!.points.every(({ hollow }) => hollow)).toBe(true);
});

test('a prediction of twice the measured time is an error of +100 %', () => {
  const row = { m: 64, n: 64, k: 64, measuredUs: 10, predictedUs: 20, heldOut: false, kernel: null };
  const { series } = residualChart(calibrationFixture({ residuals: [row] }));
  expect(series[0]!.points[0]!.y).toBeCloseTo(100, 9);
  expect(series[0]!.points[0]!.reading).toBe('64×64×64: measured 10 µs, predicted 20 µs (+100 %)');
});
