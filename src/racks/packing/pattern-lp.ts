import { bestPattern, type BestPattern } from './best-pattern.ts';
import { goodPattern } from './good-pattern.ts';
import { knapsack } from './knapsack.ts';
import { mostAlone, type PatternSpace } from './pattern-space.ts';

/** Prices are whole multiples of 2^-32 of a rack: fine enough for the ceilings, small enough that sums stay exact. */
const PRICE_UNIT = 2 ** 32;
const TOLERANCE = 1e-9;
const PATIENCE = 500;
/** Patterns that join before all known ones are looked at again. */
const POOL_EVERY = 16;
/** Patterns worth less than this at the end are of no use to whoever solves for a part of the demand. */
const NEAR = 0.98;
const SEARCH = 30_000;
const SLACKS = [1.001, 1.003, 1.01, 1.03];
const REFACTOR_EVERY = 64;

/**
 * Prices of the classes and the worth of the best pattern at them. Whoever packs `demand` devices spends at least
 * Σ price × demand, and no rack takes more than `bestWorth` of it: that many racks are needed, whatever the prices are
 * (Farley 1990). Integers, so that anybody can check it.
 */
export interface PriceCertificate {
  readonly prices: Float64Array;
  /** No pattern is worth more. */
  readonly bestWorth: number;
  /** Racks, a fraction: Σ price × demand / bestWorth, rounded for reading. */
  readonly fraction: number;
  /** The same rounded up, exactly. */
  readonly racks: number;
}

export interface PatternLp {
  /** Least sum of pattern multiples that covers the demand, over the patterns known at the end. */
  readonly value: number;
  /** Those of the solution, and those that nearly are. */
  readonly patterns: readonly Int32Array[];
  /** Multiple of each pattern in the solution; most are 0. */
  readonly multiples: Float64Array;
  readonly certificate: PriceCertificate;
  /** Patterns looked at. */
  readonly nodes: number;
}

/** ⌈Σ price × demand / bestWorth⌉ without rounding on the way. */
export const racksAtLeast = (prices: Float64Array, demand: Int32Array, bestWorth: number): number => {
  let worth = 0n;
  for (let item = 0; item < demand.length; item++) worth += BigInt(prices[item]!) * BigInt(demand[item]!);
  if (worth === 0n) return 0;
  const best = BigInt(bestWorth);
  return Number((worth + best - 1n) / best);
};

const fractionOf = (prices: Float64Array, demand: Int32Array, bestWorth: number): number => {
  let worth = 0;
  for (let item = 0; item < demand.length; item++) worth += prices[item]! * demand[item]!;
  return worth / bestWorth;
};

/**
 * The least fractional number of racks that covers the demand, over all patterns: column generation. The master is a
 * revised simplex over the patterns known so far; its dual prices ask for the best pattern, which joins, until no pattern
 * is worth more than one rack. `known` are patterns of the same space to start with. The demand of every class is
 * positive and one device of each fits. Ends early, with a weaker certificate, where `nodes` are used up.
 */
