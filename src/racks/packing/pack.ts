import { formatCount, quantityText } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { Device, DeviceCount, RackType } from '../device.ts';
import { balancedFill } from './balanced-fill.ts';
import { coarser } from './coarser.ts';
import { checked, withoutZeros, type FilledRack } from './filled-rack.ts';
import { capacityOf, limitKinds, needOf, type LimitId, type LimitKind } from './limits.ts';
import { fits, type PatternSpace } from './pattern-space.ts';
import { racksAtLeast, solvePatternLp, type PatternLp } from './pattern-lp.ts';
import { heightTaken, place, type FixedPlace } from './place.ts';
import { wholeNumbers } from './whole-numbers.ts';
import { fillInOrder, wholeRacks } from './whole-racks.ts';

/** Not all of a pool in one rack, or on one feed: at most `most` of its devices; null is all but one. */
export interface SpreadRule {
  readonly pool: string;
  readonly over: 'rack' | 'feed';
  readonly most: number | null;
}

/** Devices that stand in a rack of a certain number, counted from 1. */
export interface RackPin {
  readonly device: string;
  readonly rack: number;
  readonly count: number;
}

export interface PackingRules {
  readonly spread: readonly SpreadRule[];
  /** Two devices, by id, that never share a rack. */
  readonly apart: readonly (readonly [string, string])[];
  readonly atUnit: readonly FixedPlace[];
  readonly inRack: readonly RackPin[];
  /** Feeds, or rows, over which the racks are dealt out. */
  readonly feeds: number;
}

export const NO_RULES: PackingRules = { spread: [], apart: [], atUnit: [], inRack: [], feeds: 1 };

export interface PackingRequest {
  readonly rack: RackType;
  /** Each device has an id of its own. */
  readonly devices: readonly DeviceCount[];
  readonly rules: PackingRules;
}

/** Racks that are filled alike. */
export interface PackedRack {
  readonly rack: RackType;
  readonly count: number;
  /** Without the fixtures. */
  readonly devices: readonly DeviceCount[];
  /** What keeps every device of it from having one more beside it; null where there is room for one. */
  readonly binding: LimitId | null;
  /** Feed that they hang on, from 1; null without a rule about feeds. */
  readonly feed: number | null;
  /** Of a rack that devices are pinned to; null where any rack is as good. */
  readonly number: number | null;
}

export interface LimitUse {
  readonly limit: LimitId;
  /** Of one rack, for its devices. */
  readonly capacity: number;
  /** All devices together, without rack-scale systems. */
  readonly needed: number;
  /** Racks that this limit alone asks for, a fraction. */
  readonly racks: number;
  /** Left over in all racks, by what kept it from being used; `rest`: nothing was left to place. */
  readonly stranded: Readonly<Partial<Record<LimitId | 'rest', number>>>;
}

export interface Bound {
  readonly racks: number;
  /** Before it is rounded up. */
  readonly fraction: number;
  /**
   * `patterns`: dual prices of the racks that can be filled; `solver`: an integer programme over all of them; otherwise
   * the limit whose sum alone asks for so many.
   */
  readonly source: 'patterns' | 'solver' | LimitId;
  /** Rules that the bound does not know of: with them more racks may be needed. */
  readonly ignores: readonly string[];
  /** Share of a rack that one device of each entry costs at the bound, in the order of the request; null without one. */
  readonly prices: readonly number[] | null;
}

export interface Packing {
  readonly racks: number;
  /** Of them rack-scale systems, in racks of their own. */
  readonly ownRacks: number;
  readonly bound: Bound;
  /** Nothing needs fewer racks, whatever is packed where. */
  readonly proved: boolean;
  /** What stops most racks; null without a rack to fill. */
  readonly binding: LimitId | null;
  readonly limits: readonly LimitUse[];
  /** The most frequent first, rack-scale systems last. */
  readonly layout: readonly PackedRack[];
  readonly warnings: readonly string[];
}

