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
  /** What it holds, and who makes that. */
  readonly accelerator: string;
  readonly maker: string;
  readonly plan: Plan;
  /** What of the given fits the plan stands on, in words; nothing where it stands on published parameters alone. */
  readonly fits: readonly string[];
}

/**
 * Servers that a comparison takes where none are named: all whose accelerator's speed is known, whoever makes it. What else nobody
 * published of them is unknown in their rows.
 */
export const comparableServers = (scenario: Pick<Scenario, 'own'> = { own: null }): readonly Server[] => {
  const { servers, findAccelerator } = hardwareOf(scenario);
  return servers.filter((server) => {
    const accelerator = findAccelerator(server.acceleratorId);
    const speed = accelerator?.peakDenseBf16Tflops ?? accelerator?.peakDenseFp16Tflops ?? null;
    return speed !== null && accelerator?.memoryBandwidthGBps !== null;
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
  const { findServer, findAccelerator } = hardwareOf(scenario);
  const inside = findAccelerator(findServer(server)?.acceleratorId ?? '');
  return {
    server,
    accelerator: inside?.name ?? '',
    maker: inside?.vendor ?? '',
    plan: plan(there, options),
    fits: fitsOf(there, options),
  };
};

/** Servers of a row; of one that cannot serve the load more than any, of one whose racks are not known fewer than that. */
const order = ({ plan: { feasible, fleet } }: HardwareRow): number =>
  feasible ? (fleet.servers ?? Number.MAX_VALUE) : Infinity;

const least = (rows: readonly HardwareRow[]): number => Math.min(...rows.map(order));

/** The same load on several servers, by accelerator: first the one that needs fewest servers, and fewest first of each. */
export const compareHardware = (
  scenario: Scenario,
  serverIds: readonly string[],
  options: PlanOptions = {},
): readonly HardwareRow[] => {
  const groups = new Map<string, HardwareRow[]>();
  for (const server of serverIds) {
    const row = rowOn(scenario, server, options);
    groups.set(row.accelerator, [...(groups.get(row.accelerator) ?? []), row]);
  }
  const ascending = (a: number, b: number): number => (a === b ? 0 : a - b);
  return [...groups.values()]
    .sort((a, b) => ascending(least(a), least(b)))
    .flatMap((rows) => rows.sort((a, b) => ascending(order(a), order(b))));
};
