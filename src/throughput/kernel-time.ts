import type { KernelParameters } from '../records/calibration.ts';
import type { GemmShape, MachinePeak } from './product.ts';
import { knownKernelTime } from './known-kernels.ts';
import { operandTimeS, shortestTileTimeS, tileChoices } from './tile-time.ts';

/**
 * Smooth maximum of two times that overlap: (a^p + b^p)^(1/p). p = 1 adds them, p → ∞ takes the longer. Factoring the
 * longer time out keeps the powers of tiny numbers from underflowing.
 */
const smoothMaximum = (a: number, b: number, p: number): number => {
  const longer = Math.max(a, b);
  return longer === 0 ? 0 : longer * (1 + (Math.min(a, b) / longer) ** p) ** (1 / p);
};

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
  return smoothMaximum(computeS, memoryS, parameters.smoothness) + parameters.overheadUs * 1e-6;
};

/** Vector loads want rows of a multiple of four elements. */
const PACKED_MULTIPLE = 4;

/**
 * Time to copy operands into rows that vector loads can read, in seconds: each element read and written once, and a launch
 * an operand. The m × k operand needs it where k is no multiple of four, the other where n or k is none.
 */
const packingTimeS = (shape: GemmShape, peak: MachinePeak, parameters: KernelParameters): number => {
  const { m, n, k, weightBytes, activationBytes } = shape;
  const { packingEfficiency, overheadUs } = parameters;
  if (packingEfficiency === null) return 0;
  const packsLeft = k % PACKED_MULTIPLE !== 0;
  const packsRight = packsLeft || n % PACKED_MULTIPLE !== 0;
  if (!packsRight) return 0;
  const bytes = 2 * (weightBytes * n * k + (packsLeft ? activationBytes * m * k : 0));
  return bytes / (peak.bandwidthBytesPerS * packingEfficiency) + (packsLeft ? 2 : 1) * overheadUs * 1e-6;
};

/** Time of one matrix product from compute choices made ready by `tileChoices`: what a fit calls again and again. */
export const tiledTimeS = (
  shape: GemmShape,
  choices: Float64Array,
  peak: MachinePeak,
  parameters: KernelParameters & { readonly tile: NonNullable<KernelParameters['tile']> },
): number => {
  const computeS = shortestTileTimeS(choices, peak, parameters.computeEfficiency, parameters.tile);
  return (
    smoothMaximum(computeS, operandTimeS(shape, peak, parameters), parameters.smoothness) +
    parameters.overheadUs * 1e-6 +
    packingTimeS(shape, peak, parameters)
  );
};

/**
 * Time of one matrix product, in seconds: the smooth maximum of the time of its tiles (tile-time.ts, or known-kernels.ts
 * where the kernel is ours) and of moving each operand and the result once. Parameters with neither are of the plain form.
 */
export const kernelTimeS = (shape: GemmShape, peak: MachinePeak, parameters: KernelParameters): number => {
  const { m, n, k, weightBytes, activationBytes } = shape;
  const { tile, kernels } = parameters;
  if (kernels !== null) {
    const { computeS, memoryS, besideS, launches } = knownKernelTime(shape, peak, { ...parameters, kernels });
    return smoothMaximum(computeS, memoryS, parameters.smoothness) + besideS + launches * parameters.overheadUs * 1e-6;
  }
  if (tile === null) {
    const { batch = 1 } = shape;
    const { resultBytes = activationBytes } = shape;
    const bytes = batch * (weightBytes * n * k + m * (activationBytes * k + resultBytes * n));
    return rooflineTimeS(2 * batch * m * n * k, bytes, peak, parameters) + packingTimeS(shape, peak, parameters);
  }
  return tiledTimeS(shape, tileChoices(m, n, k, tile.computeUnits), peak, { ...parameters, tile });
};
