import type { RoutedExperts } from '../catalog/model-geometry.ts';
import type { Accelerator } from '../catalog/schema.ts';
import { linkGroups, type Network } from './network.ts';
import {
  allReduceOverServersS,
  gatherBetweenS,
  lowLatencyBetweenS,
  normalBetweenS,
} from './operators/between-nodes.ts';
import { collectiveLaw } from './operators/collectives.ts';
import { lowLatencyExchangeLaw, normalExchangeLaw } from './operators/expert-exchange.ts';
import type { OperatorMachine } from './operators/law.ts';
import { selectOperator, type Engine, type Ground } from './operators/select.ts';
import { BETWEEN_PRODUCTS_BYTES } from './precision.ts';
import { groupSize, type Spread } from './spread.ts';

/**
 * Time of all exchanges of a pass in which each rank holds `rankTokens` tokens: the parts of attention and of plain MLPs are
 * added up by all-reduces among those that split them; where ranks attend to sequences of their own, tokens go to their experts
 * and back, by all-gather and reduce-scatter or by kernels of DeepEP's kind, whichever is faster.
 */
export const createExchanges = (
  {
    layers,
    hidden,
    routed,
    dispatchBytes,
  }: {
    readonly layers: number;
    readonly hidden: number;
    readonly routed: readonly RoutedExperts[];
    readonly dispatchBytes: number;
  },
  spread: Spread,
  machine: OperatorMachine,
  accelerator: Accelerator,
  engine: Engine,
  network?: Network,
): { readonly timeS: (rankTokens: number) => number; readonly grounds: readonly Ground[] } => {
  const size = groupSize(spread);
  if (size === 1) return { timeS: () => 0, grounds: [] };
  const collective = (operator: string, formats: readonly string[] = ['any']) =>
    selectOperator(operator, collectiveLaw, machine, accelerator, engine, formats);
  const allReduce = collective('all-reduce', ['bf16']);
  const allGather = collective('nccl all-gather');
  const reduceScatter = collective('nccl reduce-scatter');
  const lowLatency = selectOperator(
    'expert exchange, low latency',
    lowLatencyExchangeLaw,
    machine,
    accelerator,
    engine,
  );
  const normal = selectOperator('expert exchange, normal', normalExchangeLaw, machine, accelerator, engine);
  const servers = linkGroups(size, network);
  const within = size / servers;
  const tensorServers = linkGroups(spread.tensor, network);
  const routedLayers = routed.reduce((sum, experts) => sum + experts.layers, 0);
  const own = spread.data > 1;
  // With experts exchanged, the adding up after them is part of the exchange.
  const reduces = own ? 2 * layers - routedLayers : 2 * layers;

  const reduceS = (bytes: number): number => {
    const inServerS = allReduce.timeS({ bytes, members: spread.tensor / tensorServers });
    return tensorServers === 1 || network === undefined
      ? inServerS
      : allReduceOverServersS(bytes, tensorServers, inServerS, network);
  };

  const routeS = (experts: RoutedExperts, rankTokens: number): number => {
    const elements = rankTokens * spread.data * hidden;
    const bytes = [elements * dispatchBytes, elements * BETWEEN_PRODUCTS_BYTES] as const;
    const betweenS =
      servers === 1 || network === undefined
        ? 0
        : bytes.reduce((sum, each) => sum + gatherBetweenS(each, servers, network), 0);
    const gatheredS =
      allGather.timeS({ bytes: bytes[0], members: within }) +
      reduceScatter.timeS({ bytes: bytes[1], members: within }) +
      betweenS;
    if (spread.expertParallel === 1) return gatheredS;
    const shape = {
      tokensPerRank: rankTokens / spread.tensor,
      hidden,
      perToken: experts.perToken,
      experts: experts.experts,
      ranks: size,
      dispatchBytes,
    };
    if (servers === 1 || network === undefined) {
      return Math.min(gatheredS, lowLatency.timeS(shape), normal.timeS(shape));
    }
    // What stays in a server goes over its links meanwhile.
    const inServer = { ...shape, perToken: shape.perToken / servers, ranks: within, experts: shape.experts / servers };
    return Math.min(
      gatheredS,
      Math.max(lowLatency.timeS(inServer), lowLatencyBetweenS(shape, network)),
      Math.max(normal.timeS(shape), normalBetweenS(shape, network)),
    );
  };
  return {
    grounds: [
      ...(spread.tensor > 1 ? [allReduce.ground] : []),
      ...(own && routed.length > 0 ? [allGather.ground] : []),
    ],
    timeS: (rankTokens) => {
      if (rankTokens <= 0) return 0;
      const bytes = rankTokens * hidden * BETWEEN_PRODUCTS_BYTES;
      const reducedS = spread.tensor === 1 ? 0 : reduces * reduceS(bytes);
      const routedS = own ? routed.reduce((sum, experts) => sum + experts.layers * routeS(experts, rankTokens), 0) : 0;
      return reducedS + routedS;
    },
  };
};
