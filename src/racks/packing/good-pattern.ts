import { emptyRack, type Knapsack } from './knapsack.ts';

const GREEDY_STARTS = 8;

/**
 * A pattern worth more than `floor`, found quickly or not at all: by filling a rack greedily, or by exchanging one device
 * of the given patterns, then two, for what is worth more. Null proves nothing.
 */
export const goodPattern = (sack: Knapsack, floor: number, starts: readonly Int32Array[]): Int32Array | null => {
  const { values, order, most, space } = sack;
  const rack = emptyRack(sack);
  const { pattern } = rack;
  let best: Int32Array | null = null;
  let bestValue = floor;
  for (const first of order.slice(0, GREEDY_STARTS)) {
    rack.clear();
    let value = rack.takeMost(first) * values[first]!;
    for (const item of order) if (item !== first) value += rack.takeMost(item) * values[item]!;
    if (value <= bestValue) continue;
    bestValue = value;
    best = Int32Array.from(pattern);
  }
  if (best !== null) return best;

  const byValue = [...order].sort((a, b) => values[b]! - values[a]! || a - b);
  const stand = (held: Int32Array): number => {
    rack.clear();
    let value = 0;
    for (const item of order) {
      const copies = Math.min(held[item]!, most[item]!);
      if (copies === 0) continue;
      rack.take(item, copies);
      value += copies * values[item]!;
    }
    return value;
  };
  /** Adds single devices, each time the one worth most that still fits. */
  const refill = (): number => {
    let gained = 0;
    for (const item of byValue) {
      while (rack.holds(item)) {
        rack.take(item, 1);
        gained += values[item]!;
      }
    }
    return gained;
  };
  const snapshot = new Int32Array(space.classes);
  /** Takes devices out and fills the gap; whether that gained, and the worth then. */
  const exchange = (value: number, out: readonly number[]): number => {
    let rest = value;
    for (const item of out) {
      rack.take(item, -1);
      rest -= values[item]!;
    }
    const refilled = rest + refill();
    if (refilled > value) {
      snapshot.set(pattern);
      return refilled;
    }
    stand(snapshot);
    return value;
  };
  const single = (start: number): number => {
    let value = start;
    for (const item of order) if (snapshot[item]! > 0) value = exchange(value, [item]);
    return value;
  };
  const pairs = (start: number): number => {
    let value = start;
    for (let first = 0; first < order.length; first++) {
      for (let second = first; second < order.length; second++) {
        const [a, b] = [order[first], order[second]];
        if (snapshot[a!]! < (a === b ? 2 : 1) || snapshot[b!] === 0) continue;
        value = exchange(value, [a!, b!]);
      }
    }
    return value;
  };
  for (const improve of [single, pairs]) {
    for (const start of starts) {
      let value = stand(start) + refill();
      snapshot.set(pattern);
      for (let before = -1; value > before;) {
        before = value;
        value = improve(value);
      }
      if (value > floor) return Int32Array.from(snapshot);
    }
  }
  return null;
};
