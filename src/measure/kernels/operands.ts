import { createRandom } from '../../base/random.ts';
import type { DataKind } from './program.ts';

/** A row-major matrix on the host. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Largest integer magnitude for which k products sum to at most 2^24, so that every partial sum, in every order, is an
 * integer that f32 holds exactly: k·x² <= 2^24.
 */
export const exactMagnitude = (k: number): number => Math.max(1, Math.min(127, Math.floor(4096 / Math.sqrt(k))));

/**
 * Seeded operands. `random` values are ±[2^-9, ½): full mantissas, no zeros, nothing near a denormal.
 * `exact` values are integers other than 0 within ±exactMagnitude(k).
 */
export const createMatrix = (rows: number, cols: number, kind: DataKind, k: number, seed: number): Matrix => {
  const random = createRandom(seed);
  const data = new Float32Array(rows * cols);
  const magnitude = exactMagnitude(k);
  for (let i = 0; i < data.length; i++) {
    const u = 2 * random.uniform() - 1;
    const size = kind === 'exact' ? Math.ceil(Math.abs(u) * magnitude) || 1 : 2 ** -9 + Math.abs(u) * (0.5 - 2 ** -9);
    data[i] = u < 0 ? -size : size;
  }
  return { rows, cols, data };
};
