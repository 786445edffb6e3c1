import { studentTQuantile } from './quantiles.ts';

/** One study's estimate of an effect: here a machine's mean log ratio, with the variance of that mean. */
export interface StudyEstimate {
  readonly effect: number;
  /** Variance of the estimate, above 0. */
  readonly variance: number;
}

export interface PooledEffect {
  readonly effect: number;
  /** 95 % interval of the mean effect over machines like these; the whole line for one study. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the true effects from study to study. */
  readonly tau: number;
  /** Share of the scatter between estimates that is more than their own (Higgins & Thompson 2002), 0 to 1. */
  readonly heterogeneity: number;
}

/**
 * Mean of effects that truly differ from study to study: y_i = μ + u_i + e_i, Var u = τ², Var e_i known. τ² by the moments of DerSimonian
 * & Laird (Controlled Clinical Trials 7(3), 1986); the interval by Hartung & Knapp (Statistics in Medicine 20, 2001) with t at
 * k − 1 degrees of freedom, and never narrower than without its factor (Röver, Knapp & Friede, BMC Medical Research Methodology 15:99,
 * 2015), because with a few studies the normal interval of DerSimonian & Laird misses far more often than it says. Null for no studies.
 */
export const poolRandomEffects = (studies: readonly StudyEstimate[]): PooledEffect | null => {
  const k = studies.length;
  if (k === 0) return null;
  const pool = (tauSquared: number) => {
    const weights = studies.map(({ variance }) => 1 / (variance + tauSquared));
    const sum = weights.reduce((total, w) => total + w, 0);
    const effect = studies.reduce((total, study, i) => total + (weights[i] ?? 0) * study.effect, 0) / sum;
    const spread = studies.reduce((total, study, i) => total + (weights[i] ?? 0) * (study.effect - effect) ** 2, 0);
    return { weights, sum, effect, spread };
  };
  const fixed = pool(0);
  const squares = fixed.weights.reduce((total, w) => total + w * w, 0);
  const room = fixed.sum - squares / fixed.sum;
  const tauSquared = room > 0 ? Math.max(0, (fixed.spread - (k - 1)) / room) : 0;
  const { effect, sum, spread } = pool(tauSquared);
  const heterogeneity = fixed.spread > 0 ? Math.max(0, 1 - (k - 1) / fixed.spread) : 0;
  if (k === 1) return { effect, low: -Infinity, high: Infinity, tau: 0, heterogeneity: 0 };
  const factor = Math.max(1, spread / (k - 1));
  const halfWidth = studentTQuantile(0.975, k - 1) * Math.sqrt(factor / sum);
  return { effect, low: effect - halfWidth, high: effect + halfWidth, tau: Math.sqrt(tauSquared), heterogeneity };
};
