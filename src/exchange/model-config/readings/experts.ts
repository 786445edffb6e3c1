import {
  attention,
  dense,
  dimensionsOf,
  headDimension,
  hiddenSize,
  layerNumber,
  mlpsOf,
  NAMES,
} from '../dimensions.ts';
import { gatedOf, type Reading } from './reading.ts';
import { plain } from './plain.ts';

export const dbrx: Reading = (config) => {
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

/** Experts on every other layer, beside a dense MLP as wide as the hidden size where `parallel_attn_mlp_res`. */
export const arctic: Reading = (config, architecture) => {
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
export const hunyuan: Reading = (config, architecture) => {
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
export const grok: Reading = (config) => {
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
