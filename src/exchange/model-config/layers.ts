import { entryAt } from '../../base/checked.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import type { Mixer, Mlp } from '../../records/model.ts';
import type { Architecture, LayerReading } from './architectures.ts';
import type { ConfigReader } from './config-reader.ts';
import {
  attention,
  dense,
  dimensionsOf,
  headDimension,
  hiddenSize,
  keyValueHeads,
  layerKinds,
  layerNumber,
  mlpWidth,
  mlpsOf,
  NAMES,
  windowsOf,
  type Layer,
} from './dimensions.ts';
import {
  gatedDeltaNet,
  gatedRecurrence,
  kimiDeltaAttention,
  lightningAttention,
  mamba,
  mamba2,
  shortConvolution,
  stateElementBytes,
} from './recurrent-layers.ts';

/** A decoder's layers one by one, and what it has beside them. */
export interface Stack {
  readonly hidden: number;
  readonly layers: number;
  readonly at: (layer: number) => Layer;
  /** Parameters of tables of which a token reads some rows. */
  readonly lookupParams?: number;
}

type Reading = (config: ConfigReader, architecture: Architecture) => Stack;

const gatedOf = ({ mlp }: Architecture): boolean => mlp === 'gated';

const plain: Reading = (config, architecture) => {
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
const falcon: Reading = (config) => {
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

const mpt: Reading = (config) => {
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

const dbrx: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const inAttention = config.inside('attn_config', { kv_n_heads: 1 });
  const inMlp = config.inside('ffn_config', { ffn_hidden_size: 3584, moe_num_experts: 4, moe_top_k: 1 });
  const mixer = attention({
    heads,
    kvHeads: inAttention.whole('kv_n_heads'),
    headDim: headDimension(config, hidden, heads),
  });
  const mlps = mlpsOf(
    inMlp,
    { experts: ['moe_num_experts'], perToken: ['moe_top_k'] },
    { hidden, layers, ffn: inMlp.whole('ffn_hidden_size'), gated: true },
  );
  config.join(inAttention);
  config.join(inMlp);
  return { hidden, layers, at: (layer) => ({ mixers: [mixer], mlps: mlps(layer) }) };
};

/** Qwen of 2023: `intermediate_size` is of gate and up together. */
const qwen: Reading = (config) => {
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
const hfOlmo: Reading = (config) => {
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

interface LatentOptions {
  readonly indexed: boolean;
  readonly gateRank: number | null;
}

const latentMixer = (config: ConfigReader, hidden: number, { indexed, gateRank }: LatentOptions): Mixer => {
  const heads = config.whole(NAMES.heads);
  if (config.raw('use_mla') === false) {
    config.refuse(
      'use_mla',
      'use_mla is false: attention is not latent, which this type is not known to have otherwise.',
    );
  }
  config.ignore(...NAMES.kvHeads, 'head_dim', 'qk_head_dim', 'nope_head_dim', 'kv_channels');
  const indexers = config.raw('indexer_types');
  if (indexed && Array.isArray(indexers) && indexers.some((kind) => kind !== 'full')) {
    config.warn(
      'indexer_types has layers that share the index of an earlier one; each is counted with an index of its own.',
    );
  }
  const rope = config.whole('qk_rope_head_dim', { least: 0 });
  return {
    kind: 'latent',
    heads,
    qLoraRank: config.wholeOrNone('q_lora_rank'),
    kvLoraRank: config.whole('kv_lora_rank'),
    qkNopeHeadDim: config.whole('qk_nope_head_dim', { least: 0 }),
    qkRopeHeadDim: rope,
    vHeadDim: config.whole('v_head_dim', { otherwise: { value: hidden / heads, why: 'hidden size over heads' } }),
    gateRank,
    index: indexed
      ? {
          heads: config.whole('index_n_heads'),
          headDim: config.whole('index_head_dim'),
          topTokens: config.whole('index_topk'),
        }
      : null,
  };
};

/** Multi-head latent attention in every layer, DeepSeek-V2 and after. */
const latent: Reading = (config, architecture) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const indexed = config.byClass('index_topk') !== null;
  // The small models of DeepSeek-VL2 and DeepSeek-OCR have this type without latent attention.
  const plainly = config.raw('use_mla') === false;
  if (plainly) {
    config.ignore('kv_lora_rank', 'q_lora_rank', 'qk_nope_head_dim', 'qk_rope_head_dim', 'v_head_dim');
  }
  const mixer = plainly ? attention(dimensionsOf(config)) : latentMixer(config, hidden, { indexed, gateRank: null });
  const ffn = config.whole(NAMES.ffn);
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: true });
  return { hidden, layers, at: (layer) => ({ mixers: [mixer], mlps: mlps(layer) }) };
};

/** Ratio of a layer of DeepSeek-V4, by the names of transformers. */
const RATIOS: Readonly<Record<string, number>> = {
  sliding_attention: 0,
  compressed_sparse_attention: 4,
  heavily_compressed_attention: 128,
};

const deepseekV4: Reading = (config, architecture) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const kvHeads = config.raw('num_key_value_heads');
  if (kvHeads !== undefined && kvHeads !== 1) {
    config.refuse('num_key_value_heads', 'num_key_value_heads must be 1: all heads of this type share one vector.');
  }
  const common = {
    kind: 'compressed',
    heads,
    headDim: config.whole('head_dim'),
    qLoraRank: config.whole('q_lora_rank'),
    outputGroups: config.whole('o_groups'),
    outputRank: config.whole('o_lora_rank'),
    windowTokens: config.whole('sliding_window'),
  } as const;
  if (heads % common.outputGroups !== 0 && !Number.isNaN(heads % common.outputGroups)) {
    config.refuse(
      'o_groups',
      `o_groups is ${String(common.outputGroups)}, which does not divide the ${String(heads)} heads.`,
    );
  }
  config.ignore('qk_rope_head_dim', 'num_hash_layers', 'hc_mult', 'hc_eps', 'hc_sinkhorn_iters');
  const index = {
    heads: config.whole('index_n_heads'),
    headDim: config.whole('index_head_dim'),
    topTokens: config.whole('index_topk'),
  };
  const words = config.list('layer_types', layers);
  const ratios =
    words === null ? config.list('compress_ratios', layers) : words.map((word) => RATIOS[String(word)] ?? word);
  config.ignore('compress_ratios');
  if (ratios === null) {
    config.refuse(
      'compress_ratios',
      'config.json has no compress_ratios (nor layer_types), which say how many tokens an entry of each layer stands for.',
    );
  }
  const wrong =
    ratios?.slice(0, layers).findIndex((ratio) => typeof ratio !== 'number' || !Number.isInteger(ratio) || ratio < 0) ??
    -1;
  if (wrong >= 0)
    config.refuse(
      `compress_ratios[${String(wrong)}]`,
      `compress_ratios[${String(wrong)}] must be 0 or the number of tokens that an entry stands for.`,
    );
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn: NaN, gated: true });
  return {
    hidden,
    layers,
    at: (layer) => {
      const ratio = Number(ratios?.[layer] ?? 0);
      const sparse = ratio > 0 && ratio < 128;
      return {
        mixers: [{ ...common, ratio: ratio === 0 ? null : ratio, overlapping: sparse, index: sparse ? index : null }],
        mlps: mlps(layer),
      };
    },
  };
};

