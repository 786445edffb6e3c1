import { entryAt } from '../../base/checked.ts';
import { mergeSizes, promptSizes, type Size } from './prompt-sizes.ts';
import type { Workload } from './workload.ts';

/**
 * Prompts that wait at the start of each step, as a Markov chain: a step takes up to `perStep` units of prompt tokens and
 * lasts as long as they make it, while new prompts arrive at random and wait for the next. Bulk service with a service
 * time that depends on the bulk.
 */
export interface PromptQueue {
  /** Probability, by units waiting, that a step starts so. */
  readonly stepStarts: Float64Array;
  /** Duration of a step that takes so many units, index 0 … perStep. */
  readonly stepS: Float64Array;
  readonly perStep: number;
  /** Units that arrive in a second. */
  readonly unitsPerS: number;
  /** Probability of so many units arriving within a step that starts with `units` waiting. */
  readonly arrivalsIn: (units: number) => Float64Array;
}

/** How prompt tokens are counted in the chain. */
export interface PromptUnits {
  readonly unitTokens: number;
  /** Steps that one step of the chain stands for: more than one where prompts take dozens. */
  readonly stepsTogether: number;
  readonly perStep: number;
  readonly all: readonly Size[];
  readonly byClass: readonly (readonly Size[])[];
}

/**
 * Finest division of a step; more prompts in one step than this are not told apart. Finer units would make the longest
 * queue below too few steps long for a mix of short and long prompts.
 */
const MOST_PER_STEP = 16;

/**
 * Parts that a prompt of a step or less, and a step, is counted in at least: a prompt ends within its last step, which others
 * share. Of a prompt of several steps each has fewer, so that the queue still holds enough prompts.
 */
const LEAST_PARTS = 8;

/** A prompt of more steps than this is counted in as many parts, several steps each. */
const MOST_STEPS_A_PROMPT = 12;

/** Longest queue kept, in units: a dozen full steps at least. What lies beyond is counted at its end. */
const LONGEST = 200;

/** Less probable numbers of arrivals are left out. */
const NEGLIGIBLE = 1e-5;

/** Stops when less probability than this still moves. */
const SETTLED = 1e-5;

/**
 * Units as large as a short prompt: exact where all prompts are alike and a whole number of them fits a step. Where few
 * short prompts meet long ones, not finer than a share of a step.
 */
export const promptUnits = (workload: Workload): PromptUnits => {
  const { classes, computedInputTokens, inputTokens } = workload;
  const computed = computedInputTokens / inputTokens;
  const stepsTogether = Math.max(1, Math.floor(computedInputTokens / workload.chunkTokens / MOST_STEPS_A_PROMPT));
  const chunkTokens = workload.chunkTokens * stepsTogether;
  const shortest = Math.min(...classes.map((trafficClass) => trafficClass.inputTokens)) * computed;
  const finest = Math.min(chunkTokens / MOST_PER_STEP, computedInputTokens / 2);
  const whole = Math.round(chunkTokens / Math.max(shortest, finest));
  const parts = Math.min(LEAST_PARTS, Math.floor((LEAST_PARTS * chunkTokens) / computedInputTokens));
  // Multiples of the prompts that fill a step, so that prompts that are all alike stay whole numbers of units.
  const prompts = Math.max(1, whole);
  const finer = prompts * Math.max(1, Math.ceil(parts / prompts));
  const perStep = Math.min(MOST_PER_STEP, finer);
  const unitTokens = whole > MOST_PER_STEP ? Math.max(shortest, finest) : chunkTokens / perStep;
  const byClass = classes.map((trafficClass) =>
    promptSizes(trafficClass.inputTokens * computed, trafficClass.inputCv, unitTokens),
  );
  const all = mergeSizes(
    classes.flatMap(({ share }, index) =>
      entryAt(byClass, index).map(({ units, probability }) => ({ units, probability: probability * share })),
    ),
  );
  return { unitTokens, stepsTogether, perStep, all, byClass };
};

/** Where probabilities are computed before it is known how many there are. */
const scratch = new Float64Array(LONGEST);

/**
 * Probabilities of the sum of a Poisson number of sizes, by Panjer's recursion:
 * g(0) = e^(−λ(1 − f(0))), g(x) = (λ/x)·Σ j·f(j)·g(x − j).
 */
