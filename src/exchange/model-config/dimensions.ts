import { entryAt } from '../../base/checked.ts';
import type { Mixer, Mlp } from '../../records/model.ts';
import type { Architecture, ExpertKeys } from './architectures.ts';
import type { ConfigReader } from './config-reader.ts';

/** Names under which configs of all ages keep the same dimension. */
export const NAMES = {
  hidden: ['hidden_size', 'n_embd', 'n_embed', 'd_model'],
  layers: ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers'],
  heads: ['num_attention_heads', 'n_head', 'n_heads', 'num_heads', 'attention_heads'],
  kvHeads: ['num_key_value_heads', 'num_kv_heads', 'n_head_kv', 'num_attention_groups'],
  headDim: ['head_dim', 'attention_head_dim', 'kv_channels'],
  ffn: ['intermediate_size', 'ffn_dim', 'n_inner', 'ffn_hidden_size', 'dff'],
  vocab: ['padded_vocab_size', 'vocab_size'],
} as const;

const WINDOW = ['sliding_window', 'sliding_window_size'];

/** Longest sequence, the first of these that is there; several may say different things and all be meant. */
const CONTEXT = [
  'max_position_embeddings',
  'n_positions',
  'max_seq_len',
  'model_max_length',
  'max_sequence_length',
  'seq_length',
  'n_ctx',
];

