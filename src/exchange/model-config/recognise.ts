import { didYouMean } from '../../base/nearest.ts';
import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { showText, showValue } from '../show.ts';
import { ARCHITECTURES, REFUSALS, WRAPPERS, type Architecture } from './architectures.ts';

const byType = new Map(ARCHITECTURES.flatMap((architecture) => architecture.types.map((type) => [type, architecture])));
const refusalOf = new Map(REFUSALS.flatMap(({ types, what }) => types.map((type) => [type, what])));

/** "Qwen3MoeForCausalLM" → "qwen3moe": what comes before its purpose. */
const stem = (className: string): string =>
  className
    .replace(/(?:For[A-Z].*|LMHeadModel.*|Model.*|HeadModel.*)$/, '')
    .toLowerCase()
    .replaceAll('_', '');

const stemsOf = ({ types, classes = [] }: Architecture): readonly string[] => [
  ...classes,
  ...types.map((type) => type.toLowerCase().replace(/[_-]/g, '').replace(/text$/, '')),
];

const classNames = (config: PlainObject): readonly string[] =>
  Array.isArray(config['architectures']) ? config['architectures'].filter((name) => typeof name === 'string') : [];

/** The text model of a file. */
export interface Located {
  readonly text: PlainObject;
  readonly type: string;
  /** Keys that lead to the text model; empty: it is the file itself. */
  readonly at: readonly string[];
}

const typeOf = (config: PlainObject): string => (typeof config['model_type'] === 'string' ? config['model_type'] : '');

/** The config of the text model: the file itself, or a part of it. */
export const locate = (config: PlainObject): Located => {
  const type = typeOf(config);
  const wrapper = Object.hasOwn(WRAPPERS, type) ? (WRAPPERS[type] ?? null) : null;
  const paths =
    wrapper === null ? [['text_config'], ['llm_config'], ['language_config']] : [wrapper.at, ['text_config']];
  for (const path of paths) {
    const inner = path.reduce<unknown>((part, key) => (isPlainObject(part) ? part[key] : undefined), config);
    if (isPlainObject(inner))
      return { text: inner, type: typeOf(inner) === '' ? (wrapper?.text ?? type) : typeOf(inner), at: path };
  }
  return { text: config, type, at: [] };
};

/** Why a file is of no model that could be planned; null where it may be. */
const refusalFor = (config: PlainObject, { type }: Located): string | null => {
  const outer = typeOf(config);
  const what = refusalOf.get(type) ?? refusalOf.get(outer);
  const named = showText(refusalOf.has(type) ? type : outer);
  if (what !== undefined) return `model_type "${named}" is ${what}. Take a decoder's config.json.`;
  if (config['is_encoder_decoder'] === true) {
    return `model_type "${named}" is an encoder-decoder (is_encoder_decoder is true): it keeps a cache of the encoded input beside that of its answer. Take a decoder's config.json.`;
  }
  if (isPlainObject(config['ssm_cfg']) && outer === '') {
    return `The file is of a state-space model (ssm_cfg), without attention: it keeps a state of constant size and no keys and values. Take a decoder's config.json.`;
  }
  const draft = classNames(config).find((name) => /Eagle|Medusa|Speculator|DraftModel/.test(name));
  if (draft !== undefined) {
    return `architectures names ${showValue(draft)}, the head of a speculative decoding and no model of its own. Take the config.json of the model that it drafts for.`;
  }
  if (typeof config['_class_name'] === 'string') {
    return `The file is of ${showValue(config['_class_name'])}, a part of a diffusion pipeline and no language model. Take a decoder's config.json.`;
  }
  return null;
};

/** The architecture of a file, and what makes it doubtful that it is that one. */
export interface Recognised {
  readonly architecture: Architecture;
  readonly doubts: readonly string[];
}

/** By its model_type, or by the classes that it names; the problem says why it is of no model that can be read. */
export const recognise = (config: PlainObject, located: Located): Result<Recognised, Problem> => {
  const refusal = refusalFor(config, located);
  if (refusal !== null) return err(problem('model_type', refusal));
  const { type } = located;
  const classes = [...classNames(config), ...classNames(located.text)];
  const stems = classes.map(stem);
  const named = byType.get(type);
  const architecture =
    named ?? ARCHITECTURES.find((candidate) => stems.some((name) => stemsOf(candidate).includes(name)));
  if (architecture === undefined) return err(problem('model_type', unknownType(type)));
  const doubts: string[] = [];
  if (named === undefined) {
    doubts.push(
      `model_type ${type === '' ? 'is left out' : `"${showText(type)}" is not known`}: read as ${architecture.types[0]}, by its class ${showValue(classes[0])}.`,
    );
  } else if (located.at.length === 0 && stems.length > 0 && !stems.some((name) => stemsOf(named).includes(name))) {
    doubts.push(
      `architectures names ${showValue(classNames(config)[0])}, which is not known to go with model_type "${showText(type)}": it may differ from what was read.`,
    );
  }
  const outer = typeOf(config);
  if (located.at.length > 0 && outer !== '' && !Object.hasOwn(WRAPPERS, outer) && outer !== type) {
    doubts.push(
      `model_type "${showText(outer)}" is not known: read as its ${located.at.join('.')}, ${architecture.types[0]}, alone; what it does with that may differ.`,
    );
  }
  return ok({ architecture, doubts });
};

const unknownType = (type: string): string => {
  const shown = type === '' ? 'The file has no model_type' : `model_type "${showText(type)}" is not known`;
  const likely =
    type === '' ? 'take the config.json that stands beside the weights' : didYouMean(type, [...byType.keys()]);
  return `${shown}: what its keys mean cannot be told, and it is not guessed; ${likely} If it is built like a model that is known, write that one's model_type.`;
};

/** A model that judges has another head than one that writes. */
export const judgeWarnings = (config: PlainObject): readonly string[] => {
  const judge = classNames(config).find((name) => /For(?:Sequence|Token|Question|Reward|Multiple)\w*$/.test(name));
  return judge === undefined
    ? []
    : [
        `architectures names ${showValue(judge)}, which judges a text and writes none: its head is another, and plans count tokens that it does not make.`,
      ];
};
