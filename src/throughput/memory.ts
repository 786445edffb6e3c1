import { hasExperts } from '../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';

const GIB = 2 ** 30;

/**
 * Makers print the GiB of HBM as GB; about 1 % of it stays with driver and firmware (H100 80 GB: 79.18 GiB seen by a
 * process; llm-d-planner, empirical vLLM memory results).
 */
export const usableMemoryBytes = ({ memoryGB }: Accelerator): number => 0.99 * memoryGB * GIB;

/** Beside weights and KV cache: buffers of a forward pass, and what the runtime and the collectives take. */
export interface MemoryOverhead {
  readonly activationBytes: number;
  readonly nonTorchBytes: number;
}

/**
 * Measured with vLLM on H100 80 GB (same source): activations 4.8 to 5.6 GiB for dense models, 7.4 for a mixture of
 * experts; outside the framework 0.13 GiB on one accelerator, 0.55 in a tensor-parallel group.
 */
export const memoryOverhead = (model: Model, tensorParallel: number): MemoryOverhead => ({
  activationBytes: (hasExperts(model) ? 7.4 : 5.0) * GIB,
  nonTorchBytes: (tensorParallel === 1 ? 0.13 : 0.55) * GIB,
});

/** Room for keys and values on one accelerator; negative where the weights do not fit. */
export const kvRoomBytes = (
  usableBytes: number,
  utilisation: number,
  weightBytes: number,
  { activationBytes, nonTorchBytes }: MemoryOverhead,
): number => utilisation * usableBytes - weightBytes - activationBytes - nonTorchBytes;
