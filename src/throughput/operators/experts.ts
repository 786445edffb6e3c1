import { atMostOne, smoothMaximum, type OperatorLaw } from './law.ts';
import { rankLoad, TILE_ROWS, type RoutedLayer, type Routing } from './routing.ts';

/** The routed experts of one layer on the rank that has most to do. */
export interface ExpertsShape extends RoutedLayer {
  /** Tokens that enter the layer, of all ranks together. */
  readonly tokens: number;
  readonly hidden: number;
  /** Width of an expert's MLP on this rank: the whole over the ranks that split it. */
  readonly width: number;
  /** True: gate and up beside each other, and down; false: up and down. */
  readonly gated: boolean;
  /** Bytes of a weight with its scales, and of an activation with its. */
  readonly weightBytes: number;
  readonly activationBytes: number;
  /** Bits of the operands that the matrix units take. */
  readonly computeBits: 16 | 8 | 4;
  readonly routing: Routing;
  /** Whether only the tokens of this rank's experts come to it, sent by the others, or all of them. */
  readonly dispatched: boolean;
}

type Name =
  | 'computeShare'
  | 'memoryShare'
  | 'overlap'
  | 'launchUs'
  | 'rowTrafficShare'
  | 'stepNs'
  | 'scatterShare'
  | 'rowNs'
  | 'expertUs';

/** Columns of an output tile, and rows of a step along the depth. */
const TILE_COLUMNS = 128;
const STEP_DEPTH = 32;
/** Bytes of what passes between the products. */
const BETWEEN_BYTES = 2;

/**
 * Time of a layer's routed experts on one rank:
 *
 *   t = launch + Σ over the two grouped products of (tc^p + tm^p)^(1/p) + rows' traffic + scattering + rows · r + touched · e
 *
 *   tc = least over tile heights of  waves · [ 2·rows·128·K·U/F + γ·K/32 ],  waves = max(1, tiles/U)
 *   tm = (touched · N·K·bytes + rows·(K + N)) / bandwidth
 *
 * Each touched expert pads its rows to whole tiles and reads its weights; its rows are those of the routing's busiest rank
 * (routing.ts). The traffic is that of permuting, quantising and the activation function (rows of this rank), scattering that
 * of all tokens' copies, which every rank sorts and combines also where its experts get none, each copy a row more; where
 * tokens are sent to the ranks of their experts, of those alone.
 */
export const expertsLaw: OperatorLaw<ExpertsShape, Name> = {
  priors: {
    computeShare: { typical: 0.6, spread: 0.5 },
    memoryShare: { typical: 0.8, spread: 0.3 },
    overlap: { typical: 1, spread: 0.7 },
    launchUs: { typical: 30, spread: 0.7 },
    rowTrafficShare: { typical: 0.5, spread: 0.8 },
    stepNs: { typical: 15, spread: 1 },
    scatterShare: { typical: 1, spread: 1.5 },
    rowNs: { typical: 0.3, spread: 1.5 },
    expertUs: { typical: 0.03, spread: 1.5 },
  },
  timeS: (shape, { peakFlops, bandwidthBytesPerS, computeUnits }, constants) => {
    const { tokens, perToken, hidden, width, gated, weightBytes, activationBytes } = shape;
    if (tokens <= 0) return 0;
    const { touched, rows, tiles } = rankLoad(Math.max(1, Math.round(tokens)), shape, shape.routing);
    const unitFlops = (peakFlops[shape.computeBits] * atMostOne(constants.computeShare)) / computeUnits;
    const memory = bandwidthBytesPerS * atMostOne(constants.memoryShare);
    const stepS = constants.stepNs * 1e-9;
    const productS = (n: number, k: number): number => {
      const columns = Math.ceil(n / TILE_COLUMNS);
      let computeS = Infinity;
      TILE_ROWS.forEach((height, at) => {
        const waves = Math.max(1, ((tiles[at] ?? 0) * columns) / computeUnits);
        computeS = Math.min(computeS, waves * ((2 * height * TILE_COLUMNS * k) / unitFlops + (k / STEP_DEPTH) * stepS));
      });
      const memoryS = (touched * n * k * weightBytes + rows * (k * activationBytes + n * BETWEEN_BYTES)) / memory;
      return smoothMaximum(computeS, memoryS, 1 + constants.overlap);
    };
    const inputs = gated ? 2 : 1;
    const copies = shape.dispatched ? rows : tokens * perToken;
    const rowBytes =
      rows * 2 * BETWEEN_BYTES * (hidden + inputs * width) + (copies / perToken) * 2 * BETWEEN_BYTES * hidden;
    return (
      constants.launchUs * 1e-6 +
      productS(inputs * width, hidden) +
      productS(hidden, width) +
      rowBytes / (bandwidthBytesPerS * constants.rowTrafficShare) +
      (copies * hidden * BETWEEN_BYTES) / (bandwidthBytesPerS * constants.scatterShare) +
      copies * constants.rowNs * 1e-9 +
      touched * constants.expertUs * 1e-6
    );
  },
};
