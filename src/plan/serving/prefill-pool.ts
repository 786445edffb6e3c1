import { entryAt } from '../../base/checked.ts';
import type { Layout } from '../../throughput/deployment.ts';
import type { Replica } from '../../throughput/replica.ts';
import { erlangC } from '../queueing/erlang.ts';
import { tailAt } from '../queueing/exponential-tail.ts';
import type { ServiceTime } from '../queueing/service-time.ts';
import { waitOfThoseWaiting } from '../queueing/waiting.ts';
import type { FirstTokenTimes } from './latency.ts';
import { lengthSlices } from './prompt-sizes.ts';
import type { Workload } from './workload.ts';

/** Replicas that only read prompts and hand the keys and values on. */
export interface PrefillPool extends PoolLoad {
  readonly layout: Layout;
  readonly replica: Replica;
  /** Copies of the model on a server; below 1 where a copy spans several. */
  readonly replicasPerServer: number;
  /** Time in which keys and values of a prompt reach the replica that decodes, in seconds. */
  readonly handOverS: (inputTokens: number) => number;
  readonly model: PoolModel;
}

/** Prompts of about one length, with the time from start to first token of each. */
interface PromptSlice {
  readonly probability: number;
  readonly length: number;
  readonly readS: number;
}

/** A copy of the model that reads prompts alone. */
export type Reader = Pick<PrefillPool, 'layout' | 'replica'>;

/** How a replica reads the prompts of a workload. */
export interface Reading {
  /** Prompts that it begins at a time. */
  readonly lanes: number;
  readonly byClass: readonly (readonly PromptSlice[])[];
  /** Time for which a prompt keeps its lane from beginning the next. */
  readonly service: ServiceTime;
  /** Time of a replica for a prompt, averaged over their lengths. */
  readonly promptS: number;
}

/** Prompts of each class in slices of about one length. Stages of a pipeline read prompts that follow each other. */
export const readingOf = (reader: Reader, workload: Workload): Reading => {
  let mean = 0;
  let square = 0;
  const byClass = workload.classes.map(({ share, inputTokens, inputCv }) =>
    lengthSlices(inputTokens, inputCv).map(({ length, probability }) => {
      const readS = laneReadS(reader, length, workload.prefixHitRate);
      const keptS = readS / reader.layout.stages;
      mean += share * probability * keptS;
      square += share * probability * keptS ** 2;
      return { probability, length, readS };
    }),
  );
  const lanes = reader.replica.spread.data;
  return {
    lanes,
    byClass,
    service: { meanS: mean, cv2: Math.max(0, square / mean ** 2 - 1) },
    promptS: mean / lanes,
  };
};

/**
 * Time in which a rank reads a prompt of which a share stands in the cache: at least one token is computed, for its logits. Where
 * ranks attend to sequences of their own, each reads one, in a pass of all; of a pipeline every stage has such a pass.
 */
export const laneReadS = ({ layout, replica }: Reader, inputTokens: number, prefixHitRate: number): number => {
  const computed = Math.max(1, inputTokens * (1 - prefixHitRate));
  return replica.prefillS(computed, replica.spread.data * layout.stages, Math.max(0, inputTokens - computed));
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
 * P(T > t) = Σ pᵢ·P(W > t − ownᵢ). Prompts are read one after the other, in a pipeline as soon as its first stage is free; packing short
 * ones would serve more and is not counted.
 */
export const poolModel = (
  { lanes, byClass, service, promptS }: Reading,
  handOverS: PrefillPool['handOverS'],
): PoolModel => {
  const ownByClass = byClass.map((slices) =>
    slices.map(({ probability, length, readS }) => ({ probability, ownS: readS + handOverS(length) })),
  );
  const firstTokens: PoolModel['firstTokens'] = (requestsPerS, replicas) => {
    const servers = replicas * lanes;
    const arrivalsPerS = replicas * requestsPerS;
    const load = (requestsPerS * service.meanS) / lanes;
    const waiting = load >= 1 ? 1 : erlangC(servers, load * servers);
    const law = waiting === 0 || load >= 1 ? null : waitOfThoseWaiting({ servers, arrivalsPerS, service });
    return ownByClass.map((slices) => {
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
  return { promptS, firstTokens };
};

/** So few requests that practically none waits for another. */
export const leastRate = ({ promptS }: PoolModel): number => 1e-6 / promptS;

/** What the replicas of a pool are given. */
export interface PoolLoad {
  /** Replicas that share the prompts of the busiest hour, each taken by the one that is free first. */
  readonly replicas: number;
  /** Requests a second that one such replica is given in the busiest hour, may be given by target utilisation and SLO, and could be given. */
  readonly requestsPerS: number;
  readonly allowedRequestsPerS: number;
  readonly fullRequestsPerS: number;
  /** Time of a replica for a prompt, averaged over their lengths. */
  readonly promptS: number;
}

/**
 * The fewest replicas with which the target utilisation and the SLOs of first tokens are kept for `peakPerS` requests per second: one more
 * shortens every wait, so that the number is found by doubling and halving. Null where even a prompt alone breaks its SLO.
 */
export const loadPool = (model: PoolModel, workload: Workload, policy: number, peakPerS: number): PoolLoad | null => {
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
