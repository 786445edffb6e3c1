import { present } from '../../base/checked.ts';
import type { Dtype } from '../../records/dtypes.ts';
import { DTYPE_FACTS } from './dtypes.ts';
import { matmulProgram, type MatmulProblem } from './matmul-program.ts';
import { productFlop, type Product } from '../../records/product.ts';
import { createOperand, createWeights, type Matrix, type Operand } from './operands.ts';
import { checkRows, freivaldsExact, oracleRows } from './oracle.ts';
import type { DataKind, Typed, Verification, Workload } from './program.ts';
import type { MatmulVariant } from './variants.ts';

/** Least bytes that must move: each operand read once, the result (always 4 bytes an element) written once. */
export const leastBytes = ({ m, n, k }: Product, dtype: Dtype, batch = 1): number => {
  const { activationBytes, weightBytes } = DTYPE_FACTS[dtype];
  return Math.round(batch * (activationBytes * m * k + weightBytes * k * n + 4 * m * n));
};

const matmulId = ({ m, n, k }: Product, dtype: string): string =>
  `matmul:m=${String(m)};n=${String(n)};k=${String(k)};dtype=${dtype}`;

const problemId = (problem: MatmulProblem): string => {
  const { layout, batch, dtype } = problem;
  return `${matmulId(problem, dtype)}${layout === 'nn' ? '' : `;layout=${layout}`}${batch === 1 ? '' : `;batch=${String(batch)}`}`;
};

const transpose = ({ rows, cols, data }: Matrix): Matrix => {
  const turned = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) turned[j * rows + i] = data[i * cols + j]!;
  return { rows: cols, cols: rows, data: turned };
};

interface Operands {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly buffers: Readonly<Record<string, Typed>>;
}

/** Batches are stacked: A of all products one above the other, and so is B. */
const draw = (problem: MatmulProblem, kind: DataKind, seed: number): Operands => {
  const { m, n, k, dtype, layout, batch } = problem;
  const { weightBits } = DTYPE_FACTS[dtype];
  const stored = (name: string, rows: number, cols: number, salt: number): Operand =>
    createOperand(name, rows, cols, kind, k, dtype, seed + salt);
  const a = layout === 'tn' ? stored('a', k * batch, m, 0) : stored('a', m * batch, k, 0);
  const b =
    weightBits !== 0
      ? createWeights(k, n, kind, weightBits, seed + 1)
      : layout === 'nt'
        ? stored('b', n * batch, k, 1)
        : stored('b', k * batch, n, 1);
  return { a: a.matrix, b: b.matrix, buffers: { ...a.buffers, ...b.buffers } };
};

const slice = ({ cols, data }: Matrix, rows: number, index: number): Matrix => ({
  rows,
  cols,
  data: data.subarray(index * rows * cols, (index + 1) * rows * cols),
});

/** Verifies every product of the batch; the worst decides. */
const verify = (
  problem: MatmulProblem,
  { a, b }: Operands,
  kind: DataKind,
  output: ArrayBuffer,
  seed: number,
): Verification => {
  const { m, n, k, dtype, layout, batch } = problem;
  const all = dtype === 'i8' ? Float32Array.from(new Int32Array(output)) : new Float32Array(output);
  let worst: Verification = { ok: true, maxError: 0, errorBound: 0, reason: null };
  for (let i = 0; i < batch; i++) {
    const left = layout === 'tn' ? transpose(slice(a, k, i)) : slice(a, m, i);
    const right = layout === 'nt' ? transpose(slice(b, n, i)) : slice(b, k, i);
    const c = all.subarray(i * m * n, (i + 1) * m * n);
    const found =
      kind === 'exact'
        ? freivaldsExact(left, right, c, seed + 2)
        : checkRows(left, right, c, oracleRows(m, n, k, seed + 3), DTYPE_FACTS[dtype].unitRoundoff);
    if (!found.ok) return found;
    if (found.maxError >= worst.maxError) worst = found;
  }
  return worst;
};

/** What drawing both kinds of operands and checking both results takes: elements drawn, and multiply-adds of the checks. */
export const checkedWork = ({ m, n, k, batch }: MatmulProblem): { drawn: number; multiplied: number } => ({
  drawn: 2 * batch * (m * k + k * n),
  multiplied: batch * (2 * (k * n + m * n + m * k) + oracleRows(m, n, k, 0).length * k * n),
});

const lazy = <T>(make: () => T): (() => T) => {
  let value: T | undefined;
  return () => (value ??= make());
};

/** What a product is, whichever kernel runs it. */
export const matmulCase = (problem: MatmulProblem, kernel: string) => {
  const { m, n, k, dtype, batch } = problem;
  return {
    id: problemId(problem),
    kind: 'matmul' as const,
    m,
    n,
    k,
    dtype,
    kernel,
    flop: batch * productFlop(problem),
    bytes: leastBytes(problem, dtype, batch),
  };
};

/** Operands of a problem, drawn when they are first needed; kernels that compute the same thing share them. */
export type DrawnOperands = Readonly<Record<DataKind, () => Operands>>;

export const drawOperands = (problem: MatmulProblem, seed: number): DrawnOperands => ({
  exact: lazy(() => draw(problem, 'exact', seed)),
  random: lazy(() => draw(problem, 'random', seed)),
});

export const matmulWorkload = (
  variant: MatmulVariant,
  problem: MatmulProblem,
  seed: number,
  rowsPerDispatch = problem.m,
  operands: DrawnOperands = drawOperands(problem, seed),
): Workload => {
  const { m } = problem;
  return {
    ...matmulCase(problem, variant.id),
    program: matmulProgram(variant, problem, rowsPerDispatch),
    longDispatches: rowsPerDispatch < m,
    inputs: (kind) => operands[kind]().buffers,
    verify: (kind, outputs) => verify(problem, operands[kind](), kind, present(outputs['c'], 'output c'), seed),
  };
};
