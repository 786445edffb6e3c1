import { STACK_FIT, type StackFit } from '../stack-fit.ts';

/** A fit of vLLM to a service of three loads, with what a test wants otherwise. */
export const stackFitOf = (change: Partial<StackFit> = {}): StackFit => ({
  format: STACK_FIT.format,
  version: STACK_FIT.version,
  stack: 'vllm',
  model: 'llama-3-8b',
  accelerator: 'a100-sxm-80gb',
  gpus: 1,
  precision: 'fp16',
  constants: {
    deviceScale: 1.2,
    hostUsPerPass: 1500,
    hostUsPerLayer: 0,
    hostUsPerSequence: 20,
    hostUsPerPromptPass: 2000,
    hostOverlap: 1,
    promptAttentionEfficiency: 0.5,
    groupRereads: 0,
    promptsOneByOne: false,
    memoryShare: 0.9,
    reservedGB: 5,
    kvPolicy: 'paged',
  },
  residuals: [1, 8, 64].map((concurrency) => ({
    concurrency,
    inputTokens: 512,
    outputTokens: 256,
    outputTokensPerS: 70 * concurrency,
    tpotMs: 14,
    figure: 'tpotMs' as const,
    measured: 14,
    computed: 14.2,
    leftOut: 15,
  })),
  error: { fitted: 0.014, leftOut: 0.071, published: 0.22 },
  ...change,
});
