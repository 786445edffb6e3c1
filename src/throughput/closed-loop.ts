import type { StackConstants } from '../catalog/stacks.ts';
import type { Replica, StepLoad } from './replica.ts';

/** A benchmark that keeps so many requests of equal lengths in progress: each that ends is followed by the next. */
export interface ClosedLoop {
  readonly concurrency: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ClosedLoopService {
  /** Requests that run; fewer than the concurrency where keys and values of all do not fit. */
  readonly running: number;
  /** Mean time to the first token, the first wave of requests included. */
  readonly ttftS: number;
  /** Mean time between the tokens of a request, the prompts of others that come in between included. */
  readonly tpotS: number;
  readonly outputTokensPerS: number;
}

/** Prompt tokens that a pass takes at most; the default of the engines' schedulers lies between 8,192 and 16,384. */
const CHUNK_TOKENS = 8192;

/**
 * Benchmarks send all requests of the first wave at once, and ten requests a client in all: a request of that wave waits for
 * half of the others' prompts, and the mean over all waves for a twentieth of them.
 */
const FIRST_WAVE_SHARE = 0.05;

/** Passes that a service is made of. */
export interface ClosedLoopLoads {
  readonly running: number;
  /** Decoding alone. */
  readonly decode: StepLoad;
  /** Decoding beside several prompts, and how many. */
  readonly packed: StepLoad;
  readonly packedPrompts: number;
  /** Decoding beside one prompt, or as much of it as a pass takes; and how many such passes it needs. */
  readonly single: StepLoad;
  readonly singlePasses: number;
}

/**
 * Requests that fit at a time. Paged memory holds prompts and half of the answers on average, reserved memory all of both; an
 * engine that pages stops admitting a little before it is full.
 */
const fitting = (
  replica: Pick<Replica, 'kvRoomBytesPerGpu' | 'kvBytesPerGpu'>,
  { inputTokens, outputTokens }: ClosedLoop,
  kvPolicy: StackConstants['kvPolicy'],
): number => {
  const held = kvPolicy === 'paged' ? inputTokens + 0.6 * outputTokens : inputTokens + outputTokens;
  return Math.max(1, replica.kvRoomBytesPerGpu / replica.kvBytesPerGpu(held));
};

export const closedLoopLoads = (
  replica: Pick<Replica, 'kvRoomBytesPerGpu' | 'kvBytesPerGpu'>,
  loop: ClosedLoop,
  kvPolicy: StackConstants['kvPolicy'],
): ClosedLoopLoads => {
  const { concurrency, inputTokens, outputTokens } = loop;
  const running = Math.min(concurrency, fitting(replica, loop, kvPolicy));
  const decode: StepLoad = {
    decodes: running,
    meanContextTokens: inputTokens + outputTokens / 2,
    promptTokens: 0,
    meanPromptContextTokens: 0,
    promptsFinished: 0,
  };
  const beside = (prompts: number): StepLoad => ({
    ...decode,
    promptTokens: prompts * inputTokens,
    meanPromptContextTokens: (inputTokens + 1) / 2,
    promptsFinished: prompts,
  });
  const packedPrompts = Math.max(1, Math.floor(Math.min(running / 4, CHUNK_TOKENS / inputTokens)));
  const singlePasses = Math.max(1, inputTokens / CHUNK_TOKENS);
  return {
    running,
    decode,
    packed: beside(packedPrompts),
    packedPrompts,
    single: { ...beside(1 / singlePasses), promptTokens: inputTokens / singlePasses },
    singlePasses,
  };
};

/**
 * Service of a closed loop from the times of its passes: a request takes as many steps as it has tokens and meets each of the
 * others' prompts once (Little's law with a full house),
 *
 *   TPOT = step + n·P/output,   P what a prompt adds to a pass that it shares with others.
 *
 * The first token comes after half a step's wait, the passes of the prompt, the first wave's share of the others', and where
 * keys and values of all do not fit, as many services as stand before it.
 */
export const closedLoopFrom = (
  loads: ClosedLoopLoads,
  seconds: { readonly decode: number; readonly packed: number; readonly single: number },
  { concurrency, outputTokens }: ClosedLoop,
  { firstTokenUs, requestUs }: Pick<StackConstants, 'firstTokenUs' | 'requestUs'>,
): ClosedLoopService => {
  const { running } = loads;
  const promptS = Math.max(0, seconds.packed - seconds.decode) / loads.packedPrompts;
  const tpotS = seconds.decode + (running * promptS) / outputTokens;
  const ownS = loads.singlePasses * seconds.single;
  const servedS = ownS + (outputTokens - 1) * tpotS;
  const ttftS =
    firstTokenUs * 1e-6 +
    seconds.decode / 2 +
    ownS +
    FIRST_WAVE_SHARE * running * (promptS + requestUs * 1e-6) +
    (concurrency / running - 1) * servedS;
  return {
    running,
    ttftS,
    tpotS,
    outputTokensPerS: (concurrency * outputTokens) / (ttftS + (outputTokens - 1) * tpotS),
  };
};

/** What a replica does under a closed loop. */
export const runClosedLoop = (replica: Replica, loop: ClosedLoop, stack: StackConstants): ClosedLoopService => {
  const loads = closedLoopLoads(replica, loop, stack.kvPolicy);
  const seconds = {
    decode: replica.stepS(loads.decode),
    packed: replica.stepS(loads.packed),
    single: replica.stepS(loads.single),
  };
  return closedLoopFrom(loads, seconds, loop, stack);
};
