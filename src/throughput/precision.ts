import type { Accelerator } from '../catalog/schema.ts';
import type { Precision } from '../records/scenario.ts';

export interface PrecisionChoice {
  readonly weights: Precision;
  readonly kvCache: Precision;
  readonly activations: Precision;
  /** Pruning of the weights; dense where nothing is said. */
  readonly sparsity?: 'dense' | '2:4';
}

/**
 * What a precision named alone stands for: that of the weights. Eight-bit floats are computed and kept as such; integers
 * narrow the weights only, the commonest use of them.
 */
export const NAMED_PRECISIONS: Readonly<Record<Precision, PrecisionChoice>> = {
  fp16: { weights: 'fp16', activations: 'fp16', kvCache: 'fp16' },
  bf16: { weights: 'bf16', activations: 'bf16', kvCache: 'bf16' },
  fp8: { weights: 'fp8', activations: 'fp8', kvCache: 'fp8' },
  int8: { weights: 'int8', activations: 'fp16', kvCache: 'fp16' },
  int4: { weights: 'int4', activations: 'fp16', kvCache: 'fp16' },
};

/** Bytes of an element. Scales of quantised formats are below 5 % of their size and not counted. */
export const ELEMENT_BYTES: Readonly<Record<Precision, number>> = { fp16: 2, bf16: 2, fp8: 1, int8: 1, int4: 0.5 };

/**
 * Bytes of what passes between the products of a layer, also where the products take eight bits: their results, norms,
 * residuals, attention, and what the members of a group add up. "Even if the rest of the network runs in INT8 or FP8, the
 * GPT attention operator works with FP32, FP16, and BFloat16 inputs and outputs" (NVIDIA/TensorRT-LLM,
 * docs/source/gpt_attention.md @138f96d). With this the published FP8 rows of H100 and L40S come out within 4 % at the
 * median, and with eight bits throughout 28 % too fast (docs/model-fit.md).
 */
export const BETWEEN_PRODUCTS_BYTES = 2;

export interface ComputeRate {
  readonly format: Precision;
  readonly peakFlops: number;
  /** Efficiency of the format's kernels relative to those that the parameters were fitted on. */
  readonly relativeEfficiency: number;
}

/**
 * Eight-bit products reach a smaller share of their peak than 16-bit ones: the best of a search reach 0.71 against 0.80
 * on H100, 0.78 against 0.84 on GH200, 0.76 against 0.78 on B200 (stas00/ml-engineering, MAMF tables, @744d01e).
 */
const EIGHT_BIT_SHARE = 0.92;

/**
 * The rate at which products are computed. Eight-bit arithmetic needs weights and activations of eight bits or fewer and
 * an accelerator that has it; everything else is computed in 16 bits, so that narrow weights then save memory traffic
 * only. Null where the accelerator's rate is not published.
 */
export const computeRate = (
  accelerator: Accelerator,
  { weights, activations }: Pick<PrecisionChoice, 'weights' | 'activations'>,
): ComputeRate | null => {
  const narrow = ELEMENT_BYTES[weights] <= 1 && ELEMENT_BYTES[activations] <= 1;
  const fp8 = narrow && activations === 'fp8' ? accelerator.peakDenseFp8Tflops : null;
  if (fp8 !== null) return { format: 'fp8', peakFlops: fp8 * 1e12, relativeEfficiency: EIGHT_BIT_SHARE };
  const int8 = narrow && activations === 'int8' ? accelerator.peakDenseInt8Tops : null;
  if (int8 !== null) return { format: 'int8', peakFlops: int8 * 1e12, relativeEfficiency: EIGHT_BIT_SHARE };
  return wideRate(accelerator);
};

/** The rate of 16-bit products; null where it is not published. */
export const wideRate = ({ peakDenseBf16Tflops, peakDenseFp16Tflops }: Accelerator): ComputeRate | null => {
  const tflops = peakDenseBf16Tflops ?? peakDenseFp16Tflops;
  if (tflops === null) return null;
  return { format: peakDenseBf16Tflops === null ? 'fp16' : 'bf16', peakFlops: tflops * 1e12, relativeEfficiency: 1 };
};