export const solvePatternLp = (
  space: PatternSpace,
  demand: Int32Array,
  known: readonly Int32Array[],
  budget: number,
): PatternLp => {
  const size = space.classes;
  const patterns: Int32Array[] = [];
  /** Index of the pattern that is basic in a row; −1 − item for the surplus of a class. */
  const basis = new Int32Array(size);
  let inverse: Float64Array = new Float64Array(size * size);
  const level = new Float64Array(size);
  const price = new Float64Array(size);

  for (let item = 0; item < size; item++) {
    const alone = new Int32Array(size);
    alone[item] = mostAlone(space, item, demand[item]!);
    while (space.allowed !== null && alone[item]! > 1 && !space.allowed(alone)) alone[item]! -= 1;
    basis[item] = patterns.length;
    patterns.push(alone);
    inverse[item * size + item] = 1 / alone[item]!;
    level[item] = demand[item]! / alone[item]!;
  }
  for (const pattern of known) {
    patterns.push(Int32Array.from(pattern, (count, item) => Math.min(count, demand[item]!)));
  }

  const readPrices = (): void => {
    price.fill(0);
    for (let row = 0; row < size; row++) {
      if (basis[row]! < 0) continue;
      for (let item = 0; item < size; item++) price[item]! += inverse[row * size + item]!;
    }
  };
  const worth = (pattern: Int32Array): number => {
    let sum = 0;
    for (let item = 0; item < size; item++) sum += price[item]! * pattern[item]!;
    return sum;
  };
  const direction = new Float64Array(size);
  const into = (column: number): void => {
    direction.fill(0);
    if (column < 0) {
      const item = -1 - column;
      for (let row = 0; row < size; row++) direction[row] = -inverse[row * size + item]!;
      return;
    }
    const pattern = patterns[column]!;
    for (let item = 0; item < size; item++) {
      const count = pattern[item]!;
      if (count === 0) continue;
      for (let row = 0; row < size; row++) direction[row]! += inverse[row * size + item]! * count;
    }
  };
  let pivots = 0;
  const refactor = (): void => {
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < size; row++) {
      // Column `row` of the basis matrix.
      if (basis[row]! < 0) matrix[(-1 - basis[row]!) * size + row] = -1;
      else for (let item = 0; item < size; item++) matrix[item * size + row] = patterns[basis[row]!]![item]!;
    }
    const inverted = invert(matrix, size);
    if (inverted === null) return;
    inverse = inverted;
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let item = 0; item < size; item++) sum += inverse[row * size + item]! * demand[item]!;
      level[row] = Math.max(0, sum);
    }
  };
  /** Brings a column into the basis; false where none can leave. */
  const pivot = (column: number): boolean => {
    into(column);
    let leaving = -1;
    let step = Infinity;
    for (let row = 0; row < size; row++) {
      if (direction[row]! <= TOLERANCE) continue;
      const ratio = level[row]! / direction[row]!;
      // Of equal ratios the larger pivot, which is the more exact.
      if (ratio < step - 1e-12 || (ratio <= step + 1e-12 && leaving >= 0 && direction[row]! > direction[leaving]!)) {
        step = Math.min(step, ratio);
        leaving = row;
      }
    }
    if (leaving < 0) return false;
    const by = 1 / direction[leaving]!;
    for (let item = 0; item < size; item++) inverse[leaving * size + item]! *= by;
    level[leaving]! *= by;
    for (let row = 0; row < size; row++) {
      const factor = direction[row]!;
      if (row === leaving || factor === 0) continue;
      for (let item = 0; item < size; item++) inverse[row * size + item]! -= factor * inverse[leaving * size + item]!;
      level[row] = Math.max(0, level[row]! - factor * level[leaving]!);
    }
    basis[leaving] = column;
    pivots += 1;
    if (pivots % REFACTOR_EVERY === 0) refactor();
    return true;
  };
  /** Improves over the columns known, the most promising first. */
  const improve = (): void => {
    for (let round = 0; round < 50 * size + 1000; round++) {
      readPrices();
      let entering = 0;
      let gain = TOLERANCE;
      let found = false;
      for (let item = 0; item < size; item++) {
        if (-price[item]! > gain) {
          gain = -price[item]!;
          entering = -1 - item;
          found = true;
        }
      }
      for (let column = 0; column < patterns.length; column++) {
        const surplus = worth(patterns[column]!) - 1;
        if (surplus > gain) {
          gain = surplus;
          entering = column;
          found = true;
        }
      }
      if (!found || !pivot(entering)) return;
    }
  };
  const valueNow = (): number => {
    let sum = 0;
    for (let row = 0; row < size; row++) if (basis[row]! >= 0) sum += level[row]!;
    return sum;
  };

  let certificate: PriceCertificate = { prices: new Float64Array(size), bestWorth: 1, fraction: 0, racks: 0 };
  let nodes = 0;
  const certify = (prices: Float64Array, bestWorth: number): void => {
    const racks = racksAtLeast(prices, demand, bestWorth);
    const fraction = fractionOf(prices, demand, bestWorth);
    if (racks > certificate.racks || (racks === certificate.racks && fraction > certificate.fraction)) {
      certificate = { prices, bestWorth, fraction, racks };
    }
  };
  const floor = PRICE_UNIT + Math.ceil(PRICE_UNIT * 2 * TOLERANCE);
  let pooled = false;
  for (;;) {
    if (!pooled) improve();
    readPrices();
    const values = Float64Array.from(price, (dual) => Math.max(0, Math.floor(dual * PRICE_UNIT)));
    const sack = knapsack(space, values, demand);
    const basic = [...basis].filter((column) => column >= 0).map((column) => patterns[column]!);
    // Beginning elsewhere each time, so that no pattern is improved for ever.
    const turn = patterns.length % basic.length;
    const good = goodPattern(sack, floor, [...basic.slice(turn), ...basic.slice(0, turn)]);
    if (good !== null) {
      patterns.push(good);
      pooled = pivot(patterns.length - 1) && patterns.length % POOL_EVERY !== 0;
      continue;
    }
    if (pooled) {
      pooled = false;
      continue;
    }
    const search = (above: number, nodesMost: number): BestPattern => {
      const found = bestPattern(sack, { floor: above, nodes: nodesMost, patience: PATIENCE });
      nodes += found.nodes;
      certify(values, found.ceiling);
      return found;
    };
    let found = search(floor, Math.min(budget - nodes, SEARCH));
    // Not proved within reason: at least that no pattern is worth much more than a rack.
    for (const slack of SLACKS) {
      if (found.complete || found.pattern !== null || nodes >= budget) break;
      found = search(Math.ceil(PRICE_UNIT * slack), Math.min(budget - nodes, SEARCH));
    }
    if (found.pattern === null || nodes >= budget) break;
    patterns.push(found.pattern);
  }
  const multiples = new Float64Array(patterns.length);
  for (let row = 0; row < size; row++) if (basis[row]! >= 0) multiples[basis[row]!]! += level[row]!;
  const near = [...patterns.keys()].filter((column) => multiples[column]! > 0 || worth(patterns[column]!) >= NEAR);
  return {
    value: valueNow(),
    patterns: near.map((column) => patterns[column]!),
    multiples: Float64Array.from(near, (column) => multiples[column]!),
    certificate,
    nodes,
  };
};

