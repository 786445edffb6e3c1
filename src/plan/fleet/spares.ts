import { normalQuantile } from '../../base/statistics/quantiles.ts';

/** ln Γ(x) for x ≥ 1 by Stirling's series after raising x to 8 or more; relative error below 1e-12. */
const lnGamma = (argument: number): number => {
  let x = argument;
  let correction = 0;
  while (x < 8) correction -= Math.log(x++);
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
  return correction + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
};

/**
 * P(X ≤ k) of a binomial distribution of n trials with probability p, summed downwards from k (or upwards above it, the
 * shorter tail), so that it stays exact for millions of trials.
 */
export const binomialCdf = (k: number, n: number, p: number): number => {
  if (k >= n || p === 0) return 1;
  if (k < 0 || p === 1) return 0;
  const lnTerm = (i: number): number =>
    lnGamma(n + 1) - lnGamma(i + 1) - lnGamma(n - i + 1) + i * Math.log(p) + (n - i) * Math.log1p(-p);
  const below = k < n * p;
  const first = below ? k : k + 1;
  let term = Math.exp(lnTerm(first));
  let sum = 0;
  for (let i = first; i >= 0 && i <= n && term > 0;) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= below ? ((i / (n - i + 1)) * (1 - p)) / p : (((n - i) / (i + 1)) * p) / (1 - p);
    i += below ? -1 : 1;
  }
  return below ? sum : 1 - sum;
};

/** Variance of the number down from which on the normal law with its skewness is within one server in ten thousand. */
const MANY = 1e6;

/**
 * Fewest spares k with P(at most k of the N + k servers are down) ≥ target; servers fail independently and are down for
 * the share `unavailability` of the time. Common causes (a rack, a feed) are not in it. Exact, but for fleets of millions
 * of failing servers, where the number down is normal with the skewness (1 − 2q)/σ (Cornish–Fisher).
 */
export const spareServers = (needed: number, unavailability: number, target: number): number => {
  if (needed === 0 || unavailability === 0) return 0;
  const up = 1 - unavailability;
  const z = normalQuantile(target);
  // k down of n = N + k: n·q + z·√(n·q·p) + (z² − 1)(1 − 2q)/6 = k, solved for √n.
  const skew = ((z ** 2 - 1) * (1 - 2 * unavailability)) / 6;
  const spread = z * Math.sqrt(unavailability * up);
  const root = (spread + Math.sqrt(spread ** 2 + 4 * up * Math.max(0, needed + skew))) / (2 * up);
  const guess = Math.max(0, Math.ceil(root ** 2 - needed));
  if ((needed + guess) * unavailability * up > MANY) return guess;
  const enough = (k: number): boolean => binomialCdf(k, needed + k, unavailability) >= target;
  // The answer lies near the guess: doubled steps to either side enclose it, bisection finds it.
  let [low, high] = [guess, guess];
  for (let step = 1; !enough(high); step *= 2) [low, high] = [high, high + step];
  for (let step = 1; low >= 0 && enough(low); step *= 2) [low, high] = [low - step, low];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle >= 0 && enough(middle)) high = middle;
    else low = middle;
  }
  return high;
};

/**
 * Fewest spares with which the other racks carry the load without any one of them, servers standing evenly: R full racks
 * carry `needed`, in R + 1 racks alike the R-th part of it is lost with one. As that part falls where one more server takes
 * one more rack, a larger load is sized for where it takes fewer servers in all: more load never needs fewer.
 */
export const sparesForRack = (needed: number, perRack: number): number => {
  let fewest = Infinity;
  for (let sized = needed; sized <= needed + perRack; sized++) {
    fewest = Math.min(fewest, sized + Math.ceil(sized / Math.max(1, Math.ceil(sized / perRack))));
  }
  return fewest - needed;
};

/**
 * Servers of all replicas that a rack can hold a part of, at most, where the servers of one kind of replicas stand behind those of the
 * other: one that spans several servers stops with each of them. Of each kind so many replicas stand on a server.
 */
export const sparesForRackOfPools = (perServer: readonly [number, number], perRack: number): number => {
  /** Servers of the replicas that `held` servers in a row hold a part of; at an end of its kind a row begins with a whole replica. */
  const broken = (each: number, held: number, atEnd: boolean): number => {
    if (each >= 1 || held === 0) return held;
    if (atEnd) return Math.ceil(held * each - 1e-9) / each;
    // Replicas of whole servers begin and end with a server.
    const whole = Math.abs(1 / each - Math.round(1 / each)) < 1e-9;
    return (Math.ceil((whole ? held - 1 : held) * each - 1e-9) + 1) / each;
  };
  const [first, second] = perServer;
  let most = Math.max(broken(first, perRack, false), broken(second, perRack, false));
  for (let held = 1; held < perRack; held++) {
    most = Math.max(most, broken(first, held, true) + broken(second, perRack - held, true));
  }
  return Math.ceil(most - 1e-9);
};
