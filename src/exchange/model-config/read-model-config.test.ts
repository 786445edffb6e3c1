import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { findModel } from '../../catalog/catalog.ts';
import { modelGeometry } from '../../catalog/model-geometry.ts';
import { ownModelSchema } from '../../records/own-hardware.ts';
import { ARCHITECTURES, REFUSALS } from './architectures.ts';
import { bearsOnNothing } from './no-bearing.ts';
import { ownModelOf } from './own-model.ts';
import { readAs, readFigures } from './read-as.ts';
import { readModelConfig, type ReadModel } from './read-model-config.ts';
import { byHand, PUBLISHED } from './testing/published.ts';

const folder = (name: string): string => join(import.meta.dirname, 'testing', name);
const configs = readdirSync(folder('configs')).map((file) => file.replace('.json', ''));
const textOf = (kind: string, name: string): string => readFileSync(join(folder(kind), `${name}.json`), 'utf8');

const read = (config: unknown): ReadModel => {
  const result = readModelConfig({ text: typeof config === 'string' ? config : JSON.stringify(config) });
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};
const refused = (config: unknown): string => {
  const result = readModelConfig({ text: typeof config === 'string' ? config : JSON.stringify(config) });
  return result.ok
    ? `read as ${readAs(result.value.shape, result.value.formats)}`
    : result.error.map(({ message }) => message).join('\n');
};

describe('real files', () => {
  it('are all told of', () => {
    expect(PUBLISHED.flatMap(({ files }) => files).toSorted()).toEqual(configs.toSorted());
  });

  it.each(PUBLISHED.flatMap((published) => published.files.map((file) => [file, published] as const)))(
    '%s',
    (file, published) => {
      const { shape } = read(textOf('configs', file));
      const { paramsTotal, paramsActive, kvBytesPerToken } = readFigures(shape);
      const table = published.activeWithTable === true ? (shape.vocab ?? 0) * shape.hidden : 0;
      expect(Math.abs(paramsTotal / 1e9 / published.total - 1)).toBeLessThan(0.03);
      expect(Math.abs((paramsActive + table) / 1e9 / published.active - 1)).toBeLessThan(0.08);
      expect(kvBytesPerToken[1024]).toBe(byHand(published.kv, 1024));
      const atLength = readFigures({ ...shape, context: null }).kvBytesPerToken[131072];
      expect(atLength).toBe(byHand(published.kv, 131_072));
    },
  );
});

