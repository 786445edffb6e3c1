import type { Mlp } from '../../../records/model.ts';
import type { ConfigReader } from '../config-reader.ts';
import { attention, dense, dimensionsOf, layerKinds, mlpsOf, NAMES, windowsOf } from '../dimensions.ts';
import type { Reading } from './reading.ts';

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

export const gemma3n: Reading = (config, architecture) => {
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
export const gemma4: Reading = (config, architecture) => {
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
export const llama4: Reading = (config) => {
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
export const mimoV2: Reading = (config) => {
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
export const step3p5: Reading = (config) => {
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
export const laguna: Reading = (config, architecture) => {
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
