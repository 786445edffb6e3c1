import { finished } from '../../base/finished.ts';
import type { ChainNode } from './chain.ts';
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

/** Failures between two looks at whether anybody still waits. */
const FAILURES_PER_STEP = 100;

/**
 * Loses every node in scope, and pairs of them, each from the whole hall, and follows each to its end. Yields the share
 * that is done now and then.
 */
export function* failureSteps(
  compiled: CompiledChain,
  { kinds, pairsOf, mostPairs }: FailureScope,
): Generator<number, FailureTable> {
  const cascade = new Cascade(compiled);
  const { nodes } = compiled.chain;
  const single = nodes.filter(({ kind }) => kinds === null || kinds.includes(kind));
  const paired = nodes.filter(({ kind }) => pairsOf.includes(kind));
  const pairs = (paired.length * (paired.length - 1)) / 2;
  const scope: (readonly ChainNode[])[] = single.map((node) => [node]);
  if (pairs <= mostPairs) {
    for (const [index, first] of paired.entries()) {
      for (const second of paired.slice(index + 1)) scope.push([first, second]);
    }
  }
  const failures: Failure[] = [];
  for (const [index, lost] of scope.entries()) {
    if (index % FAILURES_PER_STEP === 0) yield index / scope.length;
    failures.push({ ...cascade.fail(lost.map(({ id }) => id)), kind: lost.map(({ kind }) => kind).join(' + ') });
  }
  return {
    base: cascade.base(),
    failures: failures.sort(byDamage),
    pairsLeftOut: pairs <= mostPairs ? 0 : pairs,
  };
}

/** The same at once. */
export const allFailures = (compiled: CompiledChain, scope: FailureScope): FailureTable =>
  finished(failureSteps(compiled, scope));

/** Failures with the same end, what a hall of equal racks has by the hundred: the first of them and how many. */
export interface AlikeFailures {
  readonly failure: Failure;
  readonly count: number;
}

export const alikeFailures = (failures: readonly Failure[]): readonly AlikeFailures[] => {
  const groups = new Map<string, { failure: Failure; count: number }>();
  for (const failure of failures) {
    const { kind, gpusLeft, gpusUnknown, replicasLeft, trips, over } = failure;
    const key = [kind, gpusLeft, gpusUnknown, replicasLeft, trips.length, over.length].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { failure, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()];
};

/** Failures of the promised kinds that leave less than the promised load. */
export const brokenPromises = ({ failures }: FailureTable, kinds: readonly string[]): readonly Failure[] =>
  failures.filter(({ kind, loadShare }) => kinds.includes(kind) && loadShare < 1);
