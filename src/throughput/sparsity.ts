import type { Accelerator } from '../catalog/schema.ts';
import type { Precision } from '../records/scenario.ts';
import { ELEMENT_BYTES, type PrecisionChoice } from './precision.ts';

/** Two of four weights are zero and not stored; each of the others carries two bits that say where it stood. */
const INDEX_BITS = 2;

/** Bytes of a weight: all of it, or what 2:4 pruning leaves, for example 1.125 of 2 bytes in fp16. */
export const weightElementBytes = (weights: Precision, sparsity: PrecisionChoice['sparsity']): number =>
  sparsity === '2:4' ? (ELEMENT_BYTES[weights] + INDEX_BITS / 8) / 2 : ELEMENT_BYTES[weights];

/** Generations of NVIDIA before the sparse matrix units. */
const WITHOUT_SPARSE_UNITS = ['Volta', 'Turing'];

/**
 * Matrix products with 2:4-sparse weights run at twice the dense peak where the hardware has units for it (NVIDIA since
 * Ampere; the datasheets' "with sparsity"), at the dense peak elsewhere, where zeros are computed too.
 */
export const sparsePeakFactor = (
  { vendor, architecture }: Accelerator,
  sparsity: PrecisionChoice['sparsity'],
): number => (sparsity === '2:4' && vendor === 'NVIDIA' && !WITHOUT_SPARSE_UNITS.includes(architecture) ? 2 : 1);
