import type { Problem, Result } from '../../base/result.ts';
import { createReplica, type Replica, type ReplicaOptions } from '../../throughput/replica.ts';
import { createPairCache } from './pair-cache.ts';

const replicas = createPairCache<Result<Replica, Problem>>();

/**
 * A replica computes the times of its matrix products when they are first asked for and keeps them. Plans that differ in
 * load, SLOs, facility or prices share one, which makes a search over thousands of plans fast.
 */
export const replicaFor = (options: ReplicaOptions): Result<Replica, Problem> => {
  const { model, accelerator, ...rest } = options;
  return replicas.get(model, accelerator, JSON.stringify(rest), () => createReplica(options));
};
