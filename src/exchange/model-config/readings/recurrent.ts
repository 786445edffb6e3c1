import {
  attention,
  dense,
  dimensionsOf,
  headDimension,
  hiddenSize,
  layerKinds,
  layerNumber,
  mlpsOf,
  NAMES,
} from '../dimensions.ts';
import {
  gatedDeltaNet,
  gatedRecurrence,
  kimiDeltaAttention,
  lightningAttention,
  shortConvolution,
} from '../recurrent-layers.ts';
import { latentMixer } from './latent.ts';
import type { Reading } from './reading.ts';

/** Gated delta nets, and full attention with a gate in one layer of each group. */
export const gatedDelta: Reading = (config, architecture) => {
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
export const minimax01: Reading = (config, architecture) => {
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
export const kimiLinear: Reading = (config, architecture) => {
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
export const lfm2: Reading = (config) => {
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
export const recurrentGemma: Reading = (config) => {
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
