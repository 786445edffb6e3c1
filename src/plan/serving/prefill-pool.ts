import { entryAt } from '../../base/checked.ts';
import type { Replica } from '../../throughput/replica.ts';
import { erlangC } from '../queueing/erlang.ts';
import { tailAt } from '../queueing/exponential-tail.ts';
import type { ServiceTime } from '../queueing/service-time.ts';
import { waitOfThoseWaiting } from '../queueing/waiting.ts';
import type { FirstTokenTimes } from './latency.ts';
import { lengthSlices } from './prompt-sizes.ts';
import type { Workload } from './workload.ts';

/** Replicas that only read prompts and hand the keys and values on. */
export interface PrefillPool {
  /** Requests a second that one such replica is given, and could be given. */
  readonly requestsPerS: number;
  readonly fullRequestsPerS: number;
  /** Time to read a prompt, averaged over their lengths. */
  readonly promptS: number;
}

/** One direction of the 200 Gbit/s link that each accelerator has on the fabric. */
export const HAND_OVER_BYTES_PER_S = 25e9;

/** Prompts of about one length, with what they take from start to first token. */
interface PromptSlice {
  readonly probability: number;
  readonly readS: number;
  readonly ownS: number;
}

/** Prompts of each class in slices of about one length. */
const promptSlices = (replica: Replica, workload: Workload): readonly (readonly PromptSlice[])[] => {
  const computedShare = workload.computedInputTokens / workload.inputTokens;
  return workload.classes.map((trafficClass) =>
    lengthSlices(trafficClass.inputTokens, trafficClass.inputCv).map(({ length, probability }) => {
      const readS = replica.prefillS(Math.max(1, length * computedShare));
      return { probability, readS, ownS: readS + replica.kvBytesPerGpu(length) / HAND_OVER_BYTES_PER_S };
    }),
  );
};

/** A pool of a replica and its workload, at any load. */
export interface PoolModel {
  /** Mean time to read a prompt. */
  readonly promptS: number;
  /** First tokens by class where a replica is given so many requests a second. */
  readonly firstTokens: (requestsPerS: number) => readonly FirstTokenTimes[];
}

/** Halvings of the interval that holds a quantile: to 1e-6 of its width. */
const HALVINGS = 20;

/**
 * First tokens: the wait of an M/G/1 queue of prompts, the own prompt, and the hand-over of its keys and values; the last
 * two go with the length, so that the quantile is that of a mixture over lengths, P(T > t) = Σ pᵢ·P(W > t − ownᵢ). Prompts
 * are read one after the other; packing short ones would serve more and is not counted.
 */
export const poolModel = (replica: Replica, workload: Workload): PoolModel => {
  const byClass = promptSlices(replica, workload);
  let mean = 0;
  let square = 0;
  byClass.forEach((slices, index) => {
    const { share } = entryAt(workload.classes, index);
    for (const { probability, readS } of slices) {
      mean += share * probability * readS;
      square += share * probability * readS ** 2;
    }
  });
  const service: ServiceTime = { meanS: mean, cv2: Math.max(0, square / mean ** 2 - 1) };
  const firstTokens = (requestsPerS: number): readonly FirstTokenTimes[] => {
    const load = requestsPerS * mean;
    const waiting = load >= 1 ? 1 : erlangC(1, load);
    const law =
      waiting === 0 || load >= 1 ? null : waitOfThoseWaiting({ servers: 1, arrivalsPerS: requestsPerS, service });
    return byClass.map((slices) => {
      const above = (timeS: number): number => {
        let sum = 0;
        for (const { probability, ownS } of slices) {
          const waitS = timeS - ownS;
          sum += probability * (waitS < 0 ? 1 : law === null ? waiting : waiting * tailAt(law, waitS));
        }
        return sum;
      };
      const longestS = Math.max(...slices.map(({ ownS }) => ownS));
      const at = (probability: number): number => {
        if (load >= 1) return Infinity;
        let low = 0;
        let high = law === null ? longestS : longestS + 10 / law.slowPerS;
        for (let round = 0; round < HALVINGS; round++) {
          const middle = (low + high) / 2;
          if (above(middle) > 1 - probability) low = middle;
          else high = middle;
        }
        return high;
      };
      return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999) };
    });
  };
  return { promptS: mean, firstTokens };
};

/** So few requests that practically none waits for another. */
export const leastRate = ({ promptS }: PoolModel): number => 1e-6 / promptS;

/** A pool loaded as far as the policy and the SLOs on first tokens allow; null where no load keeps them. */
export const loadPool = (model: PoolModel, workload: Workload, policy: number): PrefillPool | null => {
  const full = 1 / model.promptS;
  const loaded = (requestsPerS: number): PrefillPool => ({
    requestsPerS,
    fullRequestsPerS: full,
    promptS: model.promptS,
  });
  const keeps = (requestsPerS: number): boolean =>
    model.firstTokens(requestsPerS).every(({ p99 }, index) => p99 <= entryAt(workload.classes, index).ttftP99S);
  const most = full * policy;
  if (keeps(most)) return loaded(most);
  if (!keeps(leastRate(model))) return null;
  let [low, high] = [leastRate(model), most];
  for (let tries = 0; tries < 30; tries++) {
    const middle = (low + high) / 2;
    if (keeps(middle)) low = middle;
    else high = middle;
  }
  return loaded(low);
};
