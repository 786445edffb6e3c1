import type { Problem, Result } from '../../base/result.ts';
import type { Accelerator, Model } from '../../catalog/schema.ts';
import { createReplica, type Replica, type ReplicaOptions } from '../../throughput/replica.ts';

type Created = Result<Replica, Problem>;

/** Replicas kept for one model on one accelerator; a comparison or a search asks for a dozen. */
const MOST_KEPT = 32;

const cache = new WeakMap<Model, WeakMap<Accelerator, Map<string, Created>>>();

/**
 * A replica computes the times of its matrix products when they are first asked for and keeps them. Plans that differ in
 * load, promises, facility or prices share one, which makes a search over thousands of plans fast. The same options give
 * the same replica; nothing else is remembered.
 */
export const replicaFor = (options: ReplicaOptions): Created => {
  const { model, accelerator, ...rest } = options;
  let byAccelerator = cache.get(model);
  if (byAccelerator === undefined) cache.set(model, (byAccelerator = new WeakMap<Accelerator, Map<string, Created>>()));
  let byOptions = byAccelerator.get(accelerator);
  if (byOptions === undefined) byAccelerator.set(accelerator, (byOptions = new Map<string, Created>()));
  const key = JSON.stringify(rest);
  const kept = byOptions.get(key);
  if (kept !== undefined) return kept;
  const created = createReplica(options);
  if (byOptions.size >= MOST_KEPT) byOptions.clear();
  byOptions.set(key, created);
  return created;
};
