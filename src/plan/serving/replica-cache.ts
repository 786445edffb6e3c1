import { ok, type Problem, type Result } from '../../base/result.ts';
import { createReplica, kernelsOf, type Replica, type ReplicaOptions } from '../../throughput/replica.ts';
import { numberOf } from './number-of.ts';
import { createPairCache } from './pair-cache.ts';

const replicas = createPairCache<Result<Replica, Problem>>();

/**
 * A replica computes the times of its matrix products when they are first asked for and keeps them. Plans that differ in
 * load, SLOs, facility or prices share one, and so do those that differ in what the stack adds, which makes searches over
 * thousands of plans fast.
 */
export const replicaFor = (options: ReplicaOptions): Result<Replica, Problem> => {
  const { model, accelerator, stack, parameters, precision, ...rest } = options;
  const key = [numberOf(parameters), numberOf(precision), JSON.stringify([rest, kernelsOf(stack)])].join();
  const found = replicas.get(model, accelerator, key, () => createReplica(options));
  return found.ok ? ok(found.value.withStack(stack)) : found;
};
