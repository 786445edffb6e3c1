/**
 * Reading what must be there. Where absence would be a bug of ours these throw; what may be missing, as in anything that
 * arrives from outside, is read as `T | undefined` and dealt with.
 */

/** The entry at an index. Throws where the list has none there. */
export const entryAt = <T>(list: readonly T[], index: number): T => {
  // By the length and not by the entry: a list may hold `undefined`.
  if (!(index >= 0 && index < list.length)) {
    throw new Error(`There is no entry ${String(index)} in a list of ${String(list.length)}.`);
  }
  return list[index] as T;
};

/** The last entry. Throws for an empty list. */
export const lastOf = <T>(list: readonly T[]): T => entryAt(list, list.length - 1);

/** What a lookup found. Throws where it found nothing; `what` names it in the message. */
export const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
};