const compoundPoisson = (mean: number, sizes: readonly Size[]): Float64Array => {
  const g = scratch;
  const nothing = sizes.find(({ units }) => units === 0)?.probability ?? 0;
  g[0] = Math.exp(-mean * (1 - nothing));
  let sum = g[0];
  let length = 1;
  while (length < LONGEST && 1 - sum > NEGLIGIBLE) {
    let term = 0;
    for (const { units, probability } of sizes) {
      if (units > 0 && units <= length) term += units * probability * g[length - units]!;
    }
    g[length] = (mean / length) * term;
    sum += g[length]!;
    length++;
  }
  return g.slice(0, length);
};

const lastOccupied = (probabilities: Float64Array): number => {
  let last = probabilities.length - 1;
  while (last > 0 && probabilities[last] === 0) last--;
  return last;
};

/** Stationary distribution by iteration; most loads settle within ten rounds. */
const settle = (start: Float64Array, perStep: number, arrivalsIn: (units: number) => Float64Array): Float64Array => {
  const last = start.length - 1;
  let current = start;
  let following: Float64Array = new Float64Array(start.length);
  // Most of a queue is empty: each ends where its last units wait.
  let end = lastOccupied(current);
  let followingEnd = 0;
  for (let round = 0; round < 300; round++) {
    following.fill(0, 0, followingEnd + 1);
    followingEnd = 0;
    let total = 0;
    for (let waiting = 0; waiting <= end; waiting++) {
      const probability = current[waiting]!;
      if (probability < 1e-7) continue;
      const left = Math.max(0, waiting - perStep);
      const arriving = arrivalsIn(waiting);
      for (let units = 0; units < arriving.length; units++) {
        const mass = probability * arriving[units]!;
        following[Math.min(last, left + units)]! += mass;
        total += mass;
      }
      followingEnd = Math.max(followingEnd, Math.min(last, left + arriving.length - 1));
    }
    let moved = 0;
    for (let waiting = 0; waiting <= Math.max(end, followingEnd); waiting++) {
      following[waiting]! /= total;
      moved += Math.abs(following[waiting]! - current[waiting]!);
    }
    [current, following] = [following, current];
    [end, followingEnd] = [followingEnd, end];
    if (moved < SETTLED) break;
  }
  return current;
};

/**
 * @param stepWithPromptsS time of a step with so many prompt tokens, at the number of decoding requests of the moment
 * @param from where the search for the balance starts: the balance of a similar queue, or null
 */
export const promptQueue = (
  { unitTokens, stepsTogether, perStep, all }: PromptUnits,
  requestsPerS: number,
  stepWithPromptsS: (promptTokens: number) => number,
  from: PromptQueue | null,
): PromptQueue => {
  // The step's time bends little between these; in between it is interpolated.
  const stepS = new Float64Array(perStep + 1);
  const known = [...new Set([0, 1, 2, 5, 12, perStep].filter((units) => units <= perStep))];
  for (const units of known) {
    const steps = units === 0 ? 1 : stepsTogether;
    stepS[units] = steps * stepWithPromptsS((units * unitTokens) / steps);
  }
  for (const [i, high] of known.slice(1).entries()) {
    const low = entryAt(known, i);
    for (let units = low + 1; units < high; units++) {
      stepS[units] = stepS[low]! + ((stepS[high]! - stepS[low]!) * (units - low)) / (high - low);
    }
  }
  const arrivals: (Float64Array | undefined)[] = [];
  const arrivalsIn = (units: number): Float64Array => {
    const unitsRead = Math.min(units, perStep);
    return (arrivals[unitsRead] ??= compoundPoisson(requestsPerS * stepS[unitsRead]!, all));
  };
  const start = new Float64Array(LONGEST);
  if (from === null) start[0] = 1;
  else start.set(from.stepStarts);
  const unitsPerS = requestsPerS * all.reduce((sum, { units, probability }) => sum + units * probability, 0);
  return { stepStarts: settle(start, perStep, arrivalsIn), stepS, perStep, unitsPerS, arrivalsIn };
};

/** Mean duration of a step. */
export const meanStepS = ({ stepStarts, stepS, perStep }: PromptQueue): number => {
  let mean = 0;
  for (let waiting = 0; waiting < stepStarts.length; waiting++) {
    mean += stepStarts[waiting]! * stepS[Math.min(waiting, perStep)]!;
  }
  return mean;
};
