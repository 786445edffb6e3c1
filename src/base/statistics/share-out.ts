/**
 * What each of n inputs adds to v, averaged over the orders in which they can change one after the other through states
 * whose v is known:
 *
 *   contribution_i = Σ over S not holding i: f(S) · g(S ∪ i) · (v(S ∪ i) − v(S)) / f(all)
 *
 * where f(S) counts the orders from none to S and g(S) those from S to all. Where every state is known, f(S) = |S|!,
 * g(S) = (n − |S|)!, and this is the Shapley value (Shapley 1953). Each order telescopes to v(all) − v(none), so that the
 * contributions add up to the change exactly. Null where no order is known from end to end.
 */
export const shareOut = (n: number, values: readonly (number | null)[]): readonly number[] | null => {
  const states = 1 << n;
  const all = states - 1;
  const known = (state: number): boolean => values[state] !== null;
  const fromNone = new Array<number>(states).fill(0);
  const toAll = new Array<number>(states).fill(0);
  fromNone[0] = known(0) ? 1 : 0;
  toAll[all] = known(all) ? 1 : 0;
  for (let state = 1; state < states; state++) {
    if (!known(state)) continue;
    for (let i = 0; i < n; i++) if ((state & (1 << i)) !== 0) fromNone[state]! += fromNone[state ^ (1 << i)]!;
  }
  for (let state = all - 1; state >= 0; state--) {
    if (!known(state)) continue;
    for (let i = 0; i < n; i++) if ((state & (1 << i)) === 0) toAll[state]! += toAll[state | (1 << i)]!;
  }
  const orders = fromNone[all]!;
  if (orders === 0) return null;
  return Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let state = 0; state < states; state++) {
      const next = state | (1 << i);
      if (next === state) continue;
      const weight = fromNone[state]! * toAll[next]!;
      if (weight > 0) sum += (weight / orders) * ((values[next] ?? 0) - (values[state] ?? 0));
    }
    return sum;
  });
};
