import { HORIZON, type ComparedCase } from '../../records/comparison.ts';
import { DTYPES, type Dtype } from '../../records/dtypes.ts';
import { matmulCase } from '../kernels/matmul.ts';
import { plainProblem } from '../kernels/matmul-program.ts';
import { findVariant } from '../kernels/variants.ts';
import type { Product } from '../../records/product.ts';

/**
 * What is compared, and how much of a change matters: the one place where horizons stand, so that a change of one is reviewed.
 * A horizon below what a machine can tell apart makes every verdict undecided; one above what users notice hides regressions.
 */
export interface CaseToCompare {
  readonly shape: Product;
  readonly dtype: Dtype;
  /** A variant's id, or `auto` for the likeliest one of each build. */
  readonly kernel: string;
  /** Where each side runs a kernel of its own. */
  readonly kernels?: { readonly base: string; readonly head: string };
  /** Relative change that matters. */
  readonly horizon: number;
}

const product = (m: number, n: number, k: number, kernel = 'auto'): CaseToCompare => ({
  shape: { m, n, k },
  dtype: 'f32',
  kernel,
  horizon: HORIZON,
});

/** Small enough that a session takes seconds on a CPU that plays the GPU; one of each way that kernels work. */
export const CASES: readonly CaseToCompare[] = [
  product(256, 256, 256),
  product(1, 1024, 1024),
  product(64, 64, 1024),
  product(128, 128, 128, 'naive'),
];

/** What the base is timed against itself with: a kernel that no build changes, small, because a planted share takes many runs. */
export const CONTROL: CaseToCompare = product(32, 32, 32, 'naive');
/** The planted slowdown: twice the horizon. */
export const PLANTED = 2 * CONTROL.horizon;

/** Names a case on the command line and in results: shape and type, and the kernel where it is fixed. */
export const caseId = ({ shape, dtype, kernel }: CaseToCompare): string =>
  `${matmulCase(plainProblem(shape, dtype), kernel).id}${kernel === 'auto' ? '' : `;kernel=${kernel}`}`;

/** A case as it is typed: a shape MxNxK, or an id as `caseId` writes them; null where it is neither. */
export const caseOfText = (text: string): CaseToCompare | null => {
  const match =
    /^(\d{1,5})[x×](\d{1,5})[x×](\d{1,5})$/.exec(text) ??
    /^matmul:m=(\d{1,5});n=(\d{1,5});k=(\d{1,5});dtype=([\w-]+)(?:;kernel=([\w-]+))?$/.exec(text);
  const [m = 0, n = 0, k = 0] = (match ?? []).slice(1, 4).map(Number);
  const [typed = 'f32', kernel = 'auto'] = (match ?? []).slice(4);
  const dtype = DTYPES.find((known) => known === typed);
  const isKernel = kernel === 'auto' || findVariant(kernel) !== undefined;
  return m * n * k > 0 && dtype !== undefined && isKernel ? { ...product(m, n, k, kernel), dtype } : null;
};

/** The cases that a stored comparison has. */
export const casesOf = (compared: readonly ComparedCase[]): readonly CaseToCompare[] =>
  compared.map(({ id, shape, dtype, horizon }) => ({
    shape,
    dtype,
    kernel: /;kernel=(.+)$/.exec(id)?.[1] ?? 'auto',
    horizon,
  }));
