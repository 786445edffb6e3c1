import type { Mixer } from '../../../records/model.ts';
import type { ConfigReader } from '../config-reader.ts';
import { attention, dense, dimensionsOf, hiddenSize, layerNumber, mlpsOf, NAMES } from '../dimensions.ts';
import type { Reading } from './reading.ts';

interface LatentOptions {
  readonly indexed: boolean;
  readonly gateRank: number | null;
}

export const latentMixer = (config: ConfigReader, hidden: number, { indexed, gateRank }: LatentOptions): Mixer => {
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
export const latent: Reading = (config, architecture) => {
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

export const deepseekV4: Reading = (config, architecture) => {
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

/** Two attentions and two dense MLPs a layer, with experts beside them, some of which do nothing (`zero_expert_num`). */
export const longcat: Reading = (config) => {
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