/** Inverse of a square matrix by Gauss-Jordan elimination with partial pivoting; null where it is singular. */
const invert = (matrix: Float64Array, size: number): Float64Array | null => {
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) inverse[row * size + row] = 1;
  const swap = (values: Float64Array, a: number, b: number): void => {
    for (let column = 0; column < size; column++) {
      const kept = values[a * size + column]!;
      values[a * size + column] = values[b * size + column]!;
      values[b * size + column] = kept;
    }
  };
  for (let column = 0; column < size; column++) {
    let top = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[top * size + column]!)) top = row;
    }
    const by = matrix[top * size + column]!;
    if (Math.abs(by) < 1e-12) return null;
    if (top !== column) {
      swap(matrix, top, column);
      swap(inverse, top, column);
    }
    for (let k = 0; k < size; k++) {
      matrix[column * size + k]! /= by;
      inverse[column * size + k]! /= by;
    }
    for (let row = 0; row < size; row++) {
      const factor = matrix[row * size + column]!;
      if (row === column || factor === 0) continue;
      for (let k = 0; k < size; k++) {
        matrix[row * size + k]! -= factor * matrix[column * size + k]!;
        inverse[row * size + k]! -= factor * inverse[column * size + k]!;
      }
    }
  }
  return inverse;
};
