import { Cascade, type CascadeEnd } from './cascade.ts';
import type { CompiledChain } from './compile-chain.ts';

export interface Failure extends CascadeEnd {
  /** Kinds of what failed, in its order: "feed", "feed + cdu". */
  readonly kind: string;
}

export interface FailureTable {
  /** Nothing failed: what is over its rating, or trips, already then. */
  readonly base: CascadeEnd;
  /** Worst first: load served, then GPUs left, breakers opened, ratings exceeded, then the order of the chain. */
  readonly failures: readonly Failure[];
  /** Pairs that were left out because there are too many of them. */
  readonly pairsLeftOut: number;
}

export interface FailureScope {
  /** Kinds of nodes that are lost one at a time; null for all kinds. */
  readonly kinds: readonly string[] | null;
  /** Kinds of nodes that are also lost two at a time. */
  readonly pairsOf: readonly string[];
  readonly mostPairs: number;
}

const byDamage = (a: Failure, b: Failure): number =>
  a.loadShare - b.loadShare ||
  a.gpusLeft - a.gpusUnknown - (b.gpusLeft - b.gpusUnknown) ||
  b.trips.length - a.trips.length ||
  b.over.length - a.over.length;

/** Loses every node in scope, and pairs of them, each from the whole hall, and follows each to its end. */
export const allFailures = (compiled: CompiledChain, { kinds, pairsOf, mostPairs }: FailureScope): FailureTable => {
  const cascade = new Cascade(compiled);
  const { nodes } = compiled.chain;
  const failure = (lost: readonly { readonly id: string; readonly kind: string }[]): Failure => ({
    ...cascade.fail(lost.map(({ id }) => id)),
    kind: lost.map(({ kind }) => kind).join(' + '),
  });
  const single = nodes.filter(({ kind }) => kinds === null || kinds.includes(kind));
  const paired = nodes.filter(({ kind }) => pairsOf.includes(kind));
  const pairs = (paired.length * (paired.length - 1)) / 2;
  const failures = single.map((node) => failure([node]));
  if (pairs <= mostPairs) {
    for (const [index, first] of paired.entries()) {
      for (const second of paired.slice(index + 1)) failures.push(failure([first, second]));
    }
  }
  return {
    base: cascade.base(),
    failures: failures.sort(byDamage),
    pairsLeftOut: pairs <= mostPairs ? 0 : pairs,
  };
};

/** Failures of the promised kinds that leave less than the promised load. */
export const brokenPromises = ({ failures }: FailureTable, kinds: readonly string[]): readonly Failure[] =>
  failures.filter(({ kind, loadShare }) => kinds.includes(kind) && loadShare < 1);
