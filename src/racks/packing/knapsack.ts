import { mostAlone, type PatternSpace } from './pattern-space.ts';

const ASCENT_STEPS = 40;

/** One rack to be filled with what is worth most: the classes that count, the most promising first. */
export interface Knapsack {
  readonly space: PatternSpace;
  /** Worth of a device of each class, whole numbers ≥ 0. */
  readonly values: Float64Array;
  /** Most devices of each class that the rack can hold; 0 for those that are worth nothing. */
  readonly most: Int32Array;
  /** Classes by worth for what they take of the surrogate limit. */
  readonly order: readonly number[];
  /** Multipliers ≥ 0 of the limits that make the surrogate limit. */
  readonly mix: Float64Array;
  /** What a device of each class takes of it. */
  readonly load: Float64Array;
}

/** `most`: devices of each class that there are. */
export const knapsack = (space: PatternSpace, values: Float64Array, most: Int32Array): Knapsack => {
  const { classes, limits, needs } = space;
  const held = new Int32Array(classes);
  const order: number[] = [];
  for (let item = 0; item < classes; item++) {
    if (values[item]! <= 0 || most[item]! <= 0) continue;
    held[item] = mostAlone(space, item, most[item]!);
    if (held[item]! > 0) order.push(item);
  }
  const mix = surrogate(space, values, held, order);
  const load = new Float64Array(classes);
  for (const item of order) {
    for (let limit = 0; limit < limits; limit++) load[item]! += mix[limit]! * needs[item * limits + limit]!;
  }
  order.sort((a, b) => values[b]! * load[a]! - values[a]! * load[b]! || a - b);
  return { space, values, most: held, order, mix, load };
};

/** A rack while it is being filled. */
export interface Filling {
  readonly pattern: Int32Array;
  /** What is left of each limit. */
  readonly left: Float64Array;
  clear(): void;
  take(item: number, copies: number): void;
  /** As many of a class as there is room for and the rules allow. */
  takeMost(item: number): number;
  /** Whether one more of a class may join. */
  holds(item: number): boolean;
}

export const emptyRack = ({ space, most }: Knapsack): Filling => {
  const { classes, limits, needs, capacity, allowed } = space;
  const pattern = new Int32Array(classes);
  const left = Float64Array.from(capacity);
  const take = (item: number, copies: number): void => {
    pattern[item]! += copies;
    for (let limit = 0; limit < limits; limit++) left[limit]! -= copies * needs[item * limits + limit]!;
  };
  return {
    pattern,
    left,
    take,
    clear: () => {
      pattern.fill(0);
      left.set(capacity);
    },
    takeMost: (item) => {
      let copies = most[item]! - pattern[item]!;
      for (let limit = 0; limit < limits; limit++) {
        const need = needs[item * limits + limit]!;
        if (need > 0) copies = Math.min(copies, Math.floor(left[limit]! / need));
      }
      take(item, copies);
      while (copies > 0 && allowed !== null && !allowed(pattern)) {
        take(item, -1);
        copies -= 1;
      }
      return copies;
    },
    holds: (item) => {
      if (pattern[item]! >= most[item]!) return false;
      for (let limit = 0; limit < limits; limit++) if (needs[item * limits + limit]! > left[limit]!) return false;
      if (allowed === null) return true;
      pattern[item]! += 1;
      const may = allowed(pattern);
      pattern[item]! -= 1;
      return may;
    },
  };
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
    for (let limit = 0; limit < limits; limit++) share = Math.max(share, needs[item * limits + limit]! * scale[limit]!);
    if (share > 0) top = Math.max(top, values[item]! / share);
  }
  price.fill(top / Math.max(1, limits));
  const best = Float64Array.from(price);
  let lowest = Infinity;
  for (let step = 0; step < ASCENT_STEPS; step++) {
    let dual = 0;
    for (let limit = 0; limit < limits; limit++) {
      slope[limit] = 1;
      dual += price[limit]!;
    }
    for (const item of order) {
      let cost = 0;
      for (let limit = 0; limit < limits; limit++)
        cost += price[limit]! * needs[item * limits + limit]! * scale[limit]!;
      const gain = values[item]! - cost;
      if (gain <= 0) continue;
      dual += gain * most[item]!;
      for (let limit = 0; limit < limits; limit++) {
        slope[limit]! -= most[item]! * needs[item * limits + limit]! * scale[limit]!;
      }
    }
    if (dual < lowest) {
      lowest = dual;
      best.set(price);
    }
    let square = 0;
    for (let limit = 0; limit < limits; limit++) square += slope[limit]! * slope[limit]!;
    if (square < 1e-18) break;
    const length = (0.3 * top) / (1 + step) / Math.sqrt(square);
    for (let limit = 0; limit < limits; limit++) price[limit] = Math.max(0, price[limit]! - length * slope[limit]!);
  }
  for (let limit = 0; limit < limits; limit++) best[limit]! *= scale[limit]!;
  return best;
};
