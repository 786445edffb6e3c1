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

const between = (values: Float64Array, index: number): number => {
  const low = Math.floor(index);
  const part = index - low;
  return part === 0 ? values[low]! : values[low]! * (1 - part) + values[low + 1]! * part;
};

/**
 * Who comes while a prompt of several steps is read fills its last one: the probability that nobody comes within a full step, and by room
 * left in units, how much of it those who come fill on average.
 */
const followersIn = ({
  perStep,
  arrivalsIn,
}: PromptQueue): { readonly nobody: number; readonly fill: Float64Array } => {
  const arriving = arrivalsIn(perStep);
  const nobody = arriving[0]!;
  const fill = new Float64Array(perStep + 1);
  let more = 1 - nobody;
  for (let room = 1; room <= perStep; room++) {
    fill[room] = fill[room - 1]! + (nobody < 1 ? more / (1 - nobody) : 0);
    more = Math.max(0, more - (arriving[room] ?? 0));
  }
  return { nobody, fill };
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
  const { nobody, fill } = followersIn(queue);
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
        const last = Math.min(perStep, all - (steps - 1) * perStep);
        const fromS = (steps - 1) * stepS[perStep]! + inProgressS * (late - 0.5 / MOMENTS);
        const alone = nobody ** (steps - 1);
        const add = (probability: number, lastS: number): void => {
          mixture.add((share / MOMENTS) * probability, fromS + lastS, fromS + lastS + inProgressS / MOMENTS);
        };
        add(last < perStep ? alone : 1, stepS[last]!);
        if (last < perStep) add(1 - alone, between(stepS, last + fill[perStep - last]!));
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
