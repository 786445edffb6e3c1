import type { ClassDefaults } from './config-reader.ts';

/**
 * What `config.json` files of the hub mean, by `model_type`: which decoder they describe, under which names its dimensions
 * stand, and what the class on the hub takes where a key is left out (huggingface/transformers,
 * src/transformers/models/NAME/configuration_NAME.py; for code that comes with the weights, its own configuration_*.py).
 * A type that is not here is not known.
 */
export interface Architecture {
  readonly types: readonly string[];
  /** Which reading of its layers it takes (readings/). */
  readonly read: LayerReading;
  /** Names of classes in `architectures`, lower case and without what follows "For", beside the type's own. */
  readonly classes?: readonly string[];
  readonly mlp: 'gated' | 'plain';
  readonly windows: Windows;
  readonly experts?: ExpertKeys;
  readonly defaults: ClassDefaults;
}

export type LayerReading =
  | 'plain'
  | 'falcon'
  | 'mpt'
  | 'dbrx'
  | 'qwen'
  | 'latent'
  | 'deepseek-v4'
  | 'gemma3n'
  | 'gemma4'
  | 'llama4'
  | 'mimo-v2'
  | 'step3p5'
  | 'laguna'
  | 'nemotron-h'
  | 'nemotron-nas'
  | 'jamba'
  | 'mamba-2 hybrid'
  | 'falcon-h1'
  | 'gated-delta'
  | 'minimax-01'
  | 'kimi-linear'
  | 'lfm2'
  | 'recurrent-gemma'
  | 'arctic'
  | 'hunyuan'
  | 'grok'
  | 'longcat'
  | 'hf-olmo';

/** Which layers see a window only, and where its size stands. */
export type Windows =
  | 'none'
  /** All layers, where `sliding_window` is a number. */
  | 'all'
  /** From `max_window_layers` on, where `use_sliding_window` is true. */
  | 'switched'
  /** Of each group of so many layers all but the last; `layer_types` or `sliding_window_pattern` says otherwise. */
  | { readonly every: number }
  /** Alternating, as `attention_types` lists it. */
  | 'gpt-neo';

type Names = readonly string[];

/** Names under which experts stand. */
export interface ExpertKeys {
  readonly experts: Names;
  readonly perToken: Names;
  /** Width of an expert; none: that of the MLP. */
  readonly width?: Names;
  /** Number of shared experts. */
  readonly shared?: Names;
  /** Width of one of them; none: that of a routed one. */
  readonly sharedEach?: Names;
  /** Width of the shared experts together; 0: none. */
  readonly sharedWidth?: Names;
  /** Leading layers without experts. */
  readonly dense?: Names;
  /** Experts on each layer whose number, from 0, is a multiple of it. */
  readonly frequency?: Names;
  /** Experts on each layer whose number, from 1, is a multiple of it. */
  readonly step?: Names;
  /** Layers, from 0, without experts. */
  readonly denseList?: string;
  /** Whether a file without these keys, or with 0 or 1 experts, is of a dense model. */
  readonly optional?: boolean;
}

const QWEN_EXPERTS: ExpertKeys = {
  experts: ['num_experts'],
  perToken: ['num_experts_per_tok'],
  width: ['moe_intermediate_size'],
  step: ['decoder_sparse_step'],
  denseList: 'mlp_only_layers',
};
const DEEPSEEK_EXPERTS: ExpertKeys = {
  experts: ['n_routed_experts'],
  perToken: ['num_experts_per_tok'],
  width: ['moe_intermediate_size'],
  shared: ['n_shared_experts'],
  dense: ['first_k_dense_replace'],
  frequency: ['moe_layer_freq'],
};
const LOCAL_EXPERTS: ExpertKeys = { experts: ['num_local_experts'], perToken: ['num_experts_per_tok'] };

