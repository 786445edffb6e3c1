import { causalPairs } from './attention.ts';
import { atMostOne, smoothMaximum, type OperatorLaw } from './law.ts';
import { GROUP_ROWS, KEY_TILE, QUERY_TILE, residentFactor, splitsOf, stepsS } from './tiles.ts';

/** What multi-head latent attention keeps of a token and computes with. */
export interface LatentDims {
  readonly kvLoraRank: number;
  readonly qkNopeHeadDim: number;
  readonly qkRopeHeadDim: number;
  readonly vHeadDim: number;
}

export interface LatentPromptShape extends LatentDims {
  readonly prompts: number;
  readonly tokens: number;
  readonly cachedTokens: number;
  readonly heads: number;
  readonly cacheBytes: number;
}

export interface LatentDecodeShape extends LatentDims {
  readonly sequences: number;
  readonly contextTokens: number;
  readonly heads: number;
  readonly cacheBytes: number;
}

type PromptName =
  'computeShare' | 'memoryShare' | 'overlap' | 'launchUs' | 'stepNs' | 'narrowCache' | 'diagonal' | 'latentTraffic';

/**
 * Time of latent attention among prompt tokens, un-absorbed: keys and values are unfolded and each pair of a query and a key
 * costs 2·(nope + rope + v) FLOP a head. Terms as in promptAttentionLaw; the latent vector is written beside. Fitted to
 * prompts without a cache.
 */
export const latentPromptLaw: OperatorLaw<LatentPromptShape, PromptName> = {
  priors: {
    computeShare: { typical: 0.6, spread: 0.5 },
    memoryShare: { typical: 0.6, spread: 0.5 },
    overlap: { typical: 0.7, spread: 0.8 },
    launchUs: { typical: 14, spread: 1 },
    stepNs: { typical: 20, spread: 1 },
    narrowCache: { typical: 1, spread: 0.3 },
    diagonal: { typical: 0.5, spread: 1 },
    latentTraffic: { typical: 1, spread: 1 },
  },
  timeS: (shape, { peakFlops, bandwidthBytesPerS, computeUnits }, constants) => {
    const { prompts, tokens, cachedTokens, heads, cacheBytes } = shape;
    if (prompts <= 0 || tokens <= 0) return 0;
    const queryDim = shape.qkNopeHeadDim + shape.qkRopeHeadDim;
    const pairDim = queryDim + shape.vHeadDim;
    const context = cachedTokens + tokens;
    const queryTiles = Math.ceil(tokens / QUERY_TILE);
    const pairs =
      causalPairs(tokens, cachedTokens, Infinity) + (queryTiles * QUERY_TILE * QUERY_TILE * constants.diagonal) / 2;
    const flops = peakFlops[16] * atMostOne(constants.computeShare * (cacheBytes < 2 ? constants.narrowCache : 1));
    const arithmeticS = (2 * prompts * heads * pairDim * pairs) / flops;
    const tileAloneS = (2 * QUERY_TILE * pairDim * context * computeUnits) / flops;
    const stepsS =
      ((constants.stepNs * 1e-9 * context) / KEY_TILE) * Math.max(1, (prompts * heads * queryTiles) / computeUnits);
    const latent = shape.kvLoraRank + shape.qkRopeHeadDim;
    const bytes =
      prompts *
      (tokens * heads * (queryDim + shape.vHeadDim) * 2 +
        context * heads * (queryDim + shape.vHeadDim) * 2 +
        2 * context * latent * cacheBytes);
    return (
      smoothMaximum(
        smoothMaximum(arithmeticS, tileAloneS, 2) + stepsS,
        bytes / (bandwidthBytesPerS * atMostOne(constants.memoryShare)),
        1 + constants.overlap,
      ) +
      constants.launchUs * 1e-6 +
      (constants.latentTraffic * 2 * prompts * tokens * latent) / bandwidthBytesPerS
    );
  },
};

type DecodeName =
  | 'memoryShare'
  | 'computeShare'
  | 'overlap'
  | 'launchUs'
  | 'stepNs'
  | 'narrowCache'
  | 'narrowCompute'
  | 'rereads'
  | 'unitUs'
  | 'rowUs'
  | 'splits'
  | 'residentSpeed'
  | 'mergeUs';

/** Heads beyond this are taken so many at a time. */
const WIDE_ROWS = 64;

/**
 * Time of latent attention when decoding, absorbed: all heads share one compressed vector a token, so that it is read once
 * (and `rereads` of it once more for each further 16 heads) and each head computes 2·(2·rank + rope) FLOP per token. Terms as in
 * decodeAttentionLaw. Eight-bit caches are read at another rate, very slowly where a kernel widens them first, and computed
 * at another, up to the peak of eight bits.
 */
export const latentDecodeLaw: OperatorLaw<LatentDecodeShape, DecodeName> = {
  priors: {
    memoryShare: { typical: 0.7, spread: 0.5 },
    computeShare: { typical: 0.4, spread: 0.7 },
    overlap: { typical: 1, spread: 0.7 },
    launchUs: { typical: 12, spread: 1 },
    stepNs: { typical: 600, spread: 1 },
    narrowCache: { typical: 1, spread: 0.8 },
    narrowCompute: { typical: 1, spread: 0.5 },
    rereads: { typical: 0.02, spread: 1.2 },
    unitUs: { typical: 2, spread: 1 },
    rowUs: { typical: 0.05, spread: 1.3 },
    splits: { typical: 32, spread: 1 },
    residentSpeed: { typical: 2, spread: 0.5 },
    mergeUs: { typical: 3, spread: 1 },
  },
  timeS: (shape, machine, constants) => {
    const { sequences, contextTokens, heads, cacheBytes } = shape;
    const { peakFlops, bandwidthBytesPerS, computeUnits } = machine;
    if (sequences <= 0) return 0;
    const narrow = cacheBytes < 2;
    const seen = Math.ceil(contextTokens / KEY_TILE) * KEY_TILE;
    const latent = shape.kvLoraRank + shape.qkRopeHeadDim;

    const rows = heads > WIDE_ROWS ? WIDE_ROWS : GROUP_ROWS;
    const padded = Math.ceil(heads / rows) * rows;
    const flops = Math.min(
      peakFlops[narrow ? 8 : 16],
      peakFlops[16] * constants.computeShare * (narrow ? constants.narrowCompute : 1),
    );
    const arithmeticS = (2 * sequences * padded * (latent + shape.kvLoraRank) * seen) / flops;

    const bandwidth = bandwidthBytesPerS * atMostOne(constants.memoryShare * (narrow ? constants.narrowCache : 1));
    const passes = 1 + constants.rereads * (Math.ceil(heads / GROUP_ROWS) - 1);
    const cache = sequences * seen * latent * cacheBytes;
    const readS =
      (cache * passes * residentFactor(cache, machine, constants.residentSpeed) +
        2 * sequences * heads * (latent + shape.kvLoraRank)) /
      bandwidth;

    const splits = splitsOf(constants.splits, seen);
    const units = sequences * Math.ceil(heads / WIDE_ROWS);
    const chainS = stepsS(seen, units, splits, computeUnits, constants.stepNs);
    return (
      smoothMaximum(smoothMaximum(readS, chainS, 4), arithmeticS, 1 + constants.overlap) +
      ((constants.unitUs * units + constants.rowUs * sequences * heads) / computeUnits +
        constants.mergeUs * (1 - 1 / splits) +
        constants.launchUs) *
        1e-6
    );
  },
};
