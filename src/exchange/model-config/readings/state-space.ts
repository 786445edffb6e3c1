import type { Mixer, Mlp } from '../../../records/model.ts';
import type { ConfigReader } from '../config-reader.ts';
import {
  attention,
  dense,
  dimensionsOf,
  hiddenSize,
  keyValueHeads,
  layerKinds,
  mlpsOf,
  NAMES,
  type Layer,
} from '../dimensions.ts';
import { mamba, mamba2, stateElementBytes } from '../recurrent-layers.ts';
import type { Reading } from './reading.ts';

/** What a letter of `hybrid_override_pattern` stands for. */
const LETTERS: Readonly<Record<string, string>> = { M: 'mamba', E: 'moe', '*': 'attention', '-': 'mlp' };
const BLOCK_WORDS: Readonly<Record<string, string>> = {
  linear_attention: 'mamba',
  mamba2: 'mamba',
  full_attention: 'attention',
};

/** Layers are one thing each: a state space, attention, an MLP or experts. */
export const nemotronH: Reading = (config) => {
  const hidden = hiddenSize(config);
  const pattern = config.text('hybrid_override_pattern');
  const words = config.raw('layers_block_type') ?? config.raw('layer_types');
  const blocks: readonly unknown[] | null = Array.isArray(words)
    ? words.map((word: unknown) => BLOCK_WORDS[String(word)] ?? word)
    : pattern === null
      ? null
      : [...pattern].filter((letter) => letter !== '|').map((letter) => LETTERS[letter] ?? letter);
  const known = Object.values(LETTERS);
  const wrong = blocks?.find((block) => !known.includes(String(block)));
  if (blocks === null || blocks.length === 0) {
    config.refuse(
      'hybrid_override_pattern',
      'config.json has neither hybrid_override_pattern nor layers_block_type, which say what each layer is.',
    );
  } else if (wrong !== undefined) {
    config.refuse(
      'hybrid_override_pattern',
      `The layers name ${JSON.stringify(wrong).slice(0, 60)}, which is not known; known are ${known.join(', ')}.`,
    );
  }
  const layers = Math.min(10_000, blocks?.length ?? NaN);
  const told = config.raw('num_hidden_layers');
  if (told === undefined || told === null)
    config.leftOut.push(`num_hidden_layers = ${String(layers)} (the layers named)`);
  if (typeof told === 'number' && told !== layers && blocks !== null) {
    config.warn(
      `num_hidden_layers is ${String(told)}, and ${String(layers)} layers are named; those are taken, as its class on the hub does.`,
    );
  }
  const has = (block: string): boolean => blocks?.includes(block) === true;
  const heads = config.whole(NAMES.heads);
  const full = has('attention')
    ? attention({
        heads,
        kvHeads: keyValueHeads(config, heads),
        headDim: config.whole(['head_dim', 'attention_head_dim']),
      })
    : null;
  const windowTokens = config.raw('sliding_window');
  if (windowTokens !== undefined && windowTokens !== null)
    config.refuse('sliding_window', 'sliding_window is set, and nothing says which layers have it.');
  const state = has('mamba')
    ? mamba2({
        heads: config.whole(['mamba_num_heads', 'mamba_n_heads']),
        headDim: config.whole(['mamba_head_dim', 'mamba_d_head']),
        groups: config.whole(['n_groups', 'mamba_n_groups']),
        state: config.whole(['ssm_state_size', 'mamba_d_state']),
        kernel: config.whole(['conv_kernel', 'mamba_d_conv']),
        elementBytes: stateElementBytes(config),
      })
    : null;
  config.ignore('expand', 'mamba_expand', 'moe_shared_expert_overlap');
  const mlp = has('mlp') ? dense(config.whole(NAMES.ffn), false) : null;
  config.ignore(...NAMES.ffn);
  const experts: Mlp[] = has('moe')
    ? mlpsOf(
        config,
        {
          experts: ['n_routed_experts'],
          perToken: ['num_experts_per_tok'],
          width: ['moe_intermediate_size'],
          sharedWidth: ['moe_shared_expert_intermediate_size'],
        },
        { hidden, layers: 1, ffn: NaN, gated: false, latentWidth: config.wholeOrNone('moe_latent_size') },
      )(0).slice()
    : [];
  const shared = has('moe') ? config.wholeOrNone('n_shared_experts', { least: 0 }) : null;
  if (shared !== null && shared > 1)
    config.refuse(
      'n_shared_experts',
      `n_shared_experts is ${String(shared)}; one shared expert per layer is known of this type.`,
    );
  const withoutShared = has('moe') && shared === 0 ? experts.slice(0, 1) : experts;
  if (!has('moe'))
    config.ignore(
      'n_routed_experts',
      'num_experts_per_tok',
      'moe_intermediate_size',
      'n_shared_experts',
      'moe_shared_expert_intermediate_size',
      'moe_latent_size',
    );
  const made = (mixer: Mixer | null): Layer => ({ mixers: mixer === null ? [] : [mixer], mlps: [] });
  return {
    hidden,
    layers,
    at: (layer) => {
      switch (blocks?.[layer]) {
        case 'mamba':
          return made(state);
        case 'attention':
          return made(full);
        case 'mlp':
          return { mixers: [], mlps: mlp === null ? [] : [mlp] };
        default:
          return { mixers: [], mlps: withoutShared };
      }
    },
  };
};