const LLAMA: ClassDefaults = {
  vocab_size: 32000,
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  max_position_embeddings: 2048,
  tie_word_embeddings: false,
};
const QWEN2: ClassDefaults = {
  vocab_size: 151936,
  hidden_size: 4096,
  intermediate_size: 22016,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  max_position_embeddings: 32768,
  tie_word_embeddings: false,
  use_sliding_window: false,
  sliding_window: 4096,
  max_window_layers: 28,
};
const QWEN3: ClassDefaults = { ...QWEN2, head_dim: 128 };
const QWEN3_MOE: ClassDefaults = {
  ...QWEN2,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_hidden_layers: 24,
  num_key_value_heads: 4,
  decoder_sparse_step: 1,
  moe_intermediate_size: 768,
  num_experts_per_tok: 8,
  num_experts: 128,
};
const GATED_DELTA: ClassDefaults = {
  head_dim: 256,
  max_position_embeddings: 32768,
  tie_word_embeddings: false,
  full_attention_interval: 4,
  attn_output_gate: true,
  linear_conv_kernel_dim: 4,
  linear_key_head_dim: 128,
  linear_value_head_dim: 128,
  linear_num_key_heads: 16,
  linear_num_value_heads: 32,
};
const DEEPSEEK_V2: ClassDefaults = {
  vocab_size: 102400,
  hidden_size: 4096,
  intermediate_size: 11008,
  moe_intermediate_size: 1407,
  num_hidden_layers: 30,
  num_attention_heads: 32,
  n_shared_experts: 2,
  n_routed_experts: 64,
  kv_lora_rank: 512,
  q_lora_rank: 1536,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  qk_nope_head_dim: 128,
  num_experts_per_tok: 6,
  moe_layer_freq: 1,
  first_k_dense_replace: 0,
  max_position_embeddings: 2048,
  tie_word_embeddings: false,
};
const DEEPSEEK_V3: ClassDefaults = {
  ...DEEPSEEK_V2,
  vocab_size: 129280,
  hidden_size: 7168,
  intermediate_size: 18432,
  moe_intermediate_size: 2048,
  num_hidden_layers: 61,
  num_attention_heads: 128,
  n_shared_experts: 1,
  n_routed_experts: 256,
  num_experts_per_tok: 8,
  first_k_dense_replace: 3,
  max_position_embeddings: 4096,
};
const GLM_MOE_DSA: ClassDefaults = {
  ...DEEPSEEK_V3,
  vocab_size: 154880,
  hidden_size: 6144,
  intermediate_size: 12288,
  num_hidden_layers: 78,
  num_attention_heads: 64,
  q_lora_rank: 2048,
  qk_nope_head_dim: 192,
  v_head_dim: 256,
  max_position_embeddings: 202752,
  index_topk: 2048,
  index_head_dim: 128,
  index_n_heads: 32,
};
const GEMMA2: ClassDefaults = {
  vocab_size: 256000,
  hidden_size: 2304,
  intermediate_size: 9216,
  num_hidden_layers: 26,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  max_position_embeddings: 8192,
  sliding_window: 4096,
  tie_word_embeddings: true,
};
const COHERE: ClassDefaults = {
  vocab_size: 256000,
  hidden_size: 8192,
  intermediate_size: 22528,
  num_hidden_layers: 40,
  num_attention_heads: 64,
  max_position_embeddings: 8192,
  tie_word_embeddings: true,
};
const OLMO: ClassDefaults = { ...LLAMA, vocab_size: 50304 };
const GLM: ClassDefaults = {
  vocab_size: 151552,
  hidden_size: 4096,
  intermediate_size: 13696,
  num_hidden_layers: 40,
  num_attention_heads: 32,
  num_key_value_heads: 2,
  head_dim: 128,
  max_position_embeddings: 131072,
  tie_word_embeddings: false,
};
const GRANITE_MOE: ClassDefaults = { ...LLAMA, num_local_experts: 8, num_experts_per_tok: 2 };
const GPT2: ClassDefaults = {
  vocab_size: 50257,
  n_positions: 1024,
  n_embd: 768,
  n_layer: 12,
  n_head: 12,
  tie_word_embeddings: true,
};
const FALCON: ClassDefaults = {
  vocab_size: 65024,
  hidden_size: 4544,
  num_hidden_layers: 32,
  num_attention_heads: 71,
  new_decoder_architecture: false,
  multi_query: true,
  max_position_embeddings: 2048,
  tie_word_embeddings: true,
};
const MAMBA2_BESIDE: ClassDefaults = {
  vocab_size: 128000,
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  mamba_n_heads: 128,
  mamba_n_groups: 1,
  mamba_d_state: 256,
  mamba_d_conv: 4,
  mamba_expand: 2,
  tie_word_embeddings: false,
};

const MAMBA1_BESIDE: ClassDefaults = {
  mamba_d_state: 16,
  mamba_d_conv: 4,
  mamba_expand: 2,
};

const plain = (
  types: readonly string[],
  defaults: ClassDefaults,
  more: Partial<Omit<Architecture, 'types' | 'defaults'>> = {},
): Architecture => ({ types, read: 'plain', mlp: 'gated', windows: 'none', defaults, ...more });

