import { isPlainObject } from './plain-object.ts';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Two edits of the same plain data as one: what `mine` changed of `base` stands, everything else is as `theirs` has it. A
 * list is one value.
 */
export const threeWayMerge = <T>(base: T, mine: T, theirs: T): T => {
  if (isSame(mine, base)) return theirs;
  if (isSame(theirs, base) || !isPlainObject(base) || !isPlainObject(mine) || !isPlainObject(theirs)) return mine;
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const merged = [...keys].flatMap((key) => {
    const value = threeWayMerge<unknown>(base[key], mine[key], theirs[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(merged) as T;
};
