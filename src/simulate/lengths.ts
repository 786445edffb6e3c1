import type { Random } from '../base/random.ts';

/** Lengths of prompts or answers: a mean and a coefficient of variation (0: always the mean). */
export interface LengthDistribution {
  readonly meanTokens: number;
  readonly cv: number;
}

/**
 * Draws whole lengths of at least one token. Log-normal, which conversation traces resemble (heavy to the right, never
 * below zero): ln X ~ N(ln mean − σ²/2, σ²), σ² = ln(1 + cv²).
 */
export const lengthSampler = ({ meanTokens, cv }: LengthDistribution, random: Random): (() => number) => {
  const fixed = Math.max(1, Math.round(meanTokens));
  if (cv === 0) return () => fixed;
  const variance = Math.log1p(cv ** 2);
  const centre = Math.log(meanTokens) - variance / 2;
  const spread = Math.sqrt(variance);
  return () => Math.max(1, Math.round(Math.exp(centre + spread * random.normal())));
};
