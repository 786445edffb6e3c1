import * as v from 'valibot';
import { choice, count } from './fields.ts';

/**
 * A decoder as its layers, in groups of equal ones. From it alone follow the parameters, the active ones, the bytes of keys
 * and values at any context and the constant state (catalog/model-geometry.ts). Shipped models and own ones are told alike.
 */

/** No dimension of a model is larger; what is, is a slip or worse. */
export const LARGEST_DIMENSION = 1e9;

const width = (label: string, help: string) => count(label, '', 1, LARGEST_DIMENSION, help);
const params = (label: string, help: string) => count(label, '', 0, 1e15, help);
const heads = width('Heads', 'Of queries.');
const headDim = width('Head size', 'Of queries and keys.');
const windowTokens = v.nullable(width('Window', 'Latest tokens that are seen and kept; left open: all.'));

/** Keys of their own by which sparse attention chooses the tokens it looks at; kept in 8 bits with a scale of 32 per token. */
const index = v.nullable(
  v.strictObject({
    heads: width('Index heads', 'Of queries of the index.'),
    headDim: width('Index size', 'Of a key of the index.'),
    topTokens: width('Chosen', 'Entries that attention then looks at.'),
  }),
);

/** Softmax attention over keys and values of the tokens before. */
const attention = v.strictObject({
  kind: v.literal('attention'),
  heads,
  kvHeads: width('Key-value heads', 'Heads that keys and values are kept for.'),
  headDim,
  valueDim: width('Value size', 'Of a value head.'),
  windowTokens,
  /** Whether a gate as wide as the heads' outputs is computed beside the queries. */
  gated: v.boolean(),
  /** Where keys and values come from: projections of both, one of keys that serves for both, or an earlier layer's cache. */
  keysAndValues: choice('Keys and values', ['projected', 'keys only', 'of an earlier layer'], 'Where they come from.'),
});

/** Multi-head latent attention: keys and values are kept as one compressed vector a token. */
const latent = v.strictObject({
  kind: v.literal('latent'),
  heads,
  qLoraRank: v.nullable(width('Rank of queries', 'Null: queries are not compressed.')),
  kvLoraRank: width('Rank of keys and values', 'Size of the compressed vector.'),
  qkNopeHeadDim: count('Head size without rotation', '', 0, LARGEST_DIMENSION, 'Of queries and keys.'),
  qkRopeHeadDim: count('Head size with rotation', '', 0, LARGEST_DIMENSION, 'Of queries and keys, kept per token.'),
  vHeadDim: width('Value size', 'Of a value head.'),
  /** Rank of a gate on the heads' outputs, hidden → rank → heads; left open: none. */
  gateRank: v.nullable(width('Rank of the gate', 'Null: no gate.')),
  index,
});

/**
 * DeepSeek-V4: one vector serves all heads as key and value; the latest are kept as they are, and of every `ratio` tokens
 * one more for good.
 */
const compressed = v.strictObject({
  kind: v.literal('compressed'),
  heads,
  headDim,
  qLoraRank: width('Rank of queries', 'Size of the compressed query.'),
  outputGroups: width('Output groups', 'Groups of heads that are projected alone.'),
  outputRank: width('Output rank', 'Of each group.'),
  windowTokens: width('Window', 'Latest tokens that are kept as they are.'),
  ratio: v.nullable(width('Ratio', 'Tokens that one entry stands for; left open: the window alone.')),
  /** Whether an entry is made of the tokens of two neighbouring ones. */
  overlapping: v.boolean(),
  index,
});

/** Linear attention or a state space: a state of constant size in place of keys and values. */
const recurrent = v.strictObject({
  kind: v.literal('recurrent'),
  algorithm: choice(
    'Algorithm',
    [
      'mamba',
      'mamba-2',
      'gated delta net',
      'kimi delta attention',
      'lightning attention',
      'short convolution',
      'gated recurrence',
    ],
    'How the state is updated.',
  ),
  heads,
  inputs: width('Inputs', 'Outputs of all matrices that the hidden vector passes.'),
  outputs: width('Outputs', 'Inputs of the last matrix.'),
  /** Parameters beside those two, of convolutions and low ranks. */
  otherParams: params('Other parameters', 'Of convolutions and of projections of low rank.'),
  stateBytes: params('State', 'Bytes a layer keeps of a sequence, however long it is.'),
});