describe('each kind of file that used to be read as another model', () => {
  const figures = (name: string) => {
    const { shape, warnings } = read(textOf('cases', name));
    return { ...readFigures(shape), warnings };
  };
  const billions = (count: number): number => Math.round(count / 1e8) / 10;

  it('BLOOM by its old names', () => {
    expect(billions(figures('bloom-n_embed').paramsTotal)).toBe(176.2);
  });
  it('chunked attention keeps a chunk in three of four layers', () => {
    const { kvBytesPerToken } = figures('chunked-attention');
    expect(kvBytesPerToken[131072]).toBe(byHand('8*8*128*2*2 + 24*8*128*2*2*8192/131072', 0));
  });
  it('an empty name is no name', () => {
    expect(read(textOf('cases', 'empty-name')).name).not.toBe('');
  });
  it('DBRX with its experts nested', () => {
    const { paramsTotal, paramsActive, kvBytesPerToken } = figures('experts-nested-dbrx');
    expect([billions(paramsTotal), billions(paramsActive), kvBytesPerToken[1024]]).toEqual([131.6, 35.9, 163_840]);
  });
  it('experts under the names of Gemma 4', () => {
    const { shape } = read(textOf('cases', 'experts-other-key'));
    expect(modelGeometry(shape).experts).toMatchObject([{ layers: 32, experts: 128, perToken: 8, width: 704 }]);
  });
  it('Gemma 3 with most keys left to its class, which is said', () => {
    const { paramsTotal, contextTokens, warnings } = figures('gemma3-sparse-nested');
    expect([billions(paramsTotal), contextTokens]).toEqual([11.8, 131_072]);
    expect(warnings.join()).toMatch(/vocab_size = 262208.*class/);
  });
  it('state spaces beside attention have a constant state and no cache', () => {
    const { kvBytesPerToken, stateBytes } = figures('hybrid-mamba');
    expect(kvBytesPerToken[1024]).toBe(8 * 8 * 128 * 2 * 2);
    expect(stateBytes).toBe(16 * (128 * 64 * 128 * 4 + (128 * 64 + 2 * 8 * 128) * 3 * 2));
  });
  it('linear attention keeps a quarter of the cache', () => {
    expect(figures('linear-attention').kvBytesPerToken[1024]).toBe(8 * 8 * 128 * 2 * 2);
  });
  it('GLM by its old names', () => {
    const { paramsTotal, kvBytesPerToken } = figures('padded-vocab');
    expect([billions(paramsTotal), kvBytesPerToken[1024]]).toEqual([9.4, 40 * 2 * 128 * 2 * 2]);
  });
  it('blocks of each layer, with null where they say it all', () => {
    expect(figures('per-layer-blocks-null').kvBytesPerToken[1024]).toBe(16 * 4 * 128 * 2 * 2);
  });
  it('StarCoder has no gate and one key-value head', () => {
    const { paramsTotal, kvBytesPerToken } = figures('plain-mlp-unlisted');
    expect([billions(paramsTotal), kvBytesPerToken[1024]]).toEqual([15.5, 40 * 128 * 2 * 2]);
  });
  it('Infinity of Python is read past; what the file lacks is what it is refused for', () => {
    expect(refused(textOf('cases', 'python-infinity'))).toMatch(/hybrid_override_pattern nor layers_block_type/);
    expect(read(textOf('configs', 'nvidia--Nemotron-H-56B-Base-8K')).modelType).toBe('nemotron_h');
  });
  it('AWQ', () => {
    expect(read(textOf('cases', 'quantised-awq')).formats).toMatchObject({
      weights: 'int4',
      activations: null,
      wide: 'fp16',
    });
  });
  it('shared experts of a width of their own', () => {
    const { paramsTotal, paramsActive } = figures('shared-expert-size');
    expect([billions(paramsTotal), billions(paramsActive)]).toEqual([57.4, 13.7]);
  });
  it('a pattern of windows by another name', () => {
    const { kvBytesPerToken } = figures('window-pattern-unknown-name');
    expect(kvBytesPerToken[131072]).toBe(byHand('8*8*128*2*2 + 24*8*128*2*2*128/131072', 0));
  });
});

