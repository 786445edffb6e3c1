import { atMostOne, smoothMaximum, type OperatorLaw } from './law.ts';
import { GROUP_ROWS, KEY_TILE, QUERY_TILE, residentFactor, splitsOf, stepsS } from './tiles.ts';

/** Softmax attention of one layer on one accelerator, over prompts of equal length without anything before them. */
export interface PromptAttentionShape {
  /** Prompts side by side; may be a fraction where a pass holds a part of one. */
  readonly prompts: number;
  /** New tokens of each. */
  readonly tokens: number;
  /** Tokens of each that stand in the cache before them. */
  readonly cachedTokens: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly windowTokens: number | null;
  readonly cacheBytes: number;
  /** Bits of the products' operands. */
  readonly computeBits: 16 | 8;
}

/** One new token of each sequence against its cache. */
export interface DecodeAttentionShape {
  readonly sequences: number;
  readonly contextTokens: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly windowTokens: number | null;
  readonly cacheBytes: number;
}

/**
 * Pairs of a query and a key that causal attention of `tokens` new tokens after `cachedTokens` old ones computes, each seeing
 * the last `window` tokens at most.
 */
export const causalPairs = (tokens: number, cachedTokens: number, window: number): number => {
  const last = cachedTokens + tokens;
  if (window >= last) return tokens * (cachedTokens + (tokens + 1) / 2);
  // The first queries see less than a window.
  const growing = Math.max(0, Math.min(tokens, window - cachedTokens));
  return growing * (cachedTokens + (growing + 1) / 2) + (tokens - growing) * window;
};

type PromptName =
  | 'computeShare'
  | 'memoryShare'
  | 'overlap'
  | 'launchUs'
  | 'stepNs'
  | 'head64'
  | 'head192'
  | 'eightBits'
  | 'diagonal'
  | 'windowEdge';

/**
 * Time of attention among prompt tokens: a smooth maximum of arithmetic and traffic, and a launch. Arithmetic counts the pairs
 * of the causal triangle, and half a tile more at each tile of 128 queries (`diagonal` of it); a tile alone takes its whole
 * row of keys, which bounds short batches; a step of 64 keys has a fixed part. Heads of 64 and of 192 and more, and eight-bit
 * operands, reach another share of the peak. Fitted to prompts without a cache; what stands before is counted as pairs alike.
 */
export const promptAttentionLaw: OperatorLaw<PromptAttentionShape, PromptName> = {
  priors: {
    computeShare: { typical: 0.6, spread: 0.4 },
    memoryShare: { typical: 0.6, spread: 0.5 },
    overlap: { typical: 1, spread: 0.7 },
    launchUs: { typical: 10, spread: 0.8 },
    stepNs: { typical: 30, spread: 1 },
    head64: { typical: 0.8, spread: 0.3 },
    head192: { typical: 0.9, spread: 0.3 },
    eightBits: { typical: 0.8, spread: 0.3 },
    diagonal: { typical: 0.3, spread: 1 },
    windowEdge: { typical: 1, spread: 1 },
  },
  timeS: (shape, { peakFlops, bandwidthBytesPerS, computeUnits }, constants) => {
    const { prompts, tokens, cachedTokens, heads, kvHeads, headDim, windowTokens, cacheBytes, computeBits } = shape;
    if (prompts <= 0 || tokens <= 0) return 0;
    const context = cachedTokens + tokens;
    const seen = windowTokens === null ? context : Math.min(windowTokens, context);
    const visited =
      windowTokens === null ? context : Math.min(windowTokens + (constants.windowEdge * QUERY_TILE) / 2, context);
    const queryTiles = Math.ceil(tokens / QUERY_TILE);
    const pairs =
      causalPairs(tokens, cachedTokens, visited) + (queryTiles * QUERY_TILE * QUERY_TILE * constants.diagonal) / 2;
    const flops =
      peakFlops[computeBits] *
      atMostOne(
        constants.computeShare *
          (headDim === 64 ? constants.head64 : headDim >= 192 ? constants.head192 : 1) *
          (computeBits === 8 ? constants.eightBits : 1),
      );
    const tiles = prompts * heads * queryTiles;
    const arithmeticS = (4 * prompts * heads * headDim * pairs) / flops;
    const tileAloneS = (4 * QUERY_TILE * headDim * seen * computeUnits) / flops;
    const stepsS = ((constants.stepNs * 1e-9 * seen) / KEY_TILE) * Math.max(1, tiles / computeUnits);
    const bytes =
      prompts * headDim * (tokens * heads * 4 + tokens * kvHeads * 2 * 2 + context * kvHeads * 2 * cacheBytes);
    return (
      smoothMaximum(
        smoothMaximum(arithmeticS, tileAloneS, 2) + stepsS,
        bytes / (bandwidthBytesPerS * atMostOne(constants.memoryShare)),
        1 + constants.overlap,
      ) +
      constants.launchUs * 1e-6
    );
  },
};

