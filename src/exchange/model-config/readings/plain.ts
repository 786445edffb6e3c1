import type { ConfigReader } from '../config-reader.ts';
import {
  attention,
  dense,
  dimensionsOf,
  headDimension,
  hiddenSize,
  layerNumber,
  mlpWidth,
  mlpsOf,
  NAMES,
  windowsOf,
} from '../dimensions.ts';
import { gatedOf, type Reading } from './reading.ts';

export const plain: Reading = (config, architecture) => {
  if (config.has('inner_hidden_size')) {
    config.refuse(
      'inner_hidden_size',
      'inner_hidden_size is of ChatGLM of the first generation, whose layers are of another make.',
    );
  }
  for (const [key, usual] of [
    ['use_gated_activation', true],
    ['mlp_type', 'default'],
  ] as const) {
    const told = config.raw(key);
    if (told !== undefined && told !== null && told !== usual)
      config.refuse(
        key,
        `${key} is ${JSON.stringify(told).slice(0, 60)}; only ${JSON.stringify(usual)} is known of this type.`,
      );
  }
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = mlpWidth(config, hidden);
  const windowOf = windowsOf(config, architecture, layers);
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: gatedOf(architecture) });
  // MiniMax-M2 lists the kind of each layer's attention; all are 1, softmax.
  const kinds = config.list('attn_type_list', layers);
  if (kinds?.slice(0, layers).some((kind) => kind !== 1) === true) {
    config.refuse(
      'attn_type_list',
      'attn_type_list has layers that are not 1 (softmax attention), which this type is not known to have.',
    );
  }
  return {
    hidden,
    layers,
    at: (layer) => ({ mixers: [attention(dimensions, { windowTokens: windowOf(layer) })], mlps: mlps(layer) }),
    lookupParams: optProjections(config, hidden),
  };
};

/** OPT-350m embeds in fewer dimensions than it computes in; that is not counted and said. */
const optProjections = (config: ConfigReader, hidden: number): number => {
  const projected = config.raw('word_embed_proj_dim');
  if (typeof projected === 'number' && projected !== hidden) {
    config.refuse(
      'word_embed_proj_dim',
      `word_embed_proj_dim is ${String(projected)} and hidden_size ${String(hidden)}; embeddings of another size than the layers are not modelled.`,
    );
  }
  return 0;
};

/** Heads share one key-value head (7B), or some where the file says so (40B, 180B: `num_kv_heads`); the MLP is plain. */
export const falcon: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const grouped = config.flag('new_decoder_architecture');
  const multiQuery = config.flag('multi_query');
  if (!grouped && multiQuery) config.ignore(...NAMES.kvHeads);
  const kvHeads =
    grouped || !multiQuery ? config.whole(NAMES.kvHeads, { otherwise: { value: heads, why: 'as many as heads' } }) : 1;
  const headDim = headDimension(config, hidden, heads);
  const mlps = [dense(mlpWidth(config, hidden), false)];
  return { hidden, layers, at: () => ({ mixers: [attention({ heads, kvHeads, headDim })], mlps }) };
};

/** Kinds of MLP of llm-foundry that are two plain matrices. */
const MPT_MLPS = ['mptmlp', 'te_ln_mlp'];

export const mpt: Reading = (config) => {
  const { hidden, layers, heads, headDim } = dimensionsOf(config);
  const inAttention = config.inside('attn_config', {});
  const kind = inAttention.text('attn_type') ?? 'multihead_attention';
  const kvHeads = kind === 'multiquery_attention' ? 1 : (inAttention.wholeOrNone('kv_n_heads') ?? heads);
  if (heads % kvHeads !== 0 && !Number.isNaN(heads % kvHeads)) {
    inAttention.refuse(
      'kv_n_heads',
      `attn_config.kv_n_heads is ${String(kvHeads)}; it must divide the ${String(heads)} heads.`,
    );
  }
  const windowTokens = inAttention.raw('sliding_window_size');
  if (windowTokens !== undefined && windowTokens !== null && windowTokens !== -1) {
    inAttention.refuse(
      'sliding_window_size',
      'attn_config.sliding_window_size is set, and nothing says which layers have it.',
    );
  }
  inAttention.ignore(
    'kv_n_heads',
    'attn_impl',
    'prefix_lm',
    'attn_uses_sequence_id',
    'softmax_scale',
    'qk_ln',
    'qk_gn',
  );
  const inMlp = config.inside('ffn_config', {});
  const mlp = inMlp.text('ffn_type') ?? 'mptmlp';
  if (!MPT_MLPS.includes(mlp)) {
    inMlp.refuse(
      'ffn_type',
      `ffn_config.ffn_type is ${JSON.stringify(mlp).slice(0, 60)}; known are ${MPT_MLPS.join(' and ')}.`,
    );
  }
  const width = inMlp.wholeOrNone('ffn_hidden_size') ?? config.whole('expansion_ratio') * hidden;
  inMlp.ignore('fc_type');
  config.join(inAttention);
  config.join(inMlp);
  return {
    hidden,
    layers,
    at: () => ({ mixers: [attention({ heads, kvHeads, headDim })], mlps: [dense(width, false)] }),
  };
};

/** Qwen of 2023: `intermediate_size` is of gate and up together. */
export const qwen: Reading = (config) => {
  const { hidden, layers, heads, headDim } = dimensionsOf(config);
  const ffn = config.whole(NAMES.ffn);
  if (ffn % 2 === 1)
    config.refuse(
      'intermediate_size',
      `intermediate_size is ${String(ffn)}; of this type it is of two matrices together and must be even.`,
    );
  const mlps = [dense(ffn / 2, true)];
  return { hidden, layers, at: () => ({ mixers: [attention({ heads, kvHeads: heads, headDim })], mlps }) };
};

/** OLMo as AI2's own library writes it: `mlp_hidden_size` is of gate and up together where the activation is gated. */
export const hfOlmo: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const activation = config.text('activation_type') ?? 'swiglu';
  const gated = activation === 'swiglu';
  if (!gated && activation !== 'gelu' && activation !== 'relu') {
    config.refuse(
      'activation_type',
      `activation_type is ${JSON.stringify(activation).slice(0, 60)}; known are swiglu, gelu and relu.`,
    );
  }
  const inner = config.wholeOrNone('mlp_hidden_size') ?? config.whole('mlp_ratio') * hidden;
  config.ignore('mlp_ratio', 'block_type', 'block_group_size', 'embedding_size', 'init_fn');
  const kvHeads = config.flag('multi_query_attention') ? 1 : (config.wholeOrNone('n_kv_heads') ?? heads);
  config.ignore('n_kv_heads');
  const mixer = attention({ heads, kvHeads, headDim: headDimension(config, hidden, heads) });
  const mlps = [dense(gated ? inner / 2 : inner, gated)];
  return { hidden, layers, at: () => ({ mixers: [mixer], mlps }) };
};
