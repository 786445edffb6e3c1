import { entryAt, lastOf } from '../../base/checked.ts';
import { normalCdf, normalDensity } from '../../base/statistics/normal.ts';
import { normalQuantile } from '../../base/statistics/quantiles.ts';
import type { Replica } from '../../throughput/replica.ts';
import { addFirstTokens, longestFirstTokenS } from './first-token.ts';
import { decodingShare, mixedStepS, type OperatingPoint, type PointAt } from './operating-point.ts';
import { lengthSlices } from './prompt-sizes.ts';
import { promptQueue, promptUnits, type PromptQueue } from './prompt-queue.ts';
import { createTimeMixture } from './time-mixture.ts';
import { SHORTEST_WITH_INTERVAL, type Workload } from './workload.ts';

/** Time to first token of one traffic class, in seconds. */
export interface FirstTokenTimes {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

export interface FirstTokenReport {
  readonly byClass: readonly FirstTokenTimes[];
  /** Probability that an arrival finds every slot taken. */
  readonly slotWait: number;
}

/** Two-point Gauss–Hermite rule: a normal variable at one standard deviation to either side. */
const NORMAL_NODES = [-1, 1] as const;

/** More often than this is taken for always, and as seldom for never. */
const NEARLY_ALWAYS = 1 - 1e-4;

/** Parts of the exponential distribution by which the wait for a slot is taken. */
const EIGHTHS = Array.from({ length: 8 }, (_, eighth) => -Math.log(1 - (eighth + 0.5) / 8));

/** How the number in progress swings around its mean. */
export interface Swing {
  readonly deviation: number;
  /** Relative change of TPOT for a relative change of the number in progress: d ln TPOT / d ln n. */
  readonly elasticity: number;
}

/** To either side of the number in progress, over which its effect is measured. */
const SPAN = 1.3;

/**
 * Each request leaves at rate 1/(OSL·TPOT(n)); were TPOT constant, the number in progress would be Poisson (M/G/∞). TPOT
 * that grows with n as n^η holds requests longer when there are many: Var = n / (1 − η), from the linearised birth–death
 * chain. Capped at fifty times Poisson, where it stops being linear.
 */
export const swingOf = (at: PointAt, { batch }: OperatingPoint): Swing => {
  // Far enough apart that a single jump of a step's time (tiles in waves) does not pass for a slope.
  const less = at(batch / SPAN);
  const more = at(batch * SPAN);
  const elasticity = Math.log(more.tpotS / less.tpotS) / (2 * Math.log(SPAN));
  return { deviation: Math.sqrt(batch / Math.max(0.02, 1 - elasticity)), elasticity };
};

/** Log-normal times with one mean, by the variance and the deviation of their logarithms. */
interface LogNormalPart {
  readonly probability: number;
  readonly variance: number;
  readonly deviation: number;
}

/** Quantile of a normal variable, at 99 %. */
const Z99 = normalQuantile(0.99);

/**
 * Logarithm of the time over the mean that 1 % of a mixture exceeds, 0 or more: Newton's rule on the logarithm of the share above, which is
 * concave where the parts are alike, so that each step comes from above and nearer.
 */
const onePercentAbove = (parts: readonly LogNormalPart[]): number => {
  let time = Z99 * Math.max(...parts.map(({ deviation }) => deviation));
  for (let round = 0; round < 20 && time > 0; round++) {
    let [above, density] = [0, 0];
    for (const { probability, variance, deviation } of parts) {
      const z = (time + variance / 2) / deviation;
      above += probability * normalCdf(-z);
      density += (probability * normalDensity(z)) / deviation;
    }
    const step = (Math.log(above / 0.01) * above) / density;
    time += step;
    // The error left is about the square of the step.
    if (Math.abs(step) < 1e-6 * Math.abs(time)) break;
  }
  return Math.max(0, time);
};

/**
 * Time per output token that 99 % of the requests of each class stay below, in seconds. It varies with the number in
 * progress, which swings more slowly than a request stays, by η·σ(n)/n; and prompts interrupt the decoding of a request
 * at random,
 *
 *   Var(stay) = stay·λ·E[P²]/(1 − u)²    (completion time of a piece of work under Poisson interruptions),
 *
 * which a short answer averages less. Log-normal for each length of answer: never below zero, longer to the right. Range:
 * within 12 % of simulation up to 70 % load, six scenarios (docs/queueing.md).
 */
export const tpotP99S = (
  workload: Workload,
  { batch, tpotS, prefillS, prefillShare, requestsPerS }: OperatingPoint,
  { deviation, elasticity }: Swing,
): readonly number[] => {
  const drift = Math.min(1, (elasticity * deviation) / batch) ** 2;
  // Most requests are there when many are: seen from a request the mean is higher by Var(n)/n², of which TPOT follows η.
  const seenS = tpotS * (1 + Math.min(0.5, (elasticity * deviation ** 2) / batch ** 2));
  return workload.classes.map(({ outputTokens, outputCv }) => {
    const slices = lengthSlices(outputTokens, outputCv).filter(({ length }) => length >= SHORTEST_WITH_INTERVAL);
    if (slices.length === 0) return 0;
    const parts = slices.map(({ length, probability }) => {
      const stayS = Math.max(1, length - 1) * tpotS;
      const interruptions = (requestsPerS * prefillS ** 2 * workload.inputSquare) / stayS / (1 - prefillShare) ** 2;
      // Accepted proposals come unevenly: the steps of an answer are a renewal process.
      const { stepCv2, acceptedPerStep } = workload.speculation;
      const acceptance = (stepCv2 * acceptedPerStep) / Math.max(1, length - 1);
      const variance = Math.log1p(drift + interruptions + acceptance);
      return { probability, variance, deviation: Math.sqrt(variance) };
    });
    return seenS * Math.exp(onePercentAbove(parts));
  });
};

/**
 * Time to first token at an operating point, seen from outside: the number in progress is spread as a normal variable and
 * taken at two values, and at none where that is likely; at each, the queue of prompts is in its own balance, for it turns
 * over many times while the number barely moves.
 */
export const firstTokensAt = (
  replica: Replica,
  workload: Workload,
  { requestsPerS, batch }: OperatingPoint,
  { deviation }: Swing,
  full: OperatingPoint,
): FirstTokenReport => {
  const units = promptUnits(workload);
  const share = decodingShare(workload);
  // Few that decode are Poisson. While none does, prompts have the replica to themselves.
  const alone = Math.exp(-batch * share);
  const moments = [
    ...(alone < NEARLY_ALWAYS
      ? NORMAL_NODES.map((z) => ({
          probability: (1 - alone) / NORMAL_NODES.length,
          decodes: Math.max(0, batch + z * deviation) * share,
        }))
      : []),
    ...(alone > 1 - NEARLY_ALWAYS ? [{ probability: alone, decodes: 0 }] : []),
  ];
  let previous: PromptQueue | null = null;
  const queues: { readonly probability: number; readonly queue: PromptQueue }[] = [];
  for (const { probability, decodes } of moments) {
    const stepS = (promptTokens: number): number => mixedStepS(replica, workload, decodes, promptTokens);
    previous = promptQueue(units, requestsPerS, stepS, previous);
    queues.push({ probability, queue: previous });
  }

  const slotWait = 1 - normalCdf((full.batch - batch) / deviation);
  const meanSlotWaitS = slotWait < 1e-4 ? 0 : 1 / Math.max(1e-9, full.requestsPerS - requestsPerS);

  const byClass = workload.classes.map((_, index): FirstTokenTimes => {
    const sizes = entryAt(units.byClass, index);
    const largestS = Math.max(...queues.map(({ queue }) => longestFirstTokenS(queue, sizes)));
    const mixture = createTimeMixture(largestS + (meanSlotWaitS > 0 ? lastOf(EIGHTHS) * meanSlotWaitS : 0));
    for (const { probability, queue } of queues) addFirstTokens(mixture, probability * (1 - slotWait), queue, sizes);
    if (meanSlotWaitS > 0) {
      const [typicalS] = mixture.quantiles([0.5]);
      for (const part of EIGHTHS) {
        const waitS = part * meanSlotWaitS;
        mixture.add(slotWait / EIGHTHS.length, waitS + 0.5 * typicalS, waitS + 1.5 * typicalS);
      }
    }
    const [p50, p90, p99, p999] = mixture.quantiles([0.5, 0.9, 0.99, 0.999]);
    return { p50, p90, p99, p999 };
  });
  return { byClass, slotWait };
};
