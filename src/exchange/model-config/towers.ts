import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';

/** Encoders of pictures and sounds that stand before a language model; they are held in memory beside it. */
export interface Towers {
  readonly params: number;
  readonly warnings: readonly string[];
}

const number = (config: PlainObject, ...names: readonly string[]): number | null => {
  for (const name of names) {
    const value = config[name];
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e7) return value;
  }
  return null;
};

/** Encoders whose MLP has a gate. */
const GATED = ['gemma4_vision', 'pixtral', 'qwen2_5_vl', 'glm4v', 'glm4v_moe_vision', 'glm4v_vision'];

/** What classes take where a file leaves a dimension out. */
const DEFAULTS: Readonly<Record<string, PlainObject>> = {
  siglip_vision_model: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, patch_size: 16 },
  clip_vision_model: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, patch_size: 32 },
  pixtral: { hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, patch_size: 16 },
  llama4_vision_model: { hidden_size: 768, intermediate_size: 5632, num_hidden_layers: 34, patch_size: 14 },
  gemma4_vision: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 16, patch_size: 16 },
};

/**
 * Parameters of a vision transformer: 4·h² and an MLP a layer, the embedding of patches and positions, and for the mergers of
 * Qwen what joins patches. Within some per cent of published towers (Qwen3-VL: 0.41 and 0.58 B).
 */
const visionParams = (given: PlainObject, hidden: number, warnings: string[]): number | null => {
  const type = typeof given['model_type'] === 'string' ? given['model_type'] : '';
  const config = { ...(Object.hasOwn(DEFAULTS, type) ? DEFAULTS[type] : {}), ...given };
  const width = number(config, 'embed_dim', 'hidden_size', 'vt_hidden_size', 'width');
  const layers = number(config, 'depth', 'num_hidden_layers', 'vt_num_hidden_layers', 'layers');
  if (width === null || layers === null) return null;
  const ratio = config['mlp_ratio'];
  const told =
    number(config, 'intermediate_size', 'vt_intermediate_size') ??
    (typeof ratio === 'number' ? Math.round(ratio * width) : null);
  if (told === null)
    warnings.push('vision_config does not tell the width of its MLPs: four times that of its layers is taken.');
  const ffn = told ?? 4 * width;
  const patch = number(config, 'patch_size') ?? 14;
  const perLayer = 4 * width ** 2 + (GATED.includes(type) ? 3 : 2) * width * ffn;
  const embedding = 3 * patch ** 2 * (number(config, 'temporal_patch_size') ?? 1) * width;
  const positions = (number(config, 'num_position_embeddings', 'position_embedding_size') ?? 0) * width;
  const merge = number(config, 'spatial_merge_size');
  const joined = merge === null ? null : width * merge ** 2;
  const out = number(config, 'out_hidden_size') ?? hidden;
  const merger = joined === null ? width * hidden : joined ** 2 + joined * out;
  const deep = config['deepstack_visual_indexes'];
  const mergers = joined !== null && Array.isArray(deep) ? 1 + deep.length : 1;
  return layers * perLayer + embedding + positions + merger * mergers;
};

/** Parts beside the decoder that are not counted. */
const UNCOUNTED = [
  ['talker_config', 'The decoder of speech'],
  ['code2wav_config', 'The decoder of sound'],
  ['img_processor', 'The encoder of pictures'],
  ['audio_processor', 'The encoder of sounds'],
  ['vision_lora', 'The adapter for pictures'],
  ['speech_lora', 'The adapter for speech'],
  ['mm_vision_tower', 'The encoder of pictures'],
] as const;

export const readTowers = (config: PlainObject, hidden: number): Towers => {
  const vision = config['vision_config'];
  const outside = isPlainObject(config['thinker_config']) ? config['thinker_config'] : {};
  const audio = config['audio_config'] ?? outside['audio_config'];
  const seen = isPlainObject(vision) ? vision : outside['vision_config'];
  const warnings: string[] = [];
  let params = 0;
  if (isPlainObject(seen)) {
    const counted = visionParams(seen, hidden, warnings);
    if (counted === null)
      warnings.push(
        'The encoder of pictures (vision_config) does not tell its size: it is not counted, and its weights come on top.',
      );
    else params += counted;
  }
  if (isPlainObject(audio)) {
    warnings.push('The encoder of sounds (audio_config) is not counted: its weights come on top.');
  }
  for (const [key, what] of UNCOUNTED) {
    const part = config[key];
    if (isPlainObject(part) || (typeof part === 'string' && part !== ''))
      warnings.push(`${what} (${key}) is not counted: its weights come on top.`);
  }
  return { params, warnings };
};
