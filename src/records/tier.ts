/**
 * How a number is known, strongest first. A derived number is only as good as the weakest of its inputs.
 */
export const TIERS = ['measured', 'calibrated', 'datasheet', 'published', 'assumed'] as const;
export type Tier = (typeof TIERS)[number];

export const weakestTier = (tiers: readonly Tier[]): Tier =>
  tiers.reduce<Tier>((weakest, tier) => (TIERS.indexOf(tier) > TIERS.indexOf(weakest) ? tier : weakest), TIERS[0]);
