import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { Chain, ChainNode } from './chain.ts';

/** Lists of indices, one after the other: list i runs from `start[i]` to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly of: Int32Array;
}

/** What loads take from nodes: one tap for each supply of each demand that carries an amount, in lists by node. */
export interface Taps {
  readonly start: Int32Array;
  readonly load: Int32Array;
  readonly demand: Int32Array;
  /** Amount times units; over the living units of the demand it is what flows. */
  readonly amount: Float64Array;
  /** 0, 1 or 2; 3 for all three alike. */
  readonly bank: Uint8Array;
}

/** A chain with indices in place of ids; demands of all loads are numbered one after the other. */
export interface CompiledChain {
  readonly chain: Chain;
  readonly indexOf: ReadonlyMap<string, number>;
  /** By node: indices of its inputs, and of each group of `also`. */
  readonly inputs: readonly Int32Array[];
  readonly also: readonly (readonly Int32Array[])[];
  /** Longest way from a source. */
  readonly level: Int32Array;
  readonly levels: number;
  /** By node: nodes and loads that live by it, each once. */
  readonly nodesOn: Lists;
  readonly loadsOn: Lists;
  /** By entry of `nodesOn`: weight of the node among the inputs of that other; 0 where that takes none of its load from it. */
  readonly weightOn: Float64Array;
  readonly taps: Taps;
  /** First demand of each load, and one more. */
  readonly demandStart: Int32Array;
  /** By demand: the nodes of its supplies, and their units. */
  readonly supplies: Lists;
  readonly units: Float64Array;
  /** Replicas by load, numbered without gaps. */
  readonly replicaCount: number;
  readonly replicasOf: readonly Int32Array[];
}

const listsOf = (lists: readonly (readonly number[])[]): Lists => {
  const start = new Int32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) start[index + 1] = start[index]! + list.length;
  return { start, of: Int32Array.from(lists.flat()) };
};

/** Level of every node, or the nodes that hang on themselves. */
const levelsOf = (count: number, dependsOn: readonly Int32Array[]): Int32Array | readonly number[] => {
  const level = new Int32Array(count).fill(-1);
  const open = dependsOn.map((nodes) => nodes.length);
  const behind: number[][] = Array.from({ length: count }, () => []);
  for (const [index, nodes] of dependsOn.entries()) for (const node of nodes) behind[node]!.push(index);
  let ready = [...open.keys()].filter((index) => open[index] === 0);
  for (let depth = 0; ready.length > 0; depth++) {
    const next: number[] = [];
    for (const index of ready) {
      level[index] = depth;
      for (const later of behind[index]!) if (--open[later]! === 0) next.push(later);
    }
    ready = next;
  }
  const stuck = [...open.keys()].filter((index) => level[index] === -1);
  return stuck.length > 0 ? stuck : level;
};

/** Checks a chain and prepares it for cascades: every problem, by the id of the node or load. */
export const compileChain = (chain: Chain): Result<CompiledChain, Problem[]> => {
  const problems: Problem[] = [];
  const indexOf = new Map<string, number>();
  for (const [index, { id }] of chain.nodes.entries()) {
    if (indexOf.has(id)) problems.push(problem(id, `The id ${id} stands twice in the chain; rename one.`));
    indexOf.set(id, index);
  }
  const find = (from: string, id: string): number => {
    const index = indexOf.get(id);
    if (index === undefined) problems.push(problem(from, `${from} hangs on ${id}, which the chain does not have.`));
    return index ?? 0;
  };
  const indices = (from: string, ids: readonly string[]): Int32Array => Int32Array.from(ids, (id) => find(from, id));
  const idsOf = ({ inputs }: ChainNode): string[] => inputs.map(({ node }) => node);

  const inputs = chain.nodes.map((node) => indices(node.id, idsOf(node)));
  const also = chain.nodes.map(({ id, also: groups }) => groups.map(({ nodes }) => indices(id, nodes)));
  const supplies = chain.loads.map(({ id, demands }) =>
    demands.map(({ supplies: of }) =>
      indices(
        id,
        of.map(({ node }) => node),
      ),
    ),
  );
  if (problems.length > 0) return err(problems);

  const level = levelsOf(
    chain.nodes.length,
    inputs.map((own, index) => Int32Array.from([...own, ...also[index]!.flatMap((group) => [...group])])),
  );
  if (!(level instanceof Int32Array)) {
    const stuck = level.map((index) => chain.nodes[index]!.id);
    return err([
      problem(stuck[0]!, `${stuck.slice(0, 5).join(', ')} hang on themselves; a chain must begin at a source.`),
    ]);
  }

  const nodesOn = chain.nodes.map((): number[] => []);
  const loadsOn = chain.nodes.map((): number[] => []);
  const weightOn = chain.nodes.map((): number[] => []);
  for (const [index, own] of inputs.entries()) {
    const weights = new Map<number, number>();
    for (const [at, node] of own.entries())
      weights.set(node, (weights.get(node) ?? 0) + chain.nodes[index]!.inputs[at]!.weight);
    for (const node of also[index]!.flatMap((group) => [...group])) if (!weights.has(node)) weights.set(node, 0);
    for (const [node, weight] of weights) {
      nodesOn[node]!.push(index);
      weightOn[node]!.push(weight);
    }
  }
  const taps = chain.nodes.map((): [load: number, demand: number, amount: number, bank: number][] => []);
  const demandStart = new Int32Array(chain.loads.length + 1);
  const allSupplies: number[][] = [];
  const units: number[] = [];
  for (const [load, { demands }] of chain.loads.entries()) {
    demandStart[load + 1] = demandStart[load]! + demands.length;
    for (const node of new Set(supplies[load]!.flatMap((own) => [...own]))) loadsOn[node]!.push(load);
    for (const [at, { amount, supplies: of }] of demands.entries()) {
      allSupplies.push([...supplies[load]![at]!]);
      for (const [supply, { units: own, bank }] of of.entries()) {
        units.push(own);
        if (amount > 0)
          taps[supplies[load]![at]![supply]!]!.push([load, demandStart[load]! + at, amount * own, bank ?? 3]);
      }
    }
  }
  const flat = taps.flat();

  const dense = new Map<number, number>();
  const replicasOf = chain.loads.map(({ replicas }) =>
    Int32Array.from(replicas, (replica) => {
      const known = dense.get(replica) ?? dense.size;
      dense.set(replica, known);
      return known;
    }),
  );
  return ok({
    chain,
    indexOf,
    inputs,
    also,
    level,
    levels: 1 + level.reduce((most, own) => Math.max(most, own), -1),
    nodesOn: listsOf(nodesOn),
    loadsOn: listsOf(loadsOn),
    weightOn: Float64Array.from(weightOn.flat()),
    taps: {
      start: listsOf(taps.map((own) => own.map(() => 0))).start,
      load: Int32Array.from(flat, ([load]) => load),
      demand: Int32Array.from(flat, ([, demand]) => demand),
      amount: Float64Array.from(flat, ([, , amount]) => amount),
      bank: Uint8Array.from(flat, ([, , , bank]) => bank),
    },
    demandStart,
    supplies: listsOf(allSupplies),
    units: Float64Array.from(units),
    replicaCount: dense.size,
    replicasOf,
  });
};
