import type { Tier } from '../records/tier.ts';

/**
 * What a serving stack adds to the time of its kernels. Fitted to published end-to-end rows with the kernel times held
 * fixed (tools/model/fit-stacks.ts; docs/model-fit.md shows each row and the error of models left out).
 */
export interface StackConstants {
  /** Engine whose kernels it runs, or whose are nearest to them. */
  readonly engine: 'vllm' | 'sglang' | 'tensorrt-llm';
  /** Time of the device over the sum of its kernels' times: of products outside the experts, norms and the head. */
  readonly deviceScale: number;
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
  /** Before and behind the passes of a request: what its first token waits for beside them, and what the server does for each request one after the other. */
  readonly firstTokenUs: number;
  readonly requestUs: number;
  /** Prompts are computed one after the other instead of together. */
  readonly promptsOneByOne: boolean;
  /** Share of the memory that weights and keys and values may fill together, and what else is taken, in GB. */
  readonly memoryShare: number;
  readonly reservedGB: number;
  readonly kvPolicy: 'reserve' | 'paged';
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
   * Half-width of a 90 % band in log time: from models left out, on the accelerator the rows are of, and on others as
   * the published H100 rows demand it.
   */
  readonly band: { readonly same: number; readonly other: number };
  /** Accelerators whose rows were fitted. */
  readonly accelerators: readonly string[];
  readonly date: string;
  readonly source: string;
  readonly note: string;
}

const A100 = ['a100-sxm-80gb', 'a100-sxm-40gb'];

export const stacks: readonly ServingStack[] = [
  {
    id: 'tensorrt-llm-2023',
    name: 'TensorRT-LLM 0.6.1',
    constants: {
      engine: 'tensorrt-llm',
      decodeAttentionScale: 1,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1,
      groupRereads: 0.3365,
      layerUs: 0,
      firstTokenUs: 0,
      requestUs: 0,
      deviceScale: 0.989,
      hostUsPerPass: 189,
      hostUsPerLayer: 0,
      hostUsPerSequence: 0,
      hostUsPerPromptPass: 1251,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 1,
      reservedGB: 1,
      kvPolicy: 'reserve',
    },
    tier: 'published',
    n: 15,
    error: { fitted: 0.014, leftOut: 0.031 },
    band: { same: 0.12, other: 0.4 },
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
      decodeAttentionScale: 1,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1,
      groupRereads: 0.1555,
      layerUs: 0,
      firstTokenUs: 0,
      requestUs: 0,
      deviceScale: 1.003,
      hostUsPerPass: 14.5,
      hostUsPerLayer: 0,
      hostUsPerSequence: 7.12,
      hostUsPerPromptPass: 0,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.95,
      reservedGB: 2,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 46,
    error: { fitted: 0.031, leftOut: 0.04 },
    band: { same: 0.105, other: 0.3 },
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
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1,
      groupRereads: 0,
      layerUs: 0,
      firstTokenUs: 0,
      requestUs: 0,
      deviceScale: 1.071,
      hostUsPerPass: 0,
      hostUsPerLayer: 466,
      hostUsPerSequence: 402,
      hostUsPerPromptPass: 0,
      hostOverlap: 2,
      promptsOneByOne: true,
      memoryShare: 0.9,
      reservedGB: 2,
      kvPolicy: 'paged',
    },
    tier: 'published',
    n: 10,
    error: { fitted: 0.042, leftOut: 0.103 },
    band: { same: 0.27, other: 0.27 },
    accelerators: A100,
    date: '2024-04',
    source: 'Mutinifni/splitwise-sim:data/perf_model.csv @8f99e7d (2024-04-25, MIT), A100 rows',
    note: 'Kernels launched one by one from Python: the host is the longer part of a step.',
  },
  {
    id: 'vllm',
    name: 'vLLM (2025, graphs)',
    constants: {
      engine: 'vllm',
      decodeAttentionScale: 1,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1,
      groupRereads: 0,
      layerUs: 0,
      firstTokenUs: 20000,
      requestUs: 3000,
      deviceScale: 1,
      hostUsPerPass: 600,
      hostUsPerLayer: 0,
      hostUsPerSequence: 5,
      hostUsPerPromptPass: 2000,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.9,
      reservedGB: 5,
      kvPolicy: 'paged',
    },
    tier: 'assumed',
    n: 0,
    error: { fitted: 0, leftOut: 0 },
    band: { same: 0.3, other: 0.35 },
    accelerators: [],
    date: '2026-11',
    source: 'Assumed: between the published stacks; no end-to-end rows with a stated batch were found.',
    note: 'Fit it to your own service: roofrack calibrate --serving.',
  },
  {
    id: 'sglang',
    name: 'SGLang (2025)',
    constants: {
      engine: 'sglang',
      decodeAttentionScale: 1,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 1,
      exchangeScale: 1,
      groupRereads: 0,
      layerUs: 0,
      firstTokenUs: 20000,
      requestUs: 3000,
      deviceScale: 1,
      hostUsPerPass: 500,
      hostUsPerLayer: 0,
      hostUsPerSequence: 5,
      hostUsPerPromptPass: 2000,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.88,
      reservedGB: 4,
      kvPolicy: 'paged',
    },
    tier: 'assumed',
    n: 0,
    error: { fitted: 0, leftOut: 0 },
    band: { same: 0.3, other: 0.35 },
    accelerators: [],
    date: '2026-11',
    source: 'Assumed: between the published stacks; no end-to-end rows with a stated batch were found.',
    note: 'Fit it to your own service: roofrack calibrate --serving.',
  },
  {
    id: 'tensorrt-llm',
    name: 'TensorRT-LLM (2026)',
    constants: {
      engine: 'tensorrt-llm',
      decodeAttentionScale: 1,
      promptAttentionScale: 1,
      expertScale: 1,
      expertLaunchScale: 0.6,
      exchangeScale: 1,
      groupRereads: 0,
      layerUs: 5,
      firstTokenUs: 30000,
      requestUs: 3000,
      deviceScale: 1,
      hostUsPerPass: 300,
      hostUsPerLayer: 0,
      hostUsPerSequence: 5,
      hostUsPerPromptPass: 2000,
      hostOverlap: 1,
      promptsOneByOne: false,
      memoryShare: 0.9,
      reservedGB: 5,
      kvPolicy: 'paged',
    },
    tier: 'assumed',
    n: 0,
    error: { fitted: 0, leftOut: 0 },
    band: { same: 0.3, other: 0.35 },
    accelerators: [],
    date: '2026-11',
    source: 'To be fitted.',
    note: '',
  },
];

export const DEFAULT_STACK = 'vllm';

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
