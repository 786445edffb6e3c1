import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Model } from './schema.ts';

/** A `config.json` of the Hugging Face hub: an object with some dozens of known names and many others. */
export type HuggingFaceConfig = Readonly<Record<string, unknown>>;

/** Model types whose MLP has two matrices, without a gate. */
const PLAIN_MLP = ['gpt2', 'gptj', 'gpt_neox', 'gpt_neo', 'opt', 'bloom', 'falcon', 'phi', 'starcoder2', 'mpt'];

/** No dimension of a model is larger; what is, is a slip or worse. */
const LARGEST = 1e9;

interface Reader {
  /** The first of these names that holds a positive whole number. */
  readonly whole: (...names: readonly string[]) => number | null;
  readonly flag: (name: string) => boolean | null;
  readonly text: (name: string) => string | null;
}

const readerOf = (config: HuggingFaceConfig): Reader => ({
  whole: (...names) => {
    for (const name of names) {
      const value = config[name];
      if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LARGEST) return value;
    }
    return null;
  },
  flag: (name) => (typeof config[name] === 'boolean' ? config[name] : null),
  text: (name) => (typeof config[name] === 'string' ? config[name] : null),
});

const latentAttention = ({ whole }: Reader): Model['mla'] => {
  const kvLoraRank = whole('kv_lora_rank');
  const qkNopeHeadDim = whole('qk_nope_head_dim');
  const qkRopeHeadDim = whole('qk_rope_head_dim');
  const vHeadDim = whole('v_head_dim');
  if (kvLoraRank === null || qkNopeHeadDim === null || qkRopeHeadDim === null || vHeadDim === null) return null;
  return { qLoraRank: whole('q_lora_rank'), kvLoraRank, qkNopeHeadDim, qkRopeHeadDim, vHeadDim };
};

const mixtureOfExperts = (
  { whole, text }: Reader,
  config: HuggingFaceConfig,
  layers: number,
  ffn: number,
): Model['moe'] => {
  const experts = whole('num_local_experts', 'n_routed_experts', 'num_experts');
  const expertsPerToken = whole('num_experts_per_tok', 'num_experts_per_token', 'moe_topk');
  if (experts === null || expertsPerToken === null) return null;
  const leading = config['first_k_dense_replace'];
  // Llama 4 puts experts on every n-th layer, beside a shared one that its config does not name.
  const every = whole('interleave_moe_layer_step');
  const llama4 = (text('model_type') ?? '').startsWith('llama4');
  return {
    experts,
    expertsPerToken,
    sharedExperts: whole('n_shared_experts', 'num_shared_experts') ?? (llama4 ? 1 : 0),
    expertFfn: whole('moe_intermediate_size') ?? ffn,
    denseLayers: every !== null ? layers - Math.floor(layers / every) : typeof leading === 'number' ? leading : 0,
    denseFfn: whole('intermediate_size_mlp') ?? ffn,
  };
};

/** Families whose configs leave out that every n-th layer attends to everything. */
const FULL_ATTENTION_EVERY: Readonly<Record<string, number>> = { gemma2: 2, gemma3: 6, gemma3_text: 6, cohere2: 4 };

/** Families that tie the output head to the embeddings unless their config says otherwise. */
const TIED = [
  'gpt2',
  'gpt_neo',
  'opt',
  'bloom',
  'falcon',
  'mpt',
  'gemma',
  'gemma2',
  'gemma3',
  'gemma3_text',
  'cohere',
  'cohere2',
];

/** Layers that attend to a window only: as listed, every n-th as patterned, or all. */
const slidingWindow = (
  { whole, flag, text }: Reader,
  config: HuggingFaceConfig,
  layers: number,
): Model['slidingWindow'] => {
  const windowTokens = whole('sliding_window');
  if (windowTokens === null || flag('use_sliding_window') === false) return null;
  const types = config['layer_types'];
  if (Array.isArray(types)) {
    return { windowTokens, windowedLayers: types.filter((type) => type === 'sliding_attention').length };
  }
  const pattern = whole('sliding_window_pattern') ?? FULL_ATTENTION_EVERY[text('model_type') ?? ''] ?? null;
  // Of each group of `pattern` layers the last attends to everything.
  return { windowTokens, windowedLayers: pattern === null ? layers : layers - Math.floor(layers / pattern) };
};

/**
 * A model from its `config.json`. Names differ between families; those of Llama, Mistral, Mixtral, Qwen, Gemma, Phi,
 * DeepSeek, gpt-oss, GPT-2, GPT-J, GPT-NeoX, OPT, BLOOM and Falcon are known. Where the text part of a multimodal model is
 * nested, it is taken.
 */
export const modelFromConfig = (id: string, whole: HuggingFaceConfig): Result<Model, Problem[]> => {
  const nested = whole['text_config'];
  const config = typeof nested === 'object' && nested !== null ? (nested as HuggingFaceConfig) : whole;
  const read = readerOf(config);
  const layers = read.whole('num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const hidden = read.whole('hidden_size', 'n_embd', 'd_model');
  const heads = read.whole('num_attention_heads', 'n_head', 'n_heads');
  const vocab = read.whole('vocab_size');
  const missing = (
    [
      ['num_hidden_layers', layers],
      ['hidden_size', hidden],
      ['num_attention_heads', heads],
      ['vocab_size', vocab],
    ] as const
  ).flatMap(([name, value]) => (value === null ? [name] : []));
  if (layers === null || hidden === null || heads === null || vocab === null) {
    return err(
      missing.map((name) =>
        problem(name, `config.json has no ${name}, a positive whole number; take the config.json of the model itself.`),
      ),
    );
  }
  const type = read.text('model_type') ?? '';
  const ffn = read.whole('intermediate_size', 'ffn_dim', 'n_inner', 'ffn_hidden_size') ?? 4 * hidden;
  const multiQuery = read.flag('multi_query') === true && read.flag('new_decoder_architecture') !== true;
  const moe = mixtureOfExperts(read, config, layers, ffn);
  return ok({
    id,
    name: read.text('_name_or_path') ?? id,
    organisation: '',
    releaseYear: null,
    architecture: moe === null ? 'dense' : 'moe',
    paramsTotal: null,
    paramsActive: null,
    layers,
    hidden,
    heads,
    kvHeads: multiQuery ? 1 : (read.whole('num_key_value_heads', 'num_kv_heads', 'n_head_kv') ?? heads),
    headDim: read.whole('head_dim') ?? Math.floor(hidden / heads),
    ffn,
    gatedMlp: !PLAIN_MLP.includes(type),
    vocab,
    context: read.whole('max_position_embeddings', 'n_positions', 'n_ctx', 'seq_length') ?? 2048,
    moe,
    mla: latentAttention(read),
    slidingWindow: slidingWindow(read, config, layers),
    tiedEmbeddings: read.flag('tie_word_embeddings') ?? TIED.includes(type),
    trainingTokens: null,
    trainingHardware: null,
    trainingGpuHours: null,
    trainingPowerWPerGpu: null,
    trainingEnergyMwh: null,
    trainingMfu: null,
    epochTrainingPowerDrawW: null,
    otherValues: [],
    sources: ['config.json given by the user'],
    note: 'Read from a config.json; parameters counted from the dimensions.',
  });
};
