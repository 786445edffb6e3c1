import { meanStepS, type PromptQueue } from './prompt-queue.ts';
import type { Size } from './prompt-sizes.ts';
import type { TimeMixture } from './time-mixture.ts';

/** Parts that a step is cut into when it matters at which moment of it a request arrived. */
const MOMENTS = 4;

/** Less probable combinations are left out; together they stay far below the 0.1 % that p99.9 asks for. */
const NEGLIGIBLE = 1e-6;

/** The line below, where there is room for it. */
let scratch = new Float64Array(512);

/**
 * Probability of so many units in line, the own prompt included, for arrivals within a step of the given length; read before it is
 * asked for again.
 */
const inLine = (queue: PromptQueue, unitsRead: number, sizes: readonly Size[]): Float64Array => {
  const { stepStarts, perStep, arrivalsIn } = queue;
  const arriving = arrivalsIn(unitsRead);
  const largest = sizes.reduce((most, { units }) => Math.max(most, units), 0);
  // Only a full step leaves anybody behind.
  const lastStart = unitsRead < perStep ? unitsRead : stepStarts.length - 1;
  const length = lastStart - unitsRead + arriving.length + largest + 1;
  if (scratch.length < length) scratch = new Float64Array(length);
  const line = scratch.subarray(0, length).fill(0);
  for (let start = unitsRead; start <= lastStart; start++) {
    const probability = stepStarts[start]!;
    if (probability < NEGLIGIBLE) continue;
    for (let others = 0; others < arriving.length; others++) {
      const share = probability * arriving[others]!;
      if (share < NEGLIGIBLE / 10) continue;
      const ahead = start - unitsRead + others;
      for (const { units, probability: own } of sizes) line[ahead + units]! += share * own;
    }
  }
  return line;
};

/**
 * Adds to a mixture the time to first token of requests of one class that meet the prompt queue of a busy replica: the
 * rest of the step in progress, the steps that take what is ahead in line, and the step that takes the last of the own
 * prompt, made longer by whoever shares it.
 */
export const addFirstTokens = (
  mixture: TimeMixture,
  weight: number,
  queue: PromptQueue,
  sizes: readonly Size[],
): void => {
  const { stepS, perStep } = queue;
  const mean = meanStepS(queue);
  for (let unitsRead = 0; unitsRead <= perStep; unitsRead++) {
    const inProgressS = stepS[unitsRead]!;
    // A longer step is hit more often.
    const hit = (weight * inProgressS) / mean;
    const line = inLine(queue, unitsRead, sizes);
    const behind = queue.unitsPerS * inProgressS;
    for (let all = 0; all < line.length; all++) {
      const share = hit * line[all]!;
      if (share < NEGLIGIBLE) continue;
      if (all <= perStep) {
        mixture.add(share, stepS[all]!, stepS[all]! + inProgressS);
        continue;
      }
      // Some of the units in line came later in the step and stand behind: all of them at its start, none at its end.
      for (let moment = 0; moment < MOMENTS; moment++) {
        const late = 1 - (moment + 0.5) / MOMENTS;
        const steps = Math.max(1, Math.ceil((all - Math.min(all - perStep, behind) * late) / perStep - 1e-9));
        const beforeS = (steps - 1) * stepS[perStep]! + stepS[Math.min(perStep, all - (steps - 1) * perStep)]!;
        const restFromS = inProgressS * (late - 0.5 / MOMENTS);
        mixture.add(share / MOMENTS, beforeS + restFromS, beforeS + restFromS + inProgressS / MOMENTS);
      }
    }
  }
};

/** Longest time to first token that the chain can tell: everybody who may wait is ahead. */
export const longestFirstTokenS = ({ stepStarts, stepS, perStep }: PromptQueue, sizes: readonly Size[]): number => {
  let last = stepStarts.length - 1;
  while (last > 0 && stepStarts[last]! < NEGLIGIBLE) last--;
  const own = Math.max(...sizes.map(({ units }) => units));
  return (3 + (2 * last + own) / perStep) * stepS[perStep]!;
};