describe('families against the catalogue', () => {
  it.each([
    [
      'llama-3-70b',
      {
        model_type: 'llama',
        num_hidden_layers: 80,
        hidden_size: 8192,
        num_attention_heads: 64,
        num_key_value_heads: 8,
        intermediate_size: 28672,
        vocab_size: 128256,
      },
    ],
    ['gpt-2-xl', { model_type: 'gpt2', n_layer: 48, n_embd: 1600, n_head: 25, vocab_size: 50257, n_positions: 1024 }],
    ['mixtral-8x7b', { model_type: 'mixtral', num_local_experts: 8, num_experts_per_tok: 2 }],
    [
      'gemma-2-27b',
      {
        model_type: 'gemma2',
        num_hidden_layers: 46,
        hidden_size: 4608,
        num_attention_heads: 32,
        num_key_value_heads: 16,
        head_dim: 128,
        intermediate_size: 36864,
        sliding_window: 4096,
        vocab_size: 256000,
      },
    ],
    ['bloom-176b', { model_type: 'bloom', n_layer: 70, n_head: 112, hidden_size: 14336, vocab_size: 250880 }],
    [
      'falcon-180b',
      {
        model_type: 'falcon',
        num_hidden_layers: 80,
        num_attention_heads: 232,
        hidden_size: 14848,
        num_kv_heads: 8,
        new_decoder_architecture: true,
        vocab_size: 65024,
        tie_word_embeddings: false,
      },
    ],
  ])('has the parameters and the cache of %s', (id, config) => {
    const known = findModel(id);
    if (known === null) throw new Error(id);
    const [own, shipped] = [modelGeometry(read(config).shape), modelGeometry(known)];
    expect([own.paramsTotal, own.paramsActive]).toEqual([shipped.paramsTotal, shipped.paramsActive]);
    expect(own.caches.map(({ elements }) => elements)).toEqual(shipped.caches.map(({ elements }) => elements));
  });

  const billions = (config: object): number => Math.round(modelGeometry(read(config).shape).paramsTotal / 1e8) / 10;
  it.each([
    [
      6.9,
      'Falcon-7B, old type, whose head is its embedding',
      {
        model_type: 'RefinedWebModel',
        n_layer: 32,
        n_head: 71,
        hidden_size: 4544,
        vocab_size: 65024,
        multi_query: true,
      },
    ],
    [
      341,
      'Nemotron-4-340B',
      {
        model_type: 'nemotron',
        num_hidden_layers: 96,
        hidden_size: 18432,
        num_attention_heads: 96,
        num_key_value_heads: 8,
        intermediate_size: 73728,
        vocab_size: 256000,
        head_dim: 192,
      },
    ],
    [
      7.7,
      'Qwen-7B',
      {
        model_type: 'qwen',
        num_hidden_layers: 32,
        hidden_size: 4096,
        num_attention_heads: 32,
        intermediate_size: 22016,
        vocab_size: 151936,
      },
    ],
    [
      478.6,
      'Snowflake Arctic',
      {
        model_type: 'arctic',
        num_hidden_layers: 35,
        hidden_size: 7168,
        num_attention_heads: 56,
        num_key_value_heads: 8,
        intermediate_size: 4864,
        num_local_experts: 128,
        num_experts_per_tok: 2,
        moe_layer_frequency: 1,
        parallel_attn_mlp_res: true,
        vocab_size: 32000,
      },
    ],
    [51.6, 'Jamba v0.1', { model_type: 'jamba', vocab_size: 65536 }],
    [
      299.5,
      'ERNIE-4.5-300B-A47B',
      {
        model_type: 'ernie4_5_moe',
        hidden_size: 8192,
        num_hidden_layers: 54,
        num_attention_heads: 64,
        num_key_value_heads: 8,
        intermediate_size: 28672,
        moe_intermediate_size: 3584,
        moe_num_experts: 64,
        moe_k: 8,
        moe_num_shared_experts: 0,
        moe_layer_start_index: 3,
        tie_word_embeddings: false,
      },
    ],
    [
      456.1,
      'MiniMax-Text-01',
      {
        model_type: 'minimax_text_01',
        hidden_size: 6144,
        num_hidden_layers: 80,
        num_attention_heads: 64,
        num_key_value_heads: 8,
        head_dim: 128,
        intermediate_size: 9216,
        num_local_experts: 32,
        num_experts_per_tok: 2,
        vocab_size: 200064,
        attn_type_list: Array.from({ length: 80 }, (_, i) => (i % 8 === 7 ? 1 : 0)),
      },
    ],
    [
      308.8,
      'MiMo-V2-Flash',
      {
        model_type: 'mimo_v2_flash',
        vocab_size: 152576,
        hidden_size: 4096,
        num_hidden_layers: 48,
        num_attention_heads: 64,
        num_key_value_heads: 4,
        head_dim: 192,
        v_head_dim: 128,
        swa_num_attention_heads: 64,
        swa_num_key_value_heads: 8,
        swa_head_dim: 192,
        swa_v_head_dim: 128,
        sliding_window: 128,
        hybrid_layer_pattern: Array.from({ length: 48 }, (_, i) => (i === 0 || (i + 1) % 6 === 0 ? 0 : 1)),
        moe_layer_freq: Array.from({ length: 48 }, (_, i) => (i === 0 ? 0 : 1)),
        intermediate_size: 16384,
        n_routed_experts: 256,
        num_experts_per_tok: 8,
        moe_intermediate_size: 2048,
      },
    ],
    [79.7, 'Qwen3-Next-80B', { model_type: 'qwen3_next' }],
    [
      12.2,
      'a wrapped text model that leaves all to its class',
      {
        model_type: 'llava',
        text_config: {
          model_type: 'gemma3_text',
          hidden_size: 3840,
          intermediate_size: 15360,
          num_attention_heads: 16,
          num_hidden_layers: 48,
          num_key_value_heads: 8,
          vocab_size: 262208,
          head_dim: 256,
        },
        vision_config: {
          model_type: 'siglip_vision_model',
          hidden_size: 1152,
          intermediate_size: 4304,
          num_hidden_layers: 27,
          patch_size: 14,
        },
      },
    ],
    [
      49.1,
      'Kimi Linear 48B',
      {
        model_type: 'kimi_linear',
        hidden_size: 2304,
        intermediate_size: 9216,
        num_hidden_layers: 27,
        q_lora_rank: null,
        kv_lora_rank: 512,
        qk_nope_head_dim: 128,
        qk_rope_head_dim: 64,
        v_head_dim: 128,
        num_experts: 256,
        num_experts_per_token: 8,
        num_shared_experts: 1,
        moe_intermediate_size: 1024,
        first_k_dense_replace: 1,
        linear_attn_config: {
          kda_layers: Array.from({ length: 27 }, (_, i) => i + 1).filter((layer) => layer % 4 !== 0 && layer !== 27),
          full_attn_layers: [4, 8, 12, 16, 20, 24, 27],
          num_heads: 32,
          head_dim: 128,
          short_conv_kernel_size: 4,
        },
      },
    ],
    [
      2779.5,
      'Kimi K3',
      {
        model_type: 'kimi_k3',
        text_config: {
          model_type: 'kimi_linear',
          hidden_size: 7168,
          intermediate_size: 33792,
          num_hidden_layers: 93,
          num_attention_heads: 96,
          q_lora_rank: 1536,
          kv_lora_rank: 512,
          qk_nope_head_dim: 128,
          qk_rope_head_dim: 64,
          v_head_dim: 128,
          num_experts: 896,
          num_experts_per_token: 16,
          num_shared_experts: 2,
          moe_intermediate_size: 3072,
          first_k_dense_replace: 1,
          routed_expert_hidden_size: 3584,
          mla_use_output_gate: true,
          linear_attn_config: {
            kda_layers: Array.from({ length: 93 }, (_, i) => i + 1).filter((layer) => layer % 4 !== 0 && layer !== 93),
            full_attn_layers: [...Array.from({ length: 23 }, (_, i) => 4 * (i + 1)), 93],
            num_heads: 96,
            head_dim: 128,
            short_conv_kernel_size: 4,
            use_full_rank_gate: true,
          },
        },
      },
    ],
    [
      80.4,
      'Hunyuan A13B, with a list for each number of its experts',
      {
        model_type: 'hunyuan_v1_moe',
        hidden_size: 4096,
        intermediate_size: 3072,
        moe_intermediate_size: Array.from({ length: 32 }, () => 3072),
        num_key_value_heads: 8,
        attention_head_dim: 128,
        vocab_size: 128167,
        num_experts: 64,
        moe_topk: Array.from({ length: 32 }, () => 8),
        num_shared_expert: Array.from({ length: 32 }, () => 1),
        use_mixed_mlp_moe: true,
        use_cla: false,
        tie_word_embeddings: true,
      },
    ],
    [
      33.6,
      'Falcon-H1 34B, attention and a state space side by side',
      {
        model_type: 'falcon_h1',
        hidden_size: 5120,
        intermediate_size: 21504,
        num_hidden_layers: 72,
        num_attention_heads: 20,
        num_key_value_heads: 4,
        head_dim: 128,
        vocab_size: 261120,
        mamba_d_ssm: 4096,
        mamba_n_heads: 32,
        mamba_d_head: 128,
        mamba_n_groups: 2,
      },
    ],
    [
      32.2,
      'Granite 4.0 H Small',
      {
        model_type: 'granitemoehybrid',
        hidden_size: 4096,
        intermediate_size: 768,
        shared_intermediate_size: 1536,
        num_hidden_layers: 40,
        vocab_size: 100352,
        num_local_experts: 72,
        num_experts_per_tok: 10,
        mamba_d_head: 64,
        mamba_d_state: 128,
        layer_types: Array.from({ length: 40 }, (_, i) => (i % 10 === 5 ? 'attention' : 'mamba')),
      },
    ],
    [
      1.2,
      'LFM2 1.2B',
      {
        model_type: 'lfm2',
        hidden_size: 2048,
        block_ff_dim: 12288,
        num_hidden_layers: 16,
        full_attn_idxs: [2, 5, 8, 10, 12, 14],
      },
    ],
    [
      2.7,
      'RecurrentGemma 2B',
      { model_type: 'recurrent_gemma', intermediate_size: 15360, num_key_value_heads: 1, head_dim: 256 },
    ],
    [
      32,
      'EXAONE 4.0 32B, whose pattern is a word',
      {
        model_type: 'exaone4',
        hidden_size: 5120,
        intermediate_size: 27392,
        num_hidden_layers: 64,
        num_attention_heads: 40,
        num_key_value_heads: 8,
        head_dim: 128,
        sliding_window: 4096,
        sliding_window_pattern: 'LLLG',
      },
    ],
    [
      352.8,
      'GLM-4.5',
      {
        model_type: 'glm4_moe',
        hidden_size: 5120,
        intermediate_size: 12288,
        moe_intermediate_size: 1536,
        num_hidden_layers: 92,
        n_routed_experts: 160,
        first_k_dense_replace: 3,
      },
    ],
    [
      30.7,
      'Gemma 4 31B',
      {
        model_type: 'gemma4',
        text_config: {
          model_type: 'gemma4_text',
          hidden_size: 5376,
          hidden_size_per_layer_input: 0,
          intermediate_size: 21504,
          num_hidden_layers: 60,
          num_attention_heads: 32,
          num_key_value_heads: 16,
          num_global_key_value_heads: 4,
          attention_k_eq_v: true,
          sliding_window: 1024,
        },
      },
    ],
    [
      1572.9,
      'DeepSeek-V4-Pro',
      {
        model_type: 'deepseek_v4',
        hidden_size: 7168,
        num_hidden_layers: 61,
        num_attention_heads: 128,
        moe_intermediate_size: 3072,
        n_routed_experts: 384,
        q_lora_rank: 1536,
        o_groups: 16,
        compress_ratios: Array.from({ length: 61 }, (_, i) => (i >= 2 && i % 2 === 1 ? 4 : 128)),
      },
    ],
    [
      8.3,
      'Qwen2-VL 7B, whose encoder tells its width by another name',
      {
        model_type: 'qwen2_vl',
        hidden_size: 3584,
        intermediate_size: 18944,
        num_hidden_layers: 28,
        num_attention_heads: 28,
        num_key_value_heads: 4,
        vocab_size: 152064,
        vision_config: {
          depth: 32,
          embed_dim: 1280,
          mlp_ratio: 4,
          hidden_size: 3584,
          patch_size: 14,
          spatial_merge_size: 2,
          temporal_patch_size: 2,
        },
      },
    ],
    [
      315.7,
      'Grok-1',
      { model_type: 'grok-1', architectures: ['Grok1ModelForCausalLM'], num_experts: 8, num_experts_per_tok: 2 },
    ],
    [
      268.4,
      'Grok-2, whose experts stand beside a dense MLP',
      {
        model_type: 'grok-1',
        hidden_size: 8192,
        num_attention_heads: 64,
        head_dim: 128,
        moe_intermediate_size: 16384,
        num_local_experts: 8,
        residual_moe: true,
      },
    ],
    [560.6, 'LongCat-Flash, two attentions a layer and experts that do nothing', { model_type: 'longcat_flash' }],
    [
      6.9,
      'OLMo of its own library, gate and up together',
      {
        model_type: 'hf_olmo',
        architectures: ['OLMoForCausalLM'],
        d_model: 4096,
        n_heads: 32,
        n_layers: 32,
        mlp_hidden_size: 22016,
        vocab_size: 50280,
        weight_tying: false,
      },
    ],
    [7.5, 'XGLM', { model_type: 'xglm', d_model: 4096, ffn_dim: 16384, num_layers: 32, attention_heads: 32 }],
    [1.6, 'CTRL', { model_type: 'ctrl' }],
    [0.3, 'BioGPT', { model_type: 'biogpt' }],
    [
      2.9,
      'a DeepSeek-V2 without latent attention',
      {
        model_type: 'deepseek_v2',
        use_mla: false,
        hidden_size: 1280,
        intermediate_size: 6848,
        moe_intermediate_size: 896,
        num_hidden_layers: 12,
        num_attention_heads: 10,
        num_key_value_heads: 10,
        first_k_dense_replace: 1,
        kv_lora_rank: null,
        vocab_size: 129280,
      },
    ],
  ])('%f B of %s', (expected, _name, config) => {
    expect(billions(config)).toBe(expected);
  });
});

