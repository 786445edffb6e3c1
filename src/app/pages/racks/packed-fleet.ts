import type { Problem, Result } from '../../../base/result.ts';
import { planRacks } from '../../../plan/plan-racks.ts';
import type { FleetRacks } from '../../../racks/fleet/fleet-layout.ts';
import type { HallPlan } from '../../../racks/hall/hall.ts';
import type { Plan } from '../../../records/plan.ts';
import type { ScenarioRequest } from '../../../workers/compute-protocol.ts';

/** The fleet of an answered plan in racks, or why there is none to see. */
export const packedFleet = (
  answer: Plan,
  { scenario, options }: ScenarioRequest,
  hall: HallPlan,
): Result<FleetRacks, Problem[]> => planRacks(scenario, answer, options, hall);
