import { entryAt } from '../../base/checked.ts';
import { handOverS } from '../../throughput/deployment.ts';
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
  /** Replicas that share the prompts of the busiest hour, each taken by the one that is free first. */
  readonly replicas: number;
  /** Requests a second that one such replica is given in the busiest hour, may be given by target utilisation and SLO, and could be given. */
  readonly requestsPerS: number;
  readonly allowedRequestsPerS: number;
  readonly fullRequestsPerS: number;
  /** Time of a replica for a prompt, averaged over their lengths. */
  readonly promptS: number;
}

/** Prompts of about one length, with what they take from start to first token. */
interface PromptSlice {
  readonly probability: number;
  readonly readS: number;
  readonly ownS: number;
}

/** Prompts of each class in slices of about one length. */
const promptSlices = (
  replica: Replica,
  workload: Workload,
  portBytesPerS: number,
): readonly (readonly PromptSlice[])[] =>
  workload.classes.map((trafficClass) =>
    lengthSlices(trafficClass.inputTokens, trafficClass.inputCv).map(({ length, probability }) => {
      const readS = laneReadS(replica, length, workload.prefixHitRate);
      return { probability, readS, ownS: readS + handOverS(replica, length, portBytesPerS) };
    }),
  );

/**
 * Time in which a rank reads a prompt of which a share stands in the cache: at least one token is computed, for its logits. Where
 * ranks attend to sequences of their own, each reads one, in a pass of all.
 */
export const laneReadS = (replica: Replica, inputTokens: number, prefixHitRate: number): number => {
  const computed = Math.max(1, inputTokens * (1 - prefixHitRate));
  return replica.prefillS(computed, replica.spread.data, Math.max(0, inputTokens - computed));
};

/** A pool of a replica and its workload, at any load. */
export interface PoolModel {
  /** Time of a replica for a prompt, averaged. */
  readonly promptS: number;
  /** First tokens by class where each of so many replicas is given so many requests per second. */
  readonly firstTokens: (requestsPerS: number, replicas: number) => readonly FirstTokenTimes[];
}

/** Halvings of the interval that holds a quantile: to 1e-6 of its width. */
const HALVINGS = 20;

/**
 * First tokens: the wait of an M/G/c queue of prompts, each of which goes to the replica that is free first, the own prompt, and
 * the hand-over of its keys and values; the last two go with the length, so that the quantile is that of a mixture over lengths,
 * P(T > t) = Σ pᵢ·P(W > t − ownᵢ). Prompts are read one after the other; packing short ones would serve more and is not counted.
 */
export const poolModel = (replica: Replica, workload: Workload, portBytesPerS: number): PoolModel => {
  const lanes = replica.spread.data;
  const byClass = promptSlices(replica, workload, portBytesPerS);
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
  const firstTokens: PoolModel['firstTokens'] = (requestsPerS, replicas) => {
    const servers = replicas * lanes;
    const arrivalsPerS = replicas * requestsPerS;
    const load = (requestsPerS * mean) / lanes;
    const waiting = load >= 1 ? 1 : erlangC(servers, load * servers);
    const law = waiting === 0 || load >= 1 ? null : waitOfThoseWaiting({ servers, arrivalsPerS, service });
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
  return { promptS: mean / lanes, firstTokens };
};

/** So few requests that practically none waits for another. */
export const leastRate = ({ promptS }: PoolModel): number => 1e-6 / promptS;

/**
 * The fewest replicas with which the target utilisation and the SLOs of first tokens are kept for `peakPerS` requests per second: one more
 * shortens every wait, so that the number is found by doubling and halving. Null where even a prompt alone breaks its SLO.
 */
export const loadPool = (
  model: PoolModel,
  workload: Workload,
  policy: number,
  peakPerS: number,
): PrefillPool | null => {
  const full = 1 / model.promptS;
  const most = full * policy;
  const keeps = (requestsPerS: number, replicas: number): boolean =>
    model
      .firstTokens(requestsPerS, replicas)
      .every(({ p99 }, index) => p99 <= entryAt(workload.classes, index).ttftP99S);
  if (!keeps(leastRate(model), 1)) return null;
  const keptBy = (replicas: number): boolean => keeps(Math.min(most, peakPerS / replicas), replicas);
  const fewest = Math.max(1, Math.ceil(peakPerS / most));
  let [broken, kept] = [fewest - 1, fewest];
  while (!keptBy(kept)) [broken, kept] = [kept, 2 * kept];
  while (kept - broken > 1) {
    const middle = Math.floor((broken + kept) / 2);
    if (keptBy(middle)) kept = middle;
    else broken = middle;
  }
  // A little more than the share of each, so that rounding asks for no further one.
  const requestsPerS = Math.min(most, (peakPerS / kept) * (1 + 1e-12));
  return {
    replicas: kept,
    requestsPerS,
    allowedRequestsPerS: kept === fewest ? most : requestsPerS,
    fullRequestsPerS: full,
    promptS: model.promptS,
  };
};
