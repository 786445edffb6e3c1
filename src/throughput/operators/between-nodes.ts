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
 * NCCL's trees over servers, up and down: a start, a hop for each further accelerator of a server and one for each level of servers
 * (NVIDIA/nccl, src/graph/tuning.cc, `baseLat`, rows NVLINK and NET of `hwLat`), and what they move, as a share of a port. The shares are what
 * NCCL's own estimates for two servers of eight H100 and ports of 400 Gbit/s say (NVIDIA/nccl issue 1453): 25.9, 26.6, 37.8, 51.6 and 59.6 µs
 * for 4, 8, 64, 128 and 512 KB; this gives 26.0, 26.8, 38.3, 51.6 and 54.4.
 */
const TREES = [
  { startS: 6.8e-6, linkHopS: 0.6e-6, serverHopS: 5e-6, portShare: 0.1 },
  { startS: 14e-6, linkHopS: 1.25e-6, serverHopS: 8.5e-6, portShare: 0.85 },
] as const;
/** The protocol for long messages: least time of the part in a server, which the links' switches add up, and a hop between servers. */
const SWITCHED_S = 25e-6;
const SWITCHED_HOP_S = 14e-6;

/** A hop of the tree that gathers. */
const GATHER_HOP_S = 8.5e-6;

/**
 * All-reduce of `bytes` over servers, the part in each of which takes `inServerS`: the least of the protocols, since NCCL chooses by
 * size. In the last, each accelerator sends its own part over its port.
 */
export const allReduceOverServersS = (
  bytes: number,
  servers: number,
  inServerS: number,
  { linked, portBytesPerS }: Network,
): number => {
  const levels = Math.ceil(Math.log2(servers));
  const trees = TREES.map(
    ({ startS, linkHopS, serverHopS, portShare }) =>
      startS + 2 * ((linked - 1) * linkHopS + levels * serverHopS) + bytes / (portBytesPerS * portShare),
  );
  const switchedS =
    Math.max(SWITCHED_S, inServerS) +
    2 * levels * SWITCHED_HOP_S +
    (2 * ((servers - 1) / servers) * (bytes / linked)) / (portBytesPerS * PORT_SHARE);
  return Math.min(...trees, switchedS);
};

/** What an all-gather or a reduce-scatter takes between servers beside its part in them, `bytes` what all members hold together. */
export const gatherBetweenS = (bytes: number, servers: number, { linked, portBytesPerS }: Network): number =>
  Math.ceil(Math.log2(servers)) * GATHER_HOP_S +
  (((servers - 1) / servers) * (bytes / linked)) / (portBytesPerS * PORT_SHARE);