/** More classes than this are put together for the bound; and for filling, patterns give way to first fit. */
const MOST_CLASSES = 64;
/** Devices in all: counts are kept in 32 bits. */
export const MOST_DEVICES = 2 ** 31 - 1;
const NODES_FOR_BOUND = 300_000;
const NODES_FOR_RACKS = 150_000;

interface Limit {
  /** Null: a rule, not something a rack runs out of. */
  readonly kind: LimitKind | null;
  readonly capacity: number;
  readonly needs: readonly number[];
}

/** Entries of the request that are alike in everything that packing looks at. */
interface Class {
  readonly entries: readonly number[];
  readonly demand: number;
}

/** With digits enough that a need a little above a capacity does not read as the same figure. */
const figure = (value: number, unit: string): string => quantityText(value, unit, 6);

/** What no rack of this type can hold, a message each. */
const misfits = ({ rack, devices, rules }: PackingRequest, limits: readonly Limit[]): Problem[] => {
  const full = limitKinds.flatMap((kind) => {
    const capacity = capacityOf(kind, rack);
    if (capacity === null || capacity >= 0) return [];
    const carried = figure(needOf(kind, rack.fixtures), kind.unit);
    const whole = figure(kind.whole(rack) ?? 0, kind.unit);
    const message = `${kind.label}: what every rack carries takes ${carried} of ${whole}; take fixtures or reserves out, or a larger rack.`;
    return [problem('rack', message)];
  });
  if (full.length > 0) return full;
  const all = devices.reduce((sum, { count }) => sum + count, 0);
  if (all > MOST_DEVICES) {
    const message = `devices are ${formatCount(all)} in all; up to ${formatCount(MOST_DEVICES)} are packed. Pack a part of them.`;
    return [problem('devices', message)];
  }
  return devices.flatMap(({ device, count }, index) => {
    if (count === 0) return [];
    const path = `devices[${String(index)}]`;
    const { name, ownRack, depthMm } = device;
    const over = (kind: LimitKind, capacity: number): Problem => {
      const need = figure(kind.need(device) ?? 0, kind.unit);
      const message = `${name}: ${kind.label.toLowerCase()} is ${need}, and a rack has ${figure(capacity, kind.unit)} for it; take a rack that has more, or a smaller device.`;
      return problem(path, message);
    };
    if (ownRack !== null) {
      return limitKinds.flatMap((kind) => {
        const capacity = kind.whole(ownRack) ?? (kind.id === 'units' ? null : kind.whole(rack));
        return capacity !== null && (kind.need(device) ?? 0) > capacity + 1e-9 ? [over(kind, capacity)] : [];
      });
    }
    const problems = limits.flatMap(({ kind, needs, capacity }) =>
      kind !== null && needs[index]! > capacity ? [over(kind, capacityOf(kind, rack) ?? 0)] : [],
    );
    const room = rack.mountingDepthMm;
    if (depthMm !== null && room !== null && depthMm > room) {
      const message = `${name}: depth is ${figure(depthMm, 'mm')}, and the rack has room for ${figure(room, 'mm')}; take a deeper rack.`;
      problems.push(problem(path, message));
    }
    if (problems.length === 0 && place(rack, [...rack.fixtures, { device, count: 1 }], rules.atUnit) === null) {
      const message = `${name}: it finds no place beside what every rack carries; take another unit, or fewer fixtures.`;
      problems.push(problem(path, message));
    }
    return problems;
  });
};

const poolSize = (devices: readonly DeviceCount[], pool: string): number =>
  devices.reduce((sum, { device, count }) => sum + (device.pool?.name === pool ? count : 0), 0);

/** Most of a pool that one rack, or one feed, may hold. */
const mostOf = (rule: SpreadRule, devices: readonly DeviceCount[]): number => {
  const size = poolSize(devices, rule.pool);
  // A pool of one cannot be spread.
  return size < 2 ? size : Math.min(rule.most ?? size - 1, size - 1);
};

