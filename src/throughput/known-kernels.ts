import { entryAt } from '../base/checked.ts';
import type { KernelFacts, KernelParameters, KnownKernels } from '../records/calibration.ts';
import type { GemmShape, MachinePeak } from './product.ts';
import { betterFilled, computedOutputs } from './filling.ts';
import { firstRule } from './shape-class.ts';

/**
 * Time of a matrix product by a kernel that is known:
 *
 *   t = smooth maximum of tc and tm, + copies + launches · t0
 *   tc = waves · [ 2·R·C·⌈k/s⌉·U/(F·e) + δ ]            waves = x + w·(⌈x⌉ − x), at least 1,   x = ⌈m/R⌉·⌈n/C⌉·s / U
 *   tm = bytes / (B·em), and where the operands stay in the last cache, bytes / (B·em·g)
 *   copies = 2·bytes of each copied operand / (B·ev or B·ep)  + the result / (B·ep) where n is no multiple of four
 *
 * with R×C the outputs of a workgroup, s the parts of k, U compute units, F peak FLOP/s, B bytes/s, e the kernel's own
 * share of the peak, δ the fixed time of a workgroup, ev and ep the shares of B at which operands are copied by four
 * elements and one by one, g and the capacity those of the cache. Where the library's kernel is unknown, tile-time.ts takes the best of many instead.
 * Source: the kernels themselves (shaders/), whose workgroups compute all their outputs and whose packing is timed.
 */
const VECTOR = 4;
/** Steepness of the edge of the cache, as in tile-time.ts. */
const CACHE_EDGE = 8;

/**
 * Computing time of a kernel on a shape, up to a factor common to all kernels: the outputs that its workgroups compute, those
 * beyond the edges of the product included, over its efficiency. The class's own kernel won the search, so no other counts as more
 * efficient than it, although a fit of few timings may have found so.
 */
const outputTime = (kernel: KernelFacts, own: KernelFacts, shape: GemmShape): number =>
  computedOutputs(kernel, shape) / Math.min(kernel.computeEfficiency, own.computeEfficiency);

export const chooseKernel = (
  { list, choice }: Pick<KnownKernels, 'list' | 'choice'>,
  shape: GemmShape,
): KernelFacts => {
  const byId = (id: string | null | undefined): KernelFacts | undefined => list.find((kernel) => kernel.id === id);
  const ran = byId(shape.kernel);
  if (ran !== undefined) return ran;
  const rule = firstRule(choice, shape);
  const own = byId(rule.kernel) ?? entryAt(list, 0);
  const others = rule.others.flatMap((id) => byId(id) ?? []);
  return betterFilled(own, others, (kernel) => outputTime(kernel, own, shape));
};

const roundUp = (a: number, multiple: number): number => Math.ceil(a / multiple) * multiple;

/** Bytes that are copied four at a time and one by one, and launches of the copying kernels. */
const copiesOf = (
  { m, n, k, weightBytes, activationBytes }: GemmShape,
  { copies, stepDepth, columnStep }: KernelFacts,
): { vector: number; scalar: number; launches: number } => {
  const left = 2 * activationBytes * m * k;
  const right = 2 * weightBytes * k * n;
  const oddRows = k % VECTOR !== 0;
  const oddColumns = n % VECTOR !== 0;
  if (copies === 'always') {
    const scalar = (oddRows ? left : 0) + (oddColumns ? right : 0);
    return { vector: left + right - scalar, scalar, launches: 2 };
  }
  const packsLeft = copies === 'odd' && k % stepDepth !== 0;
  const packsRight = packsLeft || (copies === 'odd' && n % columnStep !== 0);
  return {
    vector: 0,
    scalar: (packsLeft ? left : 0) + (packsRight ? right : 0),
    launches: Number(packsLeft) + Number(packsRight),
  };
};

/** Parts of the time of a product, in seconds. */
export interface KnownKernelTime {
  readonly computeS: number;
  readonly memoryS: number;
  /** Copying operands, storing odd rows, adding up a split. */
  readonly besideS: number;
  readonly launches: number;
}

export const knownKernelTime = (
  shape: GemmShape,
  peak: MachinePeak,
  parameters: KernelParameters & { readonly kernels: KnownKernels },
): KnownKernelTime => {
  const { m, n, k, weightBytes, activationBytes, batch = 1 } = shape;
  const { memoryEfficiency, kernels } = parameters;
  const packingEfficiency = parameters.packingEfficiency ?? memoryEfficiency;
  const kernel = chooseKernel(kernels, shape);
  const { computeUnits, waveSharpness, tileUs, cacheGain, cacheMB, copyEfficiency } = kernels;
  const bandwidth = peak.bandwidthBytesPerS;

  const split = batch === 1 ? kernel.split : 1;
  const groups = (batch * Math.ceil(m / kernel.rows) * Math.ceil(n / kernel.columns) * split) / computeUnits;
  const waves = Math.max(1, groups + waveSharpness * (Math.ceil(groups) - groups));
  const depth = roundUp(Math.ceil(k / split), kernel.stepDepth);
  const groupS =
    (2 * kernel.rows * kernel.columns * depth * computeUnits) / (peak.peakFlops * kernel.computeEfficiency);

  const bytes = batch * (weightBytes * n * k + activationBytes * m * (n + k));
  const footprint = shape.coldWeights === true ? Infinity : (shape.footprintBytes ?? bytes);
  const cached = 1 / (1 + (footprint / (cacheMB * 1e6)) ** CACHE_EDGE);
  const memoryS = (bytes / (bandwidth * memoryEfficiency)) * (cached / cacheGain + 1 - cached);

  const copies = copiesOf(shape, kernel);
  const oddStores = n % VECTOR === 0 ? 0 : activationBytes * m * n;
  const parts = split > 1 ? activationBytes * (split + 1) * m * n : 0;
  return {
    computeS: waves * (groupS + tileUs * 1e-6),
    memoryS,
    besideS:
      (batch * copies.vector) / (bandwidth * copyEfficiency) +
      (batch * (copies.scalar + oddStores)) / (bandwidth * packingEfficiency) +
      parts / (bandwidth * memoryEfficiency),
    launches: 1 + copies.launches + (split > 1 ? 1 : 0),
  };
};
