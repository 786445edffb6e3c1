import { describe, expect, it } from 'vitest';
import { compileFormula } from './formula.ts';
import { LineValues, placeOf } from './line-values.ts';

const values = new LineValues();
for (const [id, value] of Object.entries({ a: 2, 'b.c': 3, 'fleet.gpus2': 10 })) values.set(placeOf(id), value);
const evaluate = (text: string): number => compileFormula(text).evaluate(values);

describe('formulas', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['12 / 3 / 2', 2],
    ['2 ^ 3 * 2', 16],
    ['-a + b.c', 1],
    ['(1 + a) ^ (-a)', 1 / 9],
    ['ceil(b.c / a) + floor(b.c / a)', 3],
    ['min(a, b.c, fleet.gpus2) * max(1, b.c)', 6],
    ['1e3 + 2.5e-1', 1000.25],
    ['ln(exp(a))', 2],
  ])('%s = %f', (text, expected) => {
    expect(evaluate(text)).toBeCloseTo(expected, 12);
  });

  it('names its inputs once each, in order', () => {
    expect(compileFormula('b.c * a + ceil(a / fleet.gpus2)').inputs).toEqual(['b.c', 'a', 'fleet.gpus2']);
  });

  it.each(['1 +', '(1', 'nothing(1)', '1 2', 'a $ b', 'min(1,', ')'])('refuses "%s"', (text) => {
    expect(() => compileFormula(text)).toThrow(/Formula/);
  });
});
