import type { Accelerator } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import type { Mixer, ModelShape } from '../records/model.ts';
import { decodeAttentionLaw, promptAttentionLaw } from './operators/attention.ts';
import { latentDecodeLaw, latentPromptLaw } from './operators/latent-attention.ts';
import type { OperatorMachine } from './operators/law.ts';
import { selectOperator, type TimedOperator } from './operators/select.ts';

/** Times of what mixes tokens over all layers of a pass, on one accelerator, in seconds. */
export interface Mixers {
  readonly decodeS: (decodes: number, contextTokens: number) => number;
  /** `promptContextTokens` are those that a prompt token attends to, averaged. */
  readonly promptS: (promptTokens: number, promptContextTokens: number) => number;
  readonly grounds: MixerGrounds;
}

interface Mixing {
  readonly layers: number;
  readonly decodeS: (sequences: number, contextTokens: number) => number;
  readonly promptS: (prompts: number, tokens: number, cachedTokens: number) => number;
}

/** Share of the bandwidth that an index of sparse attention is read at, and of the eight-bit peak that it is computed at. */
const INDEX_MEMORY_SHARE = 0.7;
const INDEX_COMPUTE_SHARE = 0.4;
/** Bytes of a scale of the index's keys (fp32), one a key of 128. */
const INDEX_SCALE_BYTES = 4;

/** Time of choosing entries: each query meets all keys of the index, in eight bits. */
const indexS = (
  index: { readonly heads: number; readonly headDim: number },
  queries: number,
  entries: number,
  reads: number,
  machine: OperatorMachine,
): number => {
  const flop = 2 * queries * entries * index.heads * index.headDim;
  const bytes = reads * entries * (index.headDim + INDEX_SCALE_BYTES);
  return Math.max(
    flop / (machine.peakFlops[8] * INDEX_COMPUTE_SHARE),
    bytes / (machine.bandwidthBytesPerS * INDEX_MEMORY_SHARE),
  );
};

/**
 * Layers with a state of constant size: decoding reads and writes it, prompts pass it chunk by chunk. Shares and launches are
 * set so that the end-to-end rows of Qwen3.5 come out (docs/operators.md); no kernels of the kind were published.
 */
const STATE_MEMORY_SHARE = 0.6;
const STATE_COMPUTE_SHARE = 0.15;
const STATE_FLOP_PER_ELEMENT = 8;
const STATE_ELEMENT_BYTES = 4;
const STATE_DECODE_LAUNCH_S = 10e-6;
const STATE_PROMPT_LAUNCH_S = 15e-6;

interface Timed {
  readonly decode: TimedOperator<Parameters<typeof decodeAttentionLaw.timeS>[0]>;
  readonly prompt: TimedOperator<Parameters<typeof promptAttentionLaw.timeS>[0]>;
  readonly latentDecode: TimedOperator<Parameters<typeof latentDecodeLaw.timeS>[0]>;
  readonly latentPrompt: TimedOperator<Parameters<typeof latentPromptLaw.timeS>[0]>;
}

