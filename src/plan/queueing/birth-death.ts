/** A server whose speed depends on how many it serves, with room for so many in all. */
export interface BirthDeath {
  readonly arrivalRate: number;
  /** Departures a second with n requests in the system, n ≥ 1. */
  readonly departureRate: (inSystem: number) => number;
  /** Requests in the system at most; a further one is turned away. */
  readonly capacity: number;
  /** Requests that are served at the same time; the others wait. */
  readonly serving: number;
}

export interface BirthDeathBalance {
  /** Probability of n in the system, n = 0 … capacity. */
  readonly probabilities: Float64Array;
  readonly meanInSystem: number;
  readonly meanInService: number;
  readonly meanWaiting: number;
  /** Probability that an arrival is turned away. */
  readonly blocking: number;
  /** Probability that an arrival that comes in has to wait. */
  readonly waiting: number;
  readonly throughput: number;
}

/**
 * Stationary state of the chain: p(n) ∝ λⁿ / (μ(1)…μ(n)). Exact for Poisson arrivals; the distribution of the service
 * requirement does not matter where the server is shared evenly (processor sharing). Kept in logarithms until the end, so
 * that thousands of states neither overflow nor vanish.
 */
export const birthDeath = ({ arrivalRate, departureRate, capacity, serving }: BirthDeath): BirthDeathBalance => {
  const probabilities = new Float64Array(capacity + 1);
  let ln = 0;
  let highest = 0;
  for (let n = 1; n <= capacity; n++) {
    ln += Math.log(arrivalRate / departureRate(n));
    probabilities[n] = ln;
    highest = Math.max(highest, ln);
  }
  let total = 0;
  for (let n = 0; n <= capacity; n++) {
    probabilities[n] = Math.exp(probabilities[n] - highest);
    total += probabilities[n];
  }
  let meanInSystem = 0;
  let meanInService = 0;
  let allServing = 0;
  for (let n = 0; n <= capacity; n++) {
    probabilities[n] /= total;
    meanInSystem += n * probabilities[n];
    meanInService += Math.min(n, serving) * probabilities[n];
    if (n >= serving && n < capacity) allServing += probabilities[n];
  }
  const blocking = probabilities[capacity];
  return {
    probabilities,
    meanInSystem,
    meanInService,
    meanWaiting: meanInSystem - meanInService,
    blocking,
    waiting: allServing / (1 - blocking),
    throughput: arrivalRate * (1 - blocking),
  };
};
