/** Service times by their moments: gamma up to CV² = 1, above that two exponentials with balanced means. */
export interface ServiceTime {
  readonly meanS: number;
  /** Squared coefficient of variation: 0 constant, 1 exponential. */
  readonly cv2: number;
}

/** Branches of the two-exponential law with balanced means (Tijms, A First Course in Stochastic Models, appendix B). */
export const balancedBranches = ({ meanS, cv2 }: ServiceTime): { weight: number; meanS: number }[] => {
  const first = (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;
  return [
    { weight: first, meanS: meanS / (2 * first) },
    { weight: 1 - first, meanS: meanS / (2 * (1 - first)) },
  ];
};

/** Below this CV² the gamma law is a constant to all digits, and its formula divides 0 by 0. */
const CONSTANT = 1e-12;

/** ln E[e^(θS)]; infinite where the expectation is. */
const lnMomentGenerating = (service: ServiceTime, rate: number): number => {
  const { meanS, cv2 } = service;
  if (cv2 < CONSTANT) return rate * meanS;
  if (cv2 <= 1) return rate * meanS * cv2 < 1 ? -Math.log1p(-rate * meanS * cv2) / cv2 : Infinity;
  let sum = 0;
  for (const branch of balancedBranches(service)) {
    if (rate * branch.meanS >= 1) return Infinity;
    sum += branch.weight / (1 - rate * branch.meanS);
  }
  return Math.log(sum);
};

/**
 * Rate θ at which the wait's tail falls far out in M/G/1 with this service time, from λ(E[e^(θS)] − 1) = θ
 * (Cramér–Lundberg). For load ρ = λ·E[S] below 1. With c servers the same equation holds for S/c (Neuts & Takahashi,
 * Z. Wahrscheinlichkeitstheorie 57, 1981).
 */
export const waitDecayPerS = (service: ServiceTime, arrivalsPerS: number): number => {
  const excess = (rate: number): number => lnMomentGenerating(service, rate) - Math.log1p(rate / arrivalsPerS);
  const load = arrivalsPerS * service.meanS;
  // The root of the two-moment expansion, 2(1 − ρ)/(λE[S²]), lies above or near θ; double until beyond it.
  let high = (2 * (1 - load)) / (load * service.meanS * (1 + service.cv2));
  while (excess(high) < 0) high *= 2;
  let low = 0;
  for (let round = 0; round < 60 && high - low > 1e-10 * high; round++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
