import type { Tier } from '../records/tier.ts';
import type { ModelKind } from './model-geometry.ts';

/**
 * What a serving stack adds to the time of its kernels. Fitted to published end-to-end rows with the kernel times held
 * fixed (tools/model/fit-stacks.ts; docs/model-fit.md shows each row and the error of models left out).
 */
export interface StackConstants {
  /** Engine whose kernels it runs, or whose are nearest to them. */
  readonly engine: 'vllm' | 'sglang' | 'tensorrt-llm';
  /** Time of the device over the sum of its kernels' times: of products outside the experts, norms and the head. */
  readonly deviceScale: number;
  /** The same of what prompt tokens add to the products: large products, where those of decoding are narrow. */
  readonly promptScale: number;
  /** The same of attention when decoding and among prompt tokens, of the experts' work, of their launches, and of exchanges. */
  readonly decodeAttentionScale: number;
  readonly promptAttentionScale: number;
  readonly expertScale: number;
  readonly expertLaunchScale: number;
  readonly exchangeScale: number;
  /**
   * Share of the query heads of a group that read the group's keys and values once more when decoding: 0 reads them once a
   * group, as kernels since 2024 do, 1 once a query head.
   */
  readonly groupRereads: number;
  /** Small kernels of a layer that no other term counts, on the device. */
  readonly layerUs: number;
  /** Work of the host for a pass, not hidden behind the device: scheduling, sampling, launching. */
  readonly hostUsPerPass: number;
  /** The same for each layer, where kernels are launched one by one instead of as a graph. */
  readonly hostUsPerLayer: number;
  /** The same for each sequence that gets a token. */
  readonly hostUsPerSequence: number;
  /** More for a pass that holds prompt tokens. */
  readonly hostUsPerPromptPass: number;
  /** 1 adds host and device time; 2 lets them overlap as an asynchronous launch queue does. */
  readonly hostOverlap: number;
  /**
   * Steps for which a first token is held back once its prompt is read (engines run ahead and stream several tokens at a time);
   * what it waits for each request that runs; and the share of the other requests' prompts that come before it in a closed loop.
   */
  readonly firstTokenSteps: number;
  readonly requestUs: number;
  readonly waveShare: number;
  /** Prompts are computed before any further token, instead of in the same passes. */
  readonly promptsFirst: boolean;
  /** Prompts are computed one after the other instead of together. */
  readonly promptsOneByOne: boolean;
  /** Share of the memory that weights and keys and values may fill together, and what else is taken, in GB. */
  readonly memoryShare: number;
  readonly reservedGB: number;
  readonly kvPolicy: 'reserve' | 'paged';
}

export interface StackBand {
  readonly same: number;
  readonly other: number;
}

export interface ServingStack {
  readonly id: string;
  readonly name: string;
  readonly constants: StackConstants;
  readonly tier: Tier;
  /** Published rows the constants rest on. */
  readonly n: number;
  /** Median relative error on those rows, and on rows of models that were left out of the fit. */
  readonly error: { readonly fitted: number; readonly leftOut: number };
  /**
   * Half-width of a 90 % band in log time, by the kind of model: on accelerators that the rows are of, and on others, from
   * accelerators left out. A kind that no row is of has the widest of the others' on other accelerators.
   */
  readonly band: Readonly<Record<ModelKind, StackBand>>;
  /** Measured over computed times of answers left out of a fit of the reader's; missing where only the band is known. */
  readonly residuals?: readonly number[];
  /** Accelerators whose rows were fitted. */
  readonly accelerators: readonly string[];
  readonly date: string;
  readonly source: string;
  readonly note: string;
}

/** Rows of closed loops that aiconfigurator holds, most of them InferenceX runs; fitted by tools/model/fit-serving.ts. */
const SERVED_ROWS =
  'end-to-end rows of ai-dynamo/aiconfigurator (Apache-2.0, snapshot of 2026-08-21), aggregated serving; docs/operators.md';

/** Where the rows are of dense models alone, they say nothing of the others: as wide as on another accelerator. */
const denseAlone = (same: number, other: number): ServingStack['band'] => {
  const unseen = { same: other, other };
  return { dense: { same, other }, experts: unseen, latent: unseen, recurrent: unseen };
};

const A100 = ['a100-sxm-80gb', 'a100-sxm-40gb'];

