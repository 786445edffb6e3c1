import type { PatternSpace } from './pattern-space.ts';

export interface Coarser {
  readonly space: PatternSpace;
  readonly demand: Int32Array;
  /** Group of each class. */
  readonly groupOf: Int32Array;
}

/**
 * The space with similar classes put together, each group needing what its least member needs under every limit: whatever
 * packs the classes packs the groups, so that a bound for these holds for those. Rules beyond sums are left out, which
 * lowers a bound only.
 */
export const coarser = (space: PatternSpace, demand: Int32Array, most: number): Coarser => {
  const { classes, limits, needs, capacity } = space;
  for (let cells = 64; ; cells = Math.floor(cells / 1.5)) {
    const groups = new Map<string, number>();
    const groupOf = new Int32Array(classes);
    for (let item = 0; item < classes; item++) {
      let key = '';
      for (let limit = 0; limit < limits; limit++) {
        const share = capacity[limit] === 0 ? 0 : needs[item * limits + limit]! / capacity[limit]!;
        key += `${String(Math.floor(share * cells))}|`;
      }
      const known = groups.get(key) ?? groups.size;
      groups.set(key, known);
      groupOf[item] = known;
    }
    if (groups.size > most && cells > 1) continue;
    const count = groups.size;
    const least = new Float64Array(count * limits).fill(Infinity);
    const together = new Int32Array(count);
    for (let item = 0; item < classes; item++) {
      together[groupOf[item]!]! += demand[item]!;
      for (let limit = 0; limit < limits; limit++) {
        const at = groupOf[item]! * limits + limit;
        least[at] = Math.min(least[at]!, needs[item * limits + limit]!);
      }
    }
    return {
      space: { classes: count, limits, needs: least, capacity, allowed: null },
      demand: together,
      groupOf,
    };
  }
};
