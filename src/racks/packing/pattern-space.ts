/**
 * What may stand in one rack, in whole numbers: a *pattern* is how many of each class of devices a rack holds. Needs and
 * capacities are integers (mU, mW, mg …), so that a sum is exact and rounding never lets a rack carry too much.
 */
export interface PatternSpace {
  readonly classes: number;
  readonly limits: number;
  /** Need of a class under a limit at [class × limits + limit]; integers ≥ 0. */
  readonly needs: Float64Array;
  readonly capacity: Float64Array;
  /**
   * What no sum says: whether the devices of a pattern find places and may stand together. Monotone: what holds a
   * pattern holds every part of it. Null where the sums say everything.
   */
  readonly allowed: ((pattern: Int32Array) => boolean) | null;
}

/** Whether the sums of a pattern stay within every capacity, and the devices find places. */
export const fits = (space: PatternSpace, pattern: Int32Array): boolean => {
  const { classes, limits, needs, capacity, allowed } = space;
  for (let limit = 0; limit < limits; limit++) {
    let sum = 0;
    for (let item = 0; item < classes; item++) sum += pattern[item]! * needs[item * limits + limit]!;
    if (sum > capacity[limit]!) return false;
  }
  return allowed === null || allowed(pattern);
};

/** Most devices of one class that a rack holds by the sums, at most `most`. */
export const mostAlone = ({ limits, needs, capacity }: PatternSpace, item: number, most: number): number => {
  let count = most;
  for (let limit = 0; limit < limits; limit++) {
    const need = needs[item * limits + limit]!;
    if (need > 0) count = Math.min(count, Math.floor(capacity[limit]! / need));
  }
  return count;
};
