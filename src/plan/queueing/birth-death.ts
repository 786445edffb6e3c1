/** A queue whose service speeds up or slows down with the number of requests in it. */
export interface StateDependentQueue {
  readonly arrivalsPerS: number;
  /** Requests finished a second while n ≥ 1 are in service together. */
  readonly servicePerS: (inService: number) => number;
  /** Requests served together at most. */
  readonly servers: number;
  /** Requests that fit at all, in service or waiting; one more is rejected. */
  readonly capacity: number;
}

export interface StateDependentResult {
  /** Probability of n requests, n from 0 to the capacity. */
  readonly probability: Float64Array;
  readonly rejectedShare: number;
  readonly throughputPerS: number;
  /** Mean requests in the system, and of them in service. */
  readonly meanInSystem: number;
  readonly meanInService: number;
  readonly meanResponseS: number;
  readonly meanWaitS: number;
  /** Share of the admitted requests that must wait for a place in service. */
  readonly waitingShare: number;
}

/**
 * Stationary state of a birth–death chain: p(n) = p(n − 1)·λ/μ(min(n, servers)), kept in logarithms so that no
 * capacity overflows; means by Little's law. Poisson arrivals; exponential service, to which the mean numbers are
 * insensitive while nobody waits. Cost: one pass over the capacity.
 */
export const solveStateDependent = (queue: StateDependentQueue): StateDependentResult => {
  const { arrivalsPerS, servicePerS, servers, capacity } = queue;
  const probability = new Float64Array(capacity + 1);
  let lnWeight = 0;
  let lnLargest = 0;
  let rate = 0;
  for (let n = 1; n <= capacity; n++) {
    if (n <= servers) rate = servicePerS(n);
    lnWeight += Math.log(arrivalsPerS / rate);
    probability[n] = lnWeight;
    lnLargest = Math.max(lnLargest, lnWeight);
  }
  let total = 0;
  for (let n = 0; n <= capacity; n++) total += probability[n] = Math.exp(probability[n]! - lnLargest);

  let meanInSystem = 0;
  let meanInService = 0;
  let waiting = 0;
  for (let n = 0; n <= capacity; n++) {
    const p = (probability[n]! /= total);
    meanInSystem += n * p;
    meanInService += Math.min(n, servers) * p;
    if (n >= servers && n < capacity) waiting += p;
  }
  const rejectedShare = probability[capacity]!;
  const throughputPerS = arrivalsPerS * (1 - rejectedShare);
  return {
    probability,
    rejectedShare,
    throughputPerS,
    meanInSystem,
    meanInService,
    meanResponseS: meanInSystem / throughputPerS,
    meanWaitS: (meanInSystem - meanInService) / throughputPerS,
    waitingShare: waiting / (1 - rejectedShare),
  };
};
