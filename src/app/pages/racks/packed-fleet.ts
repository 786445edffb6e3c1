import { partsOf } from '../../../plan/parts.ts';
import { fleetRacks, type FleetRacks } from '../../../racks/fleet/fleet-layout.ts';
import { err, problem, type Problem, type Result } from '../../../base/result.ts';
import type { HallPlan } from '../../../racks/hall/hall.ts';
import type { Plan } from '../../../records/plan.ts';
import type { ScenarioRequest } from '../../../workers/compute-protocol.ts';

/** The fleet of an answered plan in racks, or why there is none to see. */
export const packedFleet = (
  { feasible, fleet, binding, ledger }: Plan,
  { scenario, options }: ScenarioRequest,
  hall: HallPlan,
): Result<FleetRacks, Problem[]> => {
  const parts = partsOf(scenario, options.calibration ?? null, options.models ?? []);
  if (!feasible || fleet.servers === null || !parts.ok) {
    return err(binding.map(({ constraint, message, relief }) => problem(constraint, `${message} ${relief}`)));
  }
  const asked = {
    server: parts.value.server,
    servers: fleet.servers,
    network: scenario.mode === 'physical' ? scenario.network.profile : null,
    facility: scenario.facility,
    replicasPerServer: ledger.find(({ id }) => id === 'fleet.replicasPerServer')?.value ?? 1,
  };
  return fleetRacks(asked, scenario.name === '' ? 'Racks' : scenario.name, hall);
};
