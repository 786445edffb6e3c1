import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix, exactMagnitude, type Matrix } from './operands.ts';
import { UNIT_ROUNDOFF } from './dtypes.ts';
import { checkRows, freivaldsExact, gamma, oracleRows } from './oracle.ts';

const product = (a: Matrix, b: Matrix, round: (x: number) => number): Float32Array => {
  const c = new Float32Array(a.rows * b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.cols; j++) {
      let sum = 0;
      for (let x = 0; x < a.cols; x++) sum = round(sum + round(a.data[i * a.cols + x]! * b.data[x * b.cols + j]!));
      c[i * b.cols + j] = sum;
    }
  }
  return c;
};

const dims = fc.record({
  m: fc.integer({ min: 1, max: 24 }),
  n: fc.integer({ min: 1, max: 24 }),
  k: fc.integer({ min: 1, max: 48 }),
  seed: fc.nat(),
});

describe('operands', () => {
  it.each([1, 64, 4096, 65_536, 2 ** 20])('sum exactly in f32 at k = %i', (k) => {
    expect(k * exactMagnitude(k) ** 2).toBeLessThanOrEqual(2 ** 24);
  });

  it('hold no zero and nothing near a denormal', () => {
    for (const kind of ['exact', 'random'] as const) {
      expect(Math.min(...createMatrix(64, 64, kind, 64, 3).data.map(Math.abs))).toBeGreaterThan(2 ** -10);
    }
  });
});

describe('the oracle', () => {
  it('accepts what f32 arithmetic computes, in every case', () => {
    fc.assert(
      fc.property(dims, ({ m, n, k, seed }) => {
        const a = createMatrix(m, k, 'random', k, seed);
        const b = createMatrix(k, n, 'random', k, seed + 1);
        const found = checkRows(a, b, product(a, b, Math.fround), oracleRows(m, n, k, seed), UNIT_ROUNDOFF.f32);
        expect(found.reason).toBeNull();
        expect(found.maxError).toBeLessThanOrEqual(found.errorBound);
      }),
    );
  });

  it('sees one element that is off by more than rounding', () => {
    fc.assert(
      fc.property(dims, ({ m, n, k, seed }) => {
        const a = createMatrix(m, k, 'random', k, seed);
        const b = createMatrix(k, n, 'random', k, seed + 1);
        const c = product(a, b, Math.fround);
        const at = seed % c.length;
        c[at]! += 4 * gamma(k + 1, UNIT_ROUNDOFF.f32) * k * 0.25;
        expect(checkRows(a, b, c, oracleRows(m, n, k, seed), UNIT_ROUNDOFF.f32).ok).toBe(false);
      }),
    );
  });

  it.each([NaN, Infinity, 0])('refuses an element that is %s, and the record stays finite', (value) => {
    const a = createMatrix(8, 8, 'random', 8, 1);
    const b = createMatrix(8, 8, 'random', 8, 2);
    const c = product(a, b, Math.fround);
    c[13] = value;
    const found = checkRows(a, b, c, oracleRows(8, 8, 8, 1), UNIT_ROUNDOFF.f32);
    expect(found.ok).toBe(false);
    expect(found.reason).toContain('element (1, 5)');
    expect(Number.isFinite(found.maxError)).toBe(true);
  });

  it('looks at the first and the last row of a large product', () => {
    const rows = oracleRows(1000, 1000, 1000, 5);
    expect([rows[0], rows.at(-1), rows.length]).toEqual([0, 999, 6]);
  });
});

describe('the check over the integers', () => {
  it('accepts the right product and finds any single wrong element', () => {
    fc.assert(
      fc.property(dims, ({ m, n, k, seed }) => {
        const a = createMatrix(m, k, 'exact', k, seed);
        const b = createMatrix(k, n, 'exact', k, seed + 1);
        const c = product(a, b, Math.fround);
        expect(freivaldsExact(a, b, c, seed).ok).toBe(true);
        c[seed % c.length]! += 1;
        const found = freivaldsExact(a, b, c, seed);
        expect(found).toMatchObject({ ok: false, maxError: 1 });
      }),
    );
  });
});
