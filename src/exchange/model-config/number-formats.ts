import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';
import type { ModelFormats, ModelPart, NumberFormat } from '../../records/model.ts';
import { showValue } from '../show.ts';

const DTYPES: Readonly<Record<string, NumberFormat>> = {
  bfloat16: 'bf16',
  float16: 'fp16',
  half: 'fp16',
  float32: 'fp32',
  float: 'fp32',
  float8_e4m3fn: 'fp8',
  float8_e5m2: 'fp8',
};

const INTEGERS: Readonly<Record<number, NumberFormat>> = {
  8: 'int8',
  6: 'int6',
  5: 'int5',
  4: 'int4',
  3: 'int3',
  2: 'int2',
};

interface Read {
  readonly formats: ModelFormats;
  readonly warnings: readonly string[];
}

const integer = (bits: unknown): NumberFormat | null => (typeof bits === 'number' ? (INTEGERS[bits] ?? null) : null);

/** A format of compressed-tensors and ModelOpt: so many bits, floats or integers, in groups. */
const byBits = (scheme: unknown): NumberFormat | null => {
  if (!isPlainObject(scheme)) return null;
  const { num_bits: bits, type, group_size: group } = scheme;
  if (type === 'float')
    return bits === 8 ? 'fp8' : bits === 4 ? (group === 32 ? 'mxfp4' : 'nvfp4') : bits === 16 ? 'fp16' : null;
  return integer(bits);
};

/** Names of ModelOpt: NVFP4, FP8, W4A16_AWQ, W4A8_AWQ, INT4_AWQ, INT8_SQ, MXFP4, … */
const byName = (
  name: unknown,
): { readonly weights: NumberFormat; readonly activations: NumberFormat | null } | null => {
  if (typeof name !== 'string') return null;
  const word = name.toUpperCase().replaceAll('-', '_');
  if (word.includes('NVFP4')) return { weights: 'nvfp4', activations: word.includes('W4A16') ? null : 'nvfp4' };
  if (word.includes('MXFP4'))
    return { weights: 'mxfp4', activations: word.includes('A8') || word.includes('MXFP8') ? 'fp8' : null };
  if (word.includes('W4A8')) return { weights: 'int4', activations: 'fp8' };
  if (/(^|_)(W4A16|INT4|W4)/.test(word)) return { weights: 'int4', activations: null };
  if (/INT8|W8A8_SQ|W8A8$/.test(word)) return { weights: 'int8', activations: 'int8' };
  if (word.includes('W8A16')) return { weights: 'int8', activations: null };
  if (word.includes('FP8') || word.includes('MXFP8')) return { weights: 'fp8', activations: 'fp8' };
  return null;
};

