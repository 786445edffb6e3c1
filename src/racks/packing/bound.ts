import type { DeviceCount } from '../device.ts';
import { coarser } from './coarser.ts';
import type { Bound } from './packing.ts';
import { racksAtLeast, solvePatternLp, type PatternLp } from './pattern-lp.ts';
import type { Limit, PreparedPacking } from './prepare.ts';

/** More classes than this are put together for the bound; and for filling, patterns give way to first fit. */
const MOST_CLASSES = 64;

/** Of the search for a pattern, before it gives the best that it has. */
export const NODES_FOR_BOUND = 300_000;

/** Whether the classes are few enough to solve for patterns of them. */
export const solvable = ({ classes }: PreparedPacking): boolean => classes.length <= MOST_CLASSES;

const NOTHING: PatternLp = {
  value: 0,
  patterns: [],
  multiples: new Float64Array(0),
  certificate: { prices: new Float64Array(0), bestWorth: 1, fraction: 0, racks: 0 },
  nodes: 0,
};

/** The fractional packing; of groups of similar classes, each at its least, where there are too many classes. */
export const fractional = (prepared: PreparedPacking): PatternLp => {
  const { classes, space, demand } = prepared;
  if (classes.length === 0) return NOTHING;
  if (solvable(prepared)) return solvePatternLp(space, demand, [], NODES_FOR_BOUND);
  const coarse = coarser(space, demand, MOST_CLASSES);
  const { certificate, ...solution } = solvePatternLp(coarse.space, coarse.demand, [], NODES_FOR_BOUND);
  const prices = Float64Array.from(coarse.groupOf, (group) => certificate.prices[group]!);
  return { ...solution, certificate: { ...certificate, prices } };
};

/** The bound that a limit's sum alone gives, exactly. */
const byArea = (limit: Limit, devices: readonly DeviceCount[]): { racks: number; fraction: number } => {
  const counted = devices.map(({ device, count }) => (device.ownRack === null ? count : 0));
  const racks =
    limit.capacity === 0 ? 0 : racksAtLeast(Float64Array.from(limit.needs), Int32Array.from(counted), limit.capacity);
  const sum = limit.needs.reduce((total, need, index) => total + need * counted[index]!, 0);
  return { racks, fraction: limit.capacity === 0 ? 0 : sum / limit.capacity };
};

/** How few racks it can be at least: by the prices of the fractional packing, or by the sum of one limit. */
export const boundOf = ({ request, limits, classes, ownRacks }: PreparedPacking, { certificate }: PatternLp): Bound => {
  let racks = certificate.racks;
  let fraction = certificate.fraction;
  let source: Bound['source'] = 'patterns';
  for (const limit of limits) {
    if (limit.kind === null) continue;
    const area = byArea(limit, request.devices);
    if (area.racks <= racks) continue;
    ({ racks, fraction } = area);
    source = limit.kind.id;
  }
  const { rules } = request;
  const prices = new Array<number>(request.devices.length).fill(0);
  classes.forEach(({ entries }, item) => {
    for (const index of entries) prices[index] = certificate.prices[item]! / certificate.bestWorth;
  });
  request.devices.forEach(({ device }, index) => {
    if (device.ownRack !== null) prices[index] = 1;
  });
  return {
    racks: racks + ownRacks,
    fraction: fraction + ownRacks,
    source,
    prices: source === 'patterns' ? prices : null,
    ignores: [
      ...(rules.atUnit.length > 0 ? ['devices at fixed units'] : []),
      ...(rules.inRack.length > 0 ? ['devices in numbered racks'] : []),
      ...(rules.spread.some(({ over }) => over === 'feed') ? ['pools spread over feeds'] : []),
    ],
  };
};
