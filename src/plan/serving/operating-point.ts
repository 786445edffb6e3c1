import type { Replica, StepLoad } from '../../throughput/replica.ts';
import type { Workload } from './workload.ts';

/** A replica in balance: as many requests come as are finished. */
export interface OperatingPoint {
  /** Requests in progress, on average, those whose prompt is being read included. */
  readonly batch: number;
  /** Time of a step that only decodes, for each token it gives a request. */
  readonly stepS: number;
  /** Time that the prompt of one request adds. */
  readonly prefillS: number;
  readonly requestsPerS: number;
  /** Share of the time that goes to prompts. */
  readonly prefillShare: number;
  /** Mean time per output token. */
  readonly tpotS: number;
}

/**
 * Time of a step, in seconds. Proposed tokens are checked as further rows, which attend to the context without reading it
 * again. Whole prompts have a pass of their own, during which decoding stands still.
 */
export const passS = (
  replica: Replica,
  { prefill, speculation: { draftTokens, draftCost } }: Pick<Workload, 'prefill' | 'speculation'>,
  load: StepLoad,
): number => {
  const { decodes, meanContextTokens, promptTokens, meanPromptContextTokens, promptsFinished } = load;
  const decodeS = (prompts: Pick<StepLoad, 'promptTokens' | 'meanPromptContextTokens' | 'promptsFinished'>): number => {
    if (draftTokens === 0 || decodes === 0) return replica.stepS({ decodes, meanContextTokens, ...prompts });
    const proposed = decodes * draftTokens;
    const rows = prompts.promptTokens + proposed;
    const checkS = replica.stepS({
      decodes,
      meanContextTokens,
      promptTokens: rows,
      meanPromptContextTokens:
        (prompts.promptTokens * prompts.meanPromptContextTokens + proposed * meanContextTokens) / rows,
      promptsFinished: prompts.promptsFinished + proposed,
    });
    return checkS + draftTokens * draftCost * replica.decodeStepS(decodes, meanContextTokens);
  };
  if (prefill !== 'whole' || promptTokens === 0) {
    return decodeS({ promptTokens, meanPromptContextTokens, promptsFinished });
  }
  const promptS = replica.stepS({ ...load, decodes: 0 });
  return promptS + (decodes === 0 ? 0 : decodeS({ promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }));
};

/** The same for `promptTokens` tokens of average prompts beside `decodes` average requests. */
export const mixedStepS = (replica: Replica, workload: Workload, decodes: number, promptTokens: number): number => {
  const { meanContextTokens, meanPromptContextTokens, computedInputTokens } = workload;
  const promptsFinished = promptTokens / computedInputTokens;
  return passS(replica, workload, {
    decodes,
    meanContextTokens,
    promptTokens,
    meanPromptContextTokens,
    promptsFinished,
  });
};

/** Steps that an answer takes. */
const stepsPerAnswer = ({ outputTokens, speculation }: Workload): number =>
  Math.max(1, outputTokens / speculation.tokensPerStep);

/**
 * Requests that can be in progress when every step takes as many prompt tokens as it may: more would end than come in.
 * n = steps·chunk / ISL; no limit where prompts have replicas of their own.
 */
export const promptBudgetBatch = (workload: Workload): number =>
  workload.prefill === 'disaggregated'
    ? Infinity
    : (stepsPerAnswer(workload) * workload.chunkTokens) / workload.computedInputTokens;

/**
 * Of the steps of a request the first comes with the prompt, the others decode: of the requests in progress this share
 * decodes.
 */
export const decodingShare = (workload: Workload): number => Math.max(0, 1 - 1 / stepsPerAnswer(workload));

/**
 * Requests that decode in a step. A step that decodes at all has at least one; few in progress are Poisson, so that the mean
 * over such steps is x / (1 − e^−x), which is 1 for a request alone and x for many.
 */
export const decodesInStep = (workload: Workload, batch: number): number => {
  const decoding = batch * decodingShare(workload);
  return decoding === 0 ? 0 : decoding / -Math.expm1(-decoding);
};

/**
 * Time that one prompt adds to the steps in which it is read beside `batch` requests, in seconds; 0 where prompts have
 * replicas of their own.
 *
 * A step reads prompt tokens up to the chunk budget: several short prompts together, or a part of a long one. How many
 * tokens share the step of an average prompt token? Its own prompt is likelier a long one, of E[ISL²]/E[ISL] tokens; and
 * others arrived in the same step, Poisson with mean λ·step = batch / steps per answer. A token costs less the more tokens
 * share its step, and not in proportion, so that the cost is averaged over two numbers of tokens, one standard deviation
 * below and above the mean, rather than taken at the mean.
 */