const mixingOf = (
  mixer: Mixer,
  layers: number,
  shards: number,
  cacheBytes: number,
  rereads: number,
  machine: OperatorMachine,
  timed: Timed,
): Mixing => {
  switch (mixer.kind) {
    case 'attention': {
      const dims = {
        heads: mixer.heads / shards,
        kvHeads: Math.max(1, mixer.kvHeads / shards),
        headDim: (mixer.headDim + mixer.valueDim) / 2,
        windowTokens: mixer.windowTokens,
        cacheBytes,
      };
      // Heads that read their group's keys again count as key heads of their own.
      const readers = dims.kvHeads + rereads * (dims.heads - dims.kvHeads);
      return {
        layers,
        decodeS: (sequences, contextTokens) =>
          timed.decode.timeS({ ...dims, kvHeads: readers, sequences, contextTokens }),
        promptS: (prompts, tokens, cachedTokens) =>
          timed.prompt.timeS({ ...dims, prompts, tokens, cachedTokens, computeBits: 16 }),
      };
    }
    case 'latent': {
      const { index } = mixer;
      const dims = {
        kvLoraRank: mixer.kvLoraRank,
        qkNopeHeadDim: mixer.qkNopeHeadDim,
        qkRopeHeadDim: mixer.qkRopeHeadDim,
        vHeadDim: mixer.vHeadDim,
        heads: mixer.heads / shards,
        cacheBytes,
      };
      const most = index?.topTokens ?? Infinity;
      const decodeIndexS = (sequences: number, context: number): number =>
        index === null ? 0 : indexS(index, sequences, context, sequences, machine);
      return {
        layers,
        decodeS: (sequences, contextTokens) =>
          timed.latentDecode.timeS({ ...dims, sequences, contextTokens: Math.min(contextTokens, most) }) +
          decodeIndexS(sequences, contextTokens),
        promptS: (prompts, tokens, cachedTokens) => {
          const context = cachedTokens + tokens / 2;
          // Each query then looks at the chosen entries only, as if so many stood before it.
          const cached = Math.min(cachedTokens, Math.max(0, most - tokens / 2));
          const attendedS = timed.latentPrompt.timeS({ ...dims, prompts, tokens, cachedTokens: cached });
          return attendedS + (index === null ? 0 : indexS(index, prompts * tokens, context, prompts, machine));
        },
      };
    }
    case 'compressed': {
      const { index, ratio, windowTokens } = mixer;
      const seen = (context: number): number =>
        Math.min(windowTokens, context) +
        (ratio === null ? 0 : Math.min(context / ratio, index?.topTokens ?? Infinity));
      const dims = {
        heads: mixer.heads / shards,
        kvHeads: 1,
        // One vector serves as key and value: half of what a pair of them would be read.
        headDim: mixer.headDim,
        windowTokens: null,
        cacheBytes: cacheBytes / 2,
      };
      const chooseS = (queries: number, context: number, reads: number): number =>
        index === null || ratio === null ? 0 : indexS(index, queries, context / ratio, reads, machine);
      return {
        layers,
        decodeS: (sequences, contextTokens) =>
          timed.decode.timeS({ ...dims, sequences, contextTokens: seen(contextTokens) }) +
          chooseS(sequences, contextTokens, sequences),
        promptS: (prompts, tokens, cachedTokens) => {
          const context = cachedTokens + tokens / 2;
          const cached = Math.max(0, seen(context) - tokens / 2);
          return (
            timed.prompt.timeS({
              ...dims,
              prompts,
              tokens,
              cachedTokens: cached,
              windowTokens: seen(context) < context ? seen(context) : null,
              computeBits: 16,
            }) + chooseS(prompts * tokens, context, prompts)
          );
        },
      };
    }
    case 'recurrent': {
      const bytes = mixer.stateBytes / shards;
      return {
        layers,
        decodeS: (sequences) =>
          sequences <= 0
            ? 0
            : (2 * sequences * bytes) / (machine.bandwidthBytesPerS * STATE_MEMORY_SHARE) + STATE_DECODE_LAUNCH_S,
        promptS: (prompts, tokens) =>
          prompts <= 0
            ? 0
            : (prompts * tokens * STATE_FLOP_PER_ELEMENT * (bytes / STATE_ELEMENT_BYTES)) /
                (machine.peakFlops[16] * STATE_COMPUTE_SHARE) +
              STATE_PROMPT_LAUNCH_S,
      };
    }
  }
};

/** What the times of a model's mixers rest on. */
export type MixerGrounds = readonly TimedOperator<never>['ground'][];

/**
 * Prompts of a pass as so many equal ones: a token that attends to `context` tokens on average is one of a whole prompt of
 * 2·context − 1 tokens, or, where fewer are taken than that, of a part with the rest before it.
 */
const promptsOf = (tokens: number, context: number): readonly [prompts: number, tokens: number, cached: number] => {
  const whole = Math.max(1, 2 * context - 1);
  const each = Math.min(tokens, whole);
  return [tokens / each, each, Math.max(0, context - (each + 1) / 2)];
};

/**
 * Times of attention, of states and of what chooses entries, over all layers. `shards` accelerators split the heads.
 */
export const createMixers = (
  { layers }: Pick<ModelShape, 'layers'>,
  shards: number,
  cacheBytes: number,
  machine: OperatorMachine,
  accelerator: Accelerator,
  { engine, groupRereads }: Pick<StackConstants, 'engine' | 'groupRereads'>,
): Mixers => {
  const select = <Shape, Name extends string>(
    operator: string,
    law: Parameters<typeof selectOperator<Shape, Name>>[1],
  ) => selectOperator(operator, law, machine, accelerator, engine);
  const timed: Timed = {
    decode: select('decode attention', decodeAttentionLaw),
    prompt: select('prompt attention', promptAttentionLaw),
    latentDecode: select('latent decode', latentDecodeLaw),
    latentPrompt: select('latent prompts', latentPromptLaw),
  };
  const mixings = layers.flatMap(({ count, mixers }) =>
    mixers.map((mixer) => mixingOf(mixer, count, shards, cacheBytes, groupRereads, machine, timed)),
  );
  const kinds = new Set(layers.flatMap(({ mixers }) => mixers.map(({ kind }) => kind)));
  const grounds: MixerGrounds = [
    ...(kinds.has('attention') ? [timed.decode.ground, timed.prompt.ground] : []),
    ...(kinds.has('latent') ? [timed.latentDecode.ground, timed.latentPrompt.ground] : []),
    ...(kinds.has('compressed') || kinds.has('recurrent') ? ['typical' as const] : []),
  ];
  return {
    grounds,
    decodeS: (decodes, contextTokens) => {
      let seconds = 0;
      if (decodes > 0) for (const mixing of mixings) seconds += mixing.layers * mixing.decodeS(decodes, contextTokens);
      return seconds;
    },
    promptS: (promptTokens, promptContextTokens) => {
      let seconds = 0;
      if (promptTokens > 0) {
        const [prompts, tokens, cached] = promptsOf(promptTokens, promptContextTokens);
        for (const mixing of mixings) seconds += mixing.layers * mixing.promptS(prompts, tokens, cached);
      }
      return seconds;
    },
  };
};
