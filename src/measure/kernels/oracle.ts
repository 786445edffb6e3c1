import { createRandom } from '../../base/random.ts';
import type { Matrix } from './operands.ts';
import type { Verification } from './program.ts';

/**
 * γ_n = n·u / (1 − n·u): |computed − exact| <= γ_k · Σ|a||b| for a sum of k products in any order, with or without
 * fused multiply-add (Higham, 3.1). Valid for n·u < 1.
 */
export const gamma = (n: number, unitRoundoff: number): number => (n * unitRoundoff) / (1 - n * unitRoundoff);

/** Below this many multiplications the oracle computes every output (some 40 ms in JavaScript); above it, a sample. */
const FULL_ORACLE_MULTIPLICATIONS = 2 ** 24;
const SPOT_ROWS = 6;

/** Rows to look at: all of them where the product is small, else the first, the last and some between. */
export const oracleRows = (m: number, n: number, k: number, seed: number): number[] => {
  if (m * n * k <= FULL_ORACLE_MULTIPLICATIONS) return Array.from({ length: m }, (_, row) => row);
  const random = createRandom(seed);
  const rows = new Set([0, m - 1]);
  while (rows.size < Math.min(m, SPOT_ROWS)) rows.add(random.integer(0, m - 1));
  return [...rows].sort((a, b) => a - b);
};

/** One row of A·B and of |A|·|B|, in float64. */
const oracleRow = (a: Matrix, b: Matrix, row: number): { sums: Float64Array; magnitudes: Float64Array } => {
  const sums = new Float64Array(b.cols);
  const magnitudes = new Float64Array(b.cols);
  for (let i = 0; i < a.cols; i++) {
    const x = a.data[row * a.cols + i]!;
    for (let col = 0, at = i * b.cols; col < b.cols; col++, at++) {
      const term = x * b.data[at]!;
      sums[col]! += term;
      magnitudes[col]! += Math.abs(term);
    }
  }
  return { sums, magnitudes };
};

const describe = (row: number, col: number, is: number, shouldBe: number): string =>
  `element (${String(row)}, ${String(col)}) is ${String(is)} and should be ${String(shouldBe)}`;

/** Compares rows of C with the oracle; each element may be off by γ_k·Σ|a||b|. `maxError` is at the worst element. */
export const checkRows = (
  a: Matrix,
  b: Matrix,
  c: Float32Array,
  rows: readonly number[],
  unitRoundoff: number,
): Verification => {
  const allowance = gamma(a.cols + 1, unitRoundoff);
  let worst = -1;
  let found: Verification = { ok: true, maxError: 0, errorBound: 0, reason: null };
  for (const row of rows) {
    const { sums, magnitudes } = oracleRow(a, b, row);
    for (let col = 0; col < b.cols; col++) {
      const value = c[row * b.cols + col]!;
      const error = Math.abs(value - sums[col]!);
      const bound = allowance * magnitudes[col]!;
      // Sums of integers have no rounding, so no error at all is allowed.
      const share = error === 0 ? 0 : Number.isFinite(error) ? error / bound : Infinity;
      if (share <= worst) continue;
      worst = share;
      found = {
        ok: share <= 1,
        maxError: Number.isFinite(error) ? error : Number.MAX_VALUE,
        errorBound: bound,
        reason:
          share <= 1
            ? null
            : `${describe(row, col, value, sums[col]!)}, off by ${String(share)} times the rounding bound`,
      };
    }
  }
  return found;
};

/**
 * Freivalds' check over the integers: C·x = A·(B·x) for random integer vectors x. All terms are integers below 2^53, so
 * float64 is exact and one wrong element anywhere shows, but for a chance of 1/2^16 a vector.
 */
export const freivaldsExact = (a: Matrix, b: Matrix, c: Float32Array, seed: number): Verification => {
  const random = createRandom(seed);
  for (let vector = 0; vector < 2; vector++) {
    const x = Float64Array.from({ length: b.cols }, () => random.integer(1, 2 ** 16));
    const bx = new Float64Array(b.rows);
    for (let i = 0; i < b.rows; i++) {
      for (let j = 0; j < b.cols; j++) bx[i]! += b.data[i * b.cols + j]! * x[j]!;
    }
    for (let i = 0; i < a.rows; i++) {
      let is = 0;
      let shouldBe = 0;
      for (let j = 0; j < b.cols; j++) is += c[i * b.cols + j]! * x[j]!;
      for (let j = 0; j < a.cols; j++) shouldBe += a.data[i * a.cols + j]! * bx[j]!;
      if (is === shouldBe) continue;
      const { sums } = oracleRow(a, b, i);
      const col = sums.findIndex((value, j) => value !== c[i * b.cols + j]);
      const maxError = Math.abs(c[i * b.cols + col]! - sums[col]!);
      return {
        ok: false,
        maxError: Number.isFinite(maxError) ? maxError : Number.MAX_VALUE,
        errorBound: 0,
        reason: `${describe(i, col, c[i * b.cols + col]!, sums[col]!)}; the data were integers, so no rounding excuses it`,
      };
    }
  }
  return { ok: true, maxError: 0, errorBound: 0, reason: null };
};