export const ARCHITECTURES: readonly Architecture[] = [
  // Llama and what is built like it.
  plain(['llama', 'code_llama', 'aquila', 'xverse', 'orion', 'yi', 'Yi', 'solar', 'cwm'], LLAMA, {
    classes: ['llama', 'yi', 'xverse', 'orion', 'aquila', 'solar', 'cwm', 'llavallama'],
  }),
  plain(
    ['mistral', 'ministral', 'ministral3', 'mistral3_text'],
    {
      ...LLAMA,
      intermediate_size: 14336,
      num_key_value_heads: 8,
      max_position_embeddings: 131072,
      sliding_window: 4096,
    },
    { windows: 'all', classes: ['mistral', 'ministral', 'ministral3', 'llavamistral'] },
  ),
  plain(
    ['mixtral'],
    {
      ...LLAMA,
      intermediate_size: 14336,
      num_key_value_heads: 8,
      max_position_embeddings: 131072,
      sliding_window: null,
      num_experts_per_tok: 2,
      num_local_experts: 8,
    },
    { windows: 'all', experts: LOCAL_EXPERTS },
  ),
  plain(['baichuan'], { ...LLAMA, vocab_size: 125696 }, { classes: ['baichuan', 'baichuan2'] }),
  plain(['internlm', 'internlm2'], { ...LLAMA, vocab_size: 103168 }, { classes: ['internlm', 'internlm2'] }),
  plain(['internlm3'], { ...LLAMA, vocab_size: 128512, max_position_embeddings: 32768 }),
  plain(
    ['stablelm', 'stablelm_epoch'],
    {
      ...LLAMA,
      vocab_size: 50304,
      intermediate_size: 6912,
      hidden_size: 2560,
      num_key_value_heads: 32,
      max_position_embeddings: 4096,
    },
    { classes: ['stablelm', 'stablelmepoch'] },
  ),
  plain(['olmo', 'olmo2'], OLMO, { classes: ['olmo', 'olmo2'] }),
  plain(['olmo3'], { ...OLMO, sliding_window: 4096 }, { windows: { every: 4 } }),
  plain(
    ['olmoe', 'flex_olmo'],
    {
      ...OLMO,
      hidden_size: 2048,
      intermediate_size: 2048,
      num_hidden_layers: 16,
      num_attention_heads: 16,
      max_position_embeddings: 4096,
      num_experts_per_tok: 8,
      num_experts: 64,
    },
    { experts: { experts: ['num_experts'], perToken: ['num_experts_per_tok'] }, classes: ['olmoe', 'flexolmo'] },
  ),
  plain(['granite'], LLAMA),
  plain(['granitemoe'], GRANITE_MOE, { experts: LOCAL_EXPERTS }),
  plain(
    ['granitemoeshared'],
    { ...GRANITE_MOE, shared_intermediate_size: 1024 },
    {
      experts: { ...LOCAL_EXPERTS, sharedWidth: ['shared_intermediate_size'] },
    },
  ),
  plain(['minicpm'], { ...LLAMA, vocab_size: 122753, tie_word_embeddings: true }),
  plain(
    ['smollm3'],
    {
      ...LLAMA,
      vocab_size: 128256,
      hidden_size: 2048,
      num_hidden_layers: 36,
      num_attention_heads: 16,
      num_key_value_heads: 4,
      max_position_embeddings: 32768,
      tie_word_embeddings: true,
      use_sliding_window: false,
    },
    { windows: 'switched' },
  ),
  plain(['seed_oss'], {
    ...LLAMA,
    vocab_size: 155136,
    intermediate_size: 27648,
    num_hidden_layers: 64,
    num_attention_heads: 80,
    num_key_value_heads: 8,
    head_dim: 128,
    max_position_embeddings: 524288,
  }),
  plain(['exaone'], {
    vocab_size: 102400,
    max_position_embeddings: 2048,
    hidden_size: 2048,
    num_layers: 32,
    num_attention_heads: 32,
    tie_word_embeddings: true,
  }),
  plain(
    ['exaone4'],
    {
      ...LLAMA,
      vocab_size: 102400,
      intermediate_size: 16384,
      num_key_value_heads: 32,
      sliding_window: 4096,
    },
    { windows: { every: 4 } },
  ),
  plain(['ernie4_5'], {
    ...LLAMA,
    vocab_size: 103424,
    hidden_size: 1024,
    intermediate_size: 3072,
    num_hidden_layers: 18,
    num_attention_heads: 16,
    num_key_value_heads: 2,
    head_dim: 128,
    max_position_embeddings: 131072,
    tie_word_embeddings: true,
  }),
  plain(
    ['ernie4_5_moe'],
    {
      ...LLAMA,
      vocab_size: 103424,
      hidden_size: 2560,
      intermediate_size: 12288,
      num_hidden_layers: 28,
      num_attention_heads: 20,
      num_key_value_heads: 4,
      max_position_embeddings: 131072,
      tie_word_embeddings: true,
      moe_intermediate_size: 1536,
      moe_k: 6,
      moe_num_experts: 64,
      moe_num_shared_experts: 2,
      moe_layer_start_index: 1,
      moe_layer_interval: 1,
    },
    {
      experts: {
        experts: ['moe_num_experts'],
        perToken: ['moe_k'],
        width: ['moe_intermediate_size'],
        shared: ['moe_num_shared_experts'],
        dense: ['moe_layer_start_index'],
        frequency: ['moe_layer_interval'],
      },
      classes: ['ernie45moe'],
    },
  ),
  plain(['helium'], {
    ...LLAMA,
    vocab_size: 48000,
    hidden_size: 2560,
    intermediate_size: 7040,
    num_hidden_layers: 24,
    num_attention_heads: 20,
    num_key_value_heads: 20,
    head_dim: 128,
    max_position_embeddings: 4096,
  }),
  plain(['bitnet'], {
    ...LLAMA,
    vocab_size: 128256,
    hidden_size: 2560,
    intermediate_size: 6912,
    num_hidden_layers: 30,
    num_attention_heads: 20,
    num_key_value_heads: 5,
    tie_word_embeddings: false,
  }),
  plain(['hunyuan_v1_dense'], { ...LLAMA, vocab_size: 290943 }, { classes: ['hunyuandensev1'] }),
  plain(
    ['arcee'],
    { ...LLAMA, hidden_size: 2560, intermediate_size: 18432, max_position_embeddings: 4096 },
    { mlp: 'plain' },
  ),
  plain(
    ['apertus'],
    { ...LLAMA, vocab_size: 131072, intermediate_size: 14336, max_position_embeddings: 65536 },
    { mlp: 'plain' },
  ),
  plain(
    ['nemotron'],
    {
      ...LLAMA,
      vocab_size: 256000,
      hidden_size: 6144,
      intermediate_size: 24576,
      num_attention_heads: 48,
      max_position_embeddings: 4096,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['persimmon'],
    {
      ...LLAMA,
      vocab_size: 262144,
      intermediate_size: 16384,
      num_hidden_layers: 36,
      num_attention_heads: 64,
      max_position_embeddings: 16384,
    },
    { mlp: 'plain' },
  ),

  // Qwen.
  plain(
    ['qwen'],
    {
      vocab_size: 151936,
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      intermediate_size: 22016,
      max_position_embeddings: 8192,
      tie_word_embeddings: false,
    },
    { read: 'qwen' },
  ),
  plain(['qwen2', 'qwen2_vl', 'qwen2_vl_text', 'qwen2_5_vl', 'qwen2_5_vl_text', 'qwen2_5_omni_text'], QWEN2, {
    windows: 'switched',
    classes: ['qwen2', 'qwen2vl', 'qwen25vl', 'llavaqwen'],
  }),
  plain(['mimo'], QWEN2, { windows: 'switched' }),
  plain(
    ['qwen2_moe'],
    {
      ...QWEN2,
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      num_key_value_heads: 16,
      decoder_sparse_step: 1,
      moe_intermediate_size: 1408,
      shared_expert_intermediate_size: 5632,
      num_experts_per_tok: 4,
      num_experts: 60,
    },
    { windows: 'switched', experts: { ...QWEN_EXPERTS, sharedWidth: ['shared_expert_intermediate_size'] } },
  ),
  plain(['qwen3'], QWEN3, { windows: 'switched' }),
  plain(['qwen3_vl_text'], QWEN3, { classes: ['qwen3vl'] }),
  plain(['qwen3_moe'], QWEN3_MOE, { windows: 'switched', experts: QWEN_EXPERTS }),
  plain(['qwen3_vl_moe_text', 'qwen3_omni_moe_text'], QWEN3_MOE, { experts: QWEN_EXPERTS, classes: ['qwen3vlmoe'] }),
  plain(
    ['qwen3_next'],
    {
      ...GATED_DELTA,
      vocab_size: 151936,
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 48,
      num_attention_heads: 16,
      num_key_value_heads: 2,
      decoder_sparse_step: 1,
      moe_intermediate_size: 512,
      shared_expert_intermediate_size: 512,
      num_experts_per_tok: 10,
      num_experts: 512,
    },
    { read: 'gated-delta', experts: { ...QWEN_EXPERTS, sharedWidth: ['shared_expert_intermediate_size'] } },
  ),
  plain(
    ['qwen3_5_text'],
    {
      ...GATED_DELTA,
      vocab_size: 248320,
      hidden_size: 4096,
      intermediate_size: 12288,
      num_hidden_layers: 32,
      num_attention_heads: 16,
      num_key_value_heads: 4,
    },
    { read: 'gated-delta', classes: ['qwen35', 'qwen35text'] },
  ),
  plain(
    ['qwen3_5_moe_text'],
    {
      ...GATED_DELTA,
      vocab_size: 248320,
      hidden_size: 2048,
      num_hidden_layers: 40,
      num_attention_heads: 16,
      num_key_value_heads: 2,
      moe_intermediate_size: 512,
      shared_expert_intermediate_size: 512,
      num_experts_per_tok: 8,
      num_experts: 256,
    },
    {
      read: 'gated-delta',
      experts: {
        experts: ['num_experts'],
        perToken: ['num_experts_per_tok'],
        width: ['moe_intermediate_size'],
        sharedWidth: ['shared_expert_intermediate_size'],
        denseList: 'mlp_only_layers',
      },
      classes: ['qwen35moe', 'qwen35moetext'],
    },
  ),

  // Gemma.
  plain(['gemma'], {
    ...GEMMA2,
    hidden_size: 3072,
    intermediate_size: 24576,
    num_hidden_layers: 28,
    num_attention_heads: 16,
    num_key_value_heads: 16,
  }),
  plain(['gemma2'], GEMMA2, { windows: { every: 2 } }),
  plain(
    ['gemma3_text'],
    { ...GEMMA2, vocab_size: 262208, max_position_embeddings: 131072 },
    { windows: { every: 6 }, classes: ['gemma3', 'gemma3text'] },
  ),
  plain(
    ['gemma3n_text'],
    {
      vocab_size: 262400,
      vocab_size_per_layer_input: 262144,
      hidden_size: 2048,
      hidden_size_per_layer_input: 256,
      intermediate_size: 16384,
      num_hidden_layers: 35,
      num_attention_heads: 8,
      num_key_value_heads: 2,
      head_dim: 256,
      max_position_embeddings: 32768,
      sliding_window: 512,
      altup_num_inputs: 4,
      laurel_rank: 64,
      num_kv_shared_layers: 15,
      tie_word_embeddings: true,
    },
    { read: 'gemma3n', windows: { every: 5 }, classes: ['gemma3n', 'gemma3ntext'] },
  ),
  plain(
    ['gemma4_text', 'gemma4_unified_text'],
    {
      ...GEMMA2,
      vocab_size: 262144,
      num_hidden_layers: 30,
      max_position_embeddings: 131072,
      sliding_window: 512,
      vocab_size_per_layer_input: 262144,
      hidden_size_per_layer_input: 256,
      global_head_dim: 512,
      attention_k_eq_v: false,
      num_global_key_value_heads: null,
      num_kv_shared_layers: 0,
      enable_moe_block: false,
      use_double_wide_mlp: false,
    },
    { read: 'gemma4', windows: { every: 6 }, classes: ['gemma4', 'gemma4text'] },
  ),
  plain(
    ['recurrent_gemma'],
    {
      vocab_size: 256000,
      hidden_size: 2560,
      intermediate_size: 7680,
      num_hidden_layers: 26,
      num_attention_heads: 10,
      attention_window_size: 2048,
      conv1d_width: 4,
      tie_word_embeddings: true,
    },
    { read: 'recurrent-gemma' },
  ),

  // Phi.
  plain(
    ['phi', 'phi-msft', 'mixformer-sequential'],
    {
      vocab_size: 51200,
      hidden_size: 2048,
      intermediate_size: 8192,
      num_hidden_layers: 24,
      num_attention_heads: 32,
      max_position_embeddings: 2048,
      tie_word_embeddings: false,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['phi3', 'phi3_v', 'phi4mm'],
    {
      vocab_size: 32064,
      hidden_size: 3072,
      intermediate_size: 8192,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      max_position_embeddings: 4096,
      sliding_window: null,
      tie_word_embeddings: false,
    },
    { windows: 'all', classes: ['phi3', 'phi3v', 'phi4mm'] },
  ),
  plain(
    ['phimoe'],
    {
      vocab_size: 32064,
      hidden_size: 4096,
      intermediate_size: 6400,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      max_position_embeddings: 131072,
      sliding_window: null,
      num_experts_per_tok: 2,
      num_local_experts: 16,
      tie_word_embeddings: false,
    },
    { windows: 'all', experts: LOCAL_EXPERTS },
  ),

  // Older decoders.
  plain(['gpt2', 'gpt-sw3'], GPT2, { mlp: 'plain', classes: ['gpt2'] }),
  plain(['gpt_bigcode'], { ...GPT2, multi_query: true }, { mlp: 'plain' }),
  plain(
    ['gpt_neo'],
    {
      vocab_size: 50257,
      max_position_embeddings: 2048,
      hidden_size: 2048,
      num_layers: 24,
      num_heads: 16,
      window_size: 256,
      tie_word_embeddings: true,
    },
    { mlp: 'plain', windows: 'gpt-neo' },
  ),
  plain(
    ['gptj', 'codegen'],
    { vocab_size: 50400, n_positions: 2048, n_embd: 4096, n_layer: 28, n_head: 16, tie_word_embeddings: false },
    { mlp: 'plain', classes: ['gptj', 'codegen'] },
  ),
  plain(
    ['gpt_neox'],
    {
      vocab_size: 50432,
      hidden_size: 6144,
      num_hidden_layers: 44,
      num_attention_heads: 64,
      intermediate_size: 24576,
      max_position_embeddings: 2048,
      tie_word_embeddings: false,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['opt'],
    {
      vocab_size: 50272,
      hidden_size: 768,
      num_hidden_layers: 12,
      ffn_dim: 3072,
      max_position_embeddings: 2048,
      num_attention_heads: 12,
      tie_word_embeddings: true,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['bloom'],
    { vocab_size: 250880, hidden_size: 64, n_layer: 2, n_head: 8, seq_length: 2048, tie_word_embeddings: true },
    { mlp: 'plain' },
  ),
  plain(['falcon'], FALCON, { read: 'falcon', mlp: 'plain', classes: ['falcon', 'rw'] }),
  plain(
    ['RefinedWeb'],
    { ...FALCON, multi_query: false, new_decoder_architecture: true },
    { read: 'falcon', mlp: 'plain', classes: ['rw'] },
  ),
  plain(['RefinedWebModel'], FALCON, { read: 'falcon', mlp: 'plain', classes: ['rw'] }),
  plain(
    ['mpt'],
    {
      d_model: 2048,
      n_heads: 16,
      n_layers: 24,
      expansion_ratio: 4,
      max_seq_len: 2048,
      vocab_size: 50368,
      tie_word_embeddings: true,
    },
    { read: 'mpt', mlp: 'plain' },
  ),
  plain(
    ['starcoder2'],
    {
      vocab_size: 49152,
      hidden_size: 3072,
      intermediate_size: 12288,
      num_hidden_layers: 30,
      num_attention_heads: 24,
      num_key_value_heads: 2,
      max_position_embeddings: 4096,
      sliding_window: null,
      tie_word_embeddings: true,
    },
    { mlp: 'plain', windows: 'all' },
  ),
  plain(
    ['xglm'],
    {
      vocab_size: 256008,
      d_model: 1024,
      ffn_dim: 4096,
      num_layers: 24,
      attention_heads: 16,
      max_position_embeddings: 2048,
      tie_word_embeddings: true,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['biogpt'],
    {
      vocab_size: 42384,
      hidden_size: 1024,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      intermediate_size: 4096,
      max_position_embeddings: 1024,
      tie_word_embeddings: true,
    },
    { mlp: 'plain' },
  ),
  plain(
    ['ctrl'],
    {
      vocab_size: 246534,
      n_positions: 256,
      n_embd: 1280,
      dff: 8192,
      n_layer: 48,
      n_head: 16,
      tie_word_embeddings: true,
    },
    { mlp: 'plain' },
  ),
  plain(['openai-gpt'], { ...GPT2, vocab_size: 40478, n_positions: 512 }, { mlp: 'plain', classes: ['openaigpt'] }),
  plain(
    ['hf_olmo'],
    {
      vocab_size: 50257,
      d_model: 768,
      n_layers: 12,
      n_heads: 12,
      mlp_ratio: 4,
      mlp_hidden_size: null,
      max_sequence_length: 1024,
      activation_type: 'swiglu',
      weight_tying: true,
    },
    { read: 'hf-olmo', classes: ['olmo'] },
  ),
  plain(['cohere'], COHERE),
  plain(['cohere2'], { ...COHERE, sliding_window: 4096 }, { windows: { every: 4 } }),
  plain(
    ['chatglm'],
    {
      padded_vocab_size: 65024,
      hidden_size: 4096,
      ffn_hidden_size: 13696,
      num_layers: 28,
      num_attention_heads: 32,
      kv_channels: 128,
      multi_query_attention: false,
      multi_query_group_num: 1,
      seq_length: 2048,
      tie_word_embeddings: false,
    },
    { classes: ['chatglm'] },
  ),
  plain(['glm', 'glm4', 'glm4v_text'], GLM, { classes: ['glm', 'glm4', 'glm4v'] }),

  // Mixtures of experts.
  plain(
    ['glm4_moe', 'glm4v_moe_text'],
    {
      ...GLM,
      intermediate_size: 10944,
      num_hidden_layers: 46,
      num_attention_heads: 96,
      num_key_value_heads: 8,
      moe_intermediate_size: 1408,
      num_experts_per_tok: 8,
      n_shared_experts: 1,
      n_routed_experts: 128,
      first_k_dense_replace: 1,
    },
    { experts: DEEPSEEK_EXPERTS, classes: ['glm4moe', 'glm4vmoe'] },
  ),
  plain(
    ['gpt_oss'],
    {
      vocab_size: 201088,
      hidden_size: 2880,
      intermediate_size: 2880,
      num_hidden_layers: 36,
      num_local_experts: 128,
      num_experts_per_tok: 4,
      head_dim: 64,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      sliding_window: 128,
      max_position_embeddings: 131072,
      tie_word_embeddings: false,
    },
    { windows: { every: 2 }, experts: { ...LOCAL_EXPERTS, perToken: ['num_experts_per_tok', 'experts_per_token'] } },
  ),
  plain(
    ['minimax_m2'],
    {
      vocab_size: 200064,
      hidden_size: 3072,
      intermediate_size: 1536,
      num_hidden_layers: 62,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      head_dim: 128,
      max_position_embeddings: 196608,
      num_experts_per_tok: 8,
      num_local_experts: 256,
      shared_intermediate_size: 0,
      tie_word_embeddings: false,
    },
    { experts: { ...LOCAL_EXPERTS, sharedWidth: ['shared_intermediate_size'] } },
  ),
  plain(
    ['deepseek'],
    {
      ...LLAMA,
      vocab_size: 102400,
      moe_intermediate_size: 1407,
      n_shared_experts: 2,
      n_routed_experts: 64,
      num_experts_per_tok: 6,
      moe_layer_freq: 1,
      first_k_dense_replace: 1,
    },
    { experts: DEEPSEEK_EXPERTS },
  ),
  plain(
    ['dots1'],
    {
      ...LLAMA,
      vocab_size: 152064,
      hidden_size: 4608,
      intermediate_size: 10944,
      moe_intermediate_size: 1408,
      num_hidden_layers: 62,
      num_key_value_heads: 32,
      n_shared_experts: 0,
      first_k_dense_replace: 0,
    },
    { windows: 'switched', experts: DEEPSEEK_EXPERTS },
  ),
  plain(
    ['bailing_moe', 'bailing_moe_v2'],
    {
      ...LLAMA,
      vocab_size: 126464,
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 28,
      num_attention_heads: 16,
      moe_intermediate_size: 1408,
      num_shared_experts: 0,
      first_k_dense_replace: 0,
      max_position_embeddings: 16384,
    },
    {
      experts: {
        experts: ['num_experts'],
        perToken: ['num_experts_per_tok'],
        width: ['moe_intermediate_size'],
        shared: ['num_shared_experts'],
        sharedEach: ['moe_shared_expert_intermediate_size'],
        dense: ['first_k_dense_replace'],
      },
      classes: ['bailingmoe', 'bailingmoev2'],
    },
  ),
  plain(
    ['hunyuan', 'hunyuan_v1_moe', 'hunyuan_moe'],
    { ...LLAMA, vocab_size: 290943, num_experts: 1, moe_topk: 1 },
    { read: 'hunyuan', classes: ['hunyuan', 'hunyuanmoev1', 'hunyuanmoe'] },
  ),
  plain(
    ['dbrx'],
    { d_model: 2048, n_heads: 16, n_layers: 24, max_seq_len: 2048, vocab_size: 32000, tie_word_embeddings: false },
    { read: 'dbrx' },
  ),
  plain(
    ['arctic'],
    {
      ...LLAMA,
      intermediate_size: 14336,
      max_position_embeddings: 4096,
      num_local_experts: 8,
      num_experts_per_tok: 1,
      moe_layer_frequency: 2,
      parallel_attn_mlp_res: false,
    },
    { read: 'arctic', windows: 'all', experts: { ...LOCAL_EXPERTS, step: ['moe_layer_frequency'] } },
  ),
  plain(
    ['grok-1'],
    {
      vocab_size: 131072,
      hidden_size: 6144,
      intermediate_size: 32768,
      num_hidden_layers: 64,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      max_position_embeddings: 8192,
      num_experts_per_tok: 2,
      num_experts: 8,
      residual_moe: false,
      tie_word_embeddings: true,
    },
    { read: 'grok', classes: ['grok1'] },
  ),
  plain(
    ['llama4_text'],
    {
      vocab_size: 202048,
      hidden_size: 5120,
      intermediate_size: 8192,
      intermediate_size_mlp: 16384,
      num_hidden_layers: 48,
      num_attention_heads: 40,
      num_key_value_heads: 8,
      head_dim: 128,
      max_position_embeddings: 131072,
      num_experts_per_tok: 1,
      num_local_experts: 16,
      interleave_moe_layer_step: 1,
      attention_chunk_size: 8192,
      tie_word_embeddings: false,
    },
    { read: 'llama4', classes: ['llama4', 'llama4text'] },
  ),
  plain(
    ['mimo_v2_flash', 'mimo_v2'],
    { tie_word_embeddings: false, max_position_embeddings: 262144 },
    { read: 'mimo-v2', classes: ['mimov2flash', 'mimov2'] },
  ),
  plain(
    ['step3p5', 'step3p7', 'step3p7_text'],
    {
      hidden_size: 4096,
      intermediate_size: 11264,
      num_attention_heads: 64,
      num_attention_groups: 8,
      num_hidden_layers: 45,
      max_position_embeddings: 128000,
      vocab_size: 128815,
      moe_intermediate_size: 1280,
      moe_num_experts: 288,
      moe_top_k: 8,
      share_expert_dim: 1280,
      head_dim: 128,
      tie_word_embeddings: false,
    },
    { read: 'step3p5', classes: ['step3p5', 'step3p5flash', 'step3p7', 'step3p7flash'] },
  ),

  plain(
    ['laguna'],
    {
      vocab_size: 100352,
      hidden_size: 4096,
      intermediate_size: 16384,
      num_hidden_layers: 70,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      head_dim: 128,
      max_position_embeddings: 131072,
      tie_word_embeddings: false,
      num_experts: 256,
      num_experts_per_tok: 16,
      moe_intermediate_size: 1024,
      shared_expert_intermediate_size: 1024,
    },
    {
      read: 'laguna',
      experts: {
        experts: ['num_experts'],
        perToken: ['num_experts_per_tok'],
        width: ['moe_intermediate_size'],
        sharedWidth: ['shared_expert_intermediate_size'],
        denseList: 'mlp_only_layers',
      },
    },
  ),

  // Latent attention.
  plain(['deepseek_v2'], DEEPSEEK_V2, { read: 'latent', experts: DEEPSEEK_EXPERTS }),
  plain(['deepseek_v3', 'kimi_k2'], DEEPSEEK_V3, {
    read: 'latent',
    experts: DEEPSEEK_EXPERTS,
    classes: ['deepseekv3', 'kimik2'],
  }),
  plain(
    ['deepseek_v32'],
    { ...DEEPSEEK_V3, index_topk: 2048, index_head_dim: 128, index_n_heads: 64 },
    { read: 'latent', experts: DEEPSEEK_EXPERTS },
  ),
  plain(['glm_moe_dsa'], GLM_MOE_DSA, { read: 'latent', experts: DEEPSEEK_EXPERTS }),
  plain(
    ['glm4_moe_lite'],
    {
      ...DEEPSEEK_V3,
      vocab_size: 154880,
      hidden_size: 2048,
      intermediate_size: 10240,
      moe_intermediate_size: 1536,
      num_hidden_layers: 47,
      num_attention_heads: 20,
      n_routed_experts: 64,
      num_experts_per_tok: 4,
      q_lora_rank: 768,
      qk_nope_head_dim: 192,
      v_head_dim: 256,
      max_position_embeddings: 202752,
      first_k_dense_replace: 1,
    },
    { read: 'latent', experts: DEEPSEEK_EXPERTS },
  ),
  plain(
    ['longcat_flash'],
    {
      vocab_size: 131072,
      hidden_size: 6144,
      num_layers: 28,
      num_attention_heads: 64,
      ffn_hidden_size: 12288,
      expert_ffn_hidden_size: 2048,
      n_routed_experts: 512,
      zero_expert_num: 256,
      moe_topk: 12,
      kv_lora_rank: 512,
      q_lora_rank: 1536,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      max_position_embeddings: 131072,
      tie_word_embeddings: false,
    },
    { read: 'longcat' },
  ),
  plain(
    ['minicpm3'],
    {
      vocab_size: 73448,
      hidden_size: 2560,
      intermediate_size: 6400,
      num_hidden_layers: 62,
      num_attention_heads: 40,
      kv_lora_rank: 256,
      q_lora_rank: 768,
      qk_nope_head_dim: 64,
      qk_rope_head_dim: 32,
      max_position_embeddings: 32768,
      tie_word_embeddings: true,
    },
    { read: 'latent' },
  ),
  plain(
    ['deepseek_v4', 'deepseek_ref'],
    {
      vocab_size: 129280,
      hidden_size: 4096,
      moe_intermediate_size: 2048,
      num_hidden_layers: 43,
      num_attention_heads: 64,
      head_dim: 512,
      q_lora_rank: 1024,
      num_experts_per_tok: 6,
      n_routed_experts: 256,
      n_shared_experts: 1,
      max_position_embeddings: 1048576,
      sliding_window: 128,
      o_groups: 8,
      o_lora_rank: 1024,
      index_n_heads: 64,
      index_head_dim: 128,
      index_topk: 512,
      tie_word_embeddings: false,
    },
    { read: 'deepseek-v4', experts: { ...DEEPSEEK_EXPERTS, dense: [], frequency: [] }, classes: ['deepseekv4'] },
  ),

  // Linear attention and state spaces beside attention.
  plain(
    ['kimi_linear'],
    {
      vocab_size: 163840,
      hidden_size: 4096,
      intermediate_size: 11008,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      first_k_dense_replace: 0,
      moe_layer_freq: 1,
      num_shared_experts: 0,
      model_max_length: 131072,
      tie_word_embeddings: false,
    },
    {
      read: 'kimi-linear',
      experts: {
        experts: ['num_experts'],
        perToken: ['num_experts_per_token', 'num_experts_per_tok'],
        width: ['moe_intermediate_size'],
        shared: ['num_shared_experts'],
        dense: ['first_k_dense_replace'],
        frequency: ['moe_layer_freq'],
      },
      classes: ['kimilinear', 'kimik3'],
    },
  ),
  plain(
    ['minimax', 'minimax_text_01', 'minimax_m1'],
    {
      ...LLAMA,
      intermediate_size: 14336,
      num_key_value_heads: 8,
      max_position_embeddings: 131072,
      num_experts_per_tok: 2,
      num_local_experts: 8,
    },
    {
      read: 'minimax-01',
      experts: { ...LOCAL_EXPERTS, sharedWidth: ['shared_intermediate_size'] },
      classes: ['minimax', 'minimaxtext01', 'minimaxm1'],
    },
  ),
  plain(
    ['nemotron_h', 'nemotron_h_puzzle'],
    {
      vocab_size: 131072,
      hidden_size: 4096,
      intermediate_size: 21504,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      max_position_embeddings: 4096,
      ssm_state_size: 128,
      mamba_num_heads: 128,
      mamba_head_dim: 64,
      n_groups: 8,
      conv_kernel: 4,
      n_routed_experts: 8,
      n_shared_experts: 1,
      moe_intermediate_size: 7688,
      moe_shared_expert_intermediate_size: 7688,
      moe_latent_size: null,
      num_experts_per_tok: 2,
      tie_word_embeddings: false,
    },
    { read: 'nemotron-h', mlp: 'plain', classes: ['nemotronh'] },
  ),
  plain(['nemotron-nas', 'decilm'], LLAMA, { read: 'nemotron-nas', classes: ['decilm'] }),
  plain(
    ['jamba'],
    {
      ...MAMBA1_BESIDE,
      vocab_size: 65536,
      hidden_size: 4096,
      intermediate_size: 14336,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      max_position_embeddings: 262144,
      num_experts_per_tok: 2,
      num_experts: 16,
      expert_layer_period: 2,
      expert_layer_offset: 1,
      attn_layer_period: 8,
      attn_layer_offset: 4,
      tie_word_embeddings: false,
    },
    { read: 'jamba' },
  ),
  plain(['bamba'], { ...MAMBA2_BESIDE, max_position_embeddings: 262144 }, { read: 'mamba-2 hybrid' }),
  plain(
    ['granitemoehybrid'],
    {
      ...MAMBA2_BESIDE,
      vocab_size: 32000,
      intermediate_size: 11008,
      max_position_embeddings: 2048,
      shared_intermediate_size: 1024,
      num_local_experts: 8,
      num_experts_per_tok: 2,
      tie_word_embeddings: true,
    },
    {
      read: 'mamba-2 hybrid',
      experts: { ...LOCAL_EXPERTS, sharedWidth: ['shared_intermediate_size'], optional: true },
    },
  ),
  plain(['falcon_h1'], { ...MAMBA2_BESIDE, max_position_embeddings: 8192, mamba_d_ssm: 1024 }, { read: 'falcon-h1' }),
  plain(
    ['lfm2', 'lfm2_moe'],
    {
      vocab_size: 65536,
      hidden_size: 2560,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      max_position_embeddings: 128000,
      conv_L_cache: 3,
      num_dense_layers: 2,
      tie_word_embeddings: true,
    },
    { read: 'lfm2', classes: ['lfm2', 'lfm2moe'] },
  ),
];

/** Types that hold a text model in a config of its own, and the type of that where it does not say. */
export const WRAPPERS: Readonly<Record<string, { readonly at: readonly string[]; readonly text: string }>> = {
  llava: { at: ['text_config'], text: 'llama' },
  llava_next: { at: ['text_config'], text: 'llama' },
  llava_onevision: { at: ['text_config'], text: 'qwen2' },
  vipllava: { at: ['text_config'], text: 'llama' },
  mistral3: { at: ['text_config'], text: 'mistral' },
  pixtral: { at: ['text_config'], text: 'mistral' },
  paligemma: { at: ['text_config'], text: 'gemma' },
  gemma3: { at: ['text_config'], text: 'gemma3_text' },
  gemma3n: { at: ['text_config'], text: 'gemma3n_text' },
  gemma4: { at: ['text_config'], text: 'gemma4_text' },
  gemma4_unified: { at: ['text_config'], text: 'gemma4_text' },
  llama4: { at: ['text_config'], text: 'llama4_text' },
  qwen2_vl: { at: ['text_config'], text: 'qwen2_vl_text' },
  qwen2_5_vl: { at: ['text_config'], text: 'qwen2_5_vl_text' },
  qwen3_vl: { at: ['text_config'], text: 'qwen3_vl_text' },
  qwen3_vl_moe: { at: ['text_config'], text: 'qwen3_vl_moe_text' },
  qwen3_5: { at: ['text_config'], text: 'qwen3_5_text' },
  qwen3_5_moe: { at: ['text_config'], text: 'qwen3_5_moe_text' },
  qwen3_omni_moe: { at: ['thinker_config', 'text_config'], text: 'qwen3_omni_moe_text' },
  qwen2_5_omni: { at: ['thinker_config', 'text_config'], text: 'qwen2_5_omni_text' },
  glm4v: { at: ['text_config'], text: 'glm4v_text' },
  glm46v: { at: ['text_config'], text: 'glm4v_text' },
  glm4v_moe: { at: ['text_config'], text: 'glm4v_moe_text' },
  kimi_k25: { at: ['text_config'], text: 'kimi_k2' },
  kimi_vl: { at: ['text_config'], text: 'deepseek_v3' },
  kimi_k3: { at: ['text_config'], text: 'kimi_linear' },
  deepseek_vl_v2: { at: ['language_config'], text: 'deepseek_v2' },
  internvl: { at: ['text_config'], text: 'qwen2' },
  internvl_chat: { at: ['llm_config'], text: 'internlm2' },
  idefics2: { at: ['text_config'], text: 'mistral' },
  idefics3: { at: ['text_config'], text: 'llama' },
  smolvlm: { at: ['text_config'], text: 'llama' },
  aya_vision: { at: ['text_config'], text: 'cohere2' },
  cohere2_vision: { at: ['text_config'], text: 'cohere2' },
  lfm2_vl: { at: ['text_config'], text: 'lfm2' },
  step3_vl: { at: ['text_config'], text: 'step3p5' },
  step3p7: { at: ['text_config'], text: 'step3p7_text' },
  granite_speech: { at: ['text_config'], text: 'granite' },
  nemotron_vl: { at: ['llm_config'], text: 'nemotron_h' },
  NemotronH_Nano_VL_V2: { at: ['llm_config'], text: 'nemotron_h' },
};

/** What is no decoder with a cache of its own to plan, and why. */
export interface Refusal {
  readonly types: readonly string[];
  readonly what: string;
}

export const REFUSALS: readonly Refusal[] = [
  {
    types: [
      't5',
      'mt5',
      'umt5',
      'longt5',
      'byt5',
      'switch_transformers',
      't5gemma',
      'bart',
      'mbart',
      'plbart',
      'bigbird_pegasus',
      'pegasus',
      'pegasus_x',
      'marian',
      'm2m_100',
      'nllb-moe',
      'blenderbot',
      'blenderbot-small',
      'led',
      'prophetnet',
      'fsmt',
      'encoder-decoder',
      'ul2',
      'mvp',
      'florence2',
    ],
    what: 'an encoder-decoder: it keeps a cache of the encoded input beside that of its answer',
  },
  {
    types: [
      'whisper',
      'speech_to_text',
      'seamless_m4t',
      'seamless_m4t_v2',
      'speecht5',
      'moonshine',
      'speech-encoder-decoder',
      'vision-encoder-decoder',
      'pix2struct',
      'kosmos-2',
    ],
    what: 'an encoder-decoder of sound or pictures: its load is not counted in prompt tokens',
  },
  {
    types: [
      'bert',
      'roberta',
      'xlm-roberta',
      'xlm-roberta-xl',
      'camembert',
      'distilbert',
      'albert',
      'electra',
      'deberta',
      'deberta-v2',
      'mpnet',
      'modernbert',
      'nomic_bert',
      'new',
      'xlnet',
      'longformer',
      'big_bird',
      'roformer',
      'ernie',
      'esm',
      'eurobert',
      'NewModel',
      'gte',
      'jina_bert',
      'funnel',
      'layoutlm',
      'layoutlmv3',
      'luke',
      'mobilebert',
      'squeezebert',
      'rembert',
      'ibert',
    ],
    what: 'an encoder: it makes one vector of a text, generates no tokens and keeps no cache',
  },
  {
    types: [
      'mamba',
      'mamba2',
      'falcon_mamba',
      'rwkv',
      'rwkv5',
      'rwkv6',
      'rwkv7',
      'retnet',
      'xlstm',
      'hyena',
      'stripedhyena',
    ],
    what: 'without attention: it keeps a state of constant size and no keys and values',
  },
  {
    types: ['zamba', 'zamba2'],
    what: 'a hybrid whose layers share blocks of attention, with adapters of each; such sharing is not modelled',
  },
  {
    types: ['mllama', 'mllama_text_model', 'blip-2', 'instructblip', 'flamingo', 'idefics', 'otter'],
    what: 'a model whose layers attend across to encoded pictures; the cache of those is not modelled',
  },
  {
    types: [
      'clip',
      'siglip',
      'siglip2',
      'vit',
      'dinov2',
      'dinov3_vit',
      'swin',
      'convnext',
      'resnet',
      'detr',
      'sam',
      'sam2',
      'wav2vec2',
      'hubert',
      'wavlm',
      'audio-spectrogram-transformer',
      'encodec',
      'mimi',
      'clap',
      'beit',
      'deit',
      'segformer',
    ],
    what: 'an encoder of pictures or sounds, no language model',
  },
  {
    types: ['openelm', 'jetmoe', 'gpt_neox_japanese', 'deci', 'phixtral', 'skywork_moe', 'step3', 'step3_text'],
    what: 'a decoder whose layers are of a make that is not modelled yet',
  },
];
