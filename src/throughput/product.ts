import type { Product } from '../records/product.ts';

/** What a matrix product asks of the machine. */
export interface GemmShape extends Product {
  /** Bytes of an element of the weights, which are the n × k operand. */
  readonly weightBytes: number;
  /** Bytes of an element of the activations, which are the m × k operand and, where nothing else is said, the m × n result. */
  readonly activationBytes: number;
  /** Bytes of an element of the result: products of eight-bit operands give 16 bits. */
  readonly resultBytes?: number;
  /** True where the weights were not used just before, as in a model's layers; benchmarks repeat few copies. */
  readonly coldWeights?: boolean;
  /** The kernel of ours that runs it; without it the one that the parameters choose. */
  readonly kernel?: string | null | undefined;
  /** So many products of this shape in one launch; with a kernel of ours, or in the plain form. */
  readonly batch?: number | undefined;
  /** Bytes that pass before a kernel of ours meets the same operands again; those of the product where nothing is said. */
  readonly footprintBytes?: number | undefined;
}

/** What a datasheet says the machine can do. */
export interface MachinePeak {
  readonly peakFlops: number;
  readonly bandwidthBytesPerS: number;
}

/** The machine as records and datasheets have it, in SI. */
export const machinePeak = ({
  peakTflops,
  bandwidthGBps,
}: {
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
}): MachinePeak => ({ peakFlops: peakTflops * 1e12, bandwidthBytesPerS: bandwidthGBps * 1e9 });