const mixer = v.variant('kind', [attention, latent, compressed, recurrent]);

/** An MLP that every token passes; experts that all tokens share are one of it. */
const dense = v.strictObject({
  kind: v.literal('dense'),
  width: width('MLP width', ''),
  /** True: three matrices (gate, up, down); false: two. */
  gated: v.boolean(),
});

const experts = v.strictObject({
  kind: v.literal('experts'),
  experts: width('Experts', 'In a layer.'),
  perToken: width('Experts per token', 'That a token is routed to.'),
  width: width('Expert width', 'Of one.'),
  gated: v.boolean(),
  /** Size that hidden vectors are reduced to before the experts and widened from behind them; null: they are not. */
  latentWidth: v.nullable(width('Latent width', '')),
});

const mlp = v.variant('kind', [dense, experts]);

const layerGroup = v.strictObject({
  count: count('Layers', '', 1, 10_000, 'Of this make.'),
  /** What mixes tokens; two where they stand side by side. */
  mixers: v.pipe(v.array(mixer), v.maxLength(3)),
  mlps: v.pipe(v.array(mlp), v.maxLength(3)),
});

/** What a model is made of. */
export const modelShape = {
  hidden: width('Hidden size', ''),
  vocab: v.nullable(width('Vocabulary', '')),
  tiedEmbeddings: v.boolean(),
  /** Longest sequence, in tokens; null where nobody says. */
  context: v.nullable(width('Context', 'Longest sequence, in tokens.')),
  layers: v.pipe(v.array(layerGroup), v.minLength(1), v.maxLength(1000)),
  /** Tables beside the embedding of which a token reads a row or so: positions, embeddings of single layers. */
  lookupParams: params('Other tables', 'Parameters of which a token reads some rows only.'),
  /** Encoders of pictures and sounds: kept in memory, no part of a token's way. */
  towerParams: params('Encoders', 'Parameters that encode pictures and sounds.'),
};

export const modelShapeSchema = v.strictObject(modelShape);
export type ModelShape = v.InferOutput<typeof modelShapeSchema>;
export type LayerGroup = v.InferOutput<typeof layerGroup>;
export type Mixer = v.InferOutput<typeof mixer>;
export type Mlp = v.InferOutput<typeof mlp>;
export type Experts = v.InferOutput<typeof experts>;

/** Number formats that weights and caches are published in. */
export const NUMBER_FORMATS = [
  'fp32',
  'bf16',
  'fp16',
  'fp8',
  'int8',
  'int6',
  'int5',
  'fp4',
  'nvfp4',
  'mxfp4',
  'int4',
  'int3',
  'int2',
  'ternary',
] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

/** Parts of a model that a quantisation may leave alone. */
export const MODEL_PARTS = ['experts', 'shared experts', 'attention', 'MLP', 'head', 'embeddings'] as const;
export type ModelPart = (typeof MODEL_PARTS)[number];

const format = v.picklist(NUMBER_FORMATS);

/** Number formats in which a model is published. */
export const modelFormats = v.strictObject({
  /** Of weights that are quantised, or of all. */
  weights: format,
  /** In which products are computed; null: not told, that of 16 bits. */
  activations: v.nullable(format),
  kvCache: v.nullable(format),
  /** Parts that keep `wide` weights where others are quantised. */
  unquantised: v.pipe(v.array(v.picklist(MODEL_PARTS)), v.maxLength(MODEL_PARTS.length)),
  /** Format of weights that are not quantised. */
  wide: format,
});
export type ModelFormats = v.InferOutput<typeof modelFormats>;
