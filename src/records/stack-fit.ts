import * as v from 'valibot';
import { isPlainObject } from '../base/plain-object.ts';
import { choice, identifier, quantity } from './fields.ts';
import { precisions } from './scenario.ts';
import { changeEach, changeField, recordKind, withDefaults } from './migrate.ts';
import { text, timestamp } from './values.ts';

/** Attention among prompts reached half of the peak where a fit said nothing else; its laws now hold that half. */
const USUAL_PROMPT_SHARE = 0.5;

/**
 * Attention, experts and exchanges have laws of their own, fitted kernel by kernel: what a fit said of attention among prompts
 * becomes a factor on them, the rest starts as the laws have it.
 */
const kernelsOfTheirOwn = (constants: unknown): unknown => {
  if (!isPlainObject(constants)) return constants;
  const { promptAttentionEfficiency, ...kept } = constants;
  const share = typeof promptAttentionEfficiency === 'number' ? promptAttentionEfficiency : USUAL_PROMPT_SHARE;
  return {
    ...kept,
    engine: 'vllm',
    decodeAttentionScale: 1,
    promptAttentionScale: USUAL_PROMPT_SHARE / share,
    expertScale: 1,
    expertLaunchScale: 1,
    exchangeScale: 1,
    layerUs: 0,
    firstTokenSteps: 0,
    requestUs: 0,
  };
};

/** Share of the others' prompts, and of what the server does for them, that a request waited for in every fit. */
const USUAL_WAVE_SHARE = 0.05;

/** What prompts add to the products had the factor of all products; a request waited for a twentieth of the others. */
const promptsOfTheirOwn = (constants: unknown): unknown => {
  if (!isPlainObject(constants)) return constants;
  const { deviceScale, requestUs } = constants;
  return {
    ...constants,
    promptScale: deviceScale,
    requestUs: typeof requestUs === 'number' ? USUAL_WAVE_SHARE * requestUs : requestUs,
    waveShare: USUAL_WAVE_SHARE,
    promptsFirst: false,
  };
};

/** Constants of a serving stack fitted to benchmark results of a running service, with what the fit is worth. */
export const STACK_FIT = recordKind({
  format: 'roofrack-stack-fit',
  version: 4,
  noun: 'stack fit',
  migrations: {
    1: (older) =>
      changeField(older, 'residuals', (residuals) =>
        changeEach(residuals, (row) => withDefaults(row, { benchmark: null })),
      ),
    2: (older) => changeField(older, 'constants', (constants) => kernelsOfTheirOwn(constants)),
    3: (older) => changeField(older, 'constants', (constants) => promptsOfTheirOwn(constants)),
  },
});

const host = (label: string, help: string) => quantity(label, 'µs', 0, 1e6, help);
const scale = (label: string, of: string) =>
  quantity(label, '', 0.001, 1000, `Time over that of the kernels' laws, ${of}.`);
const share = (label: string, low: number, help: string) => quantity(label, '', low, 1, help);
const figure = (label: string, unit: string, help: string) => quantity(label, unit, 1e-9, 1e12, help);
const error = (label: string, help: string) => quantity(label, '', 0, 1e6, help);

/** What they mean: StackConstants in catalog/stacks.ts. */
const constants = v.strictObject({
  deviceScale: quantity('Device scale', '', 0.1, 10, 'Time of the device over that of its kernels.'),
  promptScale: quantity('Prompt scale', '', 0.1, 10, 'The same of what prompt tokens add to products.'),
  hostUsPerPass: host('Host time of a pass', 'Not hidden behind the device.'),
  hostUsPerLayer: host('Host time of a layer', 'Of a pass, for each layer.'),
  hostUsPerSequence: host('Host time of a sequence', 'Of a pass, for each sequence that gets a token.'),
  hostUsPerPromptPass: host('Host time of a prompt pass', 'More for a pass that holds prompt tokens.'),
  hostOverlap: quantity('Overlap', '', 1, 100, '1 adds host and device time, more lets them overlap.'),
  engine: choice('Kernels', ['vllm', 'sglang', 'tensorrt-llm'], 'Engine whose kernels it runs.'),
  decodeAttentionScale: scale('Decode attention', 'when decoding'),
  promptAttentionScale: scale('Prompt attention', 'among prompt tokens'),
  expertScale: scale('Experts', 'of the experts'),
  expertLaunchScale: scale('Launches of experts', 'of the launches of experts'),
  exchangeScale: scale('Exchanges', 'of exchanges between accelerators'),
  groupRereads: share('Rereads of a group', 0, 'Share of query heads that read their group once more.'),
  layerUs: host('Small kernels of a layer', 'On the device.'),
  firstTokenSteps: quantity(
    'Before the first token',
    'steps',
    0,
    1e4,
    'For which it is held back once its prompt is read.',
  ),
  requestUs: host('A request', 'What each that runs adds to the wait for a first token.'),
  waveShare: share('Wave', 0, "Share of the others' prompts that a first token waits for in a closed loop."),
  promptsFirst: v.boolean(),
  promptsOneByOne: v.boolean(),
  memoryShare: share('Memory share', 0.01, 'Share of the memory that weights, keys and values may fill.'),
  reservedGB: quantity('Reserved memory', 'GB', 0, 1e4, 'What else is taken.'),
  kvPolicy: choice('KV policy', ['reserve', 'paged'], 'How keys and values are given room.'),
});

const residual = v.strictObject({
  /** Null in the oldest records. */
  benchmark: v.nullable(choice('Benchmark', ['vllm', 'sglang', 'aiperf', 'tensorrt-llm'], 'What measured.')),
  concurrency: figure('Concurrency', 'requests', 'Requests in progress.'),
  inputTokens: figure('Input', 'tokens', 'Mean prompt.'),
  outputTokens: figure('Output', 'tokens', 'Mean answer.'),
  outputTokensPerS: v.nullable(figure('Output rate', 'tokens/s', 'Of all requests together.')),
  tpotMs: v.nullable(figure('Time per output token', 'ms', 'Mean.')),
  figure: choice('Figure', ['outputTokensPerS', 'tpotMs'], 'What is compared.'),
  measured: figure('Measured', '', 'By the benchmark.'),
  computed: figure('Computed', '', 'With the fitted constants.'),
  leftOut: figure('Left out', '', 'With constants fitted without this concurrency.'),
});

export const stackFitSchema = v.strictObject({
  format: v.literal(STACK_FIT.format),
  version: v.literal(STACK_FIT.version),
  stack: identifier('Stack', 'Serving stack that was benchmarked.'),
  model: identifier('Model', 'Model that was served.'),
  accelerator: identifier('Accelerator', 'What it was served on.'),
  gpus: quantity('Accelerators', '', 1, 1024, 'How many shared the model.'),
  precision: choice('Precision', precisions, 'What it was served in, named as for --precision.'),
  constants,
  // Three concurrencies are the fewest that a fit is made of, and each has a figure at least.
  residuals: v.pipe(v.array(residual), v.minLength(3), v.maxLength(10_000)),
  error: v.strictObject({
    fitted: error('Median error', 'Of the figures that were fitted.'),
    leftOut: error('Median error, left out', 'Of concurrencies that were left out of the fit.'),
    published: error('Median error before', 'With the published constants.'),
  }),
});
export type StackFit = v.InferOutput<typeof stackFitSchema>;

/** A fit as it is kept in a browser, under a name of the reader's. */
export const savedStackFitSchema = v.strictObject({
  id: text(64),
  savedAt: timestamp,
  name: text(200),
  fit: stackFitSchema,
});
export type SavedStackFit = v.InferOutput<typeof savedStackFitSchema>;
