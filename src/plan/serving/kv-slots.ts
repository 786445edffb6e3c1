import type { Scenario } from '../../records/scenario.ts';
import type { Replica } from '../../throughput/replica.ts';

export interface Lengths {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Requests whose keys and values fit on a replica at the same time.
 *
 * `reserve` sets the full length aside on admission: n = room / kv(ISL + OSL).
 * `paged` takes pages as the answer grows, so that a request in progress holds kv(ISL) and between none and all of the
 * kv(OSL) to come, evenly spread. The sum over n requests then has mean n·μ and standard deviation √n·σ, with σ the
 * spread of a uniform distribution (range / √12). The largest n with n·μ + 3√n·σ ≤ room overflows about once in a
 * thousand moments; a request is then preempted and computed again.
 */
export const kvSlots = (
  replica: Replica,
  { inputTokens, outputTokens }: Lengths,
  policy: Scenario['serving']['kvPolicy'],
): number => {
  const room = replica.kvRoomBytesPerGpu;
  const full = replica.kvBytesPerGpu(inputTokens + outputTokens);
  if (room < full) return 0;
  if (policy === 'reserve') return Math.floor(room / full);
  const start = replica.kvBytesPerGpu(inputTokens);
  const mean = (start + full) / 2;
  const spread = (3 * (full - start)) / Math.sqrt(12);
  const root = (-spread + Math.sqrt(spread ** 2 + 4 * mean * room)) / (2 * mean);
  return Math.max(1, Math.floor(root ** 2));
};
