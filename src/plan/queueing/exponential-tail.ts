/**
 * Tail of a positive time as a sum of two exponentials, P(T > t) = A·e^(−θt) + (1 − A)·e^(−ηt): `slow` is θ, `fast` is η.
 * A above one (and so a negative second weight) is a tail that starts flat, as that of constant service does.
 */
export interface ExponentialTail {
  readonly slowWeight: number;
  readonly slowPerS: number;
  readonly fastPerS: number;
}

/** What is known of the time; each is met exactly. */
export interface TailFacts {
  readonly meanS: number;
  /** Density at 0, which is how steeply the tail starts to fall. */
  readonly startPerS: number;
  /** Rate at which the tail falls far out. */
  readonly decayPerS: number;
}

/**
 * From A/θ + (1 − A)/η = mean and Aθ + (1 − A)η = start follows A = (mean·start − 1) / (start/θ − 2 + mean·θ). A tail that
 * starts flat (mean·start < 1) can fall no faster than θ = (1 + √(1 − mean·start))/mean in this form: the decay is then
 * held just below, where mean and start are still met. Where the facts are those of one exponential, or no two
 * exponentials have them, the exponential with that mean is taken.
 */
export const fitExponentialTail = ({ meanS, startPerS, decayPerS }: TailFacts): ExponentialTail => {
  const single = { slowWeight: 1, slowPerS: 1 / meanS, fastPerS: 1 / meanS };
  const start = meanS * startPerS;
  const slowPerS = start < 1 ? Math.min(decayPerS, (0.99 * (1 + Math.sqrt(1 - start))) / meanS) : decayPerS;
  const divisor = startPerS / slowPerS - 2 + meanS * slowPerS;
  if (Math.abs(divisor) < 1e-9) return single;
  const slowWeight = (start - 1) / divisor;
  const fastPerS = (startPerS - slowWeight * slowPerS) / (1 - slowWeight);
  const usable = slowWeight > 0 && fastPerS > slowPerS && Number.isFinite(fastPerS);
  return usable ? { slowWeight, slowPerS, fastPerS } : single;
};

export const tailAt = ({ slowWeight, slowPerS, fastPerS }: ExponentialTail, timeS: number): number =>
  timeS <= 0 ? 1 : slowWeight * Math.exp(-slowPerS * timeS) + (1 - slowWeight) * Math.exp(-fastPerS * timeS);

/** The time that is exceeded with probability `tail`; 0 for a tail of one or more. */
export const timeExceeded = (law: ExponentialTail, tail: number): number => {
  if (tail >= 1) return 0;
  // Far out the slow part alone counts; the root lies between 0 and where the larger of both bounds falls below it.
  let low = 0;
  let high = Math.log(Math.max(1, law.slowWeight) / tail) / law.slowPerS;
  for (let round = 0; round < 60 && high - low > 1e-12 * high; round++) {
    const middle = (low + high) / 2;
    if (tailAt(law, middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
