import { ok, type Problem, type Result } from '../../base/result.ts';
import { balancedFill } from './balanced-fill.ts';
import { boundOf, fractional, NODES_FOR_BOUND, solvable } from './bound.ts';
import { checked, withoutZeros, type FilledRack } from './filled-rack.ts';
import { laidOut } from './laid-out.ts';
import type { Packing } from './packing.ts';
import { solvePatternLp, type PatternLp } from './pattern-lp.ts';
import type { PatternSpace } from './pattern-space.ts';
import { pinnedRacks } from './pinned-racks.ts';
import { prepare, spaceOf, type PreparedPacking } from './prepare.ts';
import type { PackingRequest } from './request.ts';
import { wholeRacks } from './whole-racks.ts';

/** Of the search for whole racks, before it gives the fewest that it has. */
const NODES_FOR_RACKS = 150_000;

/** Whole racks for what is left when pinned devices stand. */
const fillRacks = (
  prepared: PreparedPacking,
  placing: PatternSpace,
  left: Int32Array,
  solution: PatternLp,
): readonly FilledRack[] => {
  const { request, limits, classes, space } = prepared;
  const open = [...left.keys()].filter((item) => left[item]! > 0);
  if (open.length === 0) return [];
  if (!solvable(prepared)) return balancedFill(placing, left);
  if (open.length === classes.length && placing === space && request.rules.inRack.length === 0) {
    return wholeRacks(space, left, solution, NODES_FOR_RACKS).map(withoutZeros);
  }
  const openSpace = spaceOf(
    request,
    limits,
    open.map((item) => classes[item]!),
    true,
  );
  const openDemand = Int32Array.from(open, (item) => left[item]!);
  const openSolution = solvePatternLp(openSpace, openDemand, [], NODES_FOR_BOUND);
  return wholeRacks(openSpace, openDemand, openSolution, NODES_FOR_RACKS)
    .map(withoutZeros)
    .map(({ held, count }) => ({ held: held.map(([item, copies]) => [open[item]!, copies] as const), count }));
};

/**
 * Devices into racks of one type, as few as can be found, with a proof of how few they can be at least. Rack-scale systems
 * stand in racks of their own. The problems say which device no rack can hold.
 */
export const pack = (request: PackingRequest): Result<Packing, Problem[]> => {
  const prepared = prepare(request);
  if (!prepared.ok) return prepared;
  const { limits, classes, demand, space } = prepared.value;
  const solution = fractional(prepared.value);
  const bound = boundOf(prepared.value, solution);
  const left = Int32Array.from(demand);
  const placing = request.rules.atUnit.length > 0 ? spaceOf(request, limits, classes, true) : space;
  const pinned = pinnedRacks(placing, left, classes, request);
  if (!pinned.ok) return pinned;
  const packed = [...pinned.value, ...checked(placing, left, fillRacks(prepared.value, placing, left, solution))];
  return ok(laidOut(prepared.value, packed, bound));
};
