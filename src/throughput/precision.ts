import type { Accelerator } from '../catalog/schema.ts';
import type { Precision } from '../records/scenario.ts';

export interface PrecisionChoice {
  readonly weights: Precision;
  readonly kvCache: Precision;
  readonly activations: Precision;
  /** Pruning of the weights; dense where nothing is said. */
  readonly sparsity?: 'dense' | '2:4';
}

/** Bytes of an element. Scales of quantised formats are below 5 % of their size and not counted. */
export const ELEMENT_BYTES: Readonly<Record<Precision, number>> = { fp16: 2, bf16: 2, fp8: 1, int8: 1, int4: 0.5 };

export interface ComputeRate {
  readonly format: Precision;
  readonly peakFlops: number;
}

/**
 * The rate at which products are computed. Eight-bit arithmetic needs weights and activations of eight bits or fewer and
 * an accelerator that has it; everything else is computed in 16 bits, so that narrow weights then save memory traffic
 * only. Null where the accelerator's rate is not published.
 */
export const computeRate = (
  accelerator: Accelerator,
  { weights, activations }: PrecisionChoice,
): ComputeRate | null => {
  const narrow = ELEMENT_BYTES[weights] <= 1 && ELEMENT_BYTES[activations] <= 1;
  const fp8 = narrow && activations === 'fp8' ? accelerator.peakDenseFp8Tflops : null;
  if (fp8 !== null) return { format: 'fp8', peakFlops: fp8 * 1e12 };
  const int8 = narrow && activations === 'int8' ? accelerator.peakDenseInt8Tops : null;
  if (int8 !== null) return { format: 'int8', peakFlops: int8 * 1e12 };
  const wide = accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops;
  if (wide === null) return null;
  return { format: accelerator.peakDenseBf16Tflops === null ? 'fp16' : 'bf16', peakFlops: wide * 1e12 };
};