const limitsOf = ({ rack, devices, rules }: PackingRequest): Limit[] => {
  const of = (kind: LimitKind): Limit[] => {
    const capacity = capacityOf(kind, rack);
    if (capacity === null) return [];
    const whole = wholeNumbers(
      capacity,
      devices.map(({ device }) => kind.need(device) ?? 0),
    );
    return [{ kind, capacity: whole.capacity, needs: whole.needs }];
  };
  const rule = (capacity: number, isMeant: (device: Device) => boolean): Limit => ({
    kind: null,
    capacity,
    needs: devices.map(({ device }) => (isMeant(device) ? 1 : 0)),
  });
  return [
    ...limitKinds.flatMap(of),
    // A pool on several feeds is in several racks.
    ...rules.spread.map((spread) =>
      rule(
        spread.over === 'rack' ? mostOf(spread, devices) : Math.max(1, poolSize(devices, spread.pool) - 1),
        (device) => device.pool?.name === spread.pool,
      ),
    ),
    ...rules.atUnit.map((fixed) => rule(1, (device) => device.id === fixed.device)),
  ];
};

const classesOf = ({ devices, rules }: PackingRequest, limits: readonly Limit[]): Class[] => {
  const named = new Set([
    ...rules.apart.flat(),
    ...rules.atUnit.map(({ device }) => device),
    ...rules.inRack.map(({ device }) => device),
  ]);
  const byKey = new Map<string, number[]>();
  devices.forEach(({ device, count }, index) => {
    if (count === 0 || device.ownRack !== null) return;
    const { id, depth, width, heightUnits } = device;
    const shape = depth === 'full' && width === 'full' ? '' : `${depth} ${width} ${String(heightUnits)}`;
    const key = [...limits.map(({ needs }) => needs[index]), shape, named.has(id) ? id : ''].join('|');
    const alike = byKey.get(key);
    if (alike === undefined) byKey.set(key, [index]);
    else alike.push(index);
  });
  return [...byKey.values()].map((entries) => ({
    entries,
    demand: entries.reduce((sum, index) => sum + devices[index]!.count, 0),
  }));
};

/** What sums do not say of a pattern; `withPlaces` asks for units at which a rule fixes devices as well. */
const allowance = (
  { rack, devices, rules }: PackingRequest,
  classes: readonly Class[],
  withPlaces: boolean,
): PatternSpace['allowed'] => {
  const deviceOf = classes.map(({ entries }) => devices[entries[0]!]!.device);
  const classOf = (id: string): number => deviceOf.findIndex((device) => device.id === id);
  const apart = rules.apart
    .map(([a, b]) => [classOf(a), classOf(b)] as const)
    .filter(([a, b]) => a >= 0 && b >= 0 && a !== b);
  const shares = [...deviceOf, ...rack.fixtures.map(({ device }) => device)].some(
    ({ depth, width }) => depth === 'half' || width === 'half',
  );
  const places = withPlaces && rules.atUnit.length > 0;
  if (apart.length === 0 && !shares && !places) return null;
  const answers = new Map<string, boolean>();
  const top = rack.heightUnits - rack.reservedUnits;
  return (pattern) => {
    if (apart.some(([a, b]) => pattern[a]! > 0 && pattern[b]! > 0)) return false;
    if (!shares && !places) return true;
    const key = pattern.join();
    const known = answers.get(key);
    if (known !== undefined) return known;
    const held = [...rack.fixtures, ...deviceOf.map((device, item) => ({ device, count: pattern[item]! }))];
    const answer = places ? place(rack, held, rules.atUnit) !== null : heightTaken(held) <= top;
    answers.set(key, answer);
    return answer;
  };
};

const spaceOf = (
  request: PackingRequest,
  limits: readonly Limit[],
  classes: readonly Class[],
  withPlaces: boolean,
): PatternSpace => ({
  classes: classes.length,
  limits: limits.length,
  capacity: Float64Array.from(limits, ({ capacity }) => capacity),
  needs: Float64Array.from(classes.flatMap(({ entries }) => limits.map(({ needs }) => needs[entries[0]!]))),
  allowed: allowance(request, classes, withPlaces),
});

