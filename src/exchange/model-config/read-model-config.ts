import { entryAt } from '../../base/checked.ts';
import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { modelShapeSchema, type LayerGroup, type ModelFormats, type ModelShape } from '../../records/model.ts';
import { capProblems } from '../limits.ts';
import { readJson, withoutNonFinite } from '../read-json.ts';
import { showText, showValue } from '../show.ts';
import { validate } from '../validate.ts';
import { ConfigReader } from './config-reader.ts';
import { contextOf, NAMES, type Layer } from './dimensions.ts';
import { READINGS } from './readings/all.ts';
import type { Stack } from './readings/reading.ts';
import { bearsOnNothing } from './no-bearing.ts';
import { readFormats } from './number-formats.ts';
import { judgeWarnings, locate, recognise, type Located } from './recognise.ts';
import { readTowers } from './towers.ts';

/** What a `config.json` was read as. */
export interface ReadModel {
  readonly name: string;
  readonly modelType: string;
  readonly shape: ModelShape;
  readonly formats: ModelFormats;
  /** Layers of multi-token prediction that the file tells of; they are not counted. */
  readonly predictionLayers: number;
  /** Keys that were neither used nor are known to bear on nothing. */
  readonly unused: readonly string[];
  readonly warnings: readonly string[];
  /** Whether something was not understood that may bear on size or speed: bands are then wider. */
  readonly doubtful: boolean;
}

/** Layers that are equal, together, in the order in which they are first met. */
const grouped = (count: number, at: (layer: number) => Layer): LayerGroup[] => {
  const groups = new Map<string, { count: number; layer: Layer }>();
  for (let i = 0; i < count; i++) {
    const layer = at(i);
    const key = JSON.stringify(layer);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { count: 1, layer });
    else known.count++;
  }
  return [...groups.values()].map(({ count: equal, layer }) => ({
    count: equal,
    mixers: [...layer.mixers],
    mlps: [...layer.mlps],
  }));
};

/** Keys whose names tell that they bear on size, attention, experts, state or format. */
const TELLING =
  /expert|moe|mamba|ssm|linear|hybrid|block|layer|compress|chunk|cla_|window|head|rank|dim|size|kv|share|latent|conv|state|index|width|ffn|mlp|depth|vocab|embed|attn|attention|quant|bits|num_|n_/i;

/** A count that makes a model of another kind: experts in a dense one, states in one of attention alone, latent attention. */
const isAlien = (key: string, value: unknown, { layers }: ModelShape): boolean => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 2) return false;
  const kinds = layers.flatMap(({ mixers, mlps }) => [...mixers, ...mlps].map(({ kind }) => kind));
  return (
    (/(^|_)experts?(_|$)/i.test(key) && !kinds.includes('experts')) ||
    (/mamba|(^|_)ssm(_|$)|^linear_(num|key|value)/i.test(key) && !kinds.includes('recurrent')) ||
    (/kv_lora_rank/i.test(key) && !kinds.includes('latent'))
  );
};

/** Values by which a key that is not known switches nothing on. */
const isNothing = (value: unknown): boolean =>
  value === null || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);

/** Keys of the file beside its text model that say something else than that does. */
const unusedOutside = (config: PlainObject, { text, at }: Located): string[] =>
  at.length === 0
    ? []
    : Object.entries(config).flatMap(([key, value]) =>
        key === at[0] || bearsOnNothing(key) || key === 'tie_word_embeddings' || isNothing(value)
          ? []
          : JSON.stringify(text[key]) === JSON.stringify(value)
            ? []
            : [key],
      );

const nameOf = (config: PlainObject, given: string): string => {
  const inFile = [config['_name_or_path'], config['name_or_path']].find(
    (name) => typeof name === 'string' && name.trim() !== '',
  );
  const last =
    typeof inFile === 'string'
      ? inFile
          .split(/[\\/]/)
          .filter((part) => part !== '')
          .at(-1)
      : undefined;
  return showText(given === '' ? (last ?? 'model of a config.json') : given).slice(0, 200);
};

const numberOrNone = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);

/** Layers of multi-token prediction that the file tells of. */
const predictionLayers = (text: PlainObject): number =>
  numberOrNone(text['num_nextn_predict_layers']) ||
  numberOrNone(text['mtp_num_hidden_layers']) ||
  numberOrNone(text['num_mtp_modules']) ||
  numberOrNone(text['num_mtp_layers']);

/** More kinds of layers than any model has. */
const MOST_GROUPS = 1000;

/** The shape of the model without its towers; or what of it the file does not say, or says that cannot be. */
const shapeOf = (reader: ConfigReader, stack: Stack): Result<ModelShape, Problem[]> => {
  const isPadded =
    reader.has('padded_vocab_size') || (!reader.has('vocab_size') && reader.byClass('padded_vocab_size') !== null);
  const vocab = reader.whole(isPadded ? 'padded_vocab_size' : 'vocab_size');
  reader.ignore(...NAMES.vocab);
  const context = contextOf(reader);
  const tiedEmbeddings = reader.flag(['tie_word_embeddings', 'tie_embedding', 'weight_tying']);
  const layers = reader.problems.length === 0 ? grouped(stack.layers, stack.at) : [];
  if (reader.problems.length > 0) return err(capProblems(unique(reader.problems)));
  if (layers.length === 0 || layers.length > MOST_GROUPS) {
    return err([
      problem(
        'num_hidden_layers',
        `The file describes ${String(layers.length)} kinds of layers; a model has 1 to ${String(MOST_GROUPS)}.`,
      ),
    ]);
  }
  const shape: ModelShape = {
    hidden: stack.hidden,
    vocab,
    tiedEmbeddings,
    context,
    layers,
    lookupParams: stack.lookupParams ?? 0,
    towerParams: 0,
  };
  const impossible = impossibleIn(shape);
  return impossible.length > 0 ? err(capProblems(impossible)) : ok(shape);
};

