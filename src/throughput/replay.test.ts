import { describe, expect, it } from 'vitest';
import type { TimePredictor } from './predictor.ts';
import { replayError, replayTimeUs } from './replay.ts';

/** A machine that does a multiply-add a nanosecond and nothing else. */
const predictor: TimePredictor = {
  timeUs: ({ m, n, k, batch = 1 }) => (batch * m * n * k) / 1000,
  intervalUs: () => [0, Infinity],
};

describe('replay of a layer', () => {
  const products = [
    { m: 2, n: 192, k: 64 },
    { m: 1, n: 32, k: 64, batch: 8 },
  ];
  const timeUs = (2 * 192 * 64 + 8 * 32 * 64) / 1000;

  it('takes the sum of its products', () => {
    expect(replayTimeUs({ products }, predictor)).toBeCloseTo(timeUs, 9);
  });

  it('turns what was missed into the band a plan carries', () => {
    const measured = [timeUs, timeUs / 1.1, timeUs / 0.8];
    const { layers, median, band } = replayError(
      measured.map((measuredUs, i) => ({ id: `layer ${String(i)}`, products, measuredUs })),
      predictor,
    );
    expect(layers.map(({ measuredUs, predictedUs }) => Number((predictedUs / measuredUs - 1).toFixed(9)))).toEqual([
      0, 0.1, -0.2,
    ]);
    expect(median).toBeCloseTo(0.1, 9);
    expect(band).toBeGreaterThan(Math.log(1.1));
    expect(band).toBeLessThanOrEqual(Math.log(1 / 0.8) + 1e-12);
  });
});
