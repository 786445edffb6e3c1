import { createRandom, type Random } from '../../base/random.ts';
import type { Dtype } from '../../records/dtypes.ts';
import { DTYPE_FACTS, SCALE_GROUP } from './dtypes.ts';
import type { DataKind, Typed } from './program.ts';

/** A row-major matrix on the host, holding the very values that the kernel sees. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** A matrix and how it lies in the buffers of the device. */
export interface Operand {
  readonly matrix: Matrix;
  readonly buffers: Readonly<Record<string, Typed>>;
}

/**
 * Largest integer magnitude x for which every partial sum of k products, in every order, is an integer that the sum's
 * format holds exactly: k·x² <= exactSum. Beyond k = exactSum the products are ±1, and their sum is a random walk
 * that stays far below.
 */
export const exactMagnitude = (k: number, exactSum = 2 ** 24): number =>
  Math.max(1, Math.min(127, Math.floor(Math.sqrt(exactSum / k))));

/** Multiples of 2^-12 below ½: 11 bits of mantissa, so that an f16 holds them exactly. */
const HALF_STEPS = 2047;

const drawValue = (random: Random, kind: DataKind, dtype: Dtype, magnitude: number): number => {
  const u = 2 * random.uniform() - 1;
  const sign = u < 0 ? -1 : 1;
  if (kind === 'exact') return sign * (Math.ceil(Math.abs(u) * magnitude) || 1);
  if (dtype === 'i8') return sign * (Math.ceil(Math.abs(u) * 127) || 1);
  if (DTYPE_FACTS[dtype].a === 'f16') return (sign * (8 + Math.floor(Math.abs(u) * (HALF_STEPS - 8)))) / 4096;
  return sign * (2 ** -9 + Math.abs(u) * (0.5 - 2 ** -9));
};

/** Bits of an f16, for values that it holds exactly and that are not denormal. */
export const f16Bits = (value: number): number => {
  if (value === 0) return 0;
  const magnitude = Math.abs(value);
  const exponent = Math.floor(Math.log2(magnitude));
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
};

const encode = ({ data }: Matrix, dtype: Dtype): Typed => {
  if (dtype === 'i8') {
    const bytes = new Int8Array(Math.ceil(data.length / 16) * 16);
    bytes.set(data);
    return new Uint32Array(bytes.buffer);
  }
  if (DTYPE_FACTS[dtype].a === 'f32') return data;
  const halves = new Uint16Array(Math.ceil(data.length / 8) * 8);
  for (let i = 0; i < data.length; i++) halves[i] = f16Bits(data[i]!);
  return halves;
};

/**
 * Seeded operand: `random` values are ±[2^-9, ½) with full mantissas, no zeros, nothing near a denormal; `exact` values
 * are integers other than 0 within ±exactMagnitude(k).
 */
export const createOperand = (
  name: string,
  rows: number,
  cols: number,
  kind: DataKind,
  k: number,
  dtype: Dtype,
  seed: number,
): Operand => {
  const random = createRandom(seed);
  const data = new Float32Array(rows * cols);
  const magnitude = exactMagnitude(k, DTYPE_FACTS[dtype].exactSum);
  for (let i = 0; i < data.length; i++) data[i] = drawValue(random, kind, dtype, magnitude);
  const matrix = { rows, cols, data };
  return { matrix, buffers: { [name]: encode(matrix, dtype) } };
};

/** Columns of stored weights, a multiple of 8, so that a row of int4 begins on a word. */
export const weightStride = (cols: number): number => Math.ceil(cols / 8) * 8;

/**
 * Seeded quantised weights of k rows: w = scale · q, scale per column and group of rows. `exact`: scale 1 and small q, so
 * that sums stay exact. The matrix holds f32(scale · q), which is what the kernel multiplies with.
 */
export const createWeights = (rows: number, cols: number, kind: DataKind, bits: 4 | 8, seed: number): Operand => {
  const random = createRandom(seed);
  const stride = weightStride(cols);
  const most = kind === 'exact' ? Math.min(2 ** (bits - 1) - 1, exactMagnitude(rows)) : 2 ** (bits - 1) - 1;
  const scales = new Float32Array(Math.ceil(rows / SCALE_GROUP) * stride);
  for (let i = 0; i < scales.length; i++) scales[i] = kind === 'exact' ? 1 : (0.25 + random.uniform() / 4) / most;
  const packed = new Uint32Array((rows * stride * bits) / 32);
  const data = new Float32Array(rows * cols);
  const perWord = 32 / bits;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < stride; col++) {
      const q = (random.integer(0, 1) * 2 - 1) * random.integer(1, most);
      const at = row * stride + col;
      const field = bits === 4 ? q + 8 : q & 255;
      packed[Math.floor(at / perWord)]! |= field << (bits * (at % perWord));
      if (col < cols) data[row * cols + col] = q * scales[Math.floor(row / SCALE_GROUP) * stride + col]!;
    }
  }
  return { matrix: { rows, cols, data }, buffers: { b: packed, scales } };
};

/** A plain f32 operand, which is its own encoding. */
export const createMatrix = (rows: number, cols: number, kind: DataKind, k: number, seed: number): Matrix =>
  createOperand('', rows, cols, kind, k, 'f32', seed).matrix;
