/** C[m×n] = A[m×k]·B[k×n]. Apart from the kernels, so that tools which load no WGSL can count with it. */
export interface MatmulShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** True FLOP of C[m×n] = A[m×k]·B[k×n]: one multiplication and one addition for each of the m·n·k terms. */
export const matmulFlop = ({ m, n, k }: MatmulShape): number => 2 * m * n * k;

/** Least bytes that must move: both operands read once, the result written once. */
export const matmulBytes = ({ m, n, k }: MatmulShape, elementBytes: number): number =>
  elementBytes * (m * k + k * n + m * n);

export const matmulId = ({ m, n, k }: MatmulShape, dtype: string): string =>
  `matmul:m=${String(m)};n=${String(n)};k=${String(k)};dtype=${dtype}`;