/** What all readings share. */
export interface Dimensions {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** What one layer is. */
export interface Layer {
  readonly mixers: readonly Mixer[];
  readonly mlps: readonly Mlp[];
}

export const hiddenSize = (config: ConfigReader): number => config.whole(NAMES.hidden);

/** More layers than any model has would only take time. */
const MOST_LAYERS = 10_000;

export const layerNumber = (config: ConfigReader): number => {
  const layers = config.whole(NAMES.layers);
  if (layers <= MOST_LAYERS) return layers;
  if (!Number.isNaN(layers))
    config.refuse(
      'num_hidden_layers',
      `num_hidden_layers is ${String(layers)}; it must be at most ${String(MOST_LAYERS)}.`,
    );
  return NaN;
};

export const headDimension = (config: ConfigReader, hidden: number, heads: number): number => {
  const byWidth = hidden / heads;
  const head = config.whole(NAMES.headDim, {
    otherwise: { value: byWidth, why: 'hidden size over heads' },
  });
  if (!Number.isNaN(head) && !Number.isInteger(head)) {
    config.refuse(
      'head_dim',
      `head_dim is left out, and ${String(hidden)} (hidden size) over ${String(heads)} heads is no whole number; write it there.`,
    );
  }
  return head;
};

/** Key-value heads; as many as heads where the file and the class say nothing. */
export const keyValueHeads = (config: ConfigReader, heads: number): number => {
  if (config.flag('multi_query_attention') && config.has('multi_query_group_num')) {
    config.ignore(...NAMES.kvHeads);
    return config.whole('multi_query_group_num');
  }
  config.ignore('multi_query_group_num');
  const multiQuery = config.flag('multi_query');
  if (multiQuery) {
    const told = config.raw('num_kv_heads') ?? config.raw('n_head_kv');
    if (told !== undefined && told !== null && told !== heads && told !== 1) {
      config.warn(`multi_query is true: one key-value head is taken, not the ${String(told)} that stand beside it.`);
    }
    config.ignore(...NAMES.kvHeads);
    return 1;
  }
  const kvHeads = config.whole(NAMES.kvHeads, { otherwise: { value: heads, why: 'as many as heads' } });
  if (heads % kvHeads !== 0 && !Number.isNaN(heads % kvHeads)) {
    config.refuse(
      'num_key_value_heads',
      `num_key_value_heads is ${String(kvHeads)}, which ${String(heads)} heads cannot share evenly; it must divide them.`,
    );
  }
  return kvHeads;
};

/** Width of the MLP; four times the hidden size where the file and the class say nothing. */
export const mlpWidth = (config: ConfigReader, hidden: number): number =>
  config.whole(NAMES.ffn, { otherwise: { value: 4 * hidden, why: 'four times the hidden size' } });

export const dimensionsOf = (config: ConfigReader): Dimensions => {
  const hidden = hiddenSize(config);
  const layers = layerNumber(config);
  const heads = config.whole(NAMES.heads);
  return {
    hidden,
    layers,
    heads,
    kvHeads: keyValueHeads(config, heads),
    headDim: headDimension(config, hidden, heads),
  };
};

interface AttentionOptions {
  readonly windowTokens?: number | null;
  readonly gated?: boolean;
  readonly valueDim?: number;
  readonly keysAndValues?: 'projected' | 'keys only' | 'of an earlier layer';
}

export const attention = (
  { heads, kvHeads, headDim }: Pick<Dimensions, 'heads' | 'kvHeads' | 'headDim'>,
  { windowTokens = null, gated = false, valueDim = headDim, keysAndValues = 'projected' }: AttentionOptions = {},
): Mixer => ({ kind: 'attention', heads, kvHeads, headDim, valueDim, windowTokens, gated, keysAndValues });

export const dense = (width: number, gated: boolean): Mlp => ({ kind: 'dense', width, gated });

/** Kinds of attention by the names that `layer_types` uses. */
const FULL = ['full_attention', 'attention', 'full', 'global', 'global_attention', 'full_attention_layer'];
const WINDOWED = ['sliding_attention', 'sliding_window', 'local', 'local_attention', 'swa'];
const CHUNKED = ['chunked_attention'];
const LINEAR = ['linear_attention', 'mamba', 'mamba2', 'linear', 'recurrent', 'conv', 'short_conv', 'ssm'];

export type LayerKind = 'full' | 'windowed' | 'chunked' | 'linear';

/** `layer_types` in known words; null where the file has none. A word that is not known is a problem. */
export const layerKinds = (config: ConfigReader, layers: number, name = 'layer_types'): readonly LayerKind[] | null => {
  const list = config.list(name, layers);
  if (list === null) return null;
  const kinds: LayerKind[] = [];
  for (const [at, word] of list.slice(0, layers).entries()) {
    const kind =
      typeof word !== 'string'
        ? null
        : FULL.includes(word)
          ? 'full'
          : WINDOWED.includes(word)
            ? 'windowed'
            : CHUNKED.includes(word)
              ? 'chunked'
              : LINEAR.includes(word)
                ? 'linear'
                : null;
    if (kind === null) {
      config.refuse(
        `${name}[${String(at)}]`,
        `${name}[${String(at)}] is ${JSON.stringify(word).slice(0, 60)}, a kind of layer that is not known; known are ${[...FULL, ...WINDOWED, ...CHUNKED, ...LINEAR].join(', ')}.`,
      );
      return null;
    }
    kinds.push(kind);
  }
  return kinds;
};

/** Kinds of layer that a reading of attention alone can do nothing with. */
const refuseKinds = (config: ConfigReader, kinds: readonly LayerKind[], allowed: readonly LayerKind[]): void => {
  const other = kinds.find((kind) => !allowed.includes(kind));
  if (other !== undefined) {
    config.refuse(
      'layer_types',
      `layer_types has ${other} layers, which this architecture is not known to have; take the config of the model itself.`,
    );
  }
};

/** Tokens that each layer sees; null: all. */
export const windowsOf = (
  config: ConfigReader,
  { windows }: Pick<Architecture, 'windows'>,
  layers: number,
): ((layer: number) => number | null) => {
  if (windows === 'gpt-neo') return neoWindows(config, layers);
  const kinds = layerKinds(config, layers);
  if (windows === 'none') {
    if (kinds !== null) refuseKinds(config, kinds, config.has('sliding_window') ? ['full', 'windowed'] : ['full']);
    const some = kinds?.includes('windowed') === true;
    const windowTokens = some || config.has('sliding_window') ? config.wholeOrNone('sliding_window') : null;
    config.ignore('sliding_window');
    if (windowTokens === null) return () => null;
    if (some) return (layer) => (kinds[layer] === 'windowed' ? windowTokens : null);
    config.refuse(
      'sliding_window',
      `sliding_window is ${String(windowTokens)}, and nothing says which layers have it; layer_types would.`,
    );
    return () => null;
  }
  if (kinds !== null) refuseKinds(config, kinds, ['full', 'windowed']);
  const off = windows === 'switched' && !config.flag('use_sliding_window');
  const from = windows === 'switched' && !off && kinds === null ? config.whole('max_window_layers', { least: 0 }) : 0;
  config.ignore('max_window_layers');
  if (off && kinds?.includes('windowed') !== true) {
    config.ignore(...WINDOW);
    return () => null;
  }
  const pattern = windowPattern(config, kinds !== null);
  const windowTokens = config.wholeOrNone(WINDOW);
  if (kinds !== null) {
    if (windowTokens === null && kinds.includes('windowed')) {
      config.refuse(
        'sliding_window',
        'layer_types has layers of a window, and sliding_window is null or left out; write its tokens there.',
      );
    }
    return (layer) => (kinds[layer] === 'windowed' ? windowTokens : null);
  }
  if (windowTokens === null) return () => null;
  if (typeof windows === 'object') {
    const every = pattern ?? windows.every;
    config.leftOut.push(`layer_types = all to the window but every ${String(every)}th (as its class on the hub does)`);
    return (layer) => ((layer + 1) % every === 0 ? null : windowTokens);
  }
  return (layer) => (layer >= from ? windowTokens : null);
};

/** Layers of a group whose last attends to all: a number, or as EXAONE writes it, "LLLG". */
const windowPattern = (config: ConfigReader, isListed: boolean): number | null => {
  const names = ['sliding_window_pattern', '_sliding_window_pattern', 'layer_switch'];
  const word = names.map((name) => config.raw(name)).find((value) => typeof value === 'string');
  if (typeof word !== 'string') return config.wholeOrNone(names);
  if (isListed || /^L+G$/.test(word)) return word.length;
  config.refuse(
    'sliding_window_pattern',
    `sliding_window_pattern is ${JSON.stringify(word).slice(0, 60)}; it must be a number, or L for layers of a window and a G at the end.`,
  );
  return null;
};

/** `attention_types` of GPT-Neo: patterns of "global" and "local", each with how often it comes. */
const neoWindows = (config: ConfigReader, layers: number): ((layer: number) => number | null) => {
  const windowTokens = config.whole('window_size');
  const types = config.raw('attention_types') ?? [[['global', 'local'], layers / 2]];
  config.ignore('attention_layers');
  const kinds: unknown[] = [];
  for (const group of Array.isArray(types) ? (types as readonly unknown[]) : []) {
    const [pattern, times] = Array.isArray(group) ? (group as readonly unknown[]) : [];
    if (!Array.isArray(pattern) || typeof times !== 'number') continue;
    for (let i = 0; i < Math.min(times, layers); i++) kinds.push(...(pattern as readonly unknown[]));
  }
  if (kinds.length < layers || kinds.some((kind) => kind !== 'global' && kind !== 'local')) {
    config.refuse(
      'attention_types',
      'attention_types must list "global" and "local" for each layer, as [[[kinds], times], …].',
    );
    return () => null;
  }
  return (layer) => (kinds[layer] === 'local' ? windowTokens : null);
};

interface ExpertSetting {
  readonly hidden: number;
  readonly layers: number;
  readonly ffn: number;
  readonly gated: boolean;
  readonly latentWidth?: number | null;
}

/** The MLPs of each layer: dense ones, experts, and what stands beside them. */
export const mlpsOf = (
  config: ConfigReader,
  keys: ExpertKeys | undefined,
  { layers, ffn, gated, latentWidth = null }: ExpertSetting,
): ((layer: number) => readonly Mlp[]) => {
  const plain = [dense(ffn, gated)];
  if (keys === undefined) return () => plain;
  const given = keys.experts.some((name) => config.has(name));
  if (keys.optional === true && given && keys.experts.every((name) => config.raw(name) === 0)) {
    // Without experts the MLP is the one that would stand beside them.
    config.ignore(...keys.perToken, ...(keys.width ?? []));
    const width = keys.sharedWidth === undefined ? ffn : config.whole(keys.sharedWidth);
    return () => [dense(width, gated)];
  }
  const experts = config.whole(keys.experts);
  const perToken = config.whole(keys.perToken);
  const width = keys.width === undefined ? ffn : config.whole(keys.width);
  if (perToken > experts) {
    const name = entryAt(keys.perToken, 0);
    config.refuse(name, `${name} is ${String(perToken)}, more than the ${String(experts)} experts that there are.`);
  }
  const sharedEach = keys.sharedEach === undefined ? width : (config.wholeOrNone(keys.sharedEach) ?? width);
  const sharedWidth =
    keys.sharedWidth !== undefined
      ? (config.wholeOrNone(keys.sharedWidth, { least: 0 }) ?? 0)
      : keys.shared === undefined
        ? 0
        : sharedEach * (config.wholeOrNone(keys.shared, { least: 0 }) ?? 0);
  const sparse: Mlp[] = [
    { kind: 'experts', experts, perToken, width, gated, latentWidth },
    ...(sharedWidth > 0 ? [dense(sharedWidth, gated)] : []),
  ];
  const hasExperts = expertLayers(config, keys, layers);
  return (layer) => (hasExperts(layer) ? sparse : plain);
};

/** Words of `mlp_layer_types`. */
const SPARSE = ['sparse', 'moe', 'hash_moe', 'experts'];

const expertLayers = (config: ConfigReader, keys: ExpertKeys, layers: number): ((layer: number) => boolean) => {
  const words = config.list('mlp_layer_types', layers);
  const leading =
    keys.dense === undefined || keys.dense.length === 0 ? 0 : (config.wholeOrNone(keys.dense, { least: 0 }) ?? 0);
  if (words !== null) {
    config.ignore(...(keys.frequency ?? []), ...(keys.step ?? []), keys.denseList ?? '');
    const wrong = words.findIndex((word) => word !== 'dense' && !SPARSE.includes(String(word)));
    if (wrong >= 0) {
      config.refuse(
        `mlp_layer_types[${String(wrong)}]`,
        `mlp_layer_types[${String(wrong)}] is ${JSON.stringify(words[wrong]).slice(0, 60)}; known are dense and ${SPARSE.join(', ')}.`,
      );
    }
    return (layer) => words[layer] !== 'dense';
  }
  const last =
    config.has('moe_layer_end_index') && config.raw('moe_layer_end_index') !== -1
      ? config.whole('moe_layer_end_index', { least: 0 })
      : layers - 1;
  config.ignore('moe_layer_end_index');
  const flags = keys.frequency?.find((name) => Array.isArray(config.raw(name)));
  const flagList = flags === undefined ? null : config.list(flags, layers);
  // A class without such a key has experts on every layer behind the leading ones.
  const hasFrequency = keys.frequency?.some((name) => config.has(name) || config.byClass(name) !== null) === true;
  const frequency = flagList !== null || !hasFrequency ? 1 : config.whole(keys.frequency ?? []);
  const step = keys.step === undefined ? 1 : config.whole(keys.step);
  const without = keys.denseList === undefined ? [] : config.raw(keys.denseList);
  if (
    without !== undefined &&
    without !== null &&
    !(Array.isArray(without) && without.every((entry) => typeof entry === 'number'))
  ) {
    config.refuse(keys.denseList ?? '', `${keys.denseList ?? ''} must be a list of layers, counted from 0.`);
  }
  const denseLayers = Array.isArray(without) ? (without as readonly unknown[]) : [];
  return (layer) =>
    layer >= leading &&
    layer <= last &&
    (flagList === null ? layer % frequency === 0 : flagList[layer] === 1 || flagList[layer] === true) &&
    (layer + 1) % step === 0 &&
    !denseLayers.includes(layer);
};

/** Scalings of positions that stretch the context beyond the number that stands beside them. */
const STRETCHING = ['linear', 'dynamic', 'ntk'];

/**
 * Files of models that were stretched by factors had at most so many tokens before; where more stand, as in Gemma 3's 131,072
 * beside a factor of 8, they are those after it.
 */
const LONGEST_STRETCHED = 8192;

/** Longest sequence of a model; null where nobody says. */
export const contextOf = (config: ConfigReader): number | null => {
  const there = CONTEXT.filter((candidate) => config.has(candidate));
  const first = there[0];
  const longest = 'model_max_length';
  // Cohere's files have a smaller number for positions than the model was made for.
  const name =
    first !== undefined && there.includes(longest) && Number(config.raw(longest)) > Number(config.raw(first))
      ? longest
      : first;
  config.ignore(...CONTEXT.filter((candidate) => candidate !== name));
  const told = name === undefined ? null : config.whole(name);
  if (name !== undefined && name !== first)
    config.warn(
      `${String(first)} is ${String(config.raw(String(first)))} and ${name} ${String(told)}: the latter is taken.`,
    );
  const context =
    told ?? (CONTEXT.some((candidate) => config.byClass(candidate) !== null) ? config.whole(CONTEXT) : null);
  const scaling = config.raw('rope_scaling') ?? config.raw('rope_parameters');
  if (context === null || typeof scaling !== 'object' || scaling === null) return context;
  const {
    type,
    rope_type: ropeType,
    factor,
    original_max_position_embeddings: original,
  } = scaling as Record<string, unknown>;
  const kind = type ?? ropeType;
  if (typeof factor !== 'number' || typeof kind !== 'string' || !Number.isFinite(factor)) return context;
  if (STRETCHING.includes(kind)) return context > LONGEST_STRETCHED ? context : Math.floor(context * factor);
  if (kind === 'yarn' && typeof original === 'number') return Math.max(context, Math.floor(original * factor));
  return context;
};
