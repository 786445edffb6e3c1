/** What an interval of a ratio of speeds says; above 1 the second is the faster. */
export type Verdict = 'improved' | 'unchanged' | 'regressed' | 'undecided';

export const VERDICTS: readonly Verdict[] = ['improved', 'unchanged', 'regressed', 'undecided'];

/** Two runs of the same kernel differ by a few percent on a quiet machine: less than this is no difference. */
export const HORIZON = 0.05;

/**
 * The verdict on a ratio from its interval: regressed below 1 − horizon, improved above 1 + horizon, unchanged between the
 * two, undecided where the interval touches a border.
 */
export const judgeRatio = (low: number, high: number, horizon: number = HORIZON): Verdict => {
  if (low > 1 + horizon) return 'improved';
  if (high < 1 - horizon) return 'regressed';
  return low >= 1 - horizon && high <= 1 + horizon ? 'unchanged' : 'undecided';
};
