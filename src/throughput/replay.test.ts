import { describe, expect, it } from 'vitest';
import type { TimePredictor } from './predictor.ts';
import { replayError, replayLayer, replayTimeUs } from './replay.ts';

/** A machine that does a multiply-add a nanosecond and nothing else. */
const predictor: TimePredictor = {
  timeUs: ({ m, n, k }) => (m * n * k) / 1000,
  intervalUs: () => [0, Infinity],
};
const size = { tokens: 2, hidden: 64, ffn: 128 };

describe('replay of a layer', () => {
  const layer = replayLayer('decode', size);

  it('has all the weights of a gated layer, once', () => {
    const weights = layer.products.reduce((sum, { n, k }) => sum + n * k, 0);
    expect(weights).toBe(4 * 64 ** 2 + 3 * 64 * 128);
    expect(replayTimeUs(layer, predictor)).toBeCloseTo((2 * weights) / 1000, 9);
    expect(layer.id).toBe('decode:tokens=2;hidden=64;ffn=128');
  });

  it('turns what was missed into the band a plan carries', () => {
    const time = replayTimeUs(layer, predictor);
    const { errors, median, band } = replayError(
      [
        { layer, measuredUs: time },
        { layer, measuredUs: time / 1.1 },
        { layer, measuredUs: time / 0.8 },
      ],
      predictor,
    );
    expect(errors.map((error) => Number(error.toFixed(9)))).toEqual([0, 0.1, -0.2]);
    expect(median).toBeCloseTo(0.1, 9);
    expect(band).toBeGreaterThan(Math.log(1.1));
    expect(band).toBeLessThanOrEqual(Math.log(1 / 0.8) + 1e-12);
  });
});
