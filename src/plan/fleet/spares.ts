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

/**
 * Fewest spares k with P(at most k of the N + k servers are down) ≥ target; servers fail independently and are down for
 * the share `unavailability` of the time. Common causes (a rack, a feed) are not in it.
 */
export const spareServers = (needed: number, unavailability: number, target: number): number => {
  if (needed === 0 || unavailability === 0) return 0;
  const enough = (k: number): boolean => binomialCdf(k, needed + k, unavailability) >= target;
  // The normal approximation is within a few servers of the answer; walk from there.
  const mean = (needed * unavailability) / (1 - unavailability);
  let k = Math.max(0, Math.round(mean + normalQuantile(target) * Math.sqrt(mean)));
  while (k > 0 && enough(k - 1)) k--;
  while (!enough(k)) k++;
  return k;
};