export const stacks: readonly ServingStack[] = [
  {
    id: 'deepspeed-2022',
    name: 'DeepSpeed-Inference of 2022',
    constants: {
      engine: 'vllm',
      deviceScale: 1.04,
      promptScale: 1.04,
      decodeAttentionScale: 1.056,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 4.003,
      groupRereads: 0,
      layerUs: 0,
      hostUsPerPass: 1051,
      hostUsPerLayer: 58.98,
      hostUsPerSequence: 0,
      hostUsPerPromptPass: 1000,
      hostOverlap: 1,
      firstTokenSteps: 0,
      requestUs: 0,
      waveShare: 0,
      promptsFirst: false,
      promptsOneByOne: false,
      memoryShare: 0.9,
      reservedGB: 5,
      kvPolicy: 'reserve',
    },
    tier: 'published',
    n: 6,
    error: { fitted: 0.028, leftOut: 0.03 },
    band: denseAlone(0.15, 0.45),
    accelerators: A100,
    date: '2022-09',
    source: 'Hugging Face blog, “Incredibly Fast BLOOM Inference with DeepSpeed and Accelerate”, 2022-09-16',
    note: 'One model alone; prompts were not timed, and are taken as their kernels are.',
  },
  {
    id: 'tensorrt-llm-2023',
    name: 'TensorRT-LLM 0.6.1',
    constants: {
      engine: 'tensorrt-llm',
      decodeAttentionScale: 1.053,
      promptAttentionScale: 1.195,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1.378,
      groupRereads: 0.3061,
      layerUs: 0,
      firstTokenSteps: 0,
      requestUs: 0,
      waveShare: 0,
      promptsFirst: false,
      deviceScale: 0.9708,
      promptScale: 0.9708,
      hostUsPerPass: 298.5,
      hostUsPerLayer: 0,
      hostUsPerSequence: 0,
      hostUsPerPromptPass: 1030,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 1,
      reservedGB: 1,
      kvPolicy: 'reserve',
    },
    tier: 'published',
    n: 15,
    error: { fitted: 0.02, leftOut: 0.043 },
    band: denseAlone(0.15, 0.45),
    accelerators: A100,
    date: '2023-12',
    source: 'NVIDIA/TensorRT-LLM:docs/source/performance.md @138f96d (v0.6.1, Apache-2.0), A100 rows',
    note:
      'Groups of query heads read keys and values more than once; later versions (XQA kernels) do not. Short first tokens on ' +
      'H100 are computed up to 43 % too short.',
  },
  {
    id: 'lmdeploy',
    name: 'LMDeploy 0.1 (TurboMind)',
    constants: {
      engine: 'vllm',
      decodeAttentionScale: 0.9493,
      promptAttentionScale: 2.959,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 3.521,
      groupRereads: 0.1296,
      layerUs: 0,
      firstTokenSteps: 0,
      requestUs: 0,
      waveShare: 0,
      promptsFirst: false,
      deviceScale: 0.946,
      promptScale: 0.946,
      hostUsPerPass: 168.5,
      hostUsPerLayer: 0,
      hostUsPerSequence: 2.309,
      hostUsPerPromptPass: 0,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.95,
      reservedGB: 2,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 46,
    error: { fitted: 0.025, leftOut: 0.051 },
    band: denseAlone(0.13, 0.3),
    accelerators: A100,
    date: '2023-12',
    source: 'InternLM/lmdeploy:docs/en/benchmark/a100_fp16.md @3e391df (v0.1.0a1, Apache-2.0)',
    note: 'Static batches; a batch beyond the memory is admitted as room becomes free.',
  },
  {
    id: 'vllm-2023',
    name: 'vLLM of 2023 (as in Splitwise)',
    constants: {
      engine: 'vllm',
      decodeAttentionScale: 1,
      promptAttentionScale: 9.302,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1.456,
      groupRereads: 0,
      layerUs: 0,
      firstTokenSteps: 0,
      requestUs: 0,
      waveShare: 0,
      promptsFirst: false,
      deviceScale: 0.996,
      promptScale: 0.996,
      hostUsPerPass: 0,
      hostUsPerLayer: 521.4,
      hostUsPerSequence: 398.3,
      hostUsPerPromptPass: 0,
      hostOverlap: 2,
      promptsOneByOne: true,
      memoryShare: 0.9,
      reservedGB: 2,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 10,
    error: { fitted: 0.016, leftOut: 0.051 },
    band: denseAlone(0.18, 0.27),
    accelerators: A100,
    date: '2024-04',
    source: 'Mutinifni/splitwise-sim:data/perf_model.csv @8f99e7d (2024-04-25, MIT), A100 rows',
    note: 'Kernels launched one by one from Python: the host is the longer part of a step.',
  },
  {
    id: 'vllm',
    name: 'vLLM (2026)',
    constants: {
      engine: 'vllm',
      deviceScale: 1.01,
      promptScale: 0.993,
      decodeAttentionScale: 1.08,
      promptAttentionScale: 1.03,
      expertScale: 1.01,
      expertLaunchScale: 0.625,
      exchangeScale: 1.3,
      layerUs: 22.6,
      hostUsPerPass: 256,
      hostUsPerSequence: 4.46,
      hostUsPerPromptPass: 7870,
      firstTokenSteps: 2.27,
      requestUs: 338,
      waveShare: 0.0667,
      promptsFirst: false,
      groupRereads: 0,
      hostUsPerLayer: 0,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.9,
      reservedGB: 5,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 544,
    error: { fitted: 0.061, leftOut: 0.08 },
    band: {
      dense: { same: 0.125, other: 0.22 },
      experts: { same: 0.22, other: 0.3 },
      latent: { same: 0.165, other: 0.28 },
      recurrent: { same: 0.48, other: 0.55 },
    },
    accelerators: ['h100-sxm', 'h200-sxm', 'b200-sxm'],
    date: '2026-11',
    source: SERVED_ROWS,
    note: 'Versions 0.11 to 0.19; graphs, chunked prefill.',
  },
  {
    id: 'sglang',
    name: 'SGLang (2026)',
    constants: {
      engine: 'sglang',
      deviceScale: 0.994,
      promptScale: 0.959,
      decodeAttentionScale: 1.01,
      promptAttentionScale: 0.989,
      expertScale: 0.857,
      expertLaunchScale: 0.867,
      exchangeScale: 1.28,
      layerUs: 4.25,
      hostUsPerPass: 316,
      hostUsPerSequence: 4.48,
      hostUsPerPromptPass: 1980,
      firstTokenSteps: 22.7,
      requestUs: 207,
      waveShare: 0.0835,
      promptsFirst: true,
      groupRereads: 0,
      hostUsPerLayer: 0,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.88,
      reservedGB: 4,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 416,
    error: { fitted: 0.063, leftOut: 0.1 },
    band: {
      dense: { same: 0.09, other: 0.25 },
      experts: { same: 0.33, other: 0.4 },
      latent: { same: 0.24, other: 0.33 },
      recurrent: { same: 0.46, other: 0.55 },
    },
    accelerators: ['h100-sxm', 'h200-sxm', 'b200-sxm'],
    date: '2026-11',
    source: SERVED_ROWS,
    note: 'Versions 0.5.5 to 0.5.9. First tokens scatter: its scheduler and radix cache are not modelled.',
  },
  {
    id: 'tensorrt-llm',
    name: 'TensorRT-LLM (2026)',
    constants: {
      engine: 'tensorrt-llm',
      deviceScale: 1.02,
      promptScale: 1.14,
      decodeAttentionScale: 1,
      promptAttentionScale: 0.996,
      expertScale: 0.988,
      expertLaunchScale: 0.624,
      exchangeScale: 1.41,
      layerUs: 9.64,
      hostUsPerPass: 315,
      hostUsPerSequence: 4.83,
      hostUsPerPromptPass: 2160,
      firstTokenSteps: 9.41,
      requestUs: 116,
      waveShare: 0.0429,
      promptsFirst: false,
      groupRereads: 0,
      hostUsPerLayer: 0,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.9,
      reservedGB: 5,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 625,
    error: { fitted: 0.085, leftOut: 0.12 },
    band: {
      dense: { same: 0.16, other: 0.27 },
      experts: { same: 0.155, other: 0.3 },
      latent: { same: 0.44, other: 0.47 },
      recurrent: { same: 0.48, other: 0.55 },
    },
    accelerators: ['h100-sxm', 'h200-sxm', 'b200-sxm', 'gb200'],
    date: '2026-11',
    source: SERVED_ROWS,
    note: 'Versions 1.0 to 1.3. Whether multi-token prediction was on is not recorded in some of the rows of DeepSeek.',
  },
];

/** The stack on a device that takes `factor` times as long for all of its kernels. */
export const withDeviceTime = (constants: StackConstants, factor: number): StackConstants => ({
  ...constants,
  deviceScale: constants.deviceScale * factor,
  promptScale: constants.promptScale * factor,
  decodeAttentionScale: constants.decodeAttentionScale * factor,
  promptAttentionScale: constants.promptAttentionScale * factor,
  expertScale: constants.expertScale * factor,
  expertLaunchScale: constants.expertLaunchScale * factor,
  exchangeScale: constants.exchangeScale * factor,
  layerUs: constants.layerUs * factor,
});

/** Half-width of the 90 % band of a stack's times, in log, on an accelerator and for a kind of model. */
export const stackBand = ({ band, accelerators }: ServingStack, accelerator: string, kind: ModelKind): number =>
  accelerators.includes(accelerator) ? band[kind].same : band[kind].other;

export const DEFAULT_STACK = 'vllm';

/** What is offered to choose from: the newest first, so that none is taken for today's that is not. */
export const stacksByDate: readonly ServingStack[] = [...stacks].sort((a, b) => b.date.localeCompare(a.date));

export const findStack = (id: string): ServingStack | null => stacks.find((stack) => stack.id === id) ?? null;

/** A stack; the default where a scenario names one that is not known. */
export const stackOrDefault = (id: string): ServingStack => {
  const stack = findStack(id) ?? findStack(DEFAULT_STACK);
  if (stack === null) throw new Error(`the default stack ${DEFAULT_STACK} is missing`);
  return stack;
};

/** Name of a stack's engine, whatever its version: kernels are timed by version, host times by year. */
export const engineName = (id: string): string => findStack(id)?.name.replace(/ (?:of )?[\d(].*$/, '') ?? id;

export const stackConstants = (id: string): StackConstants => stackOrDefault(id).constants;
