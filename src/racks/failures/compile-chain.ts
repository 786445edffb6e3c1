import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { Chain, ChainNode } from './chain.ts';

/** Where a node gives to. */
export interface Consumer {
  readonly kind: 'node' | 'load';
  readonly index: number;
}

/** A chain with indices in place of ids, in an order in which every node stands behind those that it hangs on. */
export interface CompiledChain {
  readonly chain: Chain;
  readonly indexOf: ReadonlyMap<string, number>;
  /** By node: indices of its inputs, and of each group of `also`. */
  readonly inputs: readonly Int32Array[];
  readonly also: readonly (readonly Int32Array[])[];
  /** Longest way from a source. */
  readonly level: Int32Array;
  readonly levels: number;
  /** By node: what hangs on it, each once. */
  readonly consumers: readonly (readonly Consumer[])[];
  /** By load and demand: indices of its supplies. */
  readonly supplies: readonly (readonly Int32Array[])[];
  /** How many loads a replica stands on; by replica id as it occurs, made dense. */
  readonly replicaCount: number;
  readonly replicasOf: readonly Int32Array[];
}

/** Level of every node, or the nodes that hang on themselves. */
const levelsOf = (count: number, dependsOn: readonly Int32Array[]): Int32Array | readonly number[] => {
  const level = new Int32Array(count).fill(-1);
  const open = dependsOn.map((nodes) => nodes.length);
  const behind: number[][] = Array.from({ length: count }, () => []);
  for (const [index, nodes] of dependsOn.entries()) for (const node of nodes) behind[node].push(index);
  let ready = [...open.keys()].filter((index) => open[index] === 0);
  for (let depth = 0; ready.length > 0; depth++) {
    const next: number[] = [];
    for (const index of ready) {
      level[index] = depth;
      for (const later of behind[index]) if (--open[later] === 0) next.push(later);
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
    inputs.map((own, index) => Int32Array.from([...own, ...also[index].flatMap((group) => [...group])])),
  );
  if (!(level instanceof Int32Array)) {
    const stuck = level.map((index) => chain.nodes[index].id);
    return err([
      problem(stuck[0], `${stuck.slice(0, 5).join(', ')} hang on themselves; a chain must begin at a source.`),
    ]);
  }

  const consumers = chain.nodes.map((): Consumer[] => []);
  const consume = (kind: Consumer['kind'], index: number, nodes: Iterable<number>): void => {
    for (const node of new Set(nodes)) consumers[node].push({ kind, index });
  };
  for (const [index, own] of inputs.entries()) {
    consume('node', index, [...own, ...also[index].flatMap((group) => [...group])]);
  }
  for (const [index, demands] of supplies.entries()) {
    consume(
      'load',
      index,
      demands.flatMap((own) => [...own]),
    );
  }

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
    consumers,
    supplies,
    replicaCount: dense.size,
    replicasOf,
  });
};
