import { bestPattern } from './best-pattern.ts';
import { knapsack } from './knapsack.ts';
import { solvePatternLp, type PatternLp } from './pattern-lp.ts';
import type { PatternSpace } from './pattern-space.ts';

export interface PatternCount {
  readonly pattern: Int32Array;
  readonly count: number;
}

const racksOf = (packed: readonly PatternCount[]): number => packed.reduce((sum, { count }) => sum + count, 0);

const isEmpty = (demand: Int32Array): boolean => demand.every((count) => count === 0);

/** How often a pattern goes into what is left. */
const times = (pattern: Int32Array, left: Int32Array): number => {
  let most = Infinity;
  for (let item = 0; item < left.length; item++) {
    if (pattern[item]! > 0) most = Math.min(most, Math.floor(left[item]! / pattern[item]!));
  }
  return most;
};

const remove = (pattern: Int32Array, count: number, left: Int32Array): void => {
  for (let item = 0; item < left.length; item++) left[item]! -= count * pattern[item]!;
};

/**
 * `count` racks of a pattern, or of what is left of it: a covering pattern may hold more of a class than there is.
 * Lessens what is left.
 */
export const takeOut = (pattern: Int32Array, count: number, left: Int32Array): PatternCount[] => {
  const packed: PatternCount[] = [];
  for (let open = count; open > 0;) {
    const part = Int32Array.from(pattern, (copies, item) => Math.min(copies, left[item]!));
    if (isEmpty(part)) break;
    const alike = Math.min(open, times(part, left));
    packed.push({ pattern: part, count: alike });
    remove(part, alike, left);
    open -= alike;
  }
  return packed;
};

/** The space with the classes of which something is left; what was packed in it comes back in classes of the whole. */
const narrowed = (
  space: PatternSpace,
  left: Int32Array,
): { readonly space: PatternSpace; readonly demand: Int32Array; readonly kept: readonly number[] } => {
  const kept = [...left.keys()].filter((item) => left[item]! > 0);
  const { limits, needs, capacity, allowed } = space;
  const whole = new Int32Array(space.classes);
  return {
    kept,
    demand: Int32Array.from(kept, (item) => left[item]!),
    space: {
      classes: kept.length,
      limits,
      capacity,
      needs: Float64Array.from(kept.flatMap((item) => [...needs.subarray(item * limits, (item + 1) * limits)])),
      allowed:
        allowed === null
          ? null
          : (pattern) => {
              whole.fill(0);
              kept.forEach((item, index) => (whole[item] = pattern[index]!));
              return allowed(whole);
            },
    },
  };
};

const widened = (pattern: Int32Array, kept: readonly number[], classes: number): Int32Array => {
  const whole = new Int32Array(classes);
  kept.forEach((item, index) => (whole[item] = pattern[index]!));
  return whole;
};

/** Rack by rack, each filled with what is worth most of what is left. */
const fillByWorth = (
  space: PatternSpace,
  demand: Int32Array,
  values: Float64Array,
  nodesEach: number,
): PatternCount[] => {
  const left = Int32Array.from(demand);
  const packed: PatternCount[] = [];
  while (!isEmpty(left)) {
    const { pattern } = bestPattern(knapsack(space, values, left), {
      floor: 0,
      nodes: nodesEach,
      patience: Infinity,
    });
    if (pattern === null) throw new Error('A device that fits no rack came to be packed.');
    const count = times(pattern, left);
    packed.push({ pattern, count });
    remove(pattern, count, left);
  }
  return packed;
};

/** Rack by rack, each taking the classes in a given order as long as they fit. */
export const fillInOrder = (space: PatternSpace, demand: Int32Array, order: readonly number[]): PatternCount[] => {
  const { classes, limits, needs, capacity, allowed } = space;
  const left = Int32Array.from(demand);
  const packed: PatternCount[] = [];
  while (!isEmpty(left)) {
    const pattern = new Int32Array(classes);
    const room = Float64Array.from(capacity);
    for (const item of order) {
      let copies = left[item]!;
      for (let limit = 0; limit < limits && copies > 0; limit++) {
        const need = needs[item * limits + limit]!;
        if (need > 0) copies = Math.min(copies, Math.floor(room[limit]! / need));
      }
      pattern[item] = copies;
      while (pattern[item] > 0 && allowed !== null && !allowed(pattern)) pattern[item] -= 1;
      for (let limit = 0; limit < limits; limit++) room[limit]! -= pattern[item] * needs[item * limits + limit]!;
    }
    const count = times(pattern, left);
    if (!Number.isFinite(count)) throw new Error('A device that fits no rack came to be packed.');
    packed.push({ pattern, count });
    remove(pattern, count, left);
  }
  return packed;
};

/** Orders in which first-fit has been good: by the greatest share of a limit, and by each limit. */
const orders = ({ classes, limits, needs, capacity }: PatternSpace): number[][] => {
  const share = (item: number, limit: number): number =>
    capacity[limit] === 0 ? 0 : needs[item * limits + limit]! / capacity[limit]!;
  const by = (size: (item: number) => number): number[] =>
    Array.from({ length: classes }, (_, item) => item).sort((a, b) => size(b) - size(a) || a - b);
  const all = Array.from({ length: limits }, (_, limit) => limit);
  return [
    by((item) => Math.max(0, ...all.map((limit) => share(item, limit)))),
    by((item) => all.reduce((sum, limit) => sum + share(item, limit), 0)),
    ...all.map((limit) => by((item) => share(item, limit))),
  ];
};

const NODES_EACH = 2_000;

