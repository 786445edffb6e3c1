import { quantileSorted, sorted } from './order.ts';
import { normalQuantile } from './quantiles.ts';

/** What an uncertain number may be, as plain data. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** `sigma` is the standard deviation of the natural logarithm. */
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'triangular'; readonly low: number; readonly mode: number; readonly high: number }
  /** Values in ascending order, with weights in any unit. */
  | { readonly kind: 'discrete'; readonly values: readonly number[]; readonly weights: readonly number[] }
  /** Observations; between two of them any value is as likely as another (Hyndman & Fan type 7). */
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

/** The value that a probability in (0, 1) belongs to. */
export type InverseCdf = (probability: number) => number;

const insist = (holds: boolean, { kind }: Distribution, rule: string): void => {
  if (!holds) throw new Error(`A ${kind} distribution needs ${rule}.`);
};

const discreteInverse = (distribution: Extract<Distribution, { kind: 'discrete' }>): InverseCdf => {
  const { values, weights } = distribution;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  insist(values.length > 0 && values.length === weights.length, distribution, 'a weight for each of its values');
  insist(weights.every((weight) => weight >= 0) && total > 0, distribution, 'weights of 0 or more, one above 0');
  insist(
    values.every((value, i) => i === 0 || value > values[i - 1]!),
    distribution,
    'values in ascending order',
  );
  let below = 0;
  const upTo = weights.map((weight) => (below += weight) / total);
  const last = upTo.findLastIndex((_, i) => weights[i]! > 0);
  return (probability) => {
    const index = upTo.findIndex((share) => probability <= share);
    return values[index === -1 ? last : Math.min(index, last)]!;
  };
};

/**
 * Inverse of the distribution function, for drawing by quantile. Ascends with the probability. Throws where the parameters
 * are of no distribution: those of a reader are checked where they come in.
 */
export const inverseCdf = (distribution: Distribution): InverseCdf => {
  switch (distribution.kind) {
    case 'constant': {
      const { value } = distribution;
      return () => value;
    }
    case 'normal': {
      const { mean, sd } = distribution;
      insist(sd >= 0, distribution, 'a standard deviation of 0 or more');
      return (probability) => mean + sd * normalQuantile(probability);
    }
    case 'lognormal': {
      const { median, sigma } = distribution;
      insist(median > 0 && sigma >= 0, distribution, 'a median above 0 and a sigma of 0 or more');
      return (probability) => median * Math.exp(sigma * normalQuantile(probability));
    }
    case 'uniform': {
      const { low, high } = distribution;
      insist(low <= high, distribution, 'a low end that is not above the high one');
      return (probability) => low + (high - low) * probability;
    }
    case 'triangular': {
      const { low, mode, high } = distribution;
      insist(low <= mode && mode <= high, distribution, 'low ≤ mode ≤ high');
      if (low === high) return () => low;
      const atMode = (mode - low) / (high - low);
      return (probability) =>
        probability <= atMode
          ? low + Math.sqrt(probability * (high - low) * (mode - low))
          : high - Math.sqrt((1 - probability) * (high - low) * (high - mode));
    }
    case 'discrete':
      return discreteInverse(distribution);
    case 'empirical': {
      const ascending = sorted(distribution.values);
      insist(ascending.length > 0, distribution, 'at least one observation');
      return (probability) => quantileSorted(ascending, probability);
    }
  }
};