/** Layers from which on keys and values are an earlier layer's. */
const sharedFrom = (config: ConfigReader, layers: number): number => {
  const shared = config.whole('num_kv_shared_layers', { least: 0 });
  if (shared >= layers)
    config.refuse(
      'num_kv_shared_layers',
      `num_kv_shared_layers is ${String(shared)}; it must be below the ${String(layers)} layers.`,
    );
  return layers - shared;
};

const gemma3n: Reading = (config, architecture) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const widthOf = config.perLayer(NAMES.ffn, layers);
  const windowOf = windowsOf(config, architecture, layers);
  const from = sharedFrom(config, layers);
  const perLayer = config.whole('hidden_size_per_layer_input');
  const table = config.whole('vocab_size_per_layer_input') * layers * perLayer;
  const inputs = config.whole('altup_num_inputs');
  const rank = config.whole('laurel_rank');
  config.ignore(
    'activation_sparsity_pattern',
    'altup_active_idx',
    'altup_coef_clip',
    'altup_correct_scale',
    'altup_lr_multiplier',
  );
  config.warn(
    'Matryoshka layers: the parameters of the whole model are counted; loaded without its tables of single layers it needs less memory.',
  );
  return {
    hidden,
    layers,
    // Per layer: gate and projection of its own embedding, and a bypass of low rank; before all layers a projection for each.
    lookupParams: table + layers * (3 * hidden * perLayer + 2 * hidden * rank) + 2 * (inputs - 1) * hidden * hidden,
    at: (layer) => ({
      // A layer that shares keeps its projections, which nothing uses.
      mixers: [
        attention(dimensions, {
          windowTokens: windowOf(layer),
          keysAndValues: layer < from ? 'projected' : 'of an earlier layer',
        }),
      ],
      mlps: [dense(widthOf(layer), true)],
    }),
  };
};

