import { mostAlone, type PatternSpace } from './pattern-space.ts';

/**
 * Every pattern to which no device can be added, within the demand; null where there are more than `most`. For a solver
 * that wants them all at once.
 */
export const maximalPatterns = (space: PatternSpace, demand: Int32Array, most: number): Int32Array[] | null => {
  const { classes, limits, needs, capacity, allowed } = space;
  const left = Float64Array.from(capacity);
  const current = new Int32Array(classes);
  const found: Int32Array[] = [];
  const alone = Int32Array.from({ length: classes }, (_, item) => mostAlone(space, item, demand[item]!));
  const canAdd = (item: number): boolean => {
    if (current[item]! >= alone[item]!) return false;
    for (let limit = 0; limit < limits; limit++) if (needs[item * limits + limit]! > left[limit]!) return false;
    if (allowed === null) return true;
    current[item]! += 1;
    const may = allowed(current);
    current[item]! -= 1;
    return may;
  };
  const take = (item: number, copies: number): void => {
    current[item]! += copies;
    for (let limit = 0; limit < limits; limit++) left[limit]! -= copies * needs[item * limits + limit]!;
  };
  let visited = 0;
  const explore = (item: number): boolean => {
    visited += 1;
    if (visited > 100 * most) return false;
    if (item === classes) {
      for (let other = 0; other < classes; other++) if (canAdd(other)) return true;
      found.push(Int32Array.from(current));
      return found.length <= most;
    }
    let copies = 0;
    while (canAdd(item)) {
      take(item, 1);
      copies += 1;
    }
    for (; copies >= 0; copies--) {
      if (!explore(item + 1)) {
        take(item, -copies);
        return false;
      }
      if (copies > 0) take(item, -1);
    }
    return true;
  };
  return explore(0) ? found : null;
};
