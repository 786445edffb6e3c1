import { hardwareOf } from '../catalog/own-hardware.ts';
import type { Server } from '../catalog/schema.ts';
import type { Plan } from '../records/plan.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { partsOf } from './parts.ts';
import { plan, type PlanOptions } from './plan.ts';
import { checkStackFit } from './standing/check-stack-fit.ts';
import { planningParameters } from './standing/planning-parameters.ts';

export interface HardwareRow {
  readonly server: string;
  readonly plan: Plan;
  /** What of the given fits the plan stands on, in words; nothing where it stands on published parameters alone. */
  readonly fits: readonly string[];
}

/**
 * Servers that a comparison takes where none are named: those whose height and power are known and whose accelerator's
 * speed is, so that racks and energy can be compared.
 */
export const comparableServers = (scenario: Pick<Scenario, 'own'> = { own: null }): readonly Server[] => {
  const { servers, findAccelerator } = hardwareOf(scenario);
  return servers.filter((server) => {
    const accelerator = findAccelerator(server.acceleratorId);
    const speed = accelerator?.peakDenseBf16Tflops ?? accelerator?.peakDenseFp16Tflops ?? null;
    return server.uHeight !== null && server.maxPowerW !== null && speed !== null;
  });
};

/** The same question of another server, with the accelerators that it holds. */
export const onServer = <S extends Scenario>(scenario: S, server: string): S =>
  withFields(scenario, 'hardware', { server, accelerator: null });

const fitsOf = (scenario: Scenario, { calibration = null, stackFit = null }: PlanOptions): string[] => {
  if (scenario.mode === 'article') return [];
  const parts = partsOf(scenario, calibration);
  if (!parts.ok) return [];
  const { use } = planningParameters(parts.value.accelerator, scenario.hardware.stack, calibration);
  const name = calibration?.name ?? '';
  return [
    ...(use === 'whole' ? [`kernels of “${name}”`] : []),
    ...(use === 'bandwidth' ? [`memory efficiency of “${name}”`] : []),
    ...(stackFit !== null && checkStackFit(scenario, stackFit).length === 0
      ? [`stack as benchmarked with ${stackFit.model}`]
      : []),
  ];
};

/** The scenario on another server. A fit counts where it is of what that server holds, and for nothing else. */
export const rowOn = (scenario: Scenario, server: string, options: PlanOptions): HardwareRow => {
  const there = onServer(scenario, server);
  return { server, plan: plan(there, options), fits: fitsOf(there, options) };
};

/** The same load on several servers, fewest servers first; those it does not fit on come last. */
export const compareHardware = (
  scenario: Scenario,
  serverIds: readonly string[],
  options: PlanOptions = {},
): readonly HardwareRow[] => {
  const rows = serverIds.map((server) => rowOn(scenario, server, options));
  const order = ({ plan: { feasible, fleet } }: HardwareRow): number =>
    feasible ? (fleet.servers ?? Infinity) : Infinity;
  return rows.sort((a, b) => order(a) - order(b));
};
