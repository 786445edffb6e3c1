import { portBytesPerGpu } from '../../catalog/catalog.ts';
import { hasExperts, layerCount } from '../../catalog/model-geometry.ts';
import type { Accelerator, Model, Server } from '../../catalog/schema.ts';
import type { StackConstants } from '../../catalog/stacks.ts';
import type { KernelParameters } from '../../records/calibration.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { err, problem, type Problem, type Result } from '../../base/result.ts';
import { createLaidOut, type Layout } from '../../throughput/deployment.ts';
import { ASSUMED_PORT_BYTES_PER_S, type Network } from '../../throughput/network.ts';
import type { Replica } from '../../throughput/replica.ts';
import { groupSize } from '../../throughput/spread.ts';
import { dealsOutExperts } from './layouts.ts';
import { replicaFor } from './replica-cache.ts';

export interface ServingOptions {
  readonly scenario: PhysicalScenario;
  readonly model: Model;
  readonly server: Server;
  readonly accelerator: Accelerator;
  /** The accelerator is what the calibration in use measured. */
  readonly measured: boolean;
  readonly parameters: KernelParameters;
  readonly stack: StackConstants;
}

/** What replicas do: prompts alone, or answers with or without the prompts. */
export type Pool = 'prefill' | 'decode';

export type Infeasibility =
  | { readonly kind: 'refused'; readonly pool: Pool; readonly problem: Problem }
  | { readonly kind: 'does-not-fit'; readonly pool: Pool; readonly layout: Layout; readonly replica: Replica }
  | {
      readonly kind: 'tpot-floor' | 'ttft-floor';
      readonly layout: Layout;
      /** What the best case takes, and the SLO. */
      readonly bestS: number;
      readonly sloS: number;
      readonly className: string;
    };

const DEGREES = ['tensorParallel', 'expertParallel', 'attentionDataParallel', 'pipelineParallel'] as const;
export type Degree = (typeof DEGREES)[number];

/** The field that says how the replicas of a pool lie. */
export const fieldOf = (pool: Pool, degree: Degree): string =>
  `hardware.${pool === 'decode' ? degree : `prefill${degree.charAt(0).toUpperCase()}${degree.slice(1)}`}`;

/** The same of a field; null where it says something else. */
export const degreeOf = (path: string): Degree | null =>
  DEGREES.find((degree) => path === fieldOf('decode', degree) || path === fieldOf('prefill', degree)) ?? null;

/** What joins accelerators of a server, and of several. */
export const networkOf = (server: Server): Network => ({
  linked: server.gpus,
  portBytesPerS: portBytesPerGpu(server) ?? ASSUMED_PORT_BYTES_PER_S,
});

/** The field that asks for the size of a group. */
const sizeField = ({ scenario: { hardware } }: ServingOptions, pool: Pool): string => {
  const stated = pool === 'decode' ? hardware.tensorParallel : hardware.prefillTensorParallel;
  return fieldOf(pool, stated === 'auto' ? 'attentionDataParallel' : 'tensorParallel');
};

/** A replica of a pool on the accelerators of the server, or the field that does not allow it. */
export const laidOut = (options: ServingOptions, layout: Layout, pool: Pool): Result<Replica, Problem> => {
  const { scenario, model, server, accelerator, parameters, stack } = options;
  const { tensor, data } = layout.spread;
  const size = groupSize(layout.spread);
  const groups = fieldOf(pool, 'attentionDataParallel');
  if (data > 1 && !hasExperts(model)) {
    const message = `${groups} is ${String(data)}, but ${model.name} is dense: groups that attend to sequences of their own share experts, and it has none.`;
    return err(problem(groups, message));
  }
  if (!Number.isInteger(tensor)) {
    const message = `${groups} ${String(data)} does not divide the ${String(size)} accelerators of a group (${fieldOf(pool, 'tensorParallel')}); choose a divisor, or "auto".`;
    return err(problem(groups, message));
  }
  const spans = dealsOutExperts(layout) && size % server.gpus === 0;
  if (spans && server.gpus % tensor !== 0) {
    const message = `${groups} ${String(data)} leaves ${String(tensor)} accelerators to split attention, which do not come out in the ${String(server.gpus)} of a ${server.model}; choose ${String(size / server.gpus)} or a multiple of it, or "auto".`;
    return err(problem(groups, message));
  }
  if (size > server.gpus && !spans) {
    const dealt = hasExperts(model)
      ? `, a multiple of ${String(server.gpus)} up to the number of experts with these dealt out (${fieldOf(pool, 'expertParallel')})`
      : '';
    const path = sizeField(options, pool);
    return err(
      problem(
        path,
        `${path} ${String(size)} is more than the ${String(server.gpus)} accelerators of a ${server.model}; choose 1 to ${String(server.gpus)}${dealt}, or "auto".`,
      ),
    );
  }
  if (layout.stages > layerCount(model)) {
    const path = fieldOf(pool, 'pipelineParallel');
    return err(
      problem(
        path,
        `${path} ${String(layout.stages)} is more than the ${String(layerCount(model))} layers of ${model.name}: a group without a layer has nothing to do.`,
      ),
    );
  }
  const experts = fieldOf(pool, 'expertParallel');
  const { expertParallel, prefillExpertParallel } = scenario.hardware;
  if ((pool === 'decode' ? expertParallel : prefillExpertParallel) === 'yes' && !hasExperts(model)) {
    return err(problem(experts, `${experts} is yes, but ${model.name} is dense: it has no experts to deal out.`));
  }
  const created = createLaidOut(
    {
      model,
      accelerator,
      cpuLaunchYear: server.cpuLaunchYear,
      parameters,
      stack,
      precision: scenario.precision,
      memoryUtilisation: scenario.serving.memoryUtilisation,
    },
    layout,
    networkOf(server),
    replicaFor,
  );
  if (created.ok || pool === 'decode') return created;
  const { path, message } = created.error;
  const degree = degreeOf(path);
  return degree === null
    ? created
    : err(problem(fieldOf(pool, degree), message.replaceAll(path, fieldOf(pool, degree))));
};