/** Full layers have heads of their own size and, where `attention_k_eq_v`, fewer key-value heads whose keys serve as values. */
const gemma4: Reading = (config, architecture) => {
  const local = dimensionsOf(config);
  const { hidden, layers, heads } = local;
  const ffn = config.whole(NAMES.ffn);
  const windowOf = windowsOf(config, architecture, layers);
  const from = sharedFrom(config, layers);
  const keysOnly = config.flag('attention_k_eq_v');
  const globalHeads = keysOnly ? config.wholeOrNone('num_global_key_value_heads') : null;
  config.ignore('num_global_key_value_heads');
  const full = { heads, kvHeads: globalHeads ?? local.kvHeads, headDim: config.whole('global_head_dim') };
  const wide = config.flag('use_double_wide_mlp');
  const withExperts = config.flag('enable_moe_block') || (!config.has('enable_moe_block') && config.has('num_experts'));
  const experts: Mlp[] = withExperts
    ? [
        {
          kind: 'experts',
          experts: config.whole('num_experts'),
          perToken: config.whole('top_k_experts'),
          width: config.whole('moe_intermediate_size'),
          gated: true,
          latentWidth: null,
        },
      ]
    : [];
  if (!withExperts) config.ignore('num_experts', 'top_k_experts', 'moe_intermediate_size');
  const perLayer = config.whole('hidden_size_per_layer_input', { least: 0 });
  const table =
    perLayer === 0
      ? 0
      : config.whole('vocab_size_per_layer_input') * layers * perLayer + layers * 3 * hidden * perLayer;
  config.ignore('vocab_size_per_layer_input');
  return {
    hidden,
    layers,
    lookupParams: table,
    at: (layer) => {
      const windowTokens = windowOf(layer);
      const shares = layer >= from;
      const keysAndValues = shares
        ? 'of an earlier layer'
        : keysOnly && windowTokens === null
          ? 'keys only'
          : 'projected';
      return {
        mixers: [attention(windowTokens === null ? full : local, { windowTokens, keysAndValues })],
        mlps: [dense(wide && shares ? 2 * ffn : ffn, true), ...experts],
      };
    },
  };
};

/** Three of four layers attend within a chunk; experts on every n-th, beside one that all tokens pass. */
const llama4: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = config.whole('intermediate_size');
  const denseWidth = config.whole('intermediate_size_mlp');
  const chunk = config.wholeOrNone('attention_chunk_size');
  const kinds = layerKinds(config, layers);
  // 1 or true: the layer has rotary positions and sees its chunk only.
  const rope = config.list(
    'no_rope_layers',
    Array.isArray(config.raw('no_rope_layers')) && (config.raw('no_rope_layers') as unknown[]).length === 0
      ? 0
      : layers,
  );
  const interval = config.wholeOrNone('no_rope_layer_interval') ?? 4;
  if (kinds === null && (rope === null || rope.length < layers)) {
    config.leftOut.push(`layer_types = every ${String(interval)}th attends to all (as its class on the hub does)`);
  }
  const isFull = (layer: number): boolean =>
    kinds !== null
      ? kinds[layer] === 'full'
      : rope !== null && rope.length >= layers
        ? rope[layer] === 0 || rope[layer] === false
        : (layer + 1) % interval === 0;
  const experts = config.whole('num_local_experts');
  const perToken = config.whole('num_experts_per_tok');
  const listed = config.layerNumbers('moe_layers');
  const every = config.whole('interleave_moe_layer_step');
  const hasExperts = (layer: number): boolean => (listed === null ? (layer + 1) % every === 0 : listed.includes(layer));
  const sparse: Mlp[] = [
    { kind: 'experts', experts, perToken, width: ffn, gated: true, latentWidth: null },
    dense(ffn, true),
  ];
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [attention(dimensions, { windowTokens: isFull(layer) ? null : chunk })],
      mlps: hasExperts(layer) ? sparse : [dense(denseWidth, true)],
    }),
  };
};

