import type { OperatorLaw, Prior } from './law.ts';

export interface CollectiveShape {
  /** Of the whole message: what each member holds of an all-reduce, all members together of the others. */
  readonly bytes: number;
  readonly members: number;
}

const PROTOCOLS = ['low', 'middle', 'high'] as const;
type Protocol = (typeof PROTOCOLS)[number];
type Name = `${Protocol}${'LatencyUs' | 'LatencyGrowth' | 'LinkShare' | 'TransferGrowth'}`;

const latency = (typical: number): Prior => ({ typical, spread: 0.6 });
const growth: Prior = { typical: 0.3, spread: 0.3, exponent: true };
const share = (typical: number): Prior => ({ typical, spread: 0.6 });

/**
 * Time of a collective inside a node:
 *
 *   t = least over three protocols of   a·(T/2)^x + b·(T/2)^y · bytes / link
 *
 * one for the lowest latency (flags written with the data, one shot), one between, one for the highest bandwidth (rings,
 * two shots, reduction in the switch), each with the latency a and the transfers b over the link's one-way bandwidth at two
 * members, and how both grow with T. It stands for custom all-reduces and for NCCL's operations alike: libraries choose by
 * size, and the least of three lines bends where they change over. Fitted to 2, 4 and 8 members, 256 B to 1 GB; more members
 * are extrapolated by the exponents.
 */
export const collectiveLaw: OperatorLaw<CollectiveShape, Name> = {
  priors: {
    lowLatencyUs: latency(6),
    lowLatencyGrowth: growth,
    lowLinkShare: share(0.12),
    lowTransferGrowth: growth,
    middleLatencyUs: latency(12),
    middleLatencyGrowth: growth,
    middleLinkShare: share(0.4),
    middleTransferGrowth: growth,
    highLatencyUs: latency(28),
    highLatencyGrowth: growth,
    highLinkShare: share(0.8),
    highTransferGrowth: growth,
  },
  timeS: ({ bytes, members }, { linkBytesPerS }, constants) => {
    if (members <= 1) return 0;
    const doublings = Math.log2(members / 2);
    let least = Infinity;
    for (const protocol of PROTOCOLS) {
      const latencyS =
        constants[`${protocol}LatencyUs`] * 1e-6 * Math.exp(constants[`${protocol}LatencyGrowth`] * doublings);
      const transferS =
        (bytes / (linkBytesPerS * constants[`${protocol}LinkShare`])) *
        Math.exp(constants[`${protocol}TransferGrowth`] * doublings);
      least = Math.min(least, latencyS + transferS);
    }
    return least;
  },
};