describe('what is no decoder to plan is named for what it is', () => {
  it.each([
    ['t5', 'encoder-decoder'],
    ['whisper', 'encoder-decoder'],
    ['bert', 'an encoder'],
    ['mamba2', 'without attention'],
    ['rwkv', 'without attention'],
    ['clip', 'no language model'],
  ])('%s', (type, word) => {
    expect(refused({ model_type: type, hidden_size: 512 })).toContain(word);
  });
  it('by its own word for it', () => {
    expect(refused({ model_type: 'something_new', is_encoder_decoder: true })).toContain('encoder-decoder');
    expect(refused({ _class_name: 'UNet2DConditionModel' })).toContain('diffusion');
  });
  it('an unknown type is not guessed, one of a known class is read with a warning', () => {
    expect(refused({ model_type: 'lama', hidden_size: 4096 })).toMatch(/"lama" is not known.*llama/s);
    const { doubtful, warnings } = read({ model_type: 'lama', architectures: ['LlamaForCausalLM'], hidden_size: 4096 });
    expect([doubtful, warnings[0]]).toEqual([true, expect.stringMatching(/read as llama/)]);
  });
  it('a key that makes another kind of model of it is refused', () => {
    expect(refused({ model_type: 'minicpm', num_experts: 8, num_experts_per_tok: 2 })).toContain('num_experts is 8');
    expect(refused({ model_type: 'llama', kv_lora_rank: 512 })).toContain('kv_lora_rank is 512');
    expect(refused({ model_type: 'llama', mamba_d_state: 128 })).toContain('mamba_d_state is 128');
  });
  it('a part of a model is refused, a head that judges is warned of', () => {
    expect(refused({ model_type: 'llama', architectures: ['LlamaForCausalLMEagle3'] })).toContain('speculative');
    expect(refused({ d_model: 2560, n_layer: 64, ssm_cfg: {} })).toContain('without attention');
    const judge = read({ model_type: 'llama', architectures: ['LlamaForSequenceClassification'] });
    expect(judge.warnings.join()).toContain('judges a text');
  });
  it('what wraps a known model and is not known itself is said', () => {
    const { doubtful, warnings } = read({ model_type: 'maira2', text_config: { model_type: 'phi3' } });
    expect([doubtful, warnings[0]]).toEqual([true, expect.stringMatching(/"maira2" is not known.*phi3/)]);
  });
  it('a key inside a part of the file that was not used is named by its whole path', () => {
    const { unused } = read({
      model_type: 'dbrx',
      attn_config: { kv_n_heads: 8 },
      ffn_config: { ffn_hidden_size: 10752, moe_num_experts: 16, moe_top_k: 4, moe_num_shared_experts: 2 },
    });
    expect(unused).toEqual(['ffn_config.moe_num_shared_experts']);
  });
  it.each([
    ['gated MLPs of MPT', { model_type: 'mpt', ffn_config: { ffn_type: 'mptgeglu' } }, 'ffn_type'],
    ['windows of MPT', { model_type: 'mpt', attn_config: { sliding_window_size: 1024 } }, 'sliding_window_size'],
    [
      'lists of layers in lists',
      { model_type: 'lfm2', full_attn_idxs: [[1]], intermediate_size: 1024 },
      'full_attn_idxs',
    ],
    ['an MLP of another kind', { model_type: 'starcoder2', mlp_type: 'gated' }, 'mlp_type'],
  ])('%s are refused by name', (_name, config, key) => {
    expect(refused(config)).toContain(key);
  });
  it('no type is known and refused at once, and none is known twice', () => {
    const types = [...ARCHITECTURES, ...REFUSALS].flatMap((entry) => entry.types);
    expect(types.filter((type, at) => types.indexOf(type) !== at)).toEqual([]);
  });
});