/** `hybrid_layer_pattern`: 1 is a layer of a window, with heads of its own. */
const mimoV2: Reading = (config) => {
  const { hidden, layers, heads, kvHeads, headDim } = dimensionsOf(config);
  const valueDim = config.whole('v_head_dim', { otherwise: { value: headDim, why: 'as head_dim' } });
  const windowTokens = config.whole(['sliding_window', 'sliding_window_size']);
  const pattern = config.list('hybrid_layer_pattern', layers);
  if (pattern === null || pattern.slice(0, layers).some((entry) => entry !== 0 && entry !== 1)) {
    config.refuse(
      'hybrid_layer_pattern',
      'hybrid_layer_pattern must have 0 (sees all) or 1 (sees a window) for each layer.',
    );
  }
  const same = (value: number, of: string) => ({ otherwise: { value, why: `as ${of}` } });
  const localHeads = config.whole('swa_num_attention_heads', same(heads, 'num_attention_heads'));
  const local = {
    heads: localHeads,
    kvHeads: config.whole('swa_num_key_value_heads', same(kvHeads, 'num_key_value_heads')),
    headDim: config.whole('swa_head_dim', same(headDim, 'head_dim')),
  };
  const localValue = config.whole('swa_v_head_dim', same(valueDim, 'v_head_dim'));
  const ffn = config.whole(NAMES.ffn);
  const sparse = config.has('n_routed_experts');
  if (!sparse) config.warn('n_routed_experts is left out: every layer is read as dense.');
  const mlps = mlpsOf(
    config,
    sparse
      ? {
          experts: ['n_routed_experts'],
          perToken: ['num_experts_per_tok'],
          width: ['moe_intermediate_size'],
          shared: ['n_shared_experts'],
          frequency: ['moe_layer_freq'],
        }
      : undefined,
    { hidden, layers, ffn, gated: true },
  );
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [
        pattern?.[layer] === 1
          ? attention(local, { windowTokens, valueDim: localValue })
          : attention({ heads, kvHeads, headDim }, { valueDim }),
      ],
      mlps: mlps(layer),
    }),
  };
};

/** Step 3.5 and 3.7: layers of a window have more heads; a layer's number in `moe_layers_enum` gives it experts. */
const step3p5: Reading = (config) => {
  const full = dimensionsOf(config);
  const { hidden, layers, kvHeads, headDim } = full;
  const kinds = layerKinds(config, layers);
  const windowTokens = kinds?.includes('windowed') === true ? config.whole('sliding_window') : null;
  const other = config.inside('attention_other_setting', {});
  const local = {
    heads: other.whole('num_attention_heads', { otherwise: { value: full.heads, why: 'as the full layers' } }),
    kvHeads: other.whole('num_attention_groups', { otherwise: { value: kvHeads, why: 'as the full layers' } }),
    headDim: other.whole('head_dim', { otherwise: { value: headDim, why: 'as the full layers' } }),
  };
  config.join(other);
  if (kinds === null)
    config.refuse('layer_types', 'config.json has no layer_types, which say which layers see a window only.');
  const ffn = config.whole(NAMES.ffn);
  const listed = config.raw('moe_layers_enum');
  const leading =
    listed === undefined && config.has('first_k_dense_replace')
      ? config.whole('first_k_dense_replace', { least: 0 })
      : null;
  const numbers =
    leading !== null
      ? Array.from({ length: Number.isNaN(layers) ? 0 : layers }, (_, layer) => layer).filter(
          (layer) => layer >= leading,
        )
      : typeof listed === 'string'
        ? listed.split(',').map(Number)
        : Array.isArray(listed)
          ? (listed as readonly unknown[])
          : null;
  if (numbers === null || numbers.some((entry) => typeof entry !== 'number' || !Number.isInteger(entry))) {
    config.refuse(
      'moe_layers_enum',
      'moe_layers_enum must name the layers with experts, counted from 0 and separated by commas.',
    );
  }
  const sparse: Mlp[] = [
    {
      kind: 'experts',
      experts: config.whole(['moe_num_experts', 'n_routed_experts', 'num_experts']),
      perToken: config.whole(['moe_top_k', 'num_experts_per_tok']),
      width: config.whole('moe_intermediate_size'),
      gated: true,
      latentWidth: null,
    },
    dense(config.whole(['share_expert_dim', 'share_expert_dims']), true),
  ];
  const shared = config.raw('n_shared_experts');
  if (shared !== undefined && shared !== 1)
    config.refuse('n_shared_experts', 'n_shared_experts must be 1: share_expert_dim is the width of one.');
  config.ignore('use_moe', 'use_head_wise_attn_gate', 'moe_every_n_layer', 'att_impl_type');
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [kinds?.[layer] === 'windowed' ? attention(local, { windowTokens }) : attention(full)],
      mlps: numbers?.includes(layer) === true ? sparse : [dense(ffn, true)],
    }),
  };
};

