import { expect, it } from 'vitest';
import { designSuite } from '../../calibrate/design.ts';
import { productFlop } from '../../records/product.ts';
import { fullShapes, quickShapes } from './shapes.ts';

it('the quick suite is what the design gives, smallest work first', () => {
  expect(quickShapes).toEqual(designSuite().sort((a, b) => productFlop(a) - productFlop(b)));
});

it('an adapter that cannot bear more than 2 GFLOP a product still gets 24 to 48 shapes, some of odd sizes', () => {
  const borne = quickShapes.filter((shape) => productFlop(shape) <= 2.2e9);
  expect(borne.length).toBeGreaterThanOrEqual(24);
  expect(quickShapes.length).toBeLessThanOrEqual(48);
  expect(borne.filter(({ n, k }) => n % 4 !== 0 || k % 4 !== 0).length).toBeGreaterThanOrEqual(8);
});

it('the full suite has no shape twice', () => {
  const names = fullShapes.map(({ m, n, k }) => `${String(m)}×${String(n)}×${String(k)}`);
  expect(new Set(names).size).toBe(names.length);
});
