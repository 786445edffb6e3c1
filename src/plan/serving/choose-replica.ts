import { problem, type Problem } from '../../base/result.ts';
import type { Accelerator, Model, Server } from '../../catalog/schema.ts';
import type { KernelParameters } from '../../records/calibration.ts';
import type { Scenario } from '../../records/scenario.ts';
import { stackConstants } from '../../catalog/stacks.ts';
import { createReplica, type Replica } from '../../throughput/replica.ts';
import { kvSlots } from './kv-slots.ts';
import { largestBatch, operatingPoint, type OperatingPoint, type Workload } from './operating-point.ts';

export interface ServingOptions {
  readonly scenario: Scenario;
  readonly model: Model;
  readonly server: Server;
  readonly accelerator: Accelerator;
  readonly parameters: KernelParameters;
}

/** What keeps a replica from being loaded further. */
export type BatchLimit = 'kv-cache' | 'max-batch' | 'tpot' | 'ttft' | 'policy';

/** A replica with the load it may carry in the busiest hour. */
export interface ServingPlan {
  readonly replica: Replica;
  readonly workload: Workload;
  readonly kvSlots: number;
  readonly batchLimit: number;
  /** One request alone on the replica. */
  readonly alone: OperatingPoint;
  /** As many requests as fit, whatever they then wait. */
  readonly full: OperatingPoint;
  /** As many as the promises allow. */
  readonly promised: OperatingPoint;
  /** What the fleet is sized for: promises and policy kept. */
  readonly planned: OperatingPoint;
  readonly limit: BatchLimit;
}

export type Infeasibility =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'does-not-fit'; readonly tensorParallel: number; readonly replica: Replica }
  | { readonly kind: 'tpot-floor'; readonly tensorParallel: number; readonly alone: OperatingPoint }
  | { readonly kind: 'ttft-floor'; readonly tensorParallel: number; readonly alone: OperatingPoint };

export type Candidate =
  { readonly ok: true; readonly value: ServingPlan } | { readonly ok: false; readonly error: Infeasibility };

/** A batch so small that requests practically never meet: the latency of one request alone. */
const ALONE = 1e-6;

export const planReplica = (options: ServingOptions, tensorParallel: number): Candidate => {
  const { scenario, model, server, accelerator, parameters } = options;
  if (tensorParallel > server.gpus) {
    const beyond = problem(
      'hardware.tensorParallel',
      `hardware.tensorParallel ${String(tensorParallel)} is more than the ${String(server.gpus)} accelerators of a ${server.model}; choose 1 to ${String(server.gpus)}, or "auto".`,
    );
    return { ok: false, error: { kind: 'refused', problem: beyond } };
  }
  const { demand, serving, slo, precision } = scenario;
  const created = createReplica({
    model,
    accelerator,
    parameters,
    stack: stackConstants(scenario.hardware.stack),
    tensorParallel,
    precision,
    memoryUtilisation: serving.memoryUtilisation,
  });
  if (!created.ok) return { ok: false, error: { kind: 'refused', problem: created.error } };
  const replica = created.value;
  const workload = {
    inputTokens: demand.inputTokens,
    outputTokens: demand.outputTokens,
    chunkTokens: serving.chunkTokens,
  };
  const slots = kvSlots(replica, workload, serving.kvPolicy);
  if (slots < 1) return { ok: false, error: { kind: 'does-not-fit', tensorParallel, replica } };

  const at = (batch: number): OperatingPoint => operatingPoint(replica, workload, batch);
  const alone = at(1);
  const unloaded = at(ALONE);
  if (unloaded.tpotS * 1000 > slo.tpotP99Ms) return { ok: false, error: { kind: 'tpot-floor', tensorParallel, alone } };
  if (unloaded.ttftP99S * 1000 > slo.ttftP99Ms)
    return { ok: false, error: { kind: 'ttft-floor', tensorParallel, alone } };

  const batchLimit = Math.min(slots, serving.maxBatch);
  const full = at(batchLimit);
  const keepsTpot = (point: OperatingPoint): boolean => point.tpotS * 1000 <= slo.tpotP99Ms;
  const keepsTtft = (point: OperatingPoint): boolean => point.ttftP99S * 1000 <= slo.ttftP99Ms;
  const promised = at(largestBatch(batchLimit, (batch) => keepsTpot(at(batch)) && keepsTtft(at(batch))));
  const policyRate = serving.targetUtilisation * full.requestsPerS;
  const withinPolicy = promised.requestsPerS <= policyRate;
  const planned = withinPolicy
    ? promised
    : at(largestBatch(batchLimit, (batch) => at(batch).requestsPerS <= policyRate));
  const promiseThatBinds: BatchLimit = keepsTpot(at(promised.batch * 1.001)) ? 'ttft' : 'tpot';
  return {
    ok: true,
    value: {
      replica,
      workload,
      kvSlots: slots,
      batchLimit,
      alone,
      full,
      promised,
      planned,
      limit: withinPolicy ? promiseThatBinds : 'policy',
    },
  };
};

/** Powers of two up to a server, for which the group stays on its fast links. */
export const autoTensorParallel = (gpus: number): number[] => {
  const sizes: number[] = [];
  for (let size = 1; size <= gpus; size *= 2) sizes.push(size);
  return sizes;
};

/** The group size that serves most requests an accelerator within the promises; the first failure that says most. */
export const chooseReplica = (options: ServingOptions): Candidate => {
  const { tensorParallel } = options.scenario.hardware;
  const sizes = tensorParallel === 'auto' ? autoTensorParallel(options.server.gpus) : [tensorParallel];
  const candidates = sizes.map((size) => planReplica(options, size));
  const feasible = candidates.flatMap((candidate) => (candidate.ok ? [candidate] : []));
  if (feasible.length === 0) return candidates[candidates.length - 1];
  const perGpu = ({ value }: { value: ServingPlan }): number =>
    value.planned.requestsPerS / value.replica.tensorParallel;
  return feasible.reduce((best, candidate) => (perGpu(candidate) > perGpu(best) ? candidate : best));
};