/** Layers of a window may have more heads (`num_attention_heads_per_layer`); a gate on the heads, or on their elements. */
const laguna: Reading = (config, architecture) => {
  const { hidden, layers, kvHeads, headDim } = dimensionsOf(config);
  const listed = config.has('num_attention_heads_per_layer');
  const headsAt = config.perLayer(listed ? 'num_attention_heads_per_layer' : NAMES.heads, layers);
  const kinds = layerKinds(config, layers);
  const windowTokens = kinds?.includes('windowed') === true ? config.whole('sliding_window') : null;
  config.ignore(
    'sliding_window',
    'gating_types',
    'moe_apply_router_weight_on_input',
    'moe_routed_scaling_factor',
    'moe_router_logit_softcapping',
  );
  if (kinds === null) config.leftOut.push('layer_types = all attend to everything (as its class on the hub does)');
  const gating = config.raw('gating');
  if (gating === undefined || gating === null) config.leftOut.push('gating = none');
  const gated = gating === true || gating === 'per-element';
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn: config.whole(NAMES.ffn), gated: true });
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [
        attention(
          { heads: headsAt(layer), kvHeads, headDim },
          { windowTokens: kinds?.[layer] === 'windowed' ? windowTokens : null, gated },
        ),
      ],
      mlps: mlps(layer),
    }),
  };
};

/** What a letter of `hybrid_override_pattern` stands for. */
const LETTERS: Readonly<Record<string, string>> = { M: 'mamba', E: 'moe', '*': 'attention', '-': 'mlp' };
const BLOCK_WORDS: Readonly<Record<string, string>> = {
  linear_attention: 'mamba',
  mamba2: 'mamba',
  full_attention: 'attention',
};

/** Layers are one thing each: a state space, attention, an MLP or experts. */
const nemotronH: Reading = (config) => {
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

/** Width of an MLP of so many times the hidden size, as DeciLM rounds it: two thirds of it, up to a multiple of 256. */
const roundedWidth = (hidden: number, mult: number): number =>
  256 * Math.ceil(Math.floor((2 * mult * hidden) / 3) / 256);

/** A block for each layer that a search has cut: its attention or MLP may be missing, narrower or one matrix. */
const nemotronNas: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const headDim = headDimension(config, hidden, heads);
  config.ignore(...NAMES.kvHeads, ...NAMES.ffn);
  const blocks = config.list('block_configs', layers);
  if (blocks === null) {
    config.refuse('block_configs', 'config.json has no block_configs, which say what each layer is.');
    return { hidden, layers: NaN, at: () => ({ mixers: [], mlps: [] }) };
  }
  const made = blocks.slice(0, layers).map((block, at): Layer => {
    const path = `block_configs[${String(at)}]`;
    const part = (name: string): Readonly<Record<string, unknown>> => {
      const value = isPlainObject(block) ? block[name] : undefined;
      if (isPlainObject(value)) return value;
      config.refuse(`${path}.${name}`, `${path}.${name} must be an object.`);
      return {};
    };
    const [own, mlp] = [part('attention'), part('ffn')];
    if (own['replace_with_linear'] === true || mlp['replace_with_linear'] === true) {
      config.refuse(path, `${path} replaces a part by one matrix (replace_with_linear), which is not modelled.`);
    }
    for (const [name, of] of [
      ['sparsify', own],
      ['sparsify', mlp],
      ['num_sink_tokens', own],
    ] as const) {
      if (of[name] !== undefined && of[name] !== null)
        config.refuse(`${path}.${name}`, `${path} sets ${name}, which is not modelled.`);
    }
    const window = own['window_length'];
    const group = own['n_heads_in_group'];
    const kvHeads = typeof group === 'number' ? heads / group : NaN;
    if (own['no_op'] !== true && !Number.isInteger(kvHeads)) {
      config.refuse(
        `${path}.attention.n_heads_in_group`,
        `${path}.attention.n_heads_in_group must divide the ${String(heads)} heads.`,
      );
    }
    const [mult, width] = [mlp['ffn_mult'], mlp['intermediate_size']];
    const ffn = typeof width === 'number' ? width : typeof mult === 'number' ? roundedWidth(hidden, mult) : NaN;
    if (mlp['no_op'] !== true && !(Number.isInteger(ffn) && ffn > 0)) {
      config.refuse(`${path}.ffn.ffn_mult`, `${path}.ffn.ffn_mult must be a positive number.`);
    }
    return {
      mixers:
        own['no_op'] === true
          ? []
          : [attention({ heads, kvHeads, headDim }, { windowTokens: typeof window === 'number' ? window : null })],
      mlps: mlp['no_op'] === true ? [] : [dense(ffn, true)],
    };
  });
  return { hidden, layers, at: (layer) => entryAt(made, layer) };
};

