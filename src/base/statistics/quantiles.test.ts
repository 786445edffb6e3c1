import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile, studentTQuantile } from './quantiles.ts';

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.9, 1.2815515655446004],
    [0.999, 3.090232306167813],
    [1e-10, -6.361340902404056],
  ])('of %d is %d', (probability, value) => {
    expect(normalQuantile(probability)).toBeCloseTo(value, 6);
  });

  it('is odd about one half and ascends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        fc.double({ min: 1e-3, max: 0.4, noNaN: true }),
        (p, step) => {
          expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 5);
          expect(normalQuantile(p + step)).toBeGreaterThan(normalQuantile(p));
        },
      ),
    );
  });
});

describe('studentTQuantile', () => {
  it.each([
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [5, 2.57058],
    [10, 2.22814],
    [30, 2.04227],
    [296, 1.96801],
  ])('with %d degrees of freedom at 97.5 %% is %d', (freedom, value) => {
    expect(studentTQuantile(0.975, freedom) / value).toBeCloseTo(1, 2);
  });
});
