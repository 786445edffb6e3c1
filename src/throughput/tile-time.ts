import type { KernelParameters, TileParameters } from '../records/calibration.ts';
import type { GemmShape, MachinePeak } from './product.ts';

/**
 * Compute time of a matrix product that a library cuts into tiles:
 *
 *   t = min over tiles bm×bn and splits s of   waves · [ (k/s)·(2·bm·bn/(F/U·ec) + γ) + δ ] + (s > 1)·(ρ + 8·s·m·n/(2B))
 *   waves = x + w·(⌈x⌉ − x), at least 1,   x = ⌈m/bm⌉·⌈n/bn⌉·s / U
 *
 * with F peak FLOP/s, U compute units, B bytes/s, γ the time of a step along k beside its arithmetic (loads, barriers:
 * it makes small tiles slow and bounds what few tiles can read), δ the fixed time of a tile, ρ that of adding up the
 * parts of a product split along k, which then also pass through the cache in f32 (written and read at some 2B). The
 * tiles are those of CUTLASS and cuBLAS; taking the best of them stands for the library's choice. k is padded to
 * 32, the depth of a step. Source of the idea: NVIDIA, "Matrix Multiplication Background User's Guide" (tile and wave
 * quantisation, split-K). Fitted on n, k ≥ 128 and m ≥ 1; docs/model-fit.md says what each term gives.
 */
const TILE_ROWS = [16, 32, 64, 128, 256];
const TILE_COLUMNS = [32, 64, 128, 256];
/** Registers of a unit hold the sums of a 128×256 tile, no more. */
const LARGEST_TILE = 128 * 256;
const SPLITS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
const STEP_DEPTH = 32;

const SHAPES = TILE_ROWS.flatMap((rows) =>
  TILE_COLUMNS.flatMap((columns) => (rows * columns <= LARGEST_TILE ? [{ rows, columns }] : [])),
);

/** Numbers a choice of tile and split is made of; the time is linear in each. */
const STRIDE = 6;
const OVERLAPPED_WAVES = 0;
const WHOLE_WAVES = 1;
const TILE_ELEMENTS = 2;
const DEPTH = 3;
const IS_SPLIT = 4;
const SPLIT_BYTES = 5;

/** All ways to cut a product, as rows of `STRIDE` numbers. */
export const tileChoices = (m: number, n: number, k: number, computeUnits: number): Float64Array => {
  const choices = new Float64Array(SHAPES.length * SPLITS.length * STRIDE);
  let at = 0;
  for (const { rows, columns } of SHAPES) {
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    for (const split of SPLITS) {
      const depth = Math.ceil(k / split / STEP_DEPTH) * STEP_DEPTH;
      const waves = (tiles * split) / computeUnits;
      choices[at + OVERLAPPED_WAVES] = Math.max(1, waves);
      choices[at + WHOLE_WAVES] = Math.max(1, Math.ceil(waves));
      choices[at + TILE_ELEMENTS] = depth * rows * columns;
      choices[at + DEPTH] = depth;
      choices[at + IS_SPLIT] = split > 1 ? 1 : 0;
      choices[at + SPLIT_BYTES] = split > 1 ? 8 * split * m * n : 0;
      at += STRIDE;
    }
  }
  return choices;
};

/** What a choice costs, part by part: its time is a sum of these with weights that are never negative. */
const costsOf = (row: Float64Array): number[] => [
  ...[OVERLAPPED_WAVES, WHOLE_WAVES].flatMap((waves) => [
    row[waves]! * row[TILE_ELEMENTS]!,
    row[waves]! * row[DEPTH]!,
    row[waves]!,
  ]),
  row[IS_SPLIT]!,
  row[SPLIT_BYTES]!,
];

const beats = (costs: readonly number[], others: readonly number[]): boolean =>
  costs.every((cost, part) => cost <= others[part]!);

/** Leaves out the choices that another choice beats whatever the parameters are. */
export const withoutDominated = (choices: Float64Array): Float64Array => {
  let kept: { readonly row: Float64Array; readonly costs: readonly number[] }[] = [];
  for (let at = 0; at < choices.length; at += STRIDE) {
    const row = choices.subarray(at, at + STRIDE);
    const costs = costsOf(row);
    if (kept.some((other) => beats(other.costs, costs))) continue;
    kept = kept.filter((other) => !beats(costs, other.costs));
    kept.push({ row, costs });
  }
  return Float64Array.from(kept.flatMap(({ row }) => [...row]));
};

/** Time of the best choice, in seconds. */
export const shortestTileTimeS = (
  choices: Float64Array,
  peak: MachinePeak,
  computeEfficiency: number,
  { computeUnits, waveSharpness, stepNs, tileUs, splitUs }: TileParameters,
): number => {
  const secondsPerElement = (2 * computeUnits) / (peak.peakFlops * computeEfficiency);
  const stepS = stepNs * 1e-9;
  const tileS = tileUs * 1e-6;
  const splitS = splitUs * 1e-6;
  const secondsPerSplitByte = 1 / (2 * peak.bandwidthBytesPerS);
  let best = Infinity;
  for (let at = 0; at < choices.length; at += STRIDE) {
    const overlapped = choices[at + OVERLAPPED_WAVES]!;
    const waves = overlapped + waveSharpness * (choices[at + WHOLE_WAVES]! - overlapped);
    const time =
      waves * (choices[at + TILE_ELEMENTS]! * secondsPerElement + choices[at + DEPTH]! * stepS + tileS) +
      choices[at + IS_SPLIT]! * splitS +
      choices[at + SPLIT_BYTES]! * secondsPerSplitByte;
    if (time < best) best = time;
  }
  return best;
};

/**
 * Benchmarks go round several copies of the weights so that the cache does not flatter them: the published tables use
 * six (aiconfigurator's collector), and small products still stay cached. Layers of a model never do.
 */
const BENCHMARK_WEIGHT_COPIES = 6;
/** Steepness of the edge of the cache: a cyclic pass over slightly more than fits already misses nearly everything. */
const CACHE_EDGE = 8;

/** Time to move a product's operands and result, in seconds, part of it through the last cache. */
export const operandTimeS = (shape: GemmShape, peak: MachinePeak, parameters: KernelParameters): number => {
  const { m, n, k, weightBytes, activationBytes, resultBytes = activationBytes, coldWeights } = shape;
  const weights = weightBytes * n * k;
  const activations = m * (activationBytes * k + resultBytes * n);
  const memoryS = (weights + activations) / (peak.bandwidthBytesPerS * parameters.memoryEfficiency);
  if (parameters.tile === null || coldWeights === true) return memoryS;
  const { cacheGain, cacheMB } = parameters.tile;
  const footprint = BENCHMARK_WEIGHT_COPIES * weights + activations;
  const cached = 1 / (1 + (footprint / (cacheMB * 1e6)) ** CACHE_EDGE);
  return memoryS * (cached / cacheGain + 1 - cached);
};
