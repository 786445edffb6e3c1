import { atMostOne, smoothMaximum, type OperatorLaw } from './law.ts';
import { decodeStepsS, GROUP_ROWS, idleUnitsFactor, KEY_TILE, QUERY_TILE } from './tiles.ts';

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
  | 'head64'
  | 'head192'
  | 'narrowCache'
  | 'unitUs'
  | 'rowUs'
  | 'plainMemory'
  | 'plainUnit'
  | 'plainRow'
  | 'wideRow'
  | 'narrowStart'
  | 'head64Start'
  | 'splits';

/** Groups beyond this leave the kernels that share a group's reading. */
const WIDE_GROUP = 32;

/**
 * Time of attention when decoding: keys and values of the context are read once a group of heads (or their products take
 * longer), by as many units as sequences, key heads and splits of the context give; each unit has a start, each row of a head
 * its own cost, and each step of 64 tokens a fixed part. `plain…` are factors of kernels without groups, `wideRow` of
 * groups beyond 32, `narrowCache` and `narrowStart` of eight-bit caches.
 */
export const decodeAttentionLaw: OperatorLaw<DecodeAttentionShape, DecodeName> = {
  priors: {
    memoryShare: { typical: 0.9, spread: 0.3 },
    computeShare: { typical: 0.35, spread: 0.7 },
    overlap: { typical: 1, spread: 0.7 },
    launchUs: { typical: 9, spread: 0.5 },
    stepNs: { typical: 80, spread: 1 },
    head64: { typical: 1, spread: 0.4 },
    head192: { typical: 0.9, spread: 0.4 },
    narrowCache: { typical: 0.9, spread: 0.4 },
    unitUs: { typical: 1, spread: 1 },
    rowUs: { typical: 0.03, spread: 1.3 },
    plainMemory: { typical: 1, spread: 0.4 },
    plainUnit: { typical: 1, spread: 0.8 },
    plainRow: { typical: 1, spread: 0.8 },
    wideRow: { typical: 1, spread: 2 },
    narrowStart: { typical: 1, spread: 0.5 },
    head64Start: { typical: 1, spread: 0.5 },
    splits: { typical: 64, spread: 1 },
  },
  timeS: (shape, { peakFlops, bandwidthBytesPerS, computeUnits }, constants) => {
    const { sequences, contextTokens, heads, kvHeads, headDim, windowTokens, cacheBytes } = shape;
    if (sequences <= 0) return 0;
    const group = heads / kvHeads;
    const plain = heads === kvHeads;
    const narrow = cacheBytes < 2;
    const seen = Math.ceil(Math.min(windowTokens ?? Infinity, contextTokens) / KEY_TILE) * KEY_TILE;
    const pairs = sequences * seen * kvHeads * headDim;
    const bandwidth =
      bandwidthBytesPerS *
      atMostOne(
        constants.memoryShare *
          (headDim === 64 ? constants.head64 : headDim >= 192 ? constants.head192 : 1) *
          (narrow ? constants.narrowCache : 1) *
          (plain ? constants.plainMemory : 1),
      );
    const units = sequences * kvHeads * Math.ceil(group / KEY_TILE);
    const readS = (2 * pairs * cacheBytes + 4 * sequences * heads * headDim) / bandwidth;
    const aloneS =
      ((2 * pairs * cacheBytes) / bandwidth) * idleUnitsFactor(units, constants.splits, seen, computeUnits);
    const arithmeticS =
      (4 * pairs * Math.ceil(group / GROUP_ROWS) * GROUP_ROWS) / (peakFlops[16] * atMostOne(constants.computeShare));
    const startUs =
      (constants.unitUs * (plain ? constants.plainUnit : 1) * units +
        constants.rowUs *
          (plain ? constants.plainRow : 1) *
          (group > WIDE_GROUP ? constants.wideRow : 1) *
          sequences *
          heads) *
      (narrow ? constants.narrowStart : 1) *
      (headDim === 64 ? constants.head64Start : 1);
    return (
      smoothMaximum(smoothMaximum(readS, aloneS, 4), arithmeticS, 1 + constants.overlap) +
      (startUs * 1e-6) / computeUnits +
      decodeStepsS(seen, constants.stepNs) +
      constants.launchUs * 1e-6
    );
  },
};
