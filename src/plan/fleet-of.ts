import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { hardwareOf } from '../catalog/own-hardware.ts';
import type { Fleet } from '../racks/fleet/fleet-request.ts';
import type { Plan } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';

/** What an answered plan has to stand into racks, or why it has nothing. */
export const fleetOf = (
  scenario: Scenario,
  { feasible, fleet, binding, ledger }: Pick<Plan, 'feasible' | 'fleet' | 'binding' | 'ledger'>,
): Result<Fleet, Problem[]> => {
  const server = hardwareOf(scenario).findServer(scenario.hardware.server);
  if (!feasible || fleet.servers === null || server === null) {
    return err(
      binding.length === 0
        ? [problem('', 'The plan has no fleet to stand into racks: no servers are known.')]
        : binding.map(({ constraint, message, relief }) =>
            problem(constraint, `The plan has no fleet to stand into racks. ${message} ${relief}`),
          ),
    );
  }
  return ok({
    server,
    servers: fleet.servers,
    network: scenario.mode === 'physical' ? scenario.network.profile : null,
    facility: scenario.facility,
    replicasPerServer: ledger.find(({ id }) => id === 'fleet.replicasPerServer')?.value ?? 1,
  });
};
