import type { Replica } from '../../throughput/replica.ts';
import { groupSize } from '../../throughput/spread.ts';

/** One direction of a 200 Gbit/s InfiniBand link a server's rail has, and its latency. */
const HOP_BYTES_PER_S = 25e9;
const HOP_LATENCY_S = 10e-6;

/**
 * A replica whose layers stand in `stages` groups of accelerators. As many micro-batches as stages are under way, each a
 * share of the load, so that every stage is busy: a pass over the whole batch takes `stages` times the pass of one
 * micro-batch through one stage, which is the pass of one micro-batch through all layers, and the hops between stages.
 * Range: layers divide evenly, micro-batches are alike; bubbles at low load are not counted.
 */
export const pipelined = (replica: Replica, stages: number, hiddenBytesPerToken: number): Replica => {
  if (stages === 1) return replica;
  const stepS: Replica['stepS'] = (load) => {
    const tokens = (load.decodes + load.promptTokens) / stages;
    const hopS = HOP_LATENCY_S + (tokens * hiddenBytesPerToken) / groupSize(replica.spread) / HOP_BYTES_PER_S;
    const part = {
      ...load,
      decodes: load.decodes / stages,
      promptTokens: load.promptTokens / stages,
      promptsFinished: load.promptsFinished / stages,
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
    decodeStepS: (batch, meanContextTokens) =>
      stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
    prefillS: (tokens, prompts = 1) =>
      stepS({
        decodes: 0,
        meanContextTokens: 0,
        promptTokens: tokens * prompts,
        meanPromptContextTokens: (tokens + 1) / 2,
        promptsFinished: prompts,
      }),
  };
};
