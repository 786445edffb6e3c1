/**
 * Which family of kernels is looked at next, while each look costs a compilation and the time is short: each once, then
 * the best so far before the others, less so the more of its members have been seen.
 *
 *   least relative time · (1 + EAGERNESS · looks)     texture 1.00, two looks → 1.3    quad 1.25, one look → 1.4
 */
export interface FamilySoFar {
  /** Attempts, also those that gave no time. */
  readonly looks: number;
  /** Least time of a member, relative to one and the same kernel; Infinity where none gave a time. */
  readonly least: number;
}

const EAGERNESS = 0.15;
/** Slower than this against the leader at the first look: out (the same factor as cubecl's tuner). */
export const HOPELESS = 1.5;
/** A family's likeliest members come first; once so many of them are hopeless, the others are not looked at. */
const LOOKS_A_FAMILY = 2;

/** `waiting` holds the families that have members left, the likeliest first; null where none of them is worth a look. */
export const nextFamily = (
  waiting: readonly string[],
  soFar: ReadonlyMap<string, FamilySoFar>,
  leaderRelative: number,
): string | null => {
  let chosen: string | null = null;
  let least = Infinity;
  for (const family of waiting) {
    const known = soFar.get(family);
    if (known === undefined) return family;
    if (known.looks >= LOOKS_A_FAMILY && known.least > HOPELESS * leaderRelative) continue;
    const score = known.least * (1 + EAGERNESS * known.looks);
    if (chosen === null || score < least) {
      chosen = family;
      least = score;
    }
  }
  return chosen;
};
