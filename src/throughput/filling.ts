/**
 * Which of several kernels fills its workgroups best on a shape: a workgroup computes all of its outputs, those beyond the
 * edges of the product included. The tuner and the model of kernel times choose by the same rule.
 */

/** Outputs of a workgroup, down and across. */
export interface Workgroup {
  readonly rows: number;
  readonly columns: number;
}

/** Outputs that all workgroups compute for m × n. */
export const computedOutputs = (
  { rows, columns }: Workgroup,
  { m, n }: { readonly m: number; readonly n: number },
): number => Math.ceil(m / rows) * rows * Math.ceil(n / columns) * columns;

/**
 * A kernel other than its class's own must be expected to win by more than this on another shape: finalists of a search lie
 * within a few per cent of each other, in the order of chance.
 */
const CLEARLY = 1.05;

/** The class's own kernel, unless another one is expected to be clearly faster; `time` is up to a common factor. */
export const betterFilled = <Kernel>(
  own: Kernel,
  others: readonly Kernel[],
  time: (kernel: Kernel) => number,
): Kernel => {
  const best = others.reduce((least, other) => (time(other) < time(least) ? other : least), own);
  return time(own) > CLEARLY * time(best) ? best : own;
};