/** Attention in one layer of a period, a state space in the others; experts in one of another. */
const jamba: Reading = (config) => {
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

const mamba2Hybrid: Reading = (config, architecture) => {
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
const falconH1: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const inner = config.wholeOrNone('mamba_d_ssm') ?? config.whole('mamba_expand') * hidden;
  config.ignore('mamba_expand');
  const mixers = [attention(dimensions), namedMamba2(config, inner)];
  const mlps = [dense(config.whole(NAMES.ffn), true)];
  return { hidden, layers, at: () => ({ mixers, mlps }) };
};

/** Gated delta nets, and full attention with a gate in one layer of each group. */
const gatedDelta: Reading = (config, architecture) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const kinds = layerKinds(config, layers);
  const other = kinds?.find((kind) => kind !== 'full' && kind !== 'linear');
  if (other !== undefined)
    config.refuse('layer_types', `layer_types has ${other} layers, which this architecture is not known to have.`);
  const interval = config.whole('full_attention_interval');
  if (kinds === null)
    config.leftOut.push(`layer_types = every ${String(interval)}th attends to all (full_attention_interval)`);
  const full = attention(dimensions, { gated: config.flag('attn_output_gate') });
  const state = gatedDeltaNet(config);
  const ffn = architecture.defaults['intermediate_size'] === undefined ? NaN : config.whole(NAMES.ffn);
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: true });
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [(kinds === null ? (layer + 1) % interval === 0 : kinds[layer] === 'full') ? full : state],
      mlps: mlps(layer),
    }),
  };
};

/** `attn_type_list`: 1 is softmax attention, 0 lightning attention. */
const minimax01: Reading = (config, architecture) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers, heads, headDim } = dimensions;
  const list = config.list('attn_type_list', layers);
  const kinds = layerKinds(config, layers);
  if (list === null && kinds === null) {
    config.refuse(
      'attn_type_list',
      'config.json has neither attn_type_list nor layer_types, which say which layers attend.',
    );
  } else if (list?.slice(0, layers).some((kind) => kind !== 0 && kind !== 1) === true) {
    config.refuse(
      'attn_type_list',
      'attn_type_list must have 0 (lightning attention) or 1 (softmax attention) for each layer.',
    );
  }
  const ffn = config.whole(NAMES.ffn);
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: true });
  const state = lightningAttention(heads, headDim);
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [(kinds === null ? list?.[layer] === 1 : kinds[layer] === 'full') ? attention(dimensions) : state],
      mlps: mlps(layer),
    }),
  };
};

/** Kimi Linear and K3: `linear_attn_config` lists the layers of each kind, counted from 1. */
const kimiLinear: Reading = (config, architecture) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const inner = config.inside('linear_attn_config', {});
  const listed = (name: string): readonly unknown[] => {
    const list = inner.raw(name);
    return Array.isArray(list) ? (list as readonly unknown[]) : [];
  };
  const [full, delta] = [listed('full_attn_layers'), listed('kda_layers')];
  const named = Array.from({ length: Number.isNaN(layers) ? 0 : layers }, (_, layer) => layer + 1);
  if (named.some((number) => full.includes(number) === delta.includes(number))) {
    config.refuse(
      'linear_attn_config',
      'linear_attn_config.full_attn_layers and kda_layers must name each layer, counted from 1, in one of the two.',
    );
  }
  const state = kimiDeltaAttention(
    hidden,
    {
      heads: inner.whole('num_heads'),
      headDim: inner.whole('head_dim'),
      kernel: inner.whole('short_conv_kernel_size'),
    },
    inner.flag('use_full_rank_gate'),
  );
  config.join(inner);
  const gateRank = config.flag('mla_use_output_gate') ? hidden : null;
  const mixer = latentMixer(config, hidden, { indexed: false, gateRank });
  const latentWidth = config.wholeOrNone('routed_expert_hidden_size');
  config.ignore('attn_res_block_size');
  const ffn = config.whole(NAMES.ffn);
  const mlps = mlpsOf(config, architecture.experts, { hidden, layers, ffn, gated: true, latentWidth });
  return { hidden, layers, at: (layer) => ({ mixers: [full.includes(layer + 1) ? mixer : state], mlps: mlps(layer) }) };
};

