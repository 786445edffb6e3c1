import { describe, expect, test } from 'vitest';
import { caseFixture, failedFixture, measurementFixture } from '../../records/testing/measurement.ts';
import { equivalentSize, rooflineChart, sizeChart } from './measurement-charts.ts';

describe('the size chart', () => {
  test('joins square products by kernel and sets others apart', () => {
    const skinny = caseFixture(64, { m: 1, n: 4096, k: 64 });
    const naive = caseFixture(256, { kernel: 'matmul:naive', gflops: 10 });
    const chart = sizeChart([...measurementFixture().cases, skinny, naive]);
    expect(chart.series.map(({ label, connected, points }) => [label, connected, points.length])).toEqual([
      ['matmul:tiled', true, 5],
      ['matmul:naive', true, 1],
      ['not square', false, 1],
    ]);
  });

  test('places a square product at its own size', () => {
    expect(equivalentSize(caseFixture(512))).toBeCloseTo(512, 9);
  });

  test('names the fastest product in words', () => {
    expect(sizeChart(measurementFixture().cases).summary).toMatch(
      /^Fastest: 1024×1024×1024 at 800 GFLOP\/s \(777–816\)\./,
    );
  });

  test('leaves out what has no number and draws what is not verified hollow', () => {
    const cases = [failedFixture(64, 'timeout'), caseFixture(128, { verified: false })];
    const points = sizeChart(cases).series.flatMap((series) => series.points);
    expect(points.map(({ hollow }) => hollow)).toEqual([true]);
    expect(points[0]!.reading).toContain('not verified');
  });

  test('stands empty before the first product', () => {
    const chart = sizeChart([]);
    expect(chart.series).toEqual([]);
    expect(chart.summary).toBe('No product measured yet.');
  });
});

describe('the roofline', () => {
  test('has its ridge where the two measured roofs meet', () => {
    const { curves } = rooflineChart(measurementFixture());
    const [memory, compute] = curves;
    expect(memory!.points[1]).toEqual([4, 1200]);
    expect(compute!.points[0]).toEqual([4, 1200]);
    expect(memory!.points[0]![1] / memory!.points[0]![0]).toBeCloseTo(300, 9);
  });

  test('places a product at its arithmetic intensity', () => {
    const { series } = rooflineChart(measurementFixture({ cases: [caseFixture(600)] }));
    expect(series[0]!.points[0]!.x).toBeCloseTo((2 * 600 ** 3) / (12 * 600 ** 2), 9);
  });

  test('says so where no roof was measured', () => {
    const roofs = { fmaGflops: null, readGBps: null, writeGBps: null, copyGBps: null };
    const chart = rooflineChart(measurementFixture({ roofs }));
    expect(chart.curves).toEqual([]);
    expect(chart.summary).toMatch(/not measured/);
  });
});
