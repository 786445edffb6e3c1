import { normalCdf } from '../../base/statistics/normal.ts';
import type { Replica } from '../../throughput/replica.ts';
import { addFirstTokens, longestFirstTokenS } from './first-token.ts';
import { decodingShare, mixedStepS, operatingPoint, type OperatingPoint } from './operating-point.ts';
import { meanStepS, promptQueue, promptUnits, type PromptQueue } from './prompt-queue.ts';
import { createTimeMixture } from './time-mixture.ts';
import type { Workload } from './workload.ts';

/** Latency of one traffic class on a replica in balance, in seconds. */
export interface Latency {
  readonly ttftS: { readonly p50: number; readonly p90: number; readonly p99: number; readonly p999: number };
  readonly tpotS: { readonly mean: number; readonly p99: number };
}

export interface LatencyReport {
  readonly byClass: readonly Latency[];
  /** Probability that an arrival finds every slot taken. */
  readonly slotWait: number;
}

/** Two-point Gauss–Hermite rule: a normal variable at one standard deviation to either side. */
const NORMAL_NODES = [-1, 1] as const;

/** Standard normal quantile at 99 %. */
const Z99 = 2.3263;

/**
 * Over the stay of a request the number in progress drifts, so that its average over the stay varies less than its
 * moments: 2/3 of the variance where all stay equally long (autocorrelation 1 − t/stay).
 */
const AVERAGED_OVER_STAY = 2 / 3;

/** Parts of the exponential distribution by which the wait for a slot is taken. */
const EIGHTHS = Array.from({ length: 8 }, (_, eighth) => -Math.log(1 - (eighth + 0.5) / 8));

/**
 * Standard deviation of the number in progress. Each request leaves at rate 1/(OSL·TPOT(n)); were TPOT constant, the
 * number would be Poisson (M/G/∞). TPOT that grows with n as n^η holds requests longer when there are many:
 * Var = n / (1 − η), from the linearised birth–death chain. Capped at fifty times Poisson, where it stops being linear.
 */
const deviationOf = (replica: Replica, workload: Workload, point: OperatingPoint): number => {
  const more = operatingPoint(replica, workload, point.batch * 1.1);
  const elasticity = Math.log(more.tpotS / point.tpotS) / Math.log(1.1);
  return Math.sqrt(point.batch / Math.max(0.02, 1 - elasticity));
};

/**
 * Latency at an operating point: the number in progress is spread as a normal variable and taken at two values; at each,
 * the queue of prompts is in its own balance, for it turns over many times while the number barely moves.
 */
export const latencyAt = (
  replica: Replica,
  workload: Workload,
  point: OperatingPoint,
  batchLimit: number,
): LatencyReport => {
  const { requestsPerS, batch } = point;
  const deviation = deviationOf(replica, workload, point);
  const units = promptUnits(workload);
  let previous: PromptQueue | null = null;
  const queues: PromptQueue[] = [];
  for (const z of NORMAL_NODES) {
    const decodes = Math.min(batchLimit, Math.max(0, batch + z * deviation)) * decodingShare(workload);
    const stepS = (promptTokens: number): number => mixedStepS(replica, workload, decodes, promptTokens);
    previous = promptQueue(units, requestsPerS, stepS, previous);
    queues.push(previous);
  }

  const slotWait = 1 - normalCdf((batchLimit - batch) / deviation);
  const full = operatingPoint(replica, workload, batchLimit);
  const meanSlotWaitS = slotWait < 1e-4 ? 0 : 1 / Math.max(1e-9, full.requestsPerS - requestsPerS);
  // An idle replica starts a prompt at once; few in progress are Poisson.
  const idle = Math.exp(-batch);
  const busy = (1 - idle) * (1 - slotWait);

  const stepMeanS = queues.reduce((sum, queue) => sum + meanStepS(queue), 0) / queues.length;
  const driftS = (queues[1].stepS[0] - queues[0].stepS[0]) / 2 / (1 - point.prefillShare);
  // E[ISL²] / E[ISL]²: the prompts' own spread.
  const promptSquare = (2 * workload.meanPromptContextTokens - 1) / workload.inputTokens;

  const byClass = workload.classes.map((one, index): Latency => {
    const sizes = units.byClass[index];
    const largestS = Math.max(...queues.map((queue) => longestFirstTokenS(queue, sizes)));
    const mixture = createTimeMixture(largestS + (meanSlotWaitS > 0 ? EIGHTHS[7] * meanSlotWaitS : 0));
    for (const queue of queues) addFirstTokens(mixture, busy / queues.length, queue, sizes);
    if (idle > 1e-4) {
      const promptTokens = (one.inputTokens * workload.computedInputTokens) / workload.inputTokens;
      const steps = Math.ceil(promptTokens / workload.chunkTokens);
      const aloneS = steps * mixedStepS(replica, workload, 0, promptTokens / steps);
      mixture.add(idle, aloneS, aloneS);
    }
    if (meanSlotWaitS > 0) {
      const [typicalS] = mixture.quantiles([0.5]);
      for (const part of EIGHTHS) {
        const waitS = part * meanSlotWaitS;
        mixture.add(((1 - idle) * slotWait) / EIGHTHS.length, waitS + 0.5 * typicalS, waitS + 1.5 * typicalS);
      }
    }
    // Prompts interrupt the decoding of a request at random: Var = stay·λ·E[P²]/(1 − u)² (completion time of a piece of
    // work under Poisson interruptions), beside the drift of the number in progress.
    const stayS = one.outputTokens * stepMeanS;
    const interruptions = (requestsPerS * point.prefillS ** 2 * promptSquare) / stayS / (1 - point.prefillShare) ** 2;
    const variance = Math.log1p(AVERAGED_OVER_STAY * (driftS / stepMeanS) ** 2 + interruptions);
    const [p50, p90, p99, p999] = mixture.quantiles([0.5, 0.9, 0.99, 0.999]);
    return {
      ttftS: { p50, p90, p99, p999 },
      // Log-normal: never below zero, longer to the right.
      tpotS: { mean: stepMeanS, p99: stepMeanS * Math.exp(Z99 * Math.sqrt(variance) - variance / 2) },
    };
  });
  return { byClass, slotWait };
};
