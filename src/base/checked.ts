/**
 * Reading what must be there. Where absence would be a bug of ours these throw; what may be missing, as in anything that
 * arrives from outside, is read as `T | undefined` and dealt with.
 */

/** The entry at an index, counted from the end where it is negative. Throws where the list has none there. */
export const entryAt = <T>(list: readonly T[], index: number): T => {
  const at = index < 0 ? list.length + index : index;
  // By the length and not by the entry: a list may hold `undefined`.
  if (!(at >= 0 && at < list.length)) {
    throw new Error(`There is no entry ${String(index)} in a list of ${String(list.length)}.`);
  }
  return list[at] as T;
};

/** What a lookup found. Throws where it found nothing; `what` names it in the message. */
export const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
};
