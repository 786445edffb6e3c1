import type { Plan } from '../../records/plan.ts';
import { withFields, type Scenario } from '../../records/scenario.ts';
import { plan, type PlanOptions } from '../plan.ts';

/** One year of a build in phases. */
export interface BuildPhase {
  /** 0 is the scenario as it stands. */
  readonly year: number;
  readonly queriesPerDay: number;
  readonly servers: number | null;
  readonly racks: number | null;
  /** What is bought at the start of the year to carry its end. */
  readonly addedServers: number | null;
  readonly addedCapexUsd: number | null;
  readonly feasible: boolean;
}

/**
 * A build over years: each phase carries the load at the end of its year, load·(1 + growth)^year. Servers are not replaced;
 * what stands, stays, also where the load shrinks.
 */
export const phasedBuild = (
  scenario: Scenario,
  years: number,
  options: Omit<PlanOptions, 'ledger'> = {},
): readonly BuildPhase[] => {
  const phases: BuildPhase[] = [];
  let standing: number | null = 0;
  let paidUsd: number | null = 0;
  for (let year = 0; year <= years; year++) {
    const queriesPerDay = scenario.demand.queriesPerDay * (1 + scenario.demand.growthPerYear) ** year;
    const { feasible, fleet, cost }: Plan = plan(withFields(scenario, 'demand', { queriesPerDay }), {
      ...options,
      ledger: false,
    });
    const more = (now: number | null, before: number | null): number | null =>
      now === null || before === null ? null : Math.max(0, now - before);
    const addedServers = more(fleet.servers, standing);
    const addedCapexUsd = more(cost.capexUsd, paidUsd);
    phases.push({
      year,
      queriesPerDay,
      servers: fleet.servers,
      racks: fleet.racks,
      addedServers,
      addedCapexUsd,
      feasible,
    });
    standing = standing === null || addedServers === null ? null : standing + addedServers;
    paidUsd = paidUsd === null || addedCapexUsd === null ? null : paidUsd + addedCapexUsd;
  }
  return phases;
};
