import type { Plan } from '../records/plan.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { plan, type PlanOptions } from './plan.ts';

/** What there is: exactly one of the three. */
export type Budget =
  | { readonly kind: 'racks'; readonly racks: number }
  /** Power of the facility at its peak. */
  | { readonly kind: 'power'; readonly mw: number }
  | { readonly kind: 'capex'; readonly usd: number };

export interface Capacity {
  readonly budget: Budget;
  /** The most queries per day, averaged over the day, whose plan stays within the budget; 0 where none does. */
  readonly queriesPerDay: number;
  /** The plan of that load; of the scenario as it stands where no load fits. */
  readonly plan: Plan;
}

const used = ({ fleet, power, cost }: Plan, budget: Budget): number | null => {
  switch (budget.kind) {
    case 'racks':
      return fleet.racks;
    case 'power':
      return power.facilityMw;
    case 'capex':
      return cost.capexUsd;
  }
};

const available = (budget: Budget): number =>
  budget.kind === 'racks' ? budget.racks : budget.kind === 'power' ? budget.mw : budget.usd;

/** Load below which a plan is not asked for: less than one query a day is none. */
const LEAST_QUERIES_PER_DAY = 1;

/** Largest load that a scenario may have. */
const MOST_QUERIES_PER_DAY = 1e13;

/**
 * The reverse of `plan`: the largest load that a budget serves. More load never takes less, so that the edge is found by
 * bisection in the logarithm; the fleet is a step function of the load, and the answer is the end of its last step within
 * the budget.
 */
export const capacity = (scenario: Scenario, budget: Budget, options: PlanOptions = {}): Capacity => {
  const at = (queriesPerDay: number, ledger: boolean): Plan =>
    plan(withFields(scenario, 'demand', { queriesPerDay }), { ...options, ledger });
  const fits = (queriesPerDay: number): boolean => {
    const result = at(queriesPerDay, false);
    const needed = used(result, budget);
    return result.feasible && needed !== null && needed <= available(budget) * (1 + 1e-12);
  };
  if (!fits(LEAST_QUERIES_PER_DAY)) return { budget, queriesPerDay: 0, plan: at(scenario.demand.queriesPerDay, true) };
  let low = LEAST_QUERIES_PER_DAY;
  let high = MOST_QUERIES_PER_DAY;
  if (fits(high)) return { budget, queriesPerDay: high, plan: at(high, true) };
  while (high / low > 1 + 1e-9) {
    const middle = Math.sqrt(low * high);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { budget, queriesPerDay: low, plan: at(low, true) };
};
