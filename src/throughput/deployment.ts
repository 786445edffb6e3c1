import type { Problem, Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { PrecisionChoice } from './precision.ts';
import { ELEMENT_BYTES } from './precision.ts';
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
 * What is taken of the network where nobody published a server's ports: one direction of 200 Gbit/s for each accelerator, the
 * slowest that servers of eight were sold with since 2020. An assumption, and named as one.
 */
export const ASSUMED_PORT_BYTES_PER_S = 25e9;

/** A copy of the model in its stages. Between stages activations go over the network ports. */
export const createLaidOut = (
  options: Omit<ReplicaOptions, 'spread'>,
  { spread, stages }: Layout,
  portBytesPerS: number,
  create: (options: ReplicaOptions) => Result<Replica, Problem> = createReplica,
): Result<Replica, Problem> => {
  const created = create({ ...options, spread });
  if (!created.ok) return created;
  return ok(pipelined(created.value, stages, hiddenBytes(options), portBytesPerS));
};

const hiddenBytes = ({
  model,
  precision,
}: {
  readonly model: { readonly hidden: number };
  readonly precision: PrecisionChoice;
}): number => model.hidden * ELEMENT_BYTES[precision.activations];

/**
 * Time in which keys and values of a prompt go from the replica that read it to the one that decodes, in seconds: every accelerator
 * over its own port what it keeps of them; where ranks attend to sequences of their own, one of them all of it.
 */
export const handOverS = (
  { kvBytesPerGpu, spread }: Pick<Replica, 'kvBytesPerGpu' | 'spread'>,
  contextTokens: number,
  portBytesPerS: number,
): number => (kvBytesPerGpu(contextTokens) * spread.data) / portBytesPerS;
