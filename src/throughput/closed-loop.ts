import type { StackConstants } from '../catalog/stacks.ts';
import type { Replica, StepLoad } from './replica.ts';

/** A benchmark that keeps so many requests in progress: each that ends is followed by the next. */
export interface ClosedLoop {
  readonly concurrency: number;
  /** Means of the requests. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Tokens that a request may answer with at most, for which engines of the reserving kind keep room. */
  readonly mostOutputTokens: number;
  /** Whether all requests are of one length, or of lengths drawn at random. */
  readonly lengths: 'equal' | 'drawn';
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
 * Share of the others' prompts that a request waits for where all of one length started at once and end at once, and the engine
 * computes prompts before it decodes: half of them, in every wave. Engines that mix both spread the waves out by themselves.
 */
const WAVE_SHARE = 0.5;

/**
 * Prompts of one length that go on arriving together, since those before them ended together, in engines that mix prompts and answers: on 193
 * measured rows 2.1 (vLLM) to 2.7 (TensorRT-LLM), whatever the length of the prompts and the requests in progress.
 */
const COHORT_PROMPTS = 3;

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

/** Requests that fit at a time. Paged memory holds prompts and half of the answers on average, reserved memory the longest. */
const fitting = (
  replica: Pick<Replica, 'kvRoomBytesPerGpu' | 'kvBytesPerGpu'>,
  { inputTokens, outputTokens, mostOutputTokens }: ClosedLoop,
  kvPolicy: StackConstants['kvPolicy'],
): number => {
  const held = inputTokens + (kvPolicy === 'paged' ? outputTokens / 2 : mostOutputTokens);
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
 * others' prompts once (Little's law with a full house), a share w of them before its first token,
 *
 *   TPOT = step + (1 − w)·n·P/output,   P what a prompt adds to a pass that it shares with others.
 *
 * The first token comes after half a step's wait and the steps for which a stack holds it back, the passes of the prompt, w·n·P, and where keys and values of all do not fit,
 * as many services as stand before it.
 */
export const closedLoopFrom = (
  loads: ClosedLoopLoads,
  seconds: { readonly decode: number; readonly packed: number; readonly single: number },
  { concurrency, outputTokens, lengths }: ClosedLoop,
  stack: Pick<StackConstants, 'firstTokenSteps' | 'requestUs' | 'waveShare' | 'promptsFirst'>,
): ClosedLoopService => {
  const { running } = loads;
  const equal = lengths === 'equal';
  const wave = equal && stack.promptsFirst ? WAVE_SHARE : stack.waveShare;
  const promptS = Math.max(0, seconds.packed - seconds.decode) / loads.packedPrompts;
  const tpotS = seconds.decode + ((1 - wave) * running * promptS) / outputTokens;
  const ownS =
    equal && !stack.promptsFirst
      ? seconds.decode + Math.min(running, COHORT_PROMPTS) * promptS
      : loads.singlePasses * seconds.single;
  const servedS = ownS + (outputTokens - 1) * tpotS;
  const ttftS =
    (1 / 2 + stack.firstTokenSteps) * seconds.decode +
    ownS +
    running * (wave * promptS + stack.requestUs * 1e-6) +
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
