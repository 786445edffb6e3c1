import { mostAlone, type PatternSpace } from './pattern-space.ts';

/** Capacities up to this many steps get an exact table of what is left of them is worth. */
const TABLE_STEPS = 2048;
const ASCENT_STEPS = 40;

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
  /** Worth of a device of each class, whole numbers ≥ 0. */
  readonly values: Float64Array;
  /** Most devices of each class. */
  readonly most: Int32Array;
  /** Only patterns worth more than this are of interest. */
  readonly floor: number;
  /** Patterns that the search may look at. */
  readonly nodes: number;
  /** Having a pattern above the floor, stop after so many; infinite where the best is asked for. */
  readonly patience: number;
  /** Patterns to improve by exchanging a device or two, before the search. */
  readonly starts: readonly Int32Array[];
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
    const item = order[rank];
    const need = stepsOf(item);
    const worth = values[item];
    const table = Float64Array.from(below);
    if (need === 0) {
      const all = worth * most[item];
      for (let left = 0; left <= steps; left++) table[left] += all;
    } else if (most[item] >= Math.floor(steps / need)) {
      for (let left = need; left <= steps; left++) {
        const taking = table[left - need] + worth;
        if (taking > table[left]) table[left] = taking;
      }
    } else {
      // Counts 0 … most as sums of 1, 2, 4 … and a rest: log(most) passes in place of most.
      let remaining = most[item];
      for (let chunk = 1; remaining > 0; chunk *= 2) {
        const take = Math.min(chunk, remaining);
        remaining -= take;
        const weight = take * need;
        const gain = take * worth;
        for (let left = steps; left >= weight; left--) {
          const taking = table[left - weight] + gain;
          if (taking > table[left]) table[left] = taking;
        }
      }
    }
    tables[rank] = table;
    below = table;
  }
  return tables;
};

const gcd = (a: number, b: number): number => {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
};

/**
 * The pattern of greatest worth: a bounded knapsack under several limits at once, solved exactly by depth-first search.
 * Two ceilings cut branches: the fractional knapsack under one surrogate limit (a non-negative mix of all, so that it
 * holds for every pattern), and for each limit of few steps the knapsack of that limit alone. Values are integers below
 * 2^53 and ceilings are compared with half a unit to spare, so that rounding of the mix never cuts a better pattern off.
 */
