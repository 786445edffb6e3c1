import type { Replica } from '../../throughput/replica.ts';
import { waitQuantileS } from '../queueing/waiting.ts';
import type { FirstTokenTimes } from './latency.ts';
import type { Workload } from './workload.ts';

/** Replicas that only read prompts and hand the keys and values on. */
export interface PrefillPool {
  /** Requests a second that one such replica is given, and could be given. */
  readonly requestsPerS: number;
  readonly fullRequestsPerS: number;
  readonly promptS: number;
  readonly handOverS: number;
}

/** One direction of the 200 Gbit/s link that each accelerator has on the fabric. */
export const HAND_OVER_BYTES_PER_S = 25e9;

const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

const poolOf = (replica: Replica, workload: Workload, requestsPerS: number): PrefillPool => {
  const promptS = replica.prefillS(workload.computedInputTokens);
  return {
    requestsPerS,
    fullRequestsPerS: 1 / promptS,
    promptS,
    handOverS: replica.kvBytesPerGpu(workload.inputTokens) / HAND_OVER_BYTES_PER_S,
  };
};

/**
 * First tokens of one class: the wait of an M/G/1 queue of prompts, the own prompt, and the hand-over of its keys and
 * values. Prompts are read one after the other; packing short ones would serve more and is not counted.
 */
export const poolFirstTokens = (
  { requestsPerS, promptS, handOverS }: PrefillPool,
  workload: Workload,
): readonly FirstTokenTimes[] => {
  const square = (2 * workload.meanPromptContextTokens - 1) / workload.inputTokens;
  const service = { meanS: promptS, cv2: Math.max(0, square - 1) };
  return workload.classes.map((one) => {
    const ownS = (promptS * one.inputTokens) / workload.inputTokens + handOverS;
    const at = (probability: number): number =>
      ownS + waitQuantileS({ servers: 1, arrivalsPerS: requestsPerS, service }, probability);
    return { p50: at(QUANTILES.p50), p90: at(QUANTILES.p90), p99: at(QUANTILES.p99), p999: at(QUANTILES.p999) };
  });
};

/** A pool that nobody has to wait for. */
export const idlePool = (replica: Replica, workload: Workload): PrefillPool => poolOf(replica, workload, 0);

/** A pool loaded as far as the policy and the promises on first tokens allow; null where no load keeps them. */
export const loadPool = (replica: Replica, workload: Workload, policy: number): PrefillPool | null => {
  const most = poolOf(replica, workload, 0).fullRequestsPerS * policy;
  const keeps = (requestsPerS: number): boolean =>
    poolFirstTokens(poolOf(replica, workload, requestsPerS), workload).every(
      ({ p99 }, index) => p99 <= workload.classes[index].ttftP99S,
    );
  if (keeps(most)) return poolOf(replica, workload, most);
  if (!keeps(0)) return null;
  let [low, high] = [0, most];
  for (let tries = 0; tries < 30; tries++) {
    const middle = (low + high) / 2;
    if (keeps(middle)) low = middle;
    else high = middle;
  }
  return poolOf(replica, workload, low);
};