describe('number formats', () => {
  const formats = (quantization: object, more: object = {}) =>
    read({ model_type: 'llama', torch_dtype: 'bfloat16', quantization_config: quantization, ...more }).formats;
  it.each([
    ['awq', { quant_method: 'awq', bits: 4 }, ['int4', null, null]],
    ['gptq, 8 bits', { quant_method: 'gptq', bits: 8 }, ['int8', null, null]],
    ['bitsandbytes', { quant_method: 'bitsandbytes', load_in_4bit: true }, ['int4', null, null]],
    ['fp8 in blocks', { quant_method: 'fp8', weight_block_size: [128, 128] }, ['fp8', 'fp8', null]],
    [
      'compressed-tensors W8A8',
      {
        quant_method: 'compressed-tensors',
        config_groups: {
          g: { weights: { num_bits: 8, type: 'int' }, input_activations: { num_bits: 8, type: 'int' } },
        },
      },
      ['int8', 'int8', null],
    ],
    [
      'compressed-tensors W4A16',
      {
        quant_method: 'compressed-tensors',
        config_groups: { g: { weights: { num_bits: 4, type: 'int' }, input_activations: null } },
      },
      ['int4', null, null],
    ],
    [
      'ModelOpt NVFP4 with an fp8 cache',
      { quant_method: 'modelopt', quant_algo: 'NVFP4', kv_cache_scheme: { num_bits: 8, type: 'float' } },
      ['nvfp4', 'nvfp4', 'fp8'],
    ],
    ['ModelOpt W4A8', { quant_algo: 'W4A8_AWQ' }, ['int4', 'fp8', null]],
    ['MXFP4', { quant_method: 'mxfp4' }, ['mxfp4', null, null]],
    [
      'Quark',
      {
        quant_method: 'quark',
        global_quant_config: { weight: { dtype: 'fp4' }, input_tensors: { dtype: 'fp8_e4m3' } },
      },
      ['mxfp4', 'fp8', null],
    ],
    [
      'torchao',
      { quant_method: 'torchao', quant_type: { default: { _type: 'Float8DynamicActivationFloat8WeightConfig' } } },
      ['fp8', 'fp8', null],
    ],
    ['BitNet', { quant_method: 'bitnet' }, ['ternary', 'int8', null]],
    ['HQQ', { quant_method: 'hqq', quant_config: { weight_quant_params: { nbits: 4 } } }, ['int4', null, null]],
    [
      'AQLM',
      { quant_method: 'aqlm', in_group_size: 8, nbits_per_codebook: 16, num_codebooks: 1 },
      ['int2', null, null],
    ],
    ['Quanto', { quant_method: 'quanto', weights: 'int8' }, ['int8', null, null]],
    ['MXFP8', { quant_method: 'mxfp8' }, ['fp8', 'fp8', null]],
  ])('%s', (_name, quantization, [weights, activations, kvCache]) => {
    expect(formats(quantization)).toMatchObject({ weights, activations, kvCache });
  });
  it('of MLX, which has a key of its own', () => {
    expect(read({ model_type: 'llama', quantization: { bits: 4, group_size: 64 } }).formats.weights).toBe('int4');
  });
  it('that differ by part are those of the experts or MLPs, and said to differ', () => {
    const [fp8, fp4] = [
      { num_bits: 8, type: 'float' },
      { num_bits: 4, type: 'float', group_size: 16 },
    ];
    const groups = {
      a: { targets: ['re:.*attn.*'], weights: fp8, input_activations: fp8 },
      b: { targets: ['re:.*ffn.*'], weights: fp4, input_activations: fp4 },
    };
    const layers = { 'model.0.self_attn': { quant_algo: 'FP8' }, 'model.0.mlp.experts': { quant_algo: 'NVFP4' } };
    for (const quantization_config of [
      { quant_method: 'compressed-tensors', config_groups: groups },
      { quant_method: 'modelopt', quant_algo: 'MIXED_PRECISION', quantized_layers: layers },
    ]) {
      const { formats: found, warnings } = read({ model_type: 'llama', torch_dtype: 'bfloat16', quantization_config });
      expect([found.weights, warnings[0]]).toEqual(['nvfp4', expect.stringMatching(/different formats/)]);
    }
  });
  it('of hf_quant_config.json go before those of the file', () => {
    const result = readModelConfig({
      text: textOf('configs', 'nvidia--GLM-5-NVFP4'),
      name: 'GLM-5-NVFP4',
      quantisation: JSON.stringify({
        quantization: {
          quant_algo: 'NVFP4',
          kv_cache_quant_algo: 'FP8',
          group_size: 16,
          exclude_modules: ['lm_head', 'model.layers.*.self_attn*'],
        },
      }),
    });
    expect(result.ok && result.value.formats).toMatchObject({
      weights: 'nvfp4',
      kvCache: 'fp8',
      unquantised: ['attention', 'head', 'embeddings'],
    });
  });
  it('a name that tells of one that the file does not is warned of', () => {
    const result = readModelConfig({ text: textOf('configs', 'nvidia--GLM-5-NVFP4'), name: 'GLM-5-NVFP4' });
    expect(result.ok && result.value.warnings.join()).toContain('hf_quant_config.json');
  });
  it('an unknown method is warned of', () => {
    expect(read({ model_type: 'llama', quantization_config: { quant_method: 'alchemy' } }).warnings.join()).toContain(
      'alchemy',
    );
  });
});

