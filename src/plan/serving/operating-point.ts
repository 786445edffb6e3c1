import type { Replica, StepLoad } from '../../throughput/replica.ts';
import type { Speculation, Workload } from './workload.ts';

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

/** Time of a step whose proposed tokens are checked as further rows, which attend to the context without reading it again. */
const proposingS = (replica: Replica, { draftTokens, draftCost }: Speculation, load: StepLoad): number => {
  const { decodes, meanContextTokens, promptTokens, meanPromptContextTokens, promptsFinished } = load;
  if (draftTokens === 0 || decodes === 0) return replica.stepS(load);
  const proposed = decodes * draftTokens;
  const rows = promptTokens + proposed;
  const checkS = replica.stepS({
    decodes,
    meanContextTokens,
    promptTokens: rows,
    meanPromptContextTokens: (promptTokens * meanPromptContextTokens + proposed * meanContextTokens) / rows,
    promptsFinished: promptsFinished + proposed,
  });
  return checkS + draftTokens * draftCost * replica.decodeStepS(decodes, meanContextTokens);
};

/** Time of a step, in seconds. Whole prompts have a pass of their own, during which decoding stands still. */
export const passS = (
  replica: Replica,
  { prefill, speculation }: Pick<Workload, 'prefill' | 'speculation'>,
  load: StepLoad,
): number => {
  if (prefill !== 'whole' || load.promptTokens === 0) return proposingS(replica, speculation, load);
  const promptS = replica.stepS({ ...load, decodes: 0 });
  const alone = { ...load, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 };
  return promptS + (load.decodes === 0 ? 0 : proposingS(replica, speculation, alone));
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
 * Solved for λ: λ = n / (OSL·step(n) + n·P). Range: stationary load, n up to the prompt budget; within 11 % of simulation
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

/** The operating point of a replica under its workload, by the batch. */
export type PointAt = (batch: number) => OperatingPoint;

export const pointAtOf =
  (replica: Replica, workload: Workload): PointAt =>
  (batch) =>
    operatingPoint(replica, workload, batch);

/** Time of a request in the system, n / λ. */
const stayS = ({ batch, requestsPerS }: OperatingPoint): number => batch / requestsPerS;

/** Steps of the search that go along the secant; where the rate jumps these creep, and every other one halves from then on. */
const SECANTS = 6;

/**
 * The point at which a replica serves `requestsPerS`, no more than it serves at `above`. The batch n = λ·T(n) (Little's law) with T,
 * the time in the system, nearly a straight line: found along its secants, from above, to 1e-9 of the rate.
 */
export const pointForRate = (at: PointAt, requestsPerS: number, above: OperatingPoint): OperatingPoint => {
  let [low, high] = [0, above.batch];
  let before = above;
  let point = at(requestsPerS * stayS(above));
  for (let tries = 0; tries < 60; tries++) {
    const excess = point.requestsPerS - requestsPerS;
    if (Math.abs(excess) < 1e-9 * requestsPerS || high - low <= 1e-7 * high) break;
    if (excess < 0) low = Math.max(low, point.batch);
    else high = Math.min(high, point.batch);
    const slope = (stayS(point) - stayS(before)) / (point.batch - before.batch);
    const along = (requestsPerS * (stayS(point) - slope * point.batch)) / (1 - requestsPerS * slope);
    const halves = !(along > low && along < high) || (tries >= SECANTS && tries % 2 === 0);
    before = point;
    point = at(halves ? (low + high) / 2 : along);
  }
  return point;
};

/** A batch is found to this share of itself. */
const BATCH_TOLERANCE = 1e-4;

/**
 * The largest batch up to `limit`, where `strain` is above 1, that strains an SLO by no more than 1. `strain` is costly: by
 * Chandrupatla's method (Adv. Eng. Softw. 28, 1997), inverse quadratic interpolation where the last three points allow it and halving
 * where they do not, on the logarithm, which keeps a strain without bound from bending it.
 */
export const batchForStrain = (limit: number, strain: (batch: number) => number): number => {
  const excess = (batch: number): number => Math.log(strain(batch));
  // The root lies between the first two; the third is the one before.
  let [x1, x2] = [limit, 1e-6];
  let [f1, f2] = [excess(x1), excess(x2)];
  let share = f1 / (f1 - f2);
  for (let tries = 0; tries < 60; tries++) {
    const least = (BATCH_TOLERANCE * Math.max(x1, x2)) / 2 / Math.abs(x2 - x1);
    if (least > 0.5) break;
    const x = x1 + (share >= 0 ? Math.min(Math.max(share, least), 1 - least) : 0.5) * (x2 - x1);
    const f = excess(x);
    let [x3, f3] = [x1, f1];
    if (f > 0 !== f1 > 0) {
      [x3, f3] = [x2, f2];
      [x2, f2] = [x1, f1];
    }
    [x1, f1] = [x, f];
    const xi = (x1 - x2) / (x3 - x2);
    const phi = (f1 - f2) / (f3 - f2);
    share =
      phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi
        ? ((f1 / (f2 - f1)) * f3) / (f2 - f3) + (((x3 - x1) / (x2 - x1)) * f1 * f2) / (f3 - f1) / (f3 - f2)
        : 0.5;
  }
  return f1 > 0 ? x2 : x1;
};
