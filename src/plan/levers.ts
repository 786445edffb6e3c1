import { finished } from '../base/finished.ts';
import type { Plan } from '../records/plan.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { LEVERS, type LeverDefinition } from './lever-list.ts';
import { plan, type PlanOptions } from './plan.ts';

/** One change that is known to make serving cheaper, and what it would do here. */
export interface Lever extends Pick<LeverDefinition, 'id' | 'label' | 'price'> {
  readonly scenario: PhysicalScenario;
  readonly plan: Plan;
  /** Servers with it over servers without; null where one of the two is not feasible. */
  readonly servers: number | null;
}

/**
 * Every lever that can still be pulled, with its effect on the headline, strongest first. Yields between plans, so that
 * whoever asks may be elsewhere meanwhile.
 */
export function* leverSteps(scenario: PhysicalScenario, options: PlanOptions = {}): Generator<void, readonly Lever[]> {
  const before = plan(scenario, { ...options, ledger: false });
  const found: Lever[] = [];
  for (const { id, label, price, apply } of LEVERS) {
    const changed = apply(scenario);
    if (changed === null) continue;
    yield;
    const after = plan(changed, { ...options, ledger: false });
    const known = before.fleet.servers !== null && after.fleet.servers !== null;
    const servers = known ? (after.fleet.servers ?? NaN) / (before.fleet.servers ?? NaN) : null;
    found.push({ id, label, price, scenario: changed, plan: after, servers });
  }
  return found.sort((a, b) => (a.servers ?? Infinity) - (b.servers ?? Infinity));
}

/** The same at once. */
export const levers = (scenario: PhysicalScenario, options: PlanOptions = {}): readonly Lever[] =>
  finished(leverSteps(scenario, options));