/** Short convolutions, and attention in some layers. */
const lfm2: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const kinds = layerKinds(config, layers);
  const indices = config.layerNumbers('full_attn_idxs');
  if (kinds === null && indices === null) {
    config.refuse(
      'layer_types',
      'config.json has neither layer_types nor full_attn_idxs, which say which layers attend.',
    );
  }
  const state = shortConvolution(hidden, config.whole('conv_L_cache'));
  config.ignore(
    'conv_dim',
    'conv_dim_out',
    'block_dim',
    'block_mlp_init_scale',
    'block_out_init_scale',
    'conv_use_xavier_init',
    'block_use_xavier_init',
    'block_use_swiglu',
    'conv_bias',
    'full_attn_idxs',
  );
  const told = config.whole(['block_ff_dim', 'intermediate_size']);
  const adjusted = config.flag('block_auto_adjust_ff_dim', !config.has('num_experts'));
  const multiple = config.wholeOrNone('block_multiple_of') ?? 256;
  const factor = config.raw('block_ffn_dim_multiplier');
  const scaled = Math.floor((typeof factor === 'number' ? factor : 1) * Math.floor((2 * told) / 3));
  const ffn = adjusted ? multiple * Math.ceil(scaled / multiple) : told;
  const mlps = mlpsOf(
    config,
    config.has('num_experts')
      ? {
          experts: ['num_experts'],
          perToken: ['num_experts_per_tok'],
          width: ['moe_intermediate_size'],
          dense: ['num_dense_layers'],
        }
      : undefined,
    { hidden, layers, ffn, gated: true },
  );
  const attends = (layer: number): boolean =>
    kinds === null ? indices?.includes(layer) === true : kinds[layer] === 'full';
  return {
    hidden,
    layers,
    at: (layer) => ({ mixers: [attends(layer) ? attention(dimensions) : state], mlps: mlps(layer) }),
  };
};

/** Linear recurrences, and attention within a window in every third layer; `intermediate_size` is of gate and up together. */
const recurrentGemma: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  const kvHeads = config.whole(NAMES.kvHeads, { otherwise: { value: heads, why: 'as many as heads' } });
  const headDim = headDimension(config, hidden, heads);
  const [told, older] = [config.raw('block_types'), config.raw('_block_types')];
  const pattern = told ?? older ?? ['recurrent', 'recurrent', 'attention'];
  const kinds = Array.isArray(pattern) ? (pattern as readonly unknown[]) : [];
  if (kinds.length === 0 || kinds.some((kind) => kind !== 'recurrent' && kind !== 'attention')) {
    config.refuse('block_types', 'block_types must list "recurrent" and "attention".');
  }
  const width = config.whole('lru_width', { otherwise: { value: hidden, why: 'as hidden_size' } });
  const window = config.whole('attention_window_size');
  const state = gatedRecurrence(width, heads, config.whole('conv1d_width'));
  const mlps = [dense(config.whole(NAMES.ffn) / 2, true)];
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [
        kinds[layer % kinds.length] === 'attention'
          ? attention({ heads, kvHeads, headDim }, { windowTokens: window })
          : state,
      ],
      mlps,
    }),
  };
};

/** Experts on every other layer, beside a dense MLP as wide as the hidden size where `parallel_attn_mlp_res`. */
const arctic: Reading = (config, architecture) => {
  const stack = plain(config, architecture);
  const residual = config.flag('parallel_attn_mlp_res');
  return {
    ...stack,
    at: (layer) => {
      const { mixers, mlps } = stack.at(layer);
      const sparse = mlps.some(({ kind }) => kind === 'experts');
      return { mixers, mlps: residual && sparse ? [...mlps, dense(stack.hidden, true)] : mlps };
    },
  };
};

