import type { Problem, Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { PrecisionChoice } from './precision.ts';
import { ELEMENT_BYTES } from './precision.ts';
import { overlappingExchanges } from './micro-batches.ts';
import { linkGroups, type Network } from './network.ts';
import { pipelined } from './pipeline.ts';
import { createReplica, type Replica, type ReplicaOptions } from './replica.ts';
import { groupSize, type Spread } from './spread.ts';

/** How one copy of a model lies on accelerators: groups that share every layer, and how many of them hold the layers in turn. */
export interface Layout {
  readonly spread: Spread;
  readonly stages: number;
}

/** Replicas of one kind, all of a deployment; null where nobody says how many. */
export interface Workers {
  readonly count: number | null;
  readonly layout: Layout;
}

/** Replicas that do everything, or some for prompts and others for decoding. */
export type Deployment =
  | { readonly kind: 'aggregated'; readonly layout: Layout }
  | { readonly kind: 'disaggregated'; readonly prefill: Workers; readonly decode: Workers };

export const acceleratorsOf = ({ spread, stages }: Layout): number => groupSize(spread) * stages;

export const layoutOf = (spread: Spread, stages = 1): Layout => ({ spread, stages });

/**
 * A copy of the model in its stages. Between stages activations go over the network ports, and so do the exchanges of a group that
 * spans servers, which are then overlapped with computing where experts are dealt out.
 */
export const createLaidOut = (
  options: Omit<ReplicaOptions, 'spread' | 'network'>,
  { spread, stages }: Layout,
  network: Network,
  create: (options: ReplicaOptions) => Result<Replica, Problem> = createReplica,
): Result<Replica, Problem> => {
  const spans = linkGroups(groupSize(spread), network) > 1;
  const created = create({ ...options, spread, ...(spans ? { network } : {}) });
  if (!created.ok) return created;
  const group = spans && spread.data > 1 ? overlappingExchanges(created.value) : created.value;
  return ok(pipelined(group, stages, hiddenBytes(options), network.portBytesPerS));
};

const hiddenBytes = ({
  model,
  precision,
}: {
  readonly model: { readonly hidden: number };
  readonly precision: PrecisionChoice;
}): number => model.hidden * ELEMENT_BYTES[precision.activations];

const SPREAD_KEYS = ['tensor', 'data', 'expertTensor', 'expertParallel'] as const satisfies readonly (keyof Spread)[];

/** Whether two copies lie alike. */
export const sameLayout = (a: Layout, b: Layout): boolean =>
  a.stages === b.stages && SPREAD_KEYS.every((key) => a.spread[key] === b.spread[key]);

type Keeping = Pick<Replica, 'kvBytesPerGpu' | 'spread'>;

/** Bytes that a sequence keeps on each accelerator of those that attend to it: where ranks attend to their own, one holds all of it. */
export const kvBytesWhereKept = ({ kvBytesPerGpu, spread }: Keeping, contextTokens: number): number =>
  kvBytesPerGpu(contextTokens) * spread.data;

/**
 * Time in which keys and values of a prompt go from the replica that read it to the one that decodes, in seconds: every accelerator
 * over its own port what it keeps of them. Where the two lie differently, the side with fewer ports for them takes longer, and counts.
 */
export const handOverS = (reader: Keeping, writer: Keeping, contextTokens: number, portBytesPerS: number): number =>
  Math.max(kvBytesWhereKept(reader, contextTokens), kvBytesWhereKept(writer, contextTokens)) / portBytesPerS;
