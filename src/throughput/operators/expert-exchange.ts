import type { OperatorLaw } from './law.ts';

/** Sending tokens to the ranks of their experts and their results back, with kernels of DeepEP's kind, inside a node. */
export interface ExpertExchangeShape {
  /** Tokens that each rank sends. */
  readonly tokensPerRank: number;
  readonly hidden: number;
  readonly perToken: number;
  readonly experts: number;
  readonly ranks: number;
  /** Bytes of an element that is sent; results come back in two. */
  readonly dispatchBytes: number;
}

type Name = 'dispatchUs' | 'combineUs' | 'dispatchLinkShare' | 'combineLinkShare' | 'expertNs' | 'tokenNs' | 'hiddenNs';

/** Ranks that a token reaches: of T ranks those that hold at least one of its k experts, evenly routed. */
export const ranksReached = (perToken: number, ranks: number): number => ranks * (1 - (1 - 1 / ranks) ** perToken);

const exchange =
  (copies: (shape: ExpertExchangeShape) => number): OperatorLaw<ExpertExchangeShape, Name>['timeS'] =>
  (shape, { linkBytesPerS }, constants) => {
    const { tokensPerRank, hidden, experts, ranks, dispatchBytes } = shape;
    if (ranks <= 1 || tokensPerRank <= 0) return 0;
    const elements = tokensPerRank * copies(shape) * hidden * ((ranks - 1) / ranks);
    return (
      (constants.dispatchUs + constants.combineUs) * 1e-6 +
      (elements * dispatchBytes) / (linkBytesPerS * constants.dispatchLinkShare) +
      (elements * 2) / (linkBytesPerS * constants.combineLinkShare) +
      constants.expertNs * 1e-9 * experts +
      constants.tokenNs * 1e-9 * tokensPerRank * shape.perToken +
      constants.hiddenNs * 1e-9 * hidden
    );
  };

const priors: OperatorLaw<ExpertExchangeShape, Name>['priors'] = {
  dispatchUs: { typical: 10, spread: 0.7 },
  combineUs: { typical: 10, spread: 0.7 },
  dispatchLinkShare: { typical: 0.5, spread: 0.6 },
  combineLinkShare: { typical: 0.5, spread: 0.6 },
  expertNs: { typical: 10, spread: 1 },
  tokenNs: { typical: 1, spread: 1.5 },
  hiddenNs: { typical: 0.5, spread: 1 },
};

/** The low-latency kernels, for decoding: every one of a token's k copies is sent. Dispatch and combine together. */
export const lowLatencyExchangeLaw: OperatorLaw<ExpertExchangeShape, Name> = {
  priors,
  timeS: exchange(({ perToken }) => perToken),
};

/** The kernels for prompts: a token is sent once to each rank that it reaches. Dispatch and combine together. */
export const normalExchangeLaw: OperatorLaw<ExpertExchangeShape, Name> = {
  priors: {
    ...priors,
    dispatchUs: { typical: 25, spread: 0.7 },
    combineUs: { typical: 25, spread: 0.7 },
  },
  timeS: exchange(({ perToken, ranks }) => ranksReached(perToken, ranks)),
};
