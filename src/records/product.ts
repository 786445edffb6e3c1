/** A matrix product C[m×n] = A[m×k]·B[k×n]. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** True FLOP of C[m×n] = A[m×k]·B[k×n]: one multiplication and one addition for each of the m·n·k terms. */
export const productFlop = ({ m, n, k }: Product): number => 2 * m * n * k;

/** Least bytes that must move: both operands read once, the result written once. */
export const productBytes = ({ m, n, k }: Product, elementBytes: number): number =>
  elementBytes * (m * k + k * n + m * n);