/** Experts may be lists, a number for each layer; neighbouring layers may share keys and values (`use_cla`). */
const hunyuan: Reading = (config, architecture) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = config.whole(NAMES.ffn);
  const expertsAt = config.perLayer('num_experts', layers);
  const perTokenAt = config.perLayer('moe_topk', layers);
  const sparse = Number.isNaN(layers)
    ? false
    : Array.from({ length: layers }, (_, layer) => expertsAt(layer)).some((experts) => experts > 1);
  const widthAt =
    sparse && config.has('moe_intermediate_size') ? config.perLayer('moe_intermediate_size', layers) : () => ffn;
  const mixed = sparse && config.flag('use_mixed_mlp_moe', config.has('num_shared_expert'));
  const sharedAt = mixed ? config.perLayer('num_shared_expert', layers, { least: 0 }) : () => 0;
  config.ignore('moe_intermediate_size', 'num_shared_expert', 'moe_drop_tokens', 'moe_random_routing_dropped_token');
  const shares = config.flag('use_cla');
  const factor = shares ? config.whole('cla_share_factor') : 1;
  config.ignore('cla_share_factor');
  const skipped = config.wholeOrNone('moe_layer_num_skipped', { least: 0 }) ?? 0;
  return {
    hidden,
    layers,
    at: (layer) => {
      const [experts, perToken, width] = [expertsAt(layer), perTokenAt(layer), widthAt(layer)];
      const shared = sharedAt(layer) * width;
      if (perToken > experts)
        config.refuse(
          'moe_topk',
          `moe_topk is ${String(perToken)}, more than the ${String(experts)} experts that there are.`,
        );
      return {
        mixers: [attention(dimensions, { keysAndValues: layer % factor === 0 ? 'projected' : 'of an earlier layer' })],
        mlps:
          experts > 1 && layer >= skipped
            ? [
                { kind: 'experts', experts, perToken, width, gated: gatedOf(architecture), latentWidth: null },
                ...(shared > 0 ? [dense(shared, true)] : []),
              ]
            : [dense(ffn, gatedOf(architecture))],
      };
    },
  };
};

/** Experts of Grok; from Grok-2 on beside a dense MLP of its own width, which all tokens pass (`residual_moe`). */
const grok: Reading = (config) => {
  const dimensions = dimensionsOf(config);
  const { hidden, layers } = dimensions;
  const ffn = config.whole(NAMES.ffn);
  const windowTokens = config.raw('sliding_window_size');
  if (typeof windowTokens === 'number' && windowTokens > 0) {
    config.refuse('sliding_window_size', 'sliding_window_size is set, which this type is not known to have.');
  }
  config.ignore('global_attn_every_n', 'attn_temperature_len', 'max_attn_value');
  const residual = config.flag('residual_moe');
  if (residual && !config.has('moe_intermediate_size'))
    config.leftOut.push('moe_intermediate_size = as intermediate_size');
  const mlps = mlpsOf(
    config,
    {
      experts: ['num_experts', 'num_local_experts'],
      perToken: ['num_experts_per_tok'],
      ...(config.has('moe_intermediate_size') ? { width: ['moe_intermediate_size'] } : {}),
    },
    { hidden, layers, ffn, gated: true },
  );
  return {
    hidden,
    layers,
    at: (layer) => ({
      mixers: [attention(dimensions)],
      mlps: residual ? [...mlps(layer), dense(ffn, true)] : mlps(layer),
    }),
  };
};

/** Two attentions and two dense MLPs a layer, with experts beside them, some of which do nothing (`zero_expert_num`). */
const longcat: Reading = (config) => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const mixer = latentMixer(config, hidden, { indexed: false, gateRank: null });
  const [experts, idle] = [config.whole('n_routed_experts'), config.whole('zero_expert_num', { least: 0 })];
  const chosen = config.whole('moe_topk');
  const perToken = Math.max(1, Math.round((chosen * experts) / (experts + idle)));
  if (idle > 0) {
    config.warn(
      `Of the ${String(chosen)} experts that a token is routed to some do nothing (zero_expert_num): ${String(perToken)} that compute are taken, the mean where all are chosen alike.`,
    );
  }
  config.ignore('zero_expert_type', 'mla_scale_q_lora', 'mla_scale_kv_lora', 'attention_method');
  const mlp = dense(config.whole(NAMES.ffn), true);
  const width = config.whole('expert_ffn_hidden_size');
  return {
    hidden,
    layers,
    at: () => ({
      mixers: [mixer, mixer],
      mlps: [mlp, mlp, { kind: 'experts', experts, perToken, width, gated: true, latentWidth: null }],
    }),
  };
};

export const READINGS: Readonly<Record<LayerReading, Reading>> = {
  plain,
  falcon,
  mpt,
  dbrx,
  qwen,
  latent,
  'deepseek-v4': deepseekV4,
  gemma3n,
  gemma4,
  llama4,
  'mimo-v2': mimoV2,
  step3p5,
  laguna,
  'nemotron-h': nemotronH,
  'nemotron-nas': nemotronNas,
  jamba,
  'mamba-2 hybrid': mamba2Hybrid,
  'falcon-h1': falconH1,
  'gated-delta': gatedDelta,
  'minimax-01': minimax01,
  'kimi-linear': kimiLinear,
  lfm2,
  'recurrent-gemma': recurrentGemma,
  arctic,
  hunyuan,
  grok,
  longcat,
  'hf-olmo': hfOlmo,
};