/** A file of each architecture among the real ones. */
const kinds = [
  ...new Map(
    configs.map((name) => {
      const config = JSON.parse(textOf('configs', name).replaceAll('Infinity', '1e9')) as Record<string, unknown>;
      const inner = config['text_config'];
      const text = (typeof inner === 'object' && inner !== null ? inner : config) as Record<string, unknown>;
      return [String(text['model_type']), { name, config, text }] as const;
    }),
  ).values(),
];

/** Changed files with their text model's key changed. */
const changed = (
  { config, text }: (typeof kinds)[number],
  change: (text: Record<string, unknown>) => Record<string, unknown>,
): string => JSON.stringify(text === config ? change(text) : { ...config, text_config: change(text) });

/** Whether a changed file is refused, warned of otherwise than before, or the same model. */
const isSeen = (original: ReadModel, text: string): boolean => {
  const result = readModelConfig({ text });
  if (!result.ok) return true;
  const warned = result.value.warnings.some((warning) => !original.warnings.includes(warning));
  return warned || JSON.stringify(result.value.shape) === JSON.stringify(original.shape);
};

describe('no key that bears on anything is lost without a word', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
    const original = read(JSON.stringify(kind.config));
    const bearing = Object.keys(kind.text).filter((key) => !bearsOnNothing(key) && kind.text[key] !== null);
    const unseen = bearing.flatMap((key) => {
      const { [key]: value, ...rest } = kind.text;
      const changes: [string, Record<string, unknown>][] = [
        ['renamed', { ...rest, [`${key}_renamed`]: value }],
        ['dropped', rest],
        ['null', { ...rest, [key]: null }],
      ];
      return changes.flatMap(([how, text]) =>
        isSeen(
          original,
          changed(kind, () => text),
        )
          ? []
          : [`${key} ${how}`],
      );
    });
    expect(bearing.length).toBeGreaterThan(5);
    expect(unseen).toEqual([]);
  });

  it('a list, a text or a fraction where a number belongs is refused by name', () => {
    for (const value of [[1, 2], '64', 1.5, -4, 0, true, {}]) {
      expect(refused({ model_type: 'llama', num_attention_heads: value })).toMatch(/^num_attention_heads is/);
    }
  });
});