/** The bound that a limit's sum alone gives, exactly. */
const byArea = (limit: Limit, devices: readonly DeviceCount[]): { racks: number; fraction: number } => {
  const counted = devices.map(({ device, count }) => (device.ownRack === null ? count : 0));
  const racks =
    limit.capacity === 0 ? 0 : racksAtLeast(Float64Array.from(limit.needs), Int32Array.from(counted), limit.capacity);
  const sum = limit.needs.reduce((total, need, index) => total + need * counted[index]!, 0);
  return { racks, fraction: limit.capacity === 0 ? 0 : sum / limit.capacity };
};

const boundOf = (
  request: PackingRequest,
  limits: readonly Limit[],
  classes: readonly Class[],
  solution: PatternLp,
  ownRacks: number,
): Bound => {
  const { certificate } = solution;
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

/** Racks filled alike, by entry of the request. */
interface EntryRack {
  readonly held: ReadonlyMap<number, number>;
  readonly count: number;
  readonly number: number | null;
}

/** With the number of the rack where it has one. */
interface NumberedRack extends FilledRack {
  readonly number?: number;
}

/** Deals the entries of each class out over the racks that hold the class. */
const byEntry = (
  packed: readonly NumberedRack[],
  classes: readonly Class[],
  left: Map<number, number>,
): EntryRack[] => {
  const racks: EntryRack[] = [];
  const cursor = classes.map(() => 0);
  for (const { held: pattern, count, number = null } of packed) {
    for (let remaining = count; remaining > 0;) {
      const held = new Map<number, number>();
      for (const [item, copies] of pattern) {
        const { entries } = classes[item]!;
        for (let at = cursor[item]!, open = copies; open > 0; at++) {
          const index = entries[at]!;
          const here = Math.min(open, left.get(index) ?? 0);
          if (here > 0) held.set(index, here);
          open -= here;
          if (left.get(index) === 0) cursor[item] = at + 1;
        }
      }
      let alike = remaining;
      for (const [index, copies] of held) alike = Math.min(alike, Math.floor((left.get(index) ?? 0) / copies));
      for (const [index, copies] of held) left.set(index, (left.get(index) ?? 0) - alike * copies);
      racks.push({ held, count: alike, number });
      remaining -= alike;
    }
  }
  return racks;
};

/** What keeps each device of a rack from having one more beside it. */
const bindingOf = (held: ReadonlyMap<number, number>, limits: readonly Limit[]): LimitId | null => {
  const used = limits.map(({ needs }) => {
    let sum = 0;
    for (const [index, copies] of held) sum += copies * needs[index]!;
    return sum;
  });
  const stops = limits.map(() => 0);
  for (const [index, copies] of held) {
    const stopping = limits.map(({ needs, capacity }, at) => used[at]! + needs[index]! > capacity);
    if (!stopping.includes(true)) return null;
    stopping.forEach((stop, at) => {
      if (stop) stops[at]! += copies;
    });
  }
  let binding: { readonly id: LimitId; readonly stops: number } | null = null;
  limits.forEach(({ kind }, at) => {
    if (kind !== null && stops[at]! > (binding?.stops ?? 0)) binding = { id: kind.id, stops: stops[at]! };
  });
  return (binding as { readonly id: LimitId } | null)?.id ?? null;
};

/** Deals racks out over feeds so that each pool of a rule stands on more than one; even numbers otherwise. */
const dealOut = (
  racks: readonly EntryRack[],
  { devices, rules }: PackingRequest,
): { readonly racks: (EntryRack & { readonly feed: number | null })[]; readonly broken: readonly SpreadRule[] } => {
  const spread = rules.spread.filter(({ over }) => over === 'feed');
  if (spread.length === 0 || rules.feeds < 2) {
    return { racks: racks.map((rack) => ({ ...rack, feed: null })), broken: rules.feeds < 2 ? spread : [] };
  }
  const held = (rule: SpreadRule, rack: EntryRack): number => {
    let sum = 0;
    for (const [index, copies] of rack.held) if (devices[index]!.device.pool?.name === rule.pool) sum += copies;
    return sum;
  };
  const most = spread.map((rule) => mostOf(rule, devices));
  const load = Array.from({ length: rules.feeds }, () => ({ racks: 0, pools: spread.map(() => 0) }));
  const dealt: (EntryRack & { feed: number })[] = [];
  // Racks with the most of a pool choose first: they are the hardest to spread.
  const order = [...racks].sort(
    (a, b) => Math.max(...spread.map((rule) => held(rule, b))) - Math.max(...spread.map((rule) => held(rule, a))),
  );
  for (const rack of order) {
    const pools = spread.map((rule) => held(rule, rack));
    const counts = load.map(() => 0);
    const each = Math.floor(rack.count / rules.feeds);
    const deal = (feed: number, count: number): void => {
      counts[feed]! += count;
      load[feed]!.racks += count;
      pools.forEach((copies, at) => (load[feed]!.pools[at]! += copies * count));
    };
    if (each > 0)
      load.forEach((_, feed) => {
        deal(feed, each);
      });
    for (let rest = rack.count - each * rules.feeds; rest > 0; rest--) {
      const over = (feed: number): number =>
        pools.reduce(
          (sum, copies, at) =>
            sum + Math.max(0, load[feed]!.pools[at]! + copies - most[at]!) + copies * load[feed]!.pools[at]!,
          0,
        );
      const feeds = [...load.keys()].sort((a, b) => over(a) - over(b) || load[a]!.racks - load[b]!.racks || a - b);
      deal(feeds[0]!, 1);
    }
    counts.forEach((count, feed) => {
      if (count > 0) dealt.push({ ...rack, count, feed: feed + 1 });
    });
  }
  const broken = spread.filter(
    (rule, at) => poolSize(devices, rule.pool) >= 2 && load.some(({ pools }) => pools[at]! > most[at]!),
  );
  return { racks: dealt, broken };
};

/** Racks that certain devices must stand in, filled up with what is worth most; the demand is lessened by it. */
const pinnedRacks = (
  space: PatternSpace,
  demand: Int32Array,
  classes: readonly Class[],
  { devices, rules }: PackingRequest,
): Result<NumberedRack[], Problem[]> => {
  const numbers = [...new Set(rules.inRack.map(({ rack }) => rack))].sort((a, b) => a - b);
  const starts = numbers.map((number) => {
    const pattern = new Int32Array(classes.length);
    for (const pin of rules.inRack) {
      if (pin.rack !== number) continue;
      const item = classes.findIndex(({ entries }) => devices[entries[0]!]!.device.id === pin.device);
      if (item >= 0) pattern[item]! += pin.count;
    }
    return { number, pattern };
  });
  const problems = rules.inRack.flatMap(({ device: id, count }) => {
    const entry = devices.find(({ device }) => device.id === id);
    if (entry === undefined || (entry.count > 0 && entry.device.ownRack === null)) return [];
    const { name } = entry.device;
    const message =
      entry.count > 0
        ? `${name}: it brings its own rack, and cannot be pinned to another; take the pin out.`
        : `${name}: ${String(count)} more are pinned to racks than there are; pin fewer.`;
    return [problem('rules.inRack', message)];
  });
  for (const { number, pattern } of starts) {
    for (let item = 0; item < demand.length; item++) demand[item]! -= pattern[item]!;
    const order = [...pattern.keys()].filter((item) => pattern[item]! > 0);
    if (fillInOrder(space, pattern, order).reduce((sum, { count }) => sum + count, 0) > 1) {
      problems.push(
        problem(
          'rules.inRack',
          `Rack ${String(number)} cannot hold everything that is pinned to it; pin less, or to several racks.`,
        ),
      );
    }
  }
  demand.forEach((rest, item) => {
    if (rest < 0) {
      const { name } = devices[classes[item]!.entries[0]!]!.device;
      problems.push(
        problem('rules.inRack', `${name}: ${String(-rest)} more are pinned to racks than there are; pin fewer.`),
      );
    }
  });
  if (problems.length > 0) return err(problems);
  const order = [...demand.keys()];
  return ok(
    starts.map(({ number, pattern }) => {
      const whole = Int32Array.from(pattern);
      for (const item of order) {
        while (demand[item]! > 0) {
          whole[item]! += 1;
          if (!fits(space, whole)) {
            whole[item]! -= 1;
            break;
          }
          demand[item]! -= 1;
        }
      }
      return { ...withoutZeros({ pattern: whole, count: 1 }), number };
    }),
  );
};

/** A request in whole numbers: what a solver works on. */
export interface PreparedPacking {
  readonly request: PackingRequest;
  readonly limits: readonly Limit[];
  readonly classes: readonly Class[];
  readonly demand: Int32Array;
  /** Without the rules that a bound ignores. */
  readonly space: PatternSpace;
  readonly ownRacks: number;
}

/** The request in whole numbers; the problems say which device no rack can hold. */
export const prepare = (request: PackingRequest): Result<PreparedPacking, Problem[]> => {
  const limits = limitsOf(request);
  const problems = misfits(request, limits);
  if (problems.length > 0) return err(problems);
  const classes = classesOf(request, limits);
  return ok({
    request,
    limits,
    classes,
    demand: Int32Array.from(classes, ({ demand }) => demand),
    space: spaceOf(request, limits, classes, false),
    ownRacks: request.devices.reduce((sum, { device, count }) => sum + (device.ownRack === null ? 0 : count), 0),
  });
};

/** Whether the classes are few enough to solve for patterns of them. */
const solvable = ({ classes }: PreparedPacking): boolean => classes.length <= MOST_CLASSES;

/** The fractional packing; of groups of similar classes, each at its least, where there are too many classes. */
const fractional = (prepared: PreparedPacking): PatternLp => {
  const { classes, space, demand } = prepared;
  if (classes.length === 0) return NOTHING;
  if (solvable(prepared)) return solvePatternLp(space, demand, [], NODES_FOR_BOUND);
  const coarse = coarser(space, demand, MOST_CLASSES);
  const { certificate, ...solution } = solvePatternLp(coarse.space, coarse.demand, [], NODES_FOR_BOUND);
  const prices = Float64Array.from(coarse.groupOf, (group) => certificate.prices[group]!);
  return { ...solution, certificate: { ...certificate, prices } };
};

const NOTHING: PatternLp = {
  value: 0,
  patterns: [],
  multiples: new Float64Array(0),
  certificate: { prices: new Float64Array(0), bestWorth: 1, fraction: 0, racks: 0 },
  nodes: 0,
};

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

/** Filled racks that hold every device once, as racks with names, feeds and reasons. */
export const laidOut = (prepared: PreparedPacking, packed: readonly NumberedRack[], bound: Bound): Packing => {
  const { request, limits, classes, ownRacks } = prepared;
  const { rack, devices } = request;
  const remaining = new Map(devices.map(({ count }, index) => [index, count]));
  const { racks: dealt, broken } = dealOut(byEntry(packed, classes, remaining), request);
  const layout: PackedRack[] = [
    ...dealt.map(({ held, count, feed, number }) => ({
      rack,
      count,
      feed,
      number,
      devices: [...held]
        .sort(([a], [b]) => a - b)
        .map(([index, copies]) => ({ device: devices[index]!.device, count: copies })),
      binding: bindingOf(held, limits),
    })),
    ...devices.flatMap(({ device, count }) =>
      device.ownRack === null || count === 0
        ? []
        : [{ rack: device.ownRack, count, feed: null, number: null, devices: [{ device, count: 1 }], binding: null }],
    ),
  ];
  const racks = layout.reduce((sum, { count }) => sum + count, 0);
  const uses = limitUses(request, layout);
  return {
    racks,
    ownRacks,
    bound,
    proved: racks === bound.racks,
    binding: overallBinding(layout, uses),
    limits: uses,
    layout,
    warnings: [
      ...unknowns(request),
      ...broken.map(
        ({ pool }) =>
          `${pool}: its devices could not be spread over the feeds as the rule asks; add feeds, or smaller racks.`,
      ),
    ],
  };
};

/**
 * Devices into racks of one type, as few as can be found, with a proof of how few they can be at least. Rack-scale systems
 * stand in racks of their own. The problems say which device no rack can hold.
 */
export const pack = (request: PackingRequest): Result<Packing, Problem[]> => {
  const prepared = prepare(request);
  if (!prepared.ok) return prepared;
  const { limits, classes, demand, space, ownRacks } = prepared.value;
  const solution = fractional(prepared.value);
  const bound = boundOf(request, limits, classes, solution, ownRacks);
  const left = Int32Array.from(demand);
  const placing = request.rules.atUnit.length > 0 ? spaceOf(request, limits, classes, true) : space;
  const pinned = pinnedRacks(placing, left, classes, request);
  if (!pinned.ok) return pinned;
  const packed = [...pinned.value, ...checked(placing, left, fillRacks(prepared.value, placing, left, solution))];
  return ok(laidOut(prepared.value, packed, bound));
};

/** The least racks with so much more of a limit in each. */
export interface Relief {
  readonly limit: LimitId;
  readonly more: number;
  /** Bound with it, in racks, a fraction and whole. */
  readonly fraction: number;
  readonly racks: number;
}

/** No packing needs fewer racks than this. */
const leastRacks = (request: PackingRequest): Result<number, Problem[]> => {
  const prepared = prepare(request);
  if (!prepared.ok) return prepared;
  const { limits, classes, ownRacks } = prepared.value;
  return ok(boundOf(request, limits, classes, fractional(prepared.value), ownRacks).racks);
};

const boundWith = (request: PackingRequest, kind: LimitKind, more: number): Relief | null => {
  const prepared = prepare({ ...request, rack: kind.widen(request.rack, more) });
  if (!prepared.ok) return null;
  const { limits, classes, ownRacks } = prepared.value;
  const { fraction, racks } = boundOf(request, limits, classes, fractional(prepared.value), ownRacks);
  return { limit: kind.id, more, fraction, racks };
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
  const least = leastRacks(free);
  return least.ok
    ? ok({ leastRacks: least.value, oneMore: oneMoreOfEach(free), first: firstOfEach(free, least.value) })
    : least;
};

const limitUses = ({ rack, devices }: PackingRequest, layout: readonly PackedRack[]): LimitUse[] =>
  limitKinds.flatMap((kind) => {
    const capacity = capacityOf(kind, rack);
    if (capacity === null) return [];
    const needed = needOf(
      kind,
      devices.filter(({ device }) => device.ownRack === null),
    );
    const stranded: Partial<Record<LimitId | 'rest', number>> = {};
    for (const { count, devices: held, binding, rack: type } of layout) {
      if (type !== rack) continue;
      const cause = binding ?? 'rest';
      stranded[cause] = (stranded[cause] ?? 0) + count * (capacity - needOf(kind, held));
    }
    return [{ limit: kind.id, capacity, needed, racks: capacity > 0 ? needed / capacity : 0, stranded }];
  });

const overallBinding = (layout: readonly PackedRack[], uses: readonly LimitUse[]): LimitId | null => {
  const stopped = new Map<LimitId, number>();
  for (const { binding, count } of layout)
    if (binding !== null) stopped.set(binding, (stopped.get(binding) ?? 0) + count);
  let best: LimitId | null = null;
  for (const { limit } of uses) {
    if ((stopped.get(limit) ?? 0) > (best === null ? 0 : (stopped.get(best) ?? 0))) best = limit;
  }
  if (best !== null) return best;
  const tightest = uses.reduce<LimitUse | null>((top, use) => (use.racks > (top?.racks ?? 0) ? use : top), null);
  return tightest?.limit ?? null;
};

/** Limits that count only part of the devices, because nobody published the figure of the others. */
const unknowns = ({ rack, devices }: PackingRequest): string[] =>
  limitKinds.flatMap((kind) => {
    if (kind.whole(rack) === null) return [];
    const names = devices
      .filter(({ device, count }) => count > 0 && kind.need(device) === null)
      .map(({ device }) => device.name);
    if (names.length === 0) return [];
    const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${String(names.length - 3)} more` : ''}`;
    return [`${kind.label} counts only the devices whose figure is known; not that of ${shown}.`];
  });
