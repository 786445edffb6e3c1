import { hardwareOf } from '../catalog/own-hardware.ts';
import type { Model, Server } from '../catalog/schema.ts';
import type { Plan } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import { plan } from './plan.ts';

export interface HardwareRow {
  readonly server: string;
  readonly plan: Plan;
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
export const onServer = (scenario: Scenario, server: string): Scenario => ({
  ...scenario,
  hardware: { ...scenario.hardware, server, accelerator: null },
});

/** The same load on several servers, fewest servers first; those it does not fit on come last. */
export const compareHardware = (
  scenario: Scenario,
  serverIds: readonly string[],
  models: readonly Model[] = [],
): readonly HardwareRow[] => {
  const rows = serverIds.map((server) => ({
    server,
    plan: plan(onServer(scenario, server), { models }),
  }));
  const order = ({ plan: { feasible, fleet } }: HardwareRow): number =>
    feasible ? (fleet.servers ?? Infinity) : Infinity;
  return rows.sort((a, b) => order(a) - order(b));
};
