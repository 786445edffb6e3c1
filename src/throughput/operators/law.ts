/**
 * Laws of operators: the time of one kernel, or of one exchange, as a formula of its shape, of what the datasheet says of the
 * machine, and of constants that are fitted to published timings (tools/model/fit-operators.ts, docs/operators.md).
 */

/** What the laws know of an accelerator. */
export interface OperatorMachine {
  /** Dense FLOP/s of the matrix units by bits of their operands; where a width is missing, that of the next wider. */
  readonly peakFlops: { readonly 16: number; readonly 8: number; readonly 4: number };
  readonly bandwidthBytesPerS: number;
  /** One direction of the link between accelerators of a node; NaN where nobody published it. */
  readonly linkBytesPerS: number;
  readonly computeUnits: number;
  /**
   * Size of the chip's cache where a kernel finds in it what it left there, as a table does that runs one kernel over and over.
   * In a model other layers come between, and it is 0.
   */
  readonly residentBytes: number;
}

/**
 * A fitted constant: where it lies as a rule and how far single kernels are from there. Positive constants are sought on a
 * log scale, with `spread` in natural log; exponents as they are.
 */
export interface Prior {
  readonly typical: number;
  readonly spread: number;
  readonly exponent?: true;
}

export type Constants<Name extends string> = Readonly<Record<Name, number>>;

export interface OperatorLaw<Shape, Name extends string> {
  readonly priors: Readonly<Record<Name, Prior>>;
  /** Time in seconds. */
  readonly timeS: (shape: Shape, machine: OperatorMachine, constants: Constants<Name>) => number;
}

export const typicalConstants = <Name extends string>(priors: Readonly<Record<Name, Prior>>): Constants<Name> => {
  const entries = Object.entries<Prior>(priors).map(([name, { typical }]) => [name, typical] as const);
  return Object.fromEntries(entries) as Record<Name, number>;
};

/** Smooth maximum of two times that overlap: (a^p + b^p)^(1/p). p = 1 adds them, p → ∞ takes the longer. */
export const smoothMaximum = (a: number, b: number, p: number): number => {
  const longer = Math.max(a, b);
  return longer === 0 ? 0 : longer * (1 + (Math.min(a, b) / longer) ** p) ** (1 / p);
};

/** A share of a peak: whatever rows say, nothing is faster than its datasheet. */
export const atMostOne = (share: number): number => Math.min(1, share);