/** What the exceptions of a quantisation leave alone. */
const EXCEPTIONS: readonly (readonly [part: ModelPart, pattern: RegExp])[] = [
  ['attention', /self_attn|attention|linear_attn|\battn\b|\.attn|mixer|mamba/],
  ['shared experts', /shared_expert(?!_gate)/],
  ['MLP', /mlp\\?\.?\(?(gate\|up|gate_proj|up_proj|down_proj)|layers\.\d+\.mlp\*?$|\bmlp\*$/],
  ['head', /lm_head|^head$|output_layer|embed_out/],
  ['embeddings', /embed_tokens|\bembed\b/],
];

const exceptions = (quantisation: PlainObject): ModelPart[] => {
  const names = [
    'ignore',
    'modules_to_not_convert',
    'exclude_modules',
    'ignored_layers',
    'exclude',
    'llm_int8_skip_modules',
    'modules_to_not_quantize',
  ]
    .flatMap((key) => {
      const list = quantisation[key];
      return Array.isArray(list) ? (list as readonly unknown[]) : [];
    })
    .filter((name): name is string => typeof name === 'string' && !/norm|gate$|router|indexer|rotary|bias/.test(name));
  const quantised = quantisation['quantization'];
  const inner = isPlainObject(quantised) ? exceptions(quantised) : [];
  const found = EXCEPTIONS.flatMap(([part, pattern]) => (names.some((name) => pattern.test(name)) ? [part] : []));
  return [...new Set([...found, ...inner])];
};

interface Mixed {
  /** Whether parts of the model are in other formats, which is not followed. */
  readonly mixed?: boolean;
}

/** Methods that quantise linear layers to a number of bits that stands beside them. */
const WEIGHT_ONLY = [
  'awq',
  'gptq',
  'gptqmodel',
  'marlin',
  'auto-round',
  'auto_round',
  'autoround',
  'intel/auto-round',
  'hqq',
  'aqlm',
  'vptq',
  'quip',
  'exl2',
  'exl3',
  'higgs',
  'spqr',
  'quanto',
  'eetq',
  'gguf',
  'inc',
  'sinq',
];

interface Formats {
  readonly weights: NumberFormat;
  readonly activations: NumberFormat | null;
}

interface PartFormats extends Formats {
  /** Names of what it covers, as the file writes them. */
  readonly covers: string;
}

/** What most weights of a model are in: its experts, or else its MLPs. */
const BULK = [/expert/, /mlp|ffn|feed_forward|(?:gate|up|down)_proj/];

/** Of formats for different parts that of the most weights; they are told where they differ. */
const bulkOf = (parts: readonly PartFormats[]): { readonly bulk: PartFormats; readonly differ: boolean } | null => {
  const [first] = parts;
  if (first === undefined) return null;
  const found = BULK.flatMap((pattern) => parts.find(({ covers }) => pattern.test(covers)) ?? []);
  return { bulk: found[0] ?? first, differ: parts.some(({ weights }) => weights !== first.weights) };
};

/** `config_groups` of compressed-tensors: a format for each list of targets. */
const groupParts = (q: PlainObject): readonly PartFormats[] => {
  const groups = q['config_groups'];
  if (!isPlainObject(groups)) return [];
  return Object.values(groups).flatMap((group) => {
    if (!isPlainObject(group)) return [];
    const weights = byBits(group['weights']) ?? byName(group['format'])?.weights ?? byName(q['format'])?.weights;
    const input = group['input_activations'];
    const activations = isPlainObject(input) ? byBits(input) : null;
    return weights === undefined ? [] : [{ weights, activations, covers: JSON.stringify(group['targets'] ?? '') }];
  });
};

/** `quantized_layers` of ModelOpt's mixed precision: a format for each layer's name. */
const layerParts = (q: PlainObject): readonly PartFormats[] => {
  const layers = q['quantized_layers'];
  if (!isPlainObject(layers)) return [];
  return Object.entries(layers).flatMap(([covers, layer]) => {
    const read = isPlainObject(layer) ? byName(layer['quant_algo']) : null;
    return read === null ? [] : [{ ...read, covers }];
  });
};

/** Keys under which bits per weight stand. */
const BITS = ['bits', 'w_bit', 'nbits', 'wbits', 'weight_bits'] as const;

/** Bits of a weight, rounded up; AQLM's are those of its codes over the weights that they stand for. */
const bitsOf = (q: PlainObject): number | null => {
  const inner = isPlainObject(q['quant_config']) ? q['quant_config']['weight_quant_params'] : undefined;
  const told = BITS.map((key) => q[key] ?? (isPlainObject(inner) ? inner[key] : undefined)).find(
    (value) => value !== undefined,
  );
  if (told !== undefined) return Math.ceil(Number(told));
  const [codes, width, rows, columns] = [
    q['num_codebooks'],
    q['nbits_per_codebook'],
    q['in_group_size'],
    q['out_group_size'] ?? 1,
  ];
  if (typeof codes !== 'number' || typeof width !== 'number' || typeof rows !== 'number' || typeof columns !== 'number')
    return null;
  return Math.ceil((codes * width) / (rows * columns));
};

/** Weights, activations and cache of a quantisation; null where its method is not known. */
const quantised = (q: PlainObject): (Pick<ModelFormats, 'weights' | 'activations' | 'kvCache'> & Mixed) | null => {
  const method = typeof q['quant_method'] === 'string' ? q['quant_method'].toLowerCase() : '';
  const kvCache = cacheFormat(q);
  const named = byName(q['moe_quant_algo']) ?? byName(q['quant_algo']);
  if (named !== null) return { ...named, kvCache };
  const parts = bulkOf([...groupParts(q), ...layerParts(q)]);
  if (parts !== null) {
    const { weights, activations } = parts.bulk;
    return { weights, activations, kvCache, mixed: parts.differ };
  }
  if (isPlainObject(q['config_groups']) || q['quant_algo'] === 'MIXED_PRECISION') return null;
  if (method === 'compressed-tensors') {
    const byFormat = byName(q['format']);
    return byFormat === null ? null : { ...byFormat, kvCache };
  }
  if (['fp8', 'fbgemm_fp8', 'finegrained_fp8', 'ptpc_fp8', 'deepspeedfp'].includes(method)) {
    return { weights: 'fp8', activations: 'fp8', kvCache };
  }
  if (method === 'mxfp4') return { weights: 'mxfp4', activations: null, kvCache };
  if (method === 'nvfp4' || method === 'modelopt_fp4') return { weights: 'nvfp4', activations: 'nvfp4', kvCache };
  if (method === 'modelopt') return { weights: 'fp8', activations: 'fp8', kvCache };
  if (method === 'bitsandbytes') {
    const four = q['load_in_4bit'] === true || q['_load_in_4bit'] === true;
    return { weights: four ? 'int4' : 'int8', activations: null, kvCache };
  }
  if (method === 'eetq') return { weights: 'int8', activations: null, kvCache };
  if (method === 'bitnet') return { weights: 'ternary', activations: 'int8', kvCache };
  if (method === 'quark') {
    const scheme = isPlainObject(q['global_quant_config']) ? q['global_quant_config'] : {};
    return quarkFormats(scheme, kvCache);
  }
  if (method === 'torchao') return torchao(q, kvCache);
  if (method === 'experts_int8') return { weights: 'int8', activations: null, kvCache };
  if (method === 'quanto') {
    const weights = Object.values(INTEGERS).find((format) => format === q['weights']);
    if (q['weights'] === 'float8') return { weights: 'fp8', activations: null, kvCache };
    return weights === undefined ? null : { weights, activations: null, kvCache };
  }
  if (method === 'fp_quant') {
    const read = byName(q['forward_dtype']);
    return read === null ? null : { weights: read.weights, activations: read.weights, kvCache };
  }
  // MLX writes bits and groups, and no method.
  if (WEIGHT_ONLY.includes(method) || (method === '' && q['bits'] !== undefined)) {
    const weights = integer(bitsOf(q));
    return weights === null ? null : { weights, activations: null, kvCache, mixed: hasExceptions(q) };
  }
  return byMethod(method, kvCache);
};

/** Methods for the linear layers between embeddings and head leave the head alone, unless they say otherwise. */
const leavesHead = (q: PlainObject): boolean =>
  (WEIGHT_ONLY.includes(String(q['quant_method']).toLowerCase()) || q['quant_method'] === 'bitsandbytes') &&
  q['lm_head'] !== true;

/** Methods that are called by their format: mxfp8, w8a8_int8, … */
const byMethod = (
  method: string,
  kvCache: NumberFormat | null,
): (Formats & { kvCache: NumberFormat | null }) | null => {
  const read = byName(method.replace(/^w8a8_(int8|fp8)$/, '$1'));
  return read === null ? null : { ...read, kvCache };
};

/** Modules with bits of their own: `extra_config` of AutoRound, `dynamic` of GPTQModel. */
const hasExceptions = (q: PlainObject): boolean =>
  ['extra_config', 'dynamic'].some((key) => {
    const own = q[key];
    return isPlainObject(own) && Object.values(own).some((part) => isPlainObject(part) && bitsOf(part) !== null);
  });

const quarkFormats = (
  scheme: PlainObject,
  kvCache: NumberFormat | null,
): Pick<ModelFormats, 'weights' | 'activations' | 'kvCache'> | null => {
  const of = (part: unknown): NumberFormat | null => {
    const [spec] = Array.isArray(part) ? (part as readonly unknown[]) : [part];
    const dtype = isPlainObject(spec) ? spec['dtype'] : undefined;
    if (typeof dtype !== 'string') return null;
    if (dtype.startsWith('fp4')) return 'mxfp4';
    if (dtype.startsWith('fp8')) return 'fp8';
    return integer(Number(/int(\d)/.exec(dtype)?.[1]));
  };
  const weights = of(scheme['weight']);
  return weights === null ? null : { weights, activations: of(scheme['input_tensors']), kvCache };
};

const torchao = (
  q: PlainObject,
  kvCache: NumberFormat | null,
): Pick<ModelFormats, 'weights' | 'activations' | 'kvCache'> | null => {
  const text = JSON.stringify(q['quant_type'] ?? '').toLowerCase();
  if (text.includes('float8')) return { weights: 'fp8', activations: text.includes('dynamic') ? 'fp8' : null, kvCache };
  if (text.includes('int4')) return { weights: 'int4', activations: null, kvCache };
  if (text.includes('int8')) return { weights: 'int8', activations: text.includes('dynamic') ? 'int8' : null, kvCache };
  return null;
};

const cacheFormat = (q: PlainObject): NumberFormat | null => {
  const scheme = q['kv_cache_scheme'] ?? q['kv_cache_quant_algo'] ?? q['kv_cache_dtype'];
  if (typeof scheme === 'string')
    return /fp8/i.test(scheme) ? 'fp8' : /int8/i.test(scheme) ? 'int8' : /fp4/i.test(scheme) ? 'nvfp4' : null;
  return byBits(scheme);
};

/** Words in a model's name that tell of a quantisation. */
const IN_NAMES = /(?:^|[-_.])(nvfp4|mxfp4|fp4|fp8|w4a16|w8a8|awq|gptq|int4|int8|4bit|8bit|gguf|bnb)(?:[-_.]|$)/i;

/**
 * The number formats of a config, from its dtype, its `quantization_config` and the `hf_quant_config.json` beside it, which
 * goes before.
 */
export const readFormats = (config: PlainObject, text: PlainObject, beside: PlainObject | null, name: string): Read => {
  const warnings: string[] = [];
  const dtype = text['dtype'] ?? text['torch_dtype'] ?? config['dtype'] ?? config['torch_dtype'];
  const wideOf = typeof dtype === 'string' ? DTYPES[dtype.replace('torch.', '')] : undefined;
  const inFile =
    [
      config['quantization_config'],
      text['quantization_config'],
      config['compression_config'],
      config['quantization'],
    ].find(isPlainObject) ?? null;
  const outside =
    beside === null
      ? null
      : (['quantization', 'quantization_config'].map((key) => beside[key]).find(isPlainObject) ?? beside);
  const told = outside ?? inFile;
  if (wideOf === undefined && told === null) {
    warnings.push(
      dtype === undefined || dtype === null
        ? 'Neither torch_dtype nor dtype says in which number format the weights are; 16 bits are taken.'
        : `The number format ${showValue(dtype)} is not known; 16 bits are taken.`,
    );
  }
  const wide = wideOf === undefined || wideOf === 'fp8' ? 'bf16' : wideOf;
  const experts = text['expert_dtype'] ?? config['expert_dtype'];
  if (told === null) {
    const word = IN_NAMES.exec(name)?.[1];
    if (word !== undefined) {
      warnings.push(
        `The name tells of ${word.toUpperCase()}, and the file of ${wideOf ?? '16 bits'}: put the hf_quant_config.json of the model beside it, or state the formats (precision.weights).`,
      );
    }
    return { formats: { weights: wideOf ?? wide, activations: null, kvCache: null, unquantised: [], wide }, warnings };
  }
  const read = quantised(told);
  if (read === null) {
    const method = told['quant_method'] ?? told['quant_algo'] ?? 'no method';
    warnings.push(
      `The quantisation ${showValue(method)} of the file is not known: its weights are taken as ${wide}, which may be several times too much.`,
    );
    return {
      formats: { weights: wide, activations: null, kvCache: cacheFormat(told), unquantised: [], wide },
      warnings,
    };
  }
  const { mixed = false, ...quantisation } = read;
  if (mixed) {
    warnings.push(
      `The quantisation has parts in different formats: ${read.weights}, that of the most weights, is taken for all that it names.`,
    );
  }
  const unquantised = exceptions(told);
  if (leavesHead(told)) unquantised.push('head');
  const fp4Experts = experts === 'fp4' && read.weights === 'fp8';
  return {
    formats: {
      ...quantisation,
      weights: fp4Experts ? 'mxfp4' : read.weights,
      // Methods for linear layers leave the table of embeddings alone.
      unquantised: [...new Set<ModelPart>([...unquantised, 'embeddings'])],
      wide: fp4Experts ? 'fp8' : wide,
    },
    warnings,
  };
};