type DecodeName =
  | 'memoryShare'
  | 'computeShare'
  | 'overlap'
  | 'launchUs'
  | 'stepNs'
  | 'unitUs'
  | 'rowUs'
  | 'plainUnit'
  | 'narrowStart'
  | 'head64Start'
  | 'splits'
  | 'splitShare'
  | 'vectorShare'
  | 'wideVector'
  | 'residentSpeed'
  | 'mergeUs'
  | 'narrowLaunch';

/** Groups beyond this leave the kernels that share a group's reading. */
const WIDE_GROUP = 32;
/** What vector units compute beside the matrix units, as a rule: 1/15 on H100, 1/16 on A100, 1/30 on B200. */
const VECTOR_OVER_MATRIX = 1 / 16;

/**
 * Time of attention when decoding. Three things overlap: keys and values are read once a group of heads; the units that
 * sequences, key heads and splits of the context give walk through their part step by step, 64 tokens each, in as many waves as
 * there are compute units for; and products are computed, by matrix units for a group padded to 16 rows and, by kernels that
 * take each head alone, by vector units (`wideVector` times longer for groups beyond 32). Some kernels share a number of splits
 * among the sequences (`splitShare` 1), others split each so often (0). Each unit has a start with a cost a row, which one unit alone
 * takes too; splits are merged; and a kernel is launched. `plainUnit` is a factor of kernels without groups, `narrow…` of eight-bit
 * caches. What lies in the chip's cache from the run before is read `residentSpeed` times as fast. A step goes with √(headDim/128):
 * wider heads take longer, less than in proportion.
 */
export const decodeAttentionLaw: OperatorLaw<DecodeAttentionShape, DecodeName> = {
  priors: {
    memoryShare: { typical: 0.9, spread: 0.3 },
    computeShare: { typical: 0.35, spread: 0.7 },
    overlap: { typical: 1, spread: 0.7 },
    launchUs: { typical: 9, spread: 0.5 },
    stepNs: { typical: 500, spread: 0.7 },
    unitUs: { typical: 1, spread: 1 },
    rowUs: { typical: 0.03, spread: 1.3 },
    plainUnit: { typical: 1, spread: 0.8 },
    narrowStart: { typical: 1, spread: 0.5 },
    head64Start: { typical: 1, spread: 0.5 },
    splits: { typical: 32, spread: 1 },
    splitShare: { typical: 0.3, spread: 0.3, exponent: true },
    vectorShare: { typical: 3, spread: 1.5 },
    wideVector: { typical: 1, spread: 1 },
    residentSpeed: { typical: 2, spread: 0.5 },
    mergeUs: { typical: 3, spread: 1 },
    narrowLaunch: { typical: 1, spread: 0.3 },
  },
  timeS: (shape, machine, constants) => {
    const { sequences, contextTokens, heads, kvHeads, headDim, windowTokens, cacheBytes } = shape;
    const { peakFlops, bandwidthBytesPerS, computeUnits } = machine;
    if (sequences <= 0) return 0;
    const group = heads / kvHeads;
    const narrow = cacheBytes < 2;
    const seen = Math.ceil(Math.min(windowTokens ?? Infinity, contextTokens) / KEY_TILE) * KEY_TILE;
    const pairs = sequences * seen * kvHeads * headDim;

    const bandwidth = bandwidthBytesPerS * atMostOne(constants.memoryShare);
    const cache = 2 * pairs * cacheBytes;
    const readS =
      (cache * residentFactor(cache, machine, constants.residentSpeed) + 4 * sequences * heads * headDim) / bandwidth;

    const sharing = sequences ** -Math.min(1, Math.max(0, constants.splitShare));
    const splits = splitsOf(constants.splits * sharing, seen);
    const units = sequences * kvHeads * Math.ceil(group / KEY_TILE);
    const chainS = stepsS(seen, units, splits, computeUnits, constants.stepNs) * Math.sqrt(headDim / 128);

    const matrixS =
      (4 * pairs * Math.ceil(group / GROUP_ROWS) * GROUP_ROWS) / (peakFlops[16] * atMostOne(constants.computeShare));
    const vectorS =
      ((4 * pairs * group * (group > WIDE_GROUP ? constants.wideVector : 1)) /
        (peakFlops[16] * VECTOR_OVER_MATRIX * constants.vectorShare)) *
      Math.max(1, computeUnits / (sequences * heads * splits));

    const startUs =
      (constants.unitUs * (group === 1 ? constants.plainUnit : 1) + constants.rowUs * group) *
      (narrow ? constants.narrowStart : 1) *
      (headDim === 64 ? constants.head64Start : 1) *
      Math.max(1, (sequences * kvHeads) / computeUnits);
    // As fitted: of the splits of one sequence, also where the sequences share them, so that no further sequence takes less time.
    const mergeUs = constants.mergeUs * (1 - 1 / splitsOf(constants.splits, seen));
    const launchUs = constants.launchUs * (narrow ? constants.narrowLaunch : 1);
    return (
      smoothMaximum(smoothMaximum(readS, chainS, 4), matrixS + vectorS, 1 + constants.overlap) +
      (startUs + mergeUs + launchUs) * 1e-6
    );
  },
};
