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
    [-7, 1.279812543885835e-12],
    [-7.2, 3.0106279811174455e-13],
    [-10, 7.619853024160593e-24],
    [-20, 2.7536241186063314e-89],
  ])('at %f is %f', (z, probability) => {
    expect(Math.abs(normalCdf(z) / probability - 1)).toBeLessThan(1e-8);
  });

  it('is 0 and 1 where the tail is smaller than numbers are', () => {
    expect([normalCdf(-37.5), normalCdf(37.5)]).toEqual([0, 1]);
    expect(normalCdf(-36.9)).toBeGreaterThan(0);
  });

  it('is undone by the quantile', () => {
    for (let z = -5; z <= 5; z += 0.25) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 9);
  });
});