/** A config of the hub → the model; or why none can be read from it. */
const modelOf = (config: PlainObject, beside: PlainObject | null, given: string): Result<ReadModel, Problem[]> => {
  const located = locate(config);
  const recognised = recognise(config, located);
  if (!recognised.ok) return err([recognised.error]);
  const { architecture, doubts } = recognised.value;
  let doubtful = doubts.length > 0;
  const warnings = [...doubts, ...judgeWarnings(config)];
  const tied = located.text['tie_word_embeddings'] ?? config['tie_word_embeddings'];
  const reader = new ConfigReader(
    tied === undefined ? located.text : { ...located.text, tie_word_embeddings: tied },
    architecture.defaults,
  );
  const stack = READINGS[architecture.read](reader, architecture);
  const read = shapeOf(reader, stack);
  if (!read.ok) return read;
  const shape = read.value;
  const formats = readFormats(config, located.text, beside, given);
  const towers = readTowers(config, stack.hidden);
  warnings.push(...reader.warnings, ...formats.warnings, ...towers.warnings);
  if (reader.leftOut.length > 0) {
    warnings.push(`Left out or null, and taken otherwise: ${[...new Set(reader.leftOut)].join('; ')}.`);
  }
  const left = reader.unused().filter(({ key, value }) => !bearsOnNothing(key) && !isNothing(value));
  const alien = left.find(({ key, value }) => isAlien(key, value, shape));
  if (alien !== undefined) {
    return err([
      problem(
        alien.path,
        `${showText(alien.path)} is ${showValue(alien.value)}, and model_type "${showText(located.type)}" is not known to have it: the model would be read as another. Take the model_type that goes with it.`,
      ),
    ]);
  }
  const unused = [...left.map(({ path }) => path), ...unusedOutside(config, located)];
  const telling = unused.filter((key) => TELLING.test(key));
  if (unused.length > 0) {
    doubtful ||= telling.length > 0;
    warnings.push(
      `Not understood and not used: ${unused.slice(0, 20).map(showText).join(', ')}${unused.length > 20 ? ` and ${String(unused.length - 20)} more` : ''}.${telling.length > 0 ? ' The model may be larger or slower than it was read.' : ''}`,
    );
  }
  return ok({
    name: nameOf(config, given),
    modelType: located.type === '' ? entryAt(architecture.types, 0) : located.type,
    shape: { ...shape, towerParams: towers.params },
    formats: formats.formats,
    predictionLayers: predictionLayers(located.text),
    unused,
    warnings,
    doubtful,
  });
};

/** What no model can be, whatever its keys are called. */
const impossibleIn = (shape: ModelShape): Problem[] => {
  const tooMany = shape.layers
    .flatMap(({ mlps }) => mlps)
    .find((mlp) => mlp.kind === 'experts' && mlp.perToken > mlp.experts);
  if (tooMany?.kind === 'experts') {
    const { perToken, experts } = tooMany;
    return [
      problem(
        'num_experts_per_tok',
        `A token is routed to ${String(perToken)} experts, and there are ${String(experts)}; it must be at most as many.`,
      ),
    ];
  }
  const checked = validate(modelShapeSchema, shape, {
    wayOut: 'Take the file as it stands beside the model.',
    asWritten: new Map(),
  });
  return checked.ok ? [] : checked.error;
};

const unique = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ message }, at) => problems.findIndex((other) => other.message === message) === at);

export interface ConfigText {
  /** The config.json itself. */
  readonly text: string;
  /** The hf_quant_config.json that stands beside it, where there is one. */
  readonly quantisation?: string | null;
  /** What the model is called; empty: as the file says. */
  readonly name?: string;
}

const objectOf = (text: string, what: string): Result<PlainObject, Problem[]> => {
  const document = readJson(withoutNonFinite(text));
  if (!document.ok) return document;
  return isPlainObject(document.value.value)
    ? ok(document.value.value)
    : err([problem('', `The file is no object; it must be the ${what} that stands beside a model.`)]);
};

/** Text of a Hugging Face `config.json` → the model it describes, with all that was taken for granted said. */
export const readModelConfig = ({ text, quantisation = null, name = '' }: ConfigText): Result<ReadModel, Problem[]> => {
  const config = objectOf(text, 'config.json');
  if (!config.ok) return config;
  const beside = quantisation === null ? null : objectOf(quantisation, 'hf_quant_config.json');
  if (beside !== null && !beside.ok) return beside;
  return modelOf(config.value, beside?.value ?? null, name);
};