export const bestPattern = (space: PatternSpace, query: PatternQuery): BestPattern => {
  const { classes, limits, needs, capacity, allowed } = space;
  const { values, floor } = query;
  const most = new Int32Array(classes);
  const order: number[] = [];
  for (let item = 0; item < classes; item++) {
    if (values[item] <= 0 || query.most[item] <= 0) continue;
    most[item] = mostAlone(space, item, query.most[item]);
    if (most[item] > 0) order.push(item);
  }
  const count = order.length;

  const mix = surrogate(space, values, most, order);
  const load = new Float64Array(classes);
  for (const item of order) {
    for (let limit = 0; limit < limits; limit++) load[item] += mix[limit] * needs[item * limits + limit];
  }
  order.sort((a, b) => values[b] * load[a] - values[a] * load[b] || a - b);

  const current = new Int32Array(classes);
  let best: Int32Array | null = null;
  let bestValue = floor;
  const left = Float64Array.from(capacity);

  const keep = (value: number): void => {
    if (value <= bestValue) return;
    bestValue = value;
    best = Int32Array.from(current);
  };
  const fitting = (item: number): number => {
    let taken = most[item];
    for (let limit = 0; limit < limits; limit++) {
      const need = needs[item * limits + limit];
      if (need > 0) taken = Math.min(taken, Math.floor(left[limit] / need));
    }
    return taken;
  };
  const take = (item: number, copies: number): void => {
    current[item] += copies;
    for (let limit = 0; limit < limits; limit++) left[limit] -= copies * needs[item * limits + limit];
  };
  /** As many as the limits leave room for and the rules allow. */
  const takeMost = (item: number): number => {
    let copies = fitting(item);
    take(item, copies);
    while (copies > 0 && allowed !== null && !allowed(current)) {
      take(item, -1);
      copies -= 1;
    }
    return copies;
  };

  const clear = (): void => {
    current.fill(0);
    left.set(capacity);
  };
  const stand = (pattern: Int32Array): number => {
    clear();
    let value = 0;
    for (let item = 0; item < classes; item++) {
      if (pattern[item] === 0) continue;
      take(item, pattern[item]);
      value += pattern[item] * values[item];
    }
    return value;
  };
  /** Adds single devices, each time the one worth most that still fits. */
  const refill = (): number => {
    let gained = 0;
    for (;;) {
      let chosen = -1;
      for (let rank = 0; rank < count; rank++) {
        const item = order[rank];
        if (chosen >= 0 && values[item] <= values[chosen]) continue;
        if (current[item] >= most[item]) continue;
        let room = true;
        for (let limit = 0; limit < limits && room; limit++) room = needs[item * limits + limit] <= left[limit];
        if (!room) continue;
        if (allowed !== null) {
          current[item] += 1;
          const may = allowed(current);
          current[item] -= 1;
          if (!may) continue;
        }
        chosen = item;
      }
      if (chosen < 0) return gained;
      take(chosen, 1);
      gained += values[chosen];
    }
  };
  const snapshot = new Int32Array(classes);
  /** Takes one device out, or two, and fills the gap with what is worth most; as long as that gains. */
  const exchange = (start: number): number => {
    let value = start;
    for (let improved = true; improved;) {
      improved = false;
      snapshot.set(current);
      for (let first = 0; first < count && !improved; first++) {
        const one = order[first];
        if (snapshot[one] === 0) continue;
        for (let second = first; second <= count && !improved; second++) {
          const other = second === count ? -1 : order[second];
          if (other >= 0 && snapshot[other] < (other === one ? 2 : 1)) continue;
          take(one, -1);
          if (other >= 0) take(other, -1);
          const rest = value - values[one] - (other >= 0 ? values[other] : 0);
          const refilled = rest + refill();
          if (refilled > value) {
            value = refilled;
            improved = true;
          } else stand(snapshot);
        }
      }
    }
    return value;
  };

  // Greedy, starting from each of the most promising classes in turn.
  for (let start = 0; start < Math.min(count, 8); start++) {
    let value = takeMost(order[start]) * values[order[start]];
    for (let rank = 0; rank < count; rank++) if (rank !== start) value += takeMost(order[rank]) * values[order[rank]];
    keep(value);
    clear();
  }
  if (query.patience === 0 && best !== null) {
    return { pattern: best, value: bestValue, ceiling: Infinity, complete: false, nodes: 0 };
  }
  for (const start of query.starts) {
    let value = stand(start);
    value += refill();
    keep(exchange(value));
    if (query.patience === 0 && best !== null) break;
  }
  clear();
  if (query.patience === 0 && best !== null) {
    return { pattern: best, value: bestValue, ceiling: Infinity, complete: false, nodes: 0 };
  }

  const tables: { readonly limit: number; readonly step: number; readonly suffix: Float64Array[] }[] = [];
  for (let limit = 0; limit < limits; limit++) {
    let step = 0;
    for (const item of order) step = gcd(needs[item * limits + limit], step);
    if (step === 0) continue;
    const steps = Math.floor(capacity[limit] / step);
    if (steps > TABLE_STEPS) continue;
    const stepsOf = (item: number): number => needs[item * limits + limit] / step;
    tables.push({ limit, step, suffix: suffixTables(order, most, values, stepsOf, steps) });
  }

  let nodes = 0;
  let complete = true;
  /** Ceiling of what the classes from `rank` on can add to the present pattern. */
  const addable = (rank: number): number => {
    let room = 0;
    for (let limit = 0; limit < limits; limit++) room += mix[limit] * left[limit];
    let worth = 0;
    for (let next = rank; next < count; next++) {
      const item = order[next];
      const all = load[item] * most[item];
      if (all <= room) {
        worth += values[item] * most[item];
        room -= all;
      } else {
        worth += (values[item] * room) / load[item];
        break;
      }
    }
    for (const { limit, step, suffix } of tables) {
      const alone = suffix[rank][Math.floor(left[limit] / step)];
      if (alone < worth) worth = alone;
    }
    return worth;
  };
  const explore = (from: number, value: number): void => {
    for (let rank = from; rank < count; rank++) {
      if (value + addable(rank) < bestValue + 0.5) return;
      const item = order[rank];
      let copies = takeMost(item);
      while (copies > 0) {
        nodes += 1;
        if (nodes > query.nodes || (nodes > query.patience && best !== null)) {
          take(item, -copies);
          complete = false;
          return;
        }
        const worth = value + copies * values[item];
        keep(worth);
        explore(rank + 1, worth);
        if (!complete) {
          take(item, -copies);
          return;
        }
        take(item, -1);
        copies -= 1;
      }
    }
  };
  const root = addable(0);
  explore(0, 0);
  return { pattern: best, value: bestValue, ceiling: complete ? bestValue : Math.ceil(root + 0.5), complete, nodes };
};

/**
 * Multipliers of the limits (≥ 0) that make the knapsack under their mix a tight ceiling: the Lagrangian dual, by
 * subgradient steps. Any multipliers are valid; better ones only cut more.
 */
const surrogate = (
  { limits, needs, capacity }: PatternSpace,
  values: Float64Array,
  most: Int32Array,
  order: readonly number[],
): Float64Array => {
  const scale = Float64Array.from(capacity, (whole) => 1 / Math.max(1, whole));
  const price = new Float64Array(limits);
  const slope = new Float64Array(limits);
  // Start with what the value per share of the tightest limit would be.
  let top = 0;
  for (const item of order) {
    let share = 0;
    for (let limit = 0; limit < limits; limit++) share = Math.max(share, needs[item * limits + limit] * scale[limit]);
    if (share > 0) top = Math.max(top, values[item] / share);
  }
  price.fill(top / Math.max(1, limits));
  const best = Float64Array.from(price);
  let lowest = Infinity;
  for (let step = 0; step < ASCENT_STEPS; step++) {
    let dual = 0;
    for (let limit = 0; limit < limits; limit++) {
      slope[limit] = 1;
      dual += price[limit];
    }
    for (const item of order) {
      let cost = 0;
      for (let limit = 0; limit < limits; limit++) cost += price[limit] * needs[item * limits + limit] * scale[limit];
      const gain = values[item] - cost;
      if (gain <= 0) continue;
      dual += gain * most[item];
      for (let limit = 0; limit < limits; limit++) {
        slope[limit] -= most[item] * needs[item * limits + limit] * scale[limit];
      }
    }
    if (dual < lowest) {
      lowest = dual;
      best.set(price);
    }
    let square = 0;
    for (let limit = 0; limit < limits; limit++) square += slope[limit] * slope[limit];
    if (square < 1e-18) break;
    const length = (0.3 * top) / (1 + step) / Math.sqrt(square);
    for (let limit = 0; limit < limits; limit++) price[limit] = Math.max(0, price[limit] - length * slope[limit]);
  }
  for (let limit = 0; limit < limits; limit++) best[limit] *= scale[limit];
  return best;
};
