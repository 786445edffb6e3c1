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
    expect(normalQuantile(probability)).toBeCloseTo(value, 14);
  });

  it.each([
    [0.075, -1.439531470938456],
    [1e-13, -7.3487961028006765],
    [1e-20, -9.262340089798405],
    [1e-100, -21.27345356096532],
    [1e-300, -37.0470962993612],
  ])('in the tail, of %d, is %d to fourteen digits', (probability, value) => {
    expect(Math.abs(normalQuantile(probability) / value - 1)).toBeLessThan(1e-14);
  });

  it('is infinite at both ends', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it('is odd about one half and ascends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        fc.double({ min: 1e-3, max: 0.4, noNaN: true }),
        (p, step) => {
          expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 9);
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

  // Closed forms for 1 and 2 degrees of freedom; beyond, published tables to more digits than the expansion has.
  it.each([
    [0.975, 1, 12.706204736174698, 1e-12],
    [0.75, 1, 1, 1e-12],
    [0.975, 2, 4.30265272974946, 1e-12],
    [0.6, 2, 0.2886751345948129, 1e-12],
    [0.75, 5, 0.7266868438004226, 1e-4],
    [0.975, 10, 2.228138851986273, 1e-4],
    [0.75, 10, 0.6998120613124318, 1e-5],
    [0.975, 30, 2.0422724563012373, 1e-6],
    [0.75, 30, 0.6827556973254506, 1e-6],
  ])('of %d with %d degrees of freedom is %d within %d', (probability, freedom, value, tolerance) => {
    expect(Math.abs(studentTQuantile(probability, freedom) / value - 1)).toBeLessThan(tolerance);
  });

  it('does not exist below one degree of freedom', () => {
    expect(studentTQuantile(0.975, 0.5)).toBeNaN();
  });
});
