import type { Mixer } from '../../records/model.ts';
import type { ConfigReader } from './config-reader.ts';

type Recurrent = Extract<Mixer, { kind: 'recurrent' }>;

/** States of the convolution before a recurrence are kept in 16 bits. */
const CONVOLUTION_BYTES = 2;

/** Bytes of an element of the state; 32 bits where the file does not say, as vLLM keeps them. */
export const stateElementBytes = (config: ConfigReader): number => {
  const name = config.text('mamba_ssm_cache_dtype') ?? config.text('mamba_ssm_dtype') ?? 'float32';
  return /16/.test(name) ? 2 : 4;
};

export interface Mamba2 {
  readonly heads: number;
  readonly headDim: number;
  readonly groups: number;
  readonly state: number;
  readonly kernel: number;
  readonly elementBytes: number;
}

/** Mamba-2: gate, values, keys and queries of each group, and a step of each head (Dao and Gu 2024). */
export const mamba2 = ({ heads, headDim, groups, state, kernel, elementBytes }: Mamba2): Recurrent => {
  const inner = heads * headDim;
  const channels = inner + 2 * groups * state;
  return {
    kind: 'recurrent',
    algorithm: 'mamba-2',
    heads,
    inputs: inner + channels + heads,
    outputs: inner,
    otherParams: channels * (kernel + 1) + 3 * heads + inner,
    stateBytes: inner * state * elementBytes + channels * (kernel - 1) * CONVOLUTION_BYTES,
  };
};

/** Mamba: one head per channel; steps, keys and queries from a projection of low rank (Gu and Dao 2023). */
export const mamba = (
  hidden: number,
  { expand, state, kernel, stepRank }: Readonly<Record<'expand' | 'state' | 'kernel' | 'stepRank', number>>,
): Recurrent => {
  const inner = expand * hidden;
  return {
    kind: 'recurrent',
    algorithm: 'mamba',
    heads: inner,
    inputs: 2 * inner,
    outputs: inner,
    otherParams: inner * (kernel + 1) + inner * (stepRank + 2 * state) + (stepRank + 1) * inner + inner * (state + 1),
    stateBytes: inner * state * 4 + inner * (kernel - 1) * CONVOLUTION_BYTES,
  };
};

/** Gated delta net of Qwen3-Next and Qwen3.5: a matrix of keys by values for each value head. */
export const gatedDeltaNet = (config: ConfigReader): Recurrent => {
  const [keyHeads, keyDim] = [config.whole('linear_num_key_heads'), config.whole('linear_key_head_dim')];
  const [valueHeads, valueDim] = [config.whole('linear_num_value_heads'), config.whole('linear_value_head_dim')];
  const kernel = config.whole('linear_conv_kernel_dim');
  const values = valueHeads * valueDim;
  const channels = 2 * keyHeads * keyDim + values;
  return {
    kind: 'recurrent',
    algorithm: 'gated delta net',
    heads: valueHeads,
    inputs: channels + values + 2 * valueHeads,
    outputs: values,
    otherParams: channels * kernel + 2 * valueHeads + valueDim,
    stateBytes: values * keyDim * stateElementBytes(config) + channels * (kernel - 1) * CONVOLUTION_BYTES,
  };
};

/** Kimi delta attention: as a gated delta net, with a decay for each channel of low rank and an output gate of low or full rank. */
export const kimiDeltaAttention = (
  hidden: number,
  { heads, headDim, kernel }: Readonly<Record<'heads' | 'headDim' | 'kernel', number>>,
  fullRankGate: boolean,
): Recurrent => {
  const inner = heads * headDim;
  const lowRank = hidden * headDim + headDim * inner;
  return {
    kind: 'recurrent',
    algorithm: 'kimi delta attention',
    heads,
    inputs: (fullRankGate ? 4 : 3) * inner + heads,
    outputs: inner,
    otherParams: 3 * inner * kernel + (fullRankGate ? 1 : 2) * lowRank + heads + inner,
    stateBytes: inner * headDim * 4 + 3 * inner * (kernel - 1) * CONVOLUTION_BYTES,
  };
};

/** Lightning attention of MiniMax-01: a matrix of keys by values for each head, with a gate as wide as the output. */
export const lightningAttention = (heads: number, headDim: number): Recurrent => ({
  kind: 'recurrent',
  algorithm: 'lightning attention',
  heads,
  inputs: 4 * heads * headDim,
  outputs: heads * headDim,
  otherParams: heads * headDim,
  stateBytes: heads * headDim * headDim * 4,
});

/** The short convolution of LFM2, gated before and behind. */
export const shortConvolution = (hidden: number, kernel: number): Recurrent => ({
  kind: 'recurrent',
  algorithm: 'short convolution',
  heads: hidden,
  inputs: 3 * hidden,
  outputs: hidden,
  otherParams: hidden * kernel,
  stateBytes: hidden * (kernel - 1) * CONVOLUTION_BYTES,
});

/** The gated linear recurrence of RecurrentGemma (Griffin), whose gates are blocks of each head. */
export const gatedRecurrence = (width: number, heads: number, kernel: number): Recurrent => ({
  kind: 'recurrent',
  algorithm: 'gated recurrence',
  heads,
  inputs: 2 * width,
  outputs: width,
  otherParams: width * (kernel + 1) + (2 * width * width) / heads + 3 * width,
  stateBytes: width * 4 + width * (kernel - 1) * CONVOLUTION_BYTES,
});
