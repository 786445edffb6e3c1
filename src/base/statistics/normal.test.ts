import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { normalQuantile } from './quantiles.ts';

describe('normalCdf', () => {
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.959963984540054, 0.025],
    [3, 0.99865010196837],
    [-6, 9.865876450377018e-10],
  ])('at %f is %f', (z, probability) => {
    expect(Math.abs(normalCdf(z) / probability - 1)).toBeLessThan(1e-8);
  });

  it('is undone by the quantile', () => {
    for (let z = -5; z <= 5; z += 0.25) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 5);
  });
});
