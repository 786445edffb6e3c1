import { ok, type Problem, type Result } from '../../base/result.ts';
import { boundOf, fractional } from './bound.ts';
import { limitKinds, type LimitId, type LimitKind } from './limits.ts';
import type { Bound } from './packing.ts';
import { prepare } from './prepare.ts';
import type { PackingRequest } from './request.ts';

/** The least racks with so much more of a limit in each. */
export interface Relief {
  readonly limit: LimitId;
  readonly more: number;
  /** Bound with it, in racks, a fraction and whole. */
  readonly fraction: number;
  readonly racks: number;
}

/** How few racks it can be at least. */
const boundFor = (request: PackingRequest): Result<Bound, Problem[]> => {
  const prepared = prepare(request);
  return prepared.ok ? ok(boundOf(prepared.value, fractional(prepared.value))) : prepared;
};

const boundWith = (request: PackingRequest, kind: LimitKind, more: number): Relief | null => {
  const bound = boundFor({ ...request, rack: kind.widen(request.rack, more) });
  return bound.ok ? { limit: kind.id, more, fraction: bound.value.fraction, racks: bound.value.racks } : null;
};

/** What one more unit, kilowatt, ten kilograms … in every rack would buy, by the bound. */
const oneMoreOfEach = (request: PackingRequest): Relief[] =>
  limitKinds.flatMap((kind) =>
    kind.whole(request.rack) === null ? [] : (boundWith(request, kind, kind.oneMore) ?? []),
  );

/** Steps of one more that are looked through for the first that buys a rack: seven doublings of a kilowatt. */
const MOST_STEPS = 128;

/**
 * The least more of each limit, in steps of one more, that buys a rack, by the bound; a limit of which nothing buys one is
 * left out. More of a limit never raises the bound, so that the step is found by halving: some ten bounds a limit.
 */
const firstOfEach = (request: PackingRequest, racks: number): Relief[] =>
  limitKinds.flatMap((kind) => {
    if (kind.whole(request.rack) === null) return [];
    const buys = (steps: number): Relief | null => {
      const relief = boundWith(request, kind, steps * kind.oneMore);
      return relief !== null && relief.racks < racks ? relief : null;
    };
    let [dry, first] = [0, buys(MOST_STEPS)];
    for (let steps = MOST_STEPS; first !== null && steps - dry > 1;) {
      const middle = Math.floor((dry + steps) / 2);
      const relief = buys(middle);
      if (relief === null) dry = middle;
      else [steps, first] = [middle, relief];
    }
    return first ?? [];
  });

export interface Reliefs {
  /** Racks that are needed at least, by the bound, rules about pools aside. */
  readonly leastRacks: number;
  readonly oneMore: readonly Relief[];
  /** The least more that buys a rack. */
  readonly first: readonly Relief[];
}

/**
 * What more of each limit buys. Rules about pools are left out: where a rack may be lost larger racks come with more spares,
 * and the spread over racks that was promised for these would hide what more room does.
 */
export const reliefs = (request: PackingRequest): Result<Reliefs, Problem[]> => {
  const free = { ...request, rules: { ...request.rules, spread: [] } };
  const bound = boundFor(free);
  if (!bound.ok) return bound;
  const { racks } = bound.value;
  return ok({ leastRacks: racks, oneMore: oneMoreOfEach(free), first: firstOfEach(free, racks) });
};
