import type { Network } from '../network.ts';
import { ranksReached, type ExpertExchangeShape } from './expert-exchange.ts';

/**
 * Exchanges of groups that span servers: published figures, not fitted to the tables, which hold one server only. Over the ports
 * goes what leaves a server; what stays in it goes over the links meanwhile.
 */

/** Of a port's one direction. */
const PORT_SHARE = 0.8;

/** Of dispatch and of combine. */
const LOW_LATENCY_S = 10e-6;

/**
 * DeepEP's low-latency kernels, dispatch and combine together: every copy whose expert is on another server goes over the port.
 * Published for 128 tokens of 7,168 elements to 8 experts on H800 with 400 Gbit/s (deepseek-ai/DeepEP, docs/legacy.md): at 16,
 * 32, 64, 128 and 256 ranks 313, 428, 487, 561 and 554 µs; this gives 301, 442, 512, 547 and 564.
 */
export const lowLatencyBetweenS = (shape: ExpertExchangeShape, { linked, portBytesPerS }: Network): number => {
  const away = shape.perToken * (1 - linked / shape.ranks);
  const bytes = shape.tokensPerRank * away * shape.hidden * (shape.dispatchBytes + 2);
  return 2 * LOW_LATENCY_S + bytes / (portBytesPerS * PORT_SHARE);
};

/** Start of a dispatch or a combine of the kernels for prompts, which wait for counts to go round first. */
const NORMAL_LATENCY_S = 50e-6;

/**
 * DeepEP's kernels for prompts: a token goes once to each server that it reaches, its own counted, and from there over the links.
 * Published for 4,096 tokens as 43 to 58 GB/s of a port of 50, at 16 to 64 ranks (same source).
 */
export const normalBetweenS = (shape: ExpertExchangeShape, { linked, portBytesPerS }: Network): number => {
  const servers = shape.ranks / linked;
  const bytes = shape.tokensPerRank * ranksReached(shape.perToken, servers) * shape.hidden * (shape.dispatchBytes + 2);
  return 2 * NORMAL_LATENCY_S + bytes / portBytesPerS;
};

/**
 * Latency of a hop up or down a tree over servers, of the protocol for short messages (NVIDIA/nccl, src/graph/tuning.cc, network
 * row of `hwLat`).
 */
const TREE_HOP_S = 8.5e-6;

/** What an all-reduce of `bytes` takes between servers, each of whose accelerators sends its own part; both ways over a tree. */
export const allReduceBetweenS = (bytes: number, servers: number, { linked, portBytesPerS }: Network): number =>
  2 * Math.ceil(Math.log2(servers)) * TREE_HOP_S +
  (2 * ((servers - 1) / servers) * (bytes / linked)) / (portBytesPerS * PORT_SHARE);

/** The same of an all-gather or a reduce-scatter, `bytes` what all members hold together. */
export const gatherBetweenS = (bytes: number, servers: number, { linked, portBytesPerS }: Network): number =>
  Math.ceil(Math.log2(servers)) * TREE_HOP_S +
  (((servers - 1) / servers) * (bytes / linked)) / (portBytesPerS * PORT_SHARE);