it('mutated files are read, or refused in words, and never throw', () => {
  const values = fc.oneof(
    fc.constantFrom<unknown>(null, 0, -1, 1, 2, 7, 1e9, 1e308, 0.5, '', 'full_attention', [], {}, [null], [[1]], true),
    fc.integer(),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.array(fc.tuple(fc.nat(), values), { minLength: 1, maxLength: 4 }),
      (kind, mutations) => {
        const keys = Object.keys(kind.text);
        const text = { ...kind.text };
        for (const [at, value] of mutations) text[keys[at % keys.length] ?? ''] = value;
        const result = readModelConfig({ text: changed(kind, () => text) });
        if (result.ok) {
          const { paramsTotal, paramsActive } = readFigures(result.value.shape);
          expect(paramsTotal).toBeGreaterThan(0);
          expect(paramsActive).toBeLessThanOrEqual(paramsTotal);
          expect(v.safeParse(ownModelSchema, ownModelOf(result.value, 'config.json', [])).success).toBe(true);
        } else expect(result.error[0]?.message).not.toBe('');
      },
    ),
    { numRuns: 400 },
  );
});

it('says on one line what was read', () => {
  const { shape, formats } = read(textOf('configs', 'openai--gpt-oss-120b'));
  expect(readAs(shape, formats)).toBe(
    'read as: 116.8 B parameters, 5.131 B active (5.71 B with the table of input embeddings), KV 41,472 B per token at 1 k, 36,900 B at 128 k, mxfp4 (attention, head bf16), context 131,072 tokens',
  );
});
