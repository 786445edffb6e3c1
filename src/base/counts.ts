/** How often each occurs, in the order in which they are first met. */
export const countsOf = <T>(things: Iterable<T>): ReadonlyMap<T, number> => {
  const counts = new Map<T, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
};
