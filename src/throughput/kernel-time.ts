import type { KernelParameters } from '../records/calibration.ts';

/** What a matrix product asks of the machine. */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Bytes of an element of the weights, which are the n × k operand. */
  readonly weightBytes: number;
  /** Bytes of an element of the activations, which are the m × k operand and the m × n result. */
  readonly activationBytes: number;
}

/** What a datasheet says the machine can do. */
export interface MachinePeak {
  readonly peakFlops: number;
  readonly bandwidthBytesPerS: number;
}

/**
 * Time of a kernel that performs `flop` operations and moves `bytes`, in seconds:
 *
 *   t = ((tc/ec)^p + (tm/em)^p)^(1/p) + t0,   tc = flop / peak FLOP/s,   tm = bytes / peak bandwidth
 *
 * A smooth maximum of compute and memory time: p = 1 adds the two, p → ∞ is the ideal roofline. Source of the form:
 * Williams, Waterman & Patterson, "Roofline", CACM 52(4), 2009, with a p-norm in place of the maximum. Valid for the
 * shapes, number formats and software stack that the parameters were fitted on (n, k ≥ 128 for the shipped ones).
 */
export const rooflineTimeS = (flop: number, bytes: number, peak: MachinePeak, parameters: KernelParameters): number => {
  const computeS = flop / (peak.peakFlops * parameters.computeEfficiency);
  const memoryS = bytes / (peak.bandwidthBytesPerS * parameters.memoryEfficiency);
  const longer = Math.max(computeS, memoryS);
  const shorter = Math.min(computeS, memoryS);
  // Factoring the longer time out keeps the powers of tiny numbers from underflowing.
  const smoothMaximumS = longer * (1 + (shorter / longer) ** parameters.smoothness) ** (1 / parameters.smoothness);
  return smoothMaximumS + parameters.overheadUs * 1e-6;
};

/** Time of one matrix product, in seconds: the roofline time of 2mnk FLOP and of each operand and the result once. */
export const kernelTimeS = (shape: GemmShape, peak: MachinePeak, parameters: KernelParameters): number => {
  const { m, n, k, weightBytes, activationBytes } = shape;
  const bytes = weightBytes * n * k + activationBytes * m * (n + k);
  return rooflineTimeS(2 * m * n * k, bytes, peak, parameters);
};