/** The best of the quick ways. */
const fill = (space: PatternSpace, demand: Int32Array, prices: Float64Array, target: number): PatternCount[] => {
  if (isEmpty(demand)) return [];
  let best = fillByWorth(
    space,
    demand,
    Float64Array.from(prices, (price) => Math.max(1, price)),
    NODES_EACH,
  );
  for (const order of orders(space)) {
    if (racksOf(best) <= target) break;
    const other = fillInOrder(space, demand, order);
    if (racksOf(other) < racksOf(best)) best = other;
  }
  return best;
};

/** Budgets of one dive and of all. */
const NODES_A_SOLUTION = 20_000;

/** How far a dive may stray from the fractional solution. */
interface Freedom {
  /** Places where the next pattern may be tried in place of the largest fraction. */
  readonly detours: number;
  /** Whole multiples of each pattern that are not fixed at the start. */
  readonly held: number;
}
const FREEDOMS: readonly Freedom[] = [
  { detours: 0, held: 0 },
  { detours: 1, held: 0 },
  { detours: 1, held: 1 },
  { detours: 2, held: 0 },
  { detours: 2, held: 2 },
  { detours: 3, held: 1 },
];

interface Diving {
  /** Patterns that may still be looked at. */
  nodes: number;
}

/** What of a multiple is not fixed: its fraction, or up to `held` more. */
const fractionLeft = (multiple: number, held: number): number =>
  multiple - Math.max(0, Math.floor(multiple + 1e-6) - held);

/**
 * Dives for a packing of `target` racks: fixes the whole multiples of the fractional solution, then the pattern with the
 * largest fraction, and solves again for what is left. Where that does not come to the target, tries the next pattern
 * instead, in at most `detours` places. Null where the target was not met.
 */
const dive = (
  space: PatternSpace,
  demand: Int32Array,
  solution: PatternLp,
  target: number,
  { detours, held }: Freedom,
  diving: Diving,
): PatternCount[] | null => {
  if (solution.certificate.racks > target) return null;
  const left = Int32Array.from(demand);
  const packed: PatternCount[] = [];
  solution.multiples.forEach((multiple, index) => {
    packed.push(...takeOut(solution.patterns[index]!, Math.max(0, Math.floor(multiple + 1e-6) - held), left));
  });
  const whole = racksOf(packed);
  if (isEmpty(left)) return whole <= target ? packed : null;
  const filled = fill(space, left, solution.certificate.prices, target - whole);
  if (whole + racksOf(filled) <= target) return [...packed, ...filled];
  if (diving.nodes <= 0) return null;

  const fractions = [...solution.multiples.keys()]
    .map((index) => ({ index, fraction: fractionLeft(solution.multiples[index]!, held) }))
    .filter(({ fraction }) => fraction > 1e-6)
    .sort((a, b) => b.fraction - a.fraction || a.index - b.index);
  for (let choice = 0; choice < Math.min(fractions.length, detours + 1); choice++) {
    const rest = Int32Array.from(left);
    const filled = takeOut(solution.patterns[fractions[choice]!.index]!, 1, rest);
    if (filled.length === 0) continue;
    const below = target - whole - 1;
    const start = [...packed, ...filled];
    if (isEmpty(rest)) return below >= 0 ? start : null;
    const narrow = narrowed(space, rest);
    const known = solution.patterns.map((wide) => Int32Array.from(narrow.kept, (item) => wide[item]!));
    const next = solvePatternLp(
      narrow.space,
      narrow.demand,
      known.filter((part) => !isEmpty(part)),
      Math.min(NODES_A_SOLUTION, Math.max(0, diving.nodes)),
    );
    // A solution costs about as much as so many looks at patterns.
    diving.nodes -= next.nodes + 50 + 2 * space.classes ** 2;
    const deeper = dive(narrow.space, narrow.demand, next, below, { detours: detours - choice, held: 0 }, diving);
    if (deeper !== null) {
      return [
        ...start,
        ...deeper.map(({ pattern: part, count }) => ({ pattern: widened(part, narrow.kept, space.classes), count })),
      ];
    }
    if (diving.nodes <= 0) return null;
  }
  return null;
};

/**
 * A packing in whole racks of every device of `demand`, as near to the certificate as the budget allows: fractional
 * solutions rounded by dives, quick filling where those find nothing. Deterministic.
 */
export const wholeRacks = (
  space: PatternSpace,
  demand: Int32Array,
  solution: PatternLp,
  budget: number,
): readonly PatternCount[] => {
  const { prices, racks: target } = solution.certificate;
  const left = Int32Array.from(demand);
  const packed: PatternCount[] = [];
  solution.multiples.forEach((multiple, index) => {
    packed.push(...takeOut(solution.patterns[index]!, Math.floor(multiple + 1e-6), left));
  });
  const rounded = [...packed, ...fill(space, left, prices, target - racksOf(packed))];
  if (racksOf(rounded) <= target) return rounded;
  const whole = fill(space, demand, prices, target);
  const best = racksOf(whole) < racksOf(rounded) ? whole : rounded;
  const diving = { nodes: budget };
  // Where the certificate was cut short, goals far below the fractional solution are not worth a dive.
  const lowest = Math.max(target, Math.ceil(solution.value - 1e-6));
  for (let goal = lowest; goal < racksOf(best); goal++) {
    for (const freedom of FREEDOMS) {
      const found = dive(space, demand, solution, goal, freedom, diving);
      if (found !== null) return found;
      if (diving.nodes <= 0) return best;
    }
  }
  return best;
};
