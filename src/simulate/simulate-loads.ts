import { entryAt } from '../base/checked.ts';
import type { ServingPlan } from '../plan/serving/choose-replica.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { checkPlan, type Estimate, type SimulatedClass } from './check-plan.ts';
import type { SimulationHooks } from './simulate-fleet.ts';

/** What requests were seen to get at a load, in the class that strains its SLO most. */
export interface SimulatedLoad {
  /** Load over the load that the fleet is planned for. */
  readonly ofPlanned: number;
  readonly batch: number;
  readonly ttftP99S: Estimate;
  readonly tpotP99S: Estimate;
}

/** Requests counted at each load: 200 beyond the 99th percentile, within about 5 % of it. */
const REQUESTS = 20_000;
/** Simulated time at each load, and as much before it that is not counted. */
const HOURS = 0.1;
const HOUR_S = 3600;
const MOST_REPLICAS = 64;
const SEED = 1;

const most = (
  classes: readonly SimulatedClass[],
  of: (simulatedClass: SimulatedClass) => Estimate,
  slos: readonly number[],
): Estimate =>
  classes
    .map((trafficClass, index) => ({
      estimate: of(trafficClass),
      strain: of(trafficClass).value / entryAt(slos, index),
    }))
    .reduce((worst, other) => (other.strain > worst.strain ? other : worst)).estimate;

/** A few replicas of a plan, request by request, at one load after the other. Stops where the hooks say so. */
export async function* simulateLoads(
  scenario: PhysicalScenario,
  serving: ServingPlan,
  loads: readonly number[],
  hooks: SimulationHooks,
): AsyncGenerator<SimulatedLoad> {
  const { prefillPool } = serving;
  const { classes } = serving.workload;
  for (const ofPlanned of loads) {
    const requestsPerS = serving.planned.requestsPerS * ofPlanned;
    // As many replicas for prompts as the plan has: their load grows along.
    const pool = prefillPool === null ? null : { ...prefillPool, requestsPerS: prefillPool.requestsPerS * ofPlanned };
    const replicas = Math.max(1, Math.min(MOST_REPLICAS, Math.ceil(REQUESTS / (requestsPerS * HOURS * HOUR_S))));
    const check = await checkPlan(
      scenario,
      { ...serving, planned: { ...serving.planned, requestsPerS }, prefillPool: pool },
      { hours: HOURS, seed: SEED, routing: 'random', burstiness: 1, replicas },
      hooks,
    );
    if (!check.outcome.complete) return;
    yield {
      ofPlanned,
      batch: check.batch + check.queue,
      ttftP99S: most(
        check.classes,
        (simulatedClass) => simulatedClass.ttftP99S,
        classes.map(({ ttftP99S }) => ttftP99S),
      ),
      tpotP99S: most(
        check.classes,
        (simulatedClass) => simulatedClass.tpotP99S,
        classes.map(({ tpotP99S }) => tpotP99S),
      ),
    };
  }
}
