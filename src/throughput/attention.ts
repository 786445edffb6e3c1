import type { MachinePeak } from './product.ts';

/** Attention of one layer on one accelerator. */
export interface AttentionShape {
  readonly layers: number;
  /** FLOP of one query token with one key. */
  readonly flopPerPair: number;
  /** Bytes of keys and values that one token keeps in a layer. */
  readonly kvBytesPerToken: number;
  /** What is read of them once more in decoding, where the heads of a group do not share the reading. */
  readonly rereadBytesPerToken: number;
  /** Share of peak that prompts reach. */
  readonly promptEfficiency: number;
}

export interface AttentionLoad {
  readonly decodes: number;
  readonly decodeContextTokens: number;
  readonly promptTokens: number;
  readonly promptContextTokens: number;
}

/** Share of peak bandwidth that reading keys and values reaches; fitted to the A100 rows of 2023 (docs/model-fit.md). */
const KV_READ_EFFICIENCY = 0.81;
/**
 * Share of peak FLOP/s when decoding; matters with latent attention only, whose queries share one compressed key.
 * FlashMLA states 580 to 660 of an H800's 989 TFLOP/s (deepseek-ai/FlashMLA, README).
 */
const DECODE_COMPUTE_EFFICIENCY = 0.6;
/** A launch and its tail: the kernel and, when decoding, the one that joins the parts of a long context. */
const DECODE_LAUNCH_S = 4e-6;
const PROMPT_LAUNCH_S = 2e-6;

/**
 * Time of attention in all layers, in seconds: decoding reads the keys and values of its context (or computes, whichever is
 * longer), prompts compute. Prompts read little: their keys stay in the cache. `peak` is that of 16-bit products, in which
 * attention is computed also where weights, activations and the cache are narrower.
 */
export const attentionTimeS = (shape: AttentionShape, load: AttentionLoad, peak: MachinePeak): number => {
  const pairs = load.decodes * load.decodeContextTokens;
  const readBytes = pairs * (shape.kvBytesPerToken + shape.rereadBytesPerToken);
  const readS = readBytes / (peak.bandwidthBytesPerS * KV_READ_EFFICIENCY);
  const decodeS = Math.max(readS, (pairs * shape.flopPerPair) / (peak.peakFlops * DECODE_COMPUTE_EFFICIENCY));
  const promptFlop = load.promptTokens * load.promptContextTokens * shape.flopPerPair;
  const promptS = promptFlop / (peak.peakFlops * shape.promptEfficiency);
  const launchS = (load.decodes > 0 ? DECODE_LAUNCH_S : 0) + (load.promptTokens > 0 ? PROMPT_LAUNCH_S : 0);
  return shape.layers * (decodeS + promptS + launchS);
};

/** FLOP on an element of a state for a token: decay, the update by an outer product, and the reading of it. */
const STATE_FLOP_PER_ELEMENT = 6;
const STATE_ELEMENT_BYTES = 4;

/**
 * Time of the states of all linear layers, in seconds: decoding reads and writes the state of each sequence, prompts
 * compute. Not measured: nobody published rows of such kernels.
 */
export const stateTimeS = (
  { stateBytes, promptEfficiency }: { readonly stateBytes: number; readonly promptEfficiency: number },
  { decodes, promptTokens }: Pick<AttentionLoad, 'decodes' | 'promptTokens'>,
  peak: MachinePeak,
): number => {
  const readS = (2 * decodes * stateBytes) / (peak.bandwidthBytesPerS * KV_READ_EFFICIENCY);
  const promptFlop = (promptTokens * STATE_FLOP_PER_ELEMENT * stateBytes) / STATE_ELEMENT_BYTES;
  return readS + promptFlop / (peak.peakFlops * promptEfficiency);
};
