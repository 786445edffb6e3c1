import { entryAt } from '../../base/checked.ts';
import { inverseCdf } from '../../base/statistics/distributions.ts';
import { quantileSorted } from '../../base/statistics/order.ts';
import { valueOfInformation } from '../../base/statistics/value-of-information.ts';
import type { Band } from '../../records/plan.ts';
import { dealInputs, nominalFactors, withFactors, type DealInput } from './deal-inputs.ts';
import { flowOf, type Comparison, type WayId } from './own-or-rent.ts';

export const DECISION_DRAWS = 4096;
export const DECISION_SEED = 1;

export interface DecidedWay {
  readonly id: WayId;
  /** Present value, mean over the draws. */
  readonly expectedUsd: number;
  readonly probabilityCheapest: number;
  /** What it costs on average over the way that turns out to be the cheapest. */
  readonly regretUsd: number;
}

export interface DecidedInput extends DealInput {
  /** Ends of its 90 % band: factors, or values where it has a unit. */
  readonly low: number;
  readonly high: number;
  /** What knowing it before choosing is worth. */
  readonly evppiUsd: number;
  /** The value nearest to the planned one from which on another way is the cheapest, all else as planned; null: none is. */
  readonly turn: Turn | null;
}

export interface Turn {
  readonly at: number;
  readonly to: WayId;
}

export interface DecisionAnswer {
  readonly draws: number;
  readonly seed: number;
  readonly ways: readonly DecidedWay[];
  /** Way of least expected cost. */
  readonly best: WayId;
  /** Of the two that the comparison holds against each other; null where nothing is rented. */
  readonly probabilityOwnCheaper: number | null;
  readonly npvUsd: Band | null;
  readonly evpiUsd: number;
  /** Worth most first. */
  readonly inputs: readonly DecidedInput[];
}

/**
 * Between a value where one way is the cheapest and one where another is, the value from which on the first one is not, with
 * the way that takes its place.
 */
const turnBetween = (cheapestAt: (value: number) => WayId, from: number, to: number): Turn | null => {
  const way = cheapestAt(from);
  if (cheapestAt(to) === way) return null;
  let [same, other] = [from, to];
  for (let tries = 0; tries < 50; tries++) {
    const middle = (same + other) / 2;
    if (cheapestAt(middle) === way) same = middle;
    else other = middle;
  }
  return { at: other, to: cheapestAt(other) };
};

const bandOf = (values: Float64Array): Band => {
  const ascending = values.slice().sort();
  return {
    p5: quantileSorted(ascending, 0.05),
    p50: quantileSorted(ascending, 0.5),
    p95: quantileSorted(ascending, 0.95),
  };
};

/** Ends of a range that a value hardly ever leaves. */
const RANGE = { low: 0.0005, high: 0.9995 } as const;

/**
 * Owning against renting as a choice under uncertainty: how likely which way is the cheapest at the cost of capital, what a
 * wrong choice costs on average, and what it is worth to know an input first. Range: inputs independent; the fleet is that of
 * the plan whatever they are.
 */
export const decide = (
  { deal, ways: compared, owned, rented }: Comparison,
  draws = DECISION_DRAWS,
  seed = DECISION_SEED,
): DecisionAnswer => {
  const ids = compared.map(({ id }) => id);
  const inputs = dealInputs(deal);
  const factors = nominalFactors(deal);
  const found = valueOfInformation({
    quantities: inputs,
    ways: ids.length,
    evaluate: (values, costs) => {
      for (const [i, { of }] of inputs.entries()) factors[of] = values[i] ?? NaN;
      const drawn = withFactors(deal, factors);
      for (const [way, id] of ids.entries()) costs[way] = flowOf(drawn, id)?.presentUsd ?? NaN;
    },
    draws,
    seed,
  });
  const planned = nominalFactors(deal);
  const cheapestWith =
    (of: DealInput['of']) =>
    (value: number): WayId => {
      const drawn = withFactors(deal, { ...planned, [of]: value });
      const presentUsd = ids.map((id) => flowOf(drawn, id)?.presentUsd ?? NaN);
      return entryAt(ids, presentUsd.indexOf(Math.min(...presentUsd)));
    };
  const turnOf = ({ of }: DealInput, ...ends: readonly number[]): Turn | null => {
    const from = planned[of];
    const turns = ends.flatMap((end) => turnBetween(cheapestWith(of), from, end) ?? []);
    return turns.sort((a, b) => Math.abs(a.at - from) - Math.abs(b.at - from)).at(0) ?? null;
  };
  const gains = (): Float64Array | null => {
    if (rented === null) return null;
    const [own, rent] = [entryAt(found.costs, ids.indexOf(owned)), entryAt(found.costs, ids.indexOf(rented))];
    return own.map((cost, draw) => (rent[draw] ?? NaN) - cost);
  };
  const gained = gains();
  return {
    draws,
    seed,
    ways: ids.map((id, way) => ({
      id,
      expectedUsd: entryAt(found.expected, way),
      probabilityCheapest: entryAt(found.probabilityBest, way),
      regretUsd: entryAt(found.regret, way),
    })),
    best: entryAt(ids, found.best),
    probabilityOwnCheaper: gained === null ? null : gained.filter((gain) => gain > 0).length / draws,
    npvUsd: gained === null ? null : bandOf(gained),
    evpiUsd: found.evpi,
    inputs: inputs
      .map((input, i) => {
        const inverse = inverseCdf(input.distribution);
        return {
          ...input,
          low: inverse(0.05),
          high: inverse(0.95),
          evppiUsd: entryAt(found.evppi, i),
          turn: turnOf(input, inverse(RANGE.low), inverse(RANGE.high)),
        };
      })
      .sort((a, b) => b.evppiUsd - a.evppiUsd),
  };
};
