import { passesOf, type Replica, type StepLoad } from './replica.ts';
import { groupSize } from './spread.ts';

/** Latency of a hop from one stage to the next over the network. */
const HOP_LATENCY_S = 10e-6;

/**
 * Micro-batches that decoding requests and prompts are cut into. Requests are not cut, so that one alone passes the stages one
 * after the other.
 */
const microBatches = (stages: number, { decodes, promptTokens, promptsFinished }: StepLoad) => {
  const prompts = promptTokens > 0 ? Math.max(1, promptsFinished) : 0;
  const all = Math.min(stages, Math.max(1, decodes + prompts));
  return { all, ofPrompts: Math.min(all, Math.max(1, prompts)) };
};

/**
 * A replica whose layers stand in `stages` groups of accelerators. Up to as many micro-batches as stages are under way, each a
 * share of the load: a pass over the whole takes as long as one micro-batch takes through all layers, and the hops between
 * stages, over one direction of a network port for each accelerator. A request alone is one micro-batch and gains nothing.
 * Range: layers divide evenly, micro-batches are alike.
 */
export const pipelined = (
  replica: Replica,
  stages: number,
  hiddenBytesPerToken: number,
  portBytesPerS: number,
): Replica => {
  if (stages === 1) return replica;
  const stepS: Replica['stepS'] = (load) => {
    const { all, ofPrompts } = microBatches(stages, load);
    const tokens = load.decodes / all + load.promptTokens / ofPrompts;
    const hopS = HOP_LATENCY_S + (tokens * hiddenBytesPerToken) / groupSize(replica.spread) / portBytesPerS;
    const part = {
      ...load,
      decodes: load.decodes / all,
      promptTokens: load.promptTokens / ofPrompts,
      promptsFinished: load.promptsFinished / ofPrompts,
    };
    return replica.stepS(part) + stages * hopS;
  };
  const weightBytesPerGpu = replica.weightBytesPerGpu / stages;
  return {
    ...replica,
    weightBytesPerGpu,
    kvRoomBytesPerGpu: replica.kvRoomBytesPerGpu + replica.weightBytesPerGpu - weightBytesPerGpu,
    kvBytesPerGpu: (contextTokens) => replica.kvBytesPerGpu(contextTokens) / stages,
    stepS,
    ...passesOf(stepS),
    withStack: (stack) => pipelined(replica.withStack(stack), stages, hiddenBytesPerToken, portBytesPerS),
  };
};
