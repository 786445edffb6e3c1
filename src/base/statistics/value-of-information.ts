import { entryAt } from '../checked.ts';
import { inverseCdf, type InverseCdf } from './distributions.ts';
import { latinHypercube, type UncertainQuantity } from './latin-hypercube.ts';
import { normalCdf } from './normal.ts';

/**
 * A choice between ways whose costs hang on quantities that nobody knows exactly (Raiffa & Schlaifer 1961; Howard 1966). Who
 * must choose now takes the way of least expected cost; who knew a quantity first could choose better:
 *
 *   EVPI  = min_w E[cost_w] − E[min_w cost_w]                  everything known
 *   EVPPI = min_w E[cost_w] − E_x[ min_w E[cost_w | x] ]       x known
 *
 * Quantities are independent, so that the inner expectation is over draws of the others that are the same for every x: what
 * is additive in the quantities has no sampling error, only what they do together has.
 */
export interface Decision {
  readonly quantities: readonly UncertainQuantity[];
  readonly ways: number;
  /** Costs of the ways, into `costs`, for values of the quantities in their order. */
  readonly evaluate: (values: Float64Array, costs: Float64Array) => void;
  readonly draws: number;
  readonly seed: number;
}

export interface DecisionValue {
  /** Expected cost of each way. */
  readonly expected: readonly number[];
  /** Way of least expected cost. */
  readonly best: number;
  /** Share of the draws in which a way costs least. */
  readonly probabilityBest: readonly number[];
  /** What taking a way costs on average over having taken the cheapest; that of `best` is the EVPI. */
  readonly regret: readonly number[];
  readonly evpi: number;
  /** By quantity. */
  readonly evppi: readonly number[];
  /** Costs of each way, by draw. */
  readonly costs: readonly Float64Array[];
}

/** Values of the known quantity at which the others are averaged over; between them the mean is taken to be straight. */
const KNOTS = 33;
/** The outermost of them, in deviations of a normal quantity. */
const OUTERMOST = 4;

/** Draws of the others for each of them. */
const OTHERS = 128;

/** Equally likely values of the known quantity that the choice is made at: a choice that changes once in 40 is seen to 1 %. */
const CHOICES = 2 ** 15;

const least = (values: ArrayLike<number>): number => {
  let found = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[found]!) found = i;
  return found;
};

const means = (columns: readonly Float64Array[]): number[] =>
  columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);

interface Knots {
  /** Ascending. */
  readonly at: Float64Array;
  /** By way and knot, the mean of its cost over the others. */
  readonly means: readonly Float64Array[];
}

const knotsOf = (
  { ways, evaluate, quantities }: Decision,
  known: number,
  inverse: InverseCdf,
  others: readonly Float64Array[],
): Knots => {
  const values = new Float64Array(quantities.length);
  const costs = new Float64Array(ways);
  const at = Float64Array.from({ length: KNOTS }, (_, knot) =>
    inverse(normalCdf(OUTERMOST * ((2 * knot) / (KNOTS - 1) - 1))),
  );
  const byWay = Array.from({ length: ways }, () => new Float64Array(KNOTS));
  for (let knot = 0; knot < KNOTS; knot++) {
    for (let draw = 0; draw < OTHERS; draw++) {
      for (let i = 0; i < values.length; i++) values[i] = others[i]![draw]!;
      values[known] = at[knot]!;
      evaluate(values, costs);
      for (let way = 0; way < ways; way++) byWay[way]![knot]! += costs[way]! / OTHERS;
    }
  }
  return { at, means: byWay };
};

/** Both expectations are taken over the same values, so that their errors cancel. */
const evppiOf = (decision: Decision, known: number, others: readonly Float64Array[]): number => {
  const { quantities, ways } = decision;
  const inverse = inverseCdf(entryAt(quantities, known).distribution);
  const { at, means: byWay } = knotsOf(decision, known, inverse, others);
  const given = new Float64Array(ways);
  const all = new Float64Array(ways);
  let informed = 0;
  let knot = 0;
  for (let choice = 0; choice < CHOICES; choice++) {
    const value = inverse((choice + 0.5) / CHOICES);
    while (knot < KNOTS - 2 && value > at[knot + 1]!) knot++;
    const apart = at[knot + 1]! - at[knot]!;
    const part = apart > 0 ? (value - at[knot]!) / apart : 0;
    for (let way = 0; way < ways; way++) {
      const [low, high] = [byWay[way]![knot]!, byWay[way]![knot + 1]!];
      given[way] = low + (high - low) * part;
      all[way]! += given[way]! / CHOICES;
    }
    informed += given[least(given)]! / CHOICES;
  }
  return Math.max(0, all[least(all)]! - informed);
};

/** Costs of the ways under uncertainty, and what it is worth to know more before choosing. */
export const valueOfInformation = (decision: Decision): DecisionValue => {
  const { quantities, ways, evaluate, draws, seed } = decision;
  const columns = latinHypercube({ quantities, draws, seed });
  const costs = Array.from({ length: ways }, () => new Float64Array(draws));
  const wins = new Array<number>(ways).fill(0);
  const values = new Float64Array(quantities.length);
  const ofDraw = new Float64Array(ways);
  let cheapest = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < values.length; i++) values[i] = columns[i]![draw]!;
    evaluate(values, ofDraw);
    for (let way = 0; way < ways; way++) costs[way]![draw] = ofDraw[way]!;
    const winner = least(ofDraw);
    wins[winner]! += 1;
    cheapest += ofDraw[winner]! / draws;
  }
  const expected = means(costs);
  const best = least(expected);
  const regret = expected.map((cost) => Math.max(0, cost - cheapest));
  const others = latinHypercube({ quantities, draws: OTHERS, seed });
  return {
    expected,
    best,
    probabilityBest: wins.map((count) => count / draws),
    regret,
    evpi: entryAt(regret, best),
    evppi: quantities.map((_, known) => evppiOf(decision, known, others)),
    costs,
  };
};
