import type { Dtype } from '../../records/dtypes.ts';

/** Unit roundoff of the accumulator's format (Higham, Accuracy and Stability of Numerical Algorithms, 2.2). */
export const UNIT_ROUNDOFF = { f32: 2 ** -24, f16: 2 ** -11 } as const;

/**
 * What a number format is made of. `f16-accumulate` is its own test, because it overflows at 65 504 and loses digits;
 * w8 and w4 are f32 activations with int8 or int4 weights and one f32 scale per column and 32 rows.
 */
export interface DtypeFacts {
  readonly activationBytes: number;
  readonly weightBytes: number;
  readonly weightBits: 0 | 4 | 8;
  /** WGSL types of A, of B where it is not quantised, and of the sums. */
  readonly a: 'f32' | 'f16';
  readonly accumulator: 'f32' | 'f16';
  /** Unit roundoff of the sums; 0 where they are exact. */
  readonly unitRoundoff: number;
  /** Largest integer up to which every integer is exact in a sum. */
  readonly exactSum: number;
}

const facts = (
  a: 'f32' | 'f16',
  accumulator: 'f32' | 'f16',
  weightBytes: number,
  weightBits: 0 | 4 | 8,
  activationBytes = a === 'f32' ? 4 : 2,
): DtypeFacts => ({
  a,
  accumulator,
  weightBytes,
  weightBits,
  activationBytes,
  unitRoundoff: UNIT_ROUNDOFF[accumulator],
  exactSum: accumulator === 'f32' ? 2 ** 24 : 2 ** 11,
});

/** Rows of k that share a quantised weight's scale, as in the usual group-wise formats (GPTQ, AWQ, Q4_0: 32 to 128). */
export const SCALE_GROUP = 32;

export const DTYPE_FACTS: Readonly<Record<Dtype, DtypeFacts>> = {
  f32: facts('f32', 'f32', 4, 0),
  f16: facts('f16', 'f32', 2, 0),
  'f16-accumulate': facts('f16', 'f16', 2, 0),
  i8: { ...facts('f32', 'f32', 1, 0, 1), unitRoundoff: 0 },
  w8: facts('f32', 'f32', 1 + 4 / SCALE_GROUP, 8),
  w4: facts('f32', 'f32', 0.5 + 4 / SCALE_GROUP, 4),
};

export const needsF16 = (dtype: Dtype): boolean => DTYPE_FACTS[dtype].a === 'f16';
