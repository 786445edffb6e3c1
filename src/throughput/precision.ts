import type { Accelerator } from '../catalog/schema.ts';
import type { ModelShape } from '../records/model.ts';
import type { Precision } from '../records/scenario.ts';
import { hasExperts } from '../catalog/model-geometry.ts';

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
  nvfp4: { weights: 'nvfp4', activations: 'nvfp4', kvCache: 'fp8' },
  mxfp4: { weights: 'mxfp4', activations: 'mxfp4', kvCache: 'fp8' },
};

/**
 * Bytes of an element, scales counted where they are more than 5 %: NVFP4 has eight bits for each 16 elements, MXFP4 for each
 * 32 (OCP Microscaling 1.0). Those of integers, sixteen bits for each 128, are not.
 */
export const ELEMENT_BYTES: Readonly<Record<Precision, number>> = {
  fp16: 2,
  bf16: 2,
  fp8: 1,
  int8: 1,
  int4: 0.5,
  nvfp4: 0.5 + 1 / 16,
  mxfp4: 0.5 + 1 / 32,
};

/** Number formats of the operands of a product. */
export type FormatPair = Pick<PrecisionChoice, 'weights' | 'activations'>;

/**
 * Formats of the routed experts and of all else. Four-bit checkpoints of mixtures of experts keep attention, routers and the
 * head in 16 bits and narrow the experts only (gpt-oss, Kimi K2, NVIDIA's NVFP4 of DeepSeek and Qwen3.5).
 */
export const partFormats = (
  { weights, activations }: PrecisionChoice,
  model: Pick<ModelShape, 'layers'>,
): { readonly rest: FormatPair; readonly experts: FormatPair } => {
  const named: FormatPair = { weights, activations };
  const rest: FormatPair =
    hasExperts(model) && ELEMENT_BYTES[weights] < 1 ? { weights: 'bf16', activations: 'bf16' } : named;
  return { rest, experts: named };
};

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
  /** Bits of the operands that the matrix units take. */
  readonly bits: 16 | 8 | 4;
  readonly peakFlops: number;
  /** Efficiency of the format's kernels relative to those that the parameters were fitted on. */
  readonly relativeEfficiency: number;
}

/**
 * Narrower products reach a smaller share of their peak than 16-bit ones: the best of a search reach 0.71 against 0.80
 * on H100, 0.78 against 0.84 on GH200, 0.76 against 0.78 on B200 (stas00/ml-engineering, MAMF tables, @744d01e). Taken for
 * four bits too.
 */
const NARROW_SHARE = 0.92;

const FOUR_BIT_FLOATS: readonly Precision[] = ['nvfp4', 'mxfp4'];

/**
 * The rate at which products are computed. Narrow arithmetic needs weights and activations so narrow and an accelerator that
 * has it; everything else is computed in the next wider format that it has, in the end in 16 bits, so that narrow weights then
 * save memory traffic only. Null where the accelerator's rate is not published.
 */
export const computeRate = (accelerator: Accelerator, { weights, activations }: FormatPair): ComputeRate | null => {
  const rate = (format: Precision, bits: 8 | 4, tflops: number): ComputeRate => ({
    format,
    bits,
    peakFlops: tflops * 1e12,
    relativeEfficiency: NARROW_SHARE,
  });
  const { peakDenseFp4Tflops, peakDenseFp8Tflops, peakDenseInt8Tops } = accelerator;
  if (FOUR_BIT_FLOATS.includes(weights) && FOUR_BIT_FLOATS.includes(activations) && peakDenseFp4Tflops !== null) {
    return rate(weights, 4, peakDenseFp4Tflops);
  }
  const narrow = ELEMENT_BYTES[weights] <= 1;
  if (narrow && activations === 'fp8' && peakDenseFp8Tflops !== null) return rate('fp8', 8, peakDenseFp8Tflops);
  if (narrow && activations === 'int8' && peakDenseInt8Tops !== null) return rate('int8', 8, peakDenseInt8Tops);
  return wideRate(accelerator);
};

/** The rate of 16-bit products; null where it is not published. */
export const wideRate = ({ peakDenseBf16Tflops, peakDenseFp16Tflops }: Accelerator): ComputeRate | null => {
  const tflops = peakDenseBf16Tflops ?? peakDenseFp16Tflops;
  if (tflops === null) return null;
  return {
    format: peakDenseBf16Tflops === null ? 'fp16' : 'bf16',
    bits: 16,
    peakFlops: tflops * 1e12,
    relativeEfficiency: 1,
  };
};
