import { gcd } from './whole-numbers.ts';
import { emptyRack, type Knapsack } from './knapsack.ts';

/** Capacities up to this many steps get an exact table of what is left of them is worth. */
const TABLE_STEPS = 2048;

export interface BestPattern {
  /** The best pattern found that is worth more than the floor; null where there is none, or none was found. */
  readonly pattern: Int32Array | null;
  readonly value: number;
  /** No pattern is worth more than this; the value itself where the search was complete. */
  readonly ceiling: number;
  readonly complete: boolean;
  readonly nodes: number;
}

export interface PatternQuery {
  /** Only patterns worth more than this are of interest. */
  readonly floor: number;
  /** Patterns that the search may look at. */
  readonly nodes: number;
  /** Having a pattern above the floor, stop after so many; infinite where the best is asked for. */
  readonly patience: number;
}

/**
 * Most that a set of classes from `from` on can be worth in what is left, one limit looked at alone: suffix tables of the
 * bounded knapsack (unbounded where a rack cannot hold all of a class anyway).
 */
const suffixTables = (
  order: readonly number[],
  most: Int32Array,
  values: Float64Array,
  stepsOf: (item: number) => number,
  steps: number,
): Float64Array[] => {
  const tables: Float64Array[] = new Array<Float64Array>(order.length + 1);
  let below = new Float64Array(steps + 1);
  tables[order.length] = below;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const item = order[rank]!;
    const need = stepsOf(item);
    const worth = values[item]!;
    const table = Float64Array.from(below);
    if (need === 0) {
      const all = worth * most[item]!;
      for (let left = 0; left <= steps; left++) table[left]! += all;
    } else if (most[item]! >= Math.floor(steps / need)) {
      for (let left = need; left <= steps; left++) {
        const taking = table[left - need]! + worth;
        if (taking > table[left]!) table[left] = taking;
      }
    } else {
      // Counts 0 … most as sums of 1, 2, 4 … and a rest: log(most) passes in place of most.
      let remaining = most[item]!;
      for (let chunk = 1; remaining > 0; chunk *= 2) {
        const take = Math.min(chunk, remaining);
        remaining -= take;
        const weight = take * need;
        const gain = take * worth;
        for (let left = steps; left >= weight; left--) {
          const taking = table[left - weight]! + gain;
          if (taking > table[left]!) table[left] = taking;
        }
      }
    }
    tables[rank] = table;
    below = table;
  }
  return tables;
};

/**
 * The pattern of greatest worth: a bounded knapsack under several limits at once, solved exactly by depth-first search.
 * Two ceilings cut branches: the fractional knapsack under the surrogate limit (a non-negative mix of all, so that it
 * holds for every pattern), and for each limit of few steps the knapsack of that limit alone. Values are integers below
 * 2^53 and ceilings are compared with half a unit to spare, so that rounding of the mix never cuts a better pattern off.
 */
export const bestPattern = (sack: Knapsack, query: PatternQuery): BestPattern => {
  const { space, values, most, order, mix, load } = sack;
  const { limits, needs, capacity } = space;
  const count = order.length;
  const rack = emptyRack(sack);
  const { pattern: current, left } = rack;
  let best: Int32Array | null = null;
  let bestValue = query.floor;
  const keep = (value: number): void => {
    if (value <= bestValue) return;
    bestValue = value;
    best = Int32Array.from(current);
  };

  const tables: { readonly limit: number; readonly step: number; readonly suffix: Float64Array[] }[] = [];
  for (let limit = 0; limit < limits; limit++) {
    let step = 0;
    for (const item of order) step = gcd(needs[item * limits + limit]!, step);
    if (step === 0) continue;
    const steps = Math.floor(capacity[limit]! / step);
    if (steps > TABLE_STEPS) continue;
    const stepsOf = (item: number): number => needs[item * limits + limit]! / step;
    tables.push({ limit, step, suffix: suffixTables(order, most, values, stepsOf, steps) });
  }

  let nodes = 0;
  let complete = true;
  /** Ceiling of what the classes from `rank` on can add to the present pattern. */
  const addable = (rank: number): number => {
    let room = 0;
    for (let limit = 0; limit < limits; limit++) room += mix[limit]! * left[limit]!;
    let worth = 0;
    for (let next = rank; next < count; next++) {
      const item = order[next]!;
      const all = load[item]! * most[item]!;
      if (all <= room) {
        worth += values[item]! * most[item]!;
        room -= all;
      } else {
        worth += (values[item]! * room) / load[item]!;
        break;
      }
    }
    for (const { limit, step, suffix } of tables) {
      const alone = suffix[rank]![Math.floor(left[limit]! / step)]!;
      if (alone < worth) worth = alone;
    }
    return worth;
  };
  const explore = (from: number, value: number): void => {
    for (let rank = from; rank < count; rank++) {
      if (value + addable(rank) < bestValue + 0.5) return;
      const item = order[rank]!;
      let copies = rack.takeMost(item);
      while (copies > 0) {
        nodes += 1;
        if (nodes > query.nodes || (nodes > query.patience && best !== null)) {
          rack.take(item, -copies);
          complete = false;
          return;
        }
        const worth = value + copies * values[item]!;
        keep(worth);
        explore(rank + 1, worth);
        if (!complete) {
          rack.take(item, -copies);
          return;
        }
        rack.take(item, -1);
        copies -= 1;
      }
    }
  };
  const root = addable(0);
  explore(0, 0);
  return { pattern: best, value: bestValue, ceiling: complete ? bestValue : Math.ceil(root + 0.5), complete, nodes };
};