const marginalPrefillS = (replica: Replica, workload: Workload, batch: number, decodeStepS: number): number => {
  if (workload.prefill === 'disaggregated') return 0;
  const { computedInputTokens, inputSquare: square, chunkTokens } = workload;
  const others = batch / stepsPerAnswer(workload);
  const mean = (square + others) * computedInputTokens;
  const variance = (others * square + square ** 2 * (square - 1)) * computedInputTokens ** 2;
  // Log-normal, so that both nodes are positive where lengths vary much.
  const logVariance = Math.log1p(variance / mean ** 2);
  const centre = mean * Math.exp(-logVariance / 2);
  const apart = Math.exp(Math.sqrt(logVariance));
  const decodes = decodesInStep(workload, batch);
  const perToken = (tokens: number): number => {
    const promptTokens = Math.min(chunkTokens, tokens);
    // Proposals and prompts share rows, whose time has small jumps down too: a prompt never takes less than nothing.
    return Math.max(0, mixedStepS(replica, workload, decodes, promptTokens) - decodeStepS) / promptTokens;
  };
  const few = centre / apart;
  const cost = few >= chunkTokens ? perToken(chunkTokens) : (perToken(few) + perToken(centre * apart)) / 2;
  return cost * computedInputTokens;
};

/**
 * The balance of prefill and decode on one replica. With n requests in progress, each step gives n tokens; prompts take
 * the share u of the time, so that
 *
 *   TPOT = step(n) / (1 − u),   n = λ·OSL·TPOT (Little's law),   u = λ·P.
 *
 * Solved for λ: λ = n / (OSL·step(n) + n·P). Range: stationary load, n up to the prompt budget; within 8 % of simulation
 * up to 70 % load.
 */
export const operatingPoint = (replica: Replica, workload: Workload, batch: number): OperatingPoint => {
  const wholeStepS = mixedStepS(replica, workload, decodesInStep(workload, batch), 0);
  const prefillS = marginalPrefillS(replica, workload, batch, wholeStepS);
  const stepS = wholeStepS / workload.speculation.tokensPerStep;
  const requestsPerS = batch / (workload.outputTokens * stepS + batch * prefillS);
  const prefillShare = requestsPerS * prefillS;
  return { batch, stepS, prefillS, requestsPerS, prefillShare, tpotS: stepS / (1 - prefillShare) };
};

/** The batch at which a replica serves `requestsPerS`, which must be below what `limit` serves; regula falsi (Illinois). */
export const batchForRate = (replica: Replica, workload: Workload, requestsPerS: number, limit: number): number => {
  const excess = (batch: number): number => operatingPoint(replica, workload, batch).requestsPerS - requestsPerS;
  let [low, high] = [0, limit];
  let [below, above] = [-requestsPerS, excess(limit)];
  let last = 0;
  for (let tries = 0; tries < 60 && high - low > 1e-7 * high; tries++) {
    const middle = (low * above - high * below) / (above - below);
    const value = excess(middle);
    if (Math.abs(value) < 1e-9 * requestsPerS) return middle;
    if (value < 0) {
      [low, below] = [middle, value];
      if (last < 0) above /= 2;
      last = -1;
    } else {
      [high, above] = [middle, value];
      if (last > 0) below /= 2;
      last = 1;
    }
  }
  return (low + high) / 2;
};

/**
 * The largest batch up to `limit`, where `strain` is above 1, that strains an SLO by no more than 1; regula falsi with
 * a bisection where that creeps. `strain` is costly, which is why it is not simply halved.
 */
export const batchForStrain = (limit: number, strain: (batch: number) => number): number => {
  let [low, high] = [0, limit];
  let [below, above] = [strain(1e-6) - 1, strain(limit) - 1];
  for (let tries = 0; tries < 30 && high - low > 1e-3 * high; tries++) {
    const secant = (low * above - high * below) / (above - below);
    const middle = tries % 3 === 2 ? (low + high) / 2 : Math.min(Math.max(secant, low + 0.02 * (high - low)), high);
    const value = strain(middle) - 1;
    if (value > 0) [high, above] = [middle, value];
    else [low, below] = [middle, value];
  }
  return low;
};
