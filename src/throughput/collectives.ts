/**
 * Time of an all-reduce of `bytes` over a ring of `members`, in seconds:
 *
 *   t = (√A + √S)²,   A = 11.3 µs + 2.5 µs · 2(T − 1),   S = 2(T − 1)/T · bytes / (0.8 · bandwidth of one direction)
 *
 * The least time of a pipeline whose message is cut into the best number of pieces: latency A of all hops, transfer S, and
 * 2√(A·S) for filling the pipe (van de Geijn's pipelined broadcast; Thakur, Rabenseifner & Gropp, 2005). A and its slope
 * were fitted to the published A100 rows of 1, 2, 4 and 8 members (docs/model-fit.md); 0.8 is the bus bandwidth that large
 * NCCL messages reach of NVLink. Range: up to 16 members inside one server, 16 kB to 1 GB.
 */
const LATENCY_US = 11.3;
const HOP_US = 2.54;
const LINK_EFFICIENCY = 0.8;

export const allReduceS = (bytes: number, members: number, oneWayBytesPerS: number): number => {
  if (members === 1) return 0;
  const hops = 2 * (members - 1);
  const latencyS = (LATENCY_US + HOP_US * hops) * 1e-6;
  const transferS = ((hops / members) * bytes) / (LINK_EFFICIENCY * oneWayBytesPerS);
  return (Math.sqrt(latencyS) + Math.sqrt(transferS)) ** 2;
};

/**
 * Time of sending `bytes` from each of `members` to the others in equal parts, in seconds: the latency of one exchange and
 * the transfer of all but the own part at the same efficiency. Range: even routing inside one server.
 */
export const allToAllS = (bytes: number, members: number, oneWayBytesPerS: number): number =>
  members === 1 ? 0 : LATENCY_US * 1e-6 + (((members - 1) / members) * bytes) / (LINK_EFFICIENCY * oneWayBytesPerS);
