import type { MeasuredCase } from './measurement.ts';

/** The cases of a measurement by what is known of them. */

/** Whose time is known. */
export type TimedCase = Extract<MeasuredCase, { readonly outcome: 'measured' }>;
/** A matrix product whose time is known. */
export type TimedProductCase = Extract<TimedCase, { readonly kind: 'matmul' }>;
/** Whose kernel was built and whose result was compared. */
export type BuiltCase = Extract<MeasuredCase, { readonly compileMs: number | null }>;
/** Whose kernel was sampled, with or without a time as its result. */
export type SampledCase = Extract<MeasuredCase, { readonly samplesMs: readonly number[] }>;

export const isTimed = (measured: MeasuredCase): measured is TimedCase => measured.outcome === 'measured';

export const isTimedProduct = (measured: MeasuredCase): measured is TimedProductCase =>
  measured.outcome === 'measured' && measured.kind === 'matmul';

export const isBuilt = (measured: MeasuredCase): measured is BuiltCase => 'compileMs' in measured;

export const isSampled = (measured: MeasuredCase): measured is SampledCase => 'samplesMs' in measured;

/** Whose rate in FLOP/s is known and above zero. */
export type RatedCase = TimedCase & { readonly gflops: number };
export const isRated = <T extends TimedCase>(timed: T): timed is T & RatedCase =>
  timed.gflops !== null && timed.gflops > 0;

export const fastestOf = <T extends RatedCase>(rated: readonly T[]): T | null =>
  rated.reduce<T | null>((fastest, next) => (fastest === null || next.gflops > fastest.gflops ? next : fastest), null);

/** Of those whose result was compared with the oracle's and found right. */
export const isVerified = (measured: MeasuredCase): boolean => isSampled(measured) && measured.verified;

/** What tables show of any case: null where it does not have that. */
export const caseRow = (measured: MeasuredCase) => {
  const { id, kind, dtype, kernel, outcome, warnings } = measured;
  const product = measured.kind === 'matmul' ? measured : null;
  const built = isBuilt(measured) ? measured : null;
  const sampled = isSampled(measured) ? measured : null;
  const timed = isTimed(measured) ? measured : null;
  return {
    id,
    kind,
    m: product?.m ?? null,
    n: product?.n ?? null,
    k: product?.k ?? null,
    dtype,
    kernel,
    outcome,
    reason: 'reason' in measured ? measured.reason : null,
    verified: isVerified(measured),
    samples: sampled?.samplesMs.length ?? 0,
    medianMs: timed?.medianMs ?? null,
    ci95Ms: timed?.ci95Ms ?? null,
    gflops: timed?.gflops ?? null,
    gbps: timed?.gbps ?? null,
    percentOfRoof: timed?.percentOfRoof ?? null,
    compileMs: built?.compileMs ?? null,
    warmCompileMs: sampled?.warmCompileMs ?? null,
    firstDispatchMs: built?.firstDispatchMs ?? null,
    maxError: built?.maxError ?? null,
    errorBound: built?.errorBound ?? null,
    warnings,
  };
};
export type CaseRow = ReturnType<typeof caseRow>;
