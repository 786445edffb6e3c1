import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { cpuLaunchYearBeside } from '../catalog/catalog.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import { modelKind } from '../catalog/model-geometry.ts';
import { stackBand, type ServingStack } from '../catalog/stacks.ts';
import type { KernelParameters } from '../records/calibration.ts';
import { kvRoomBytes, usableMemoryBytes } from './memory.ts';
import type { PrecisionChoice } from './precision.ts';
import { createReplica, type StepTerms } from './replica.ts';
import { groupSize, type Spread } from './spread.ts';

export interface StaticBatchOptions {
  readonly model: Model;
  readonly accelerator: Accelerator;
  readonly parameters: KernelParameters;
  readonly stack: ServingStack;
  readonly spread: Spread;
  readonly precision: PrecisionChoice;
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StaticBatch {
  /** Requests in memory at a time; the batch where it fits. */
  readonly together: number;
  /** Batch over `together`: 1 where it fits. */
  readonly waves: number;
  /** All prompts of the batch. */
  readonly prefillS: number;
  /** Mean step of a wave. */
  readonly stepS: number;
  readonly outputTokensPerS: number;
  /** Pass of a wave's prompts (of one where they are computed one by one), and a step in the middle of its answers. */
  readonly terms: { readonly prefill: StepTerms; readonly decode: StepTerms };
  /** Half-width of the 90 % band in log time. */
  readonly band: number;
}

/**
 * What a replica does with one batch of equal requests that start together: all prompts, then one step an output token,
 *
 *   output tokens/s = batch · output / (prefill + output · mean step).
 *
 * The step is taken at the mean context, input + output/2; it is close to linear in the context. A batch whose keys and
 * values do not fit runs in waves. A stack that reserves the full length starts a wave when the one before has ended; one
 * that pages admits requests as room becomes free, so that on average as many run as fit at their mean length, and the
 * waves need not be whole.
 */
export const runStaticBatch = (options: StaticBatchOptions): Result<StaticBatch, Problem> => {
  const { model, accelerator, stack, batch, inputTokens, outputTokens } = options;
  const { constants } = stack;
  const created = createReplica({
    model,
    accelerator,
    cpuLaunchYear: cpuLaunchYearBeside(accelerator.id),
    parameters: options.parameters,
    stack: constants,
    spread: options.spread,
    precision: options.precision,
    memoryUtilisation: constants.memoryShare,
  });
  if (!created.ok) return created;
  const replica = created.value;

  const overhead = { activationBytes: constants.reservedGB * 1e9, nonTorchBytes: 0 };
  const room = kvRoomBytes(usableMemoryBytes(accelerator), constants.memoryShare, replica.weightBytesPerGpu, overhead);
  const longest = inputTokens + outputTokens;
  if (room < replica.kvBytesPerGpu(longest)) {
    const need = (replica.weightBytesPerGpu + replica.kvBytesPerGpu(longest)) / 1e9;
    const message =
      `gpus ${groupSize(options.spread)}: ${model.name} needs ${need.toPrecision(3)} GB on each ${accelerator.name} for its ` +
      `weights and one request, more than ${stack.name} has there; take more GPUs, a larger one, or a narrower precision.`;
    return err(problem('gpus', message));
  }
  const held = constants.kvPolicy === 'paged' ? inputTokens + outputTokens / 2 : longest;
  const fits = room / replica.kvBytesPerGpu(held);
  const together = Math.min(batch, constants.kvPolicy === 'paged' ? Math.max(1, fits) : Math.floor(fits));
  const waves = constants.kvPolicy === 'paged' ? batch / together : Math.ceil(batch / together);
  const perWave = batch / waves;

  const middle = {
    decodes: perWave,
    meanContextTokens: inputTokens + outputTokens / 2,
    promptTokens: 0,
    meanPromptContextTokens: 0,
    promptsFinished: 0,
  };
  const prompts = constants.promptsOneByOne ? 1 : perWave;
  const prefillS = waves * replica.prefillS(inputTokens, perWave);
  const stepS = replica.stepS(middle);
  return ok({
    together: perWave,
    waves,
    prefillS,
    stepS,
    outputTokensPerS: (batch * outputTokens) / (prefillS + waves * outputTokens * stepS),
    terms: {
      prefill: replica.stepTerms({
        decodes: 0,
        meanContextTokens: 0,
        promptTokens: inputTokens * prompts,
        meanPromptContextTokens: (inputTokens + 1) / 2,
        promptsFinished: prompts,
      }),
      decode: replica.stepTerms(middle),
    },
    band: stackBand(stack, accelerator.id, modelKind(model)),
  });
};