/** Attention in one layer of a period, a state space in the others; experts in one of another. */
export const jamba: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = config.whole(NAMES.ffn);
  const period = (name: 'attn' | 'expert') => {
    const [every, offset] = [config.whole(`${name}_layer_period`), config.whole(`${name}_layer_offset`, { least: 0 })];
    return (layer: number): boolean => layer % every === offset;
  };
  const [attends, hasExperts] = [period('attn'), period('expert')];
  const kinds = layerKinds(config, layers, 'layers_block_type');
  const rank = config.raw('mamba_dt_rank');
  const state = mamba(hidden, {
    expand: config.whole('mamba_expand'),
    state: config.whole('mamba_d_state'),
    kernel: config.whole('mamba_d_conv'),
    stepRank: typeof rank === 'number' ? config.whole('mamba_dt_rank') : Math.ceil(hidden / 16),
  });
  const experts = config.whole('num_experts');
  const perToken = config.whole('num_experts_per_tok');
  const sparse: Mlp[] =
    experts === 1
      ? [dense(ffn, true)]
      : [{ kind: 'experts', experts, perToken, width: ffn, gated: true, latentWidth: null }];
  if (perToken > experts)
    config.refuse(
      'num_experts_per_tok',
      `num_experts_per_tok is ${String(perToken)}, more than the ${String(experts)} experts that there are.`,
    );
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [(kinds === null ? attends(layer) : kinds[layer] === 'full') ? attention(dimensions) : state],
      mlps: hasExperts(layer) ? sparse : [dense(ffn, true)],
    }),
  };
};

/** Mamba-2 under the names of Bamba, Granite 4 and Falcon-H1. */
const namedMamba2 = (config: ConfigReader, inner: number): Mixer => {
  const heads = config.whole('mamba_n_heads');
  const dim = config.raw('mamba_d_head');
  const headDim = typeof dim === 'number' ? config.whole('mamba_d_head') : inner / heads;
  if (headDim * heads !== inner && !Number.isNaN(headDim * heads)) {
    config.refuse(
      'mamba_n_heads',
      `mamba_n_heads × mamba_d_head is ${String(headDim * heads)}, where ${String(inner)} channels are; they must agree.`,
    );
  }
  return mamba2({
    heads,
    headDim,
    groups: config.whole('mamba_n_groups'),
    state: config.whole('mamba_d_state'),
    kernel: config.whole('mamba_d_conv'),
    elementBytes: stateElementBytes(config),
  });
};

export const mamba2Hybrid: Reading = (config, architecture) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = config.whole(NAMES.ffn);
  const kinds = layerKinds(config, layers) ?? layerKinds(config, layers, 'layers_block_type');
  const indices = config.layerNumbers('attn_layer_indices');
  if (kinds === null && indices === null) {
    config.refuse(
      'layer_types',
      'config.json has neither layer_types nor attn_layer_indices, which say which layers attend.',
    );
  }
  const attends = (layer: number): boolean =>
    kinds === null ? indices?.includes(layer) === true : kinds[layer] === 'full';
  const all = Array.from({ length: Number.isNaN(layers) ? 0 : layers }, (_, layer) => attends(layer));
  const state = all.every(Boolean) ? null : namedMamba2(config, config.whole('mamba_expand') * hidden);
  config.ignore('mamba_n_heads', 'mamba_d_head', 'mamba_n_groups', 'mamba_d_state', 'mamba_d_conv', 'mamba_expand');
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: true });
  return {
    hidden,
    layers,
    at: (layer) => ({ mixers: [attends(layer) || state === null ? attention(dimensions) : state], mlps: mlps(layer) }),
  };
};

/** Attention and a state space side by side in every layer. */
export const falconH1: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const inner = config.wholeOrNone('mamba_d_ssm') ?? config.whole('mamba_expand') * hidden;
  config.ignore('mamba_expand');
  const mixers = [attention(dimensions), namedMamba2(config, inner)];
  const mlps = [dense(config.whole(NAMES.ffn), true)];
  return { hidden, layers, at: () => ({ mixers, mlps }) };
};
