import { formatCount, quantityText } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { Device } from '../device.ts';
import { capacityOf, limitKinds, needOf, type LimitKind } from './limits.ts';
import type { PatternSpace } from './pattern-space.ts';
import { heightTaken, place } from './place.ts';
import { MOST_DEVICES, mostOf, poolSize, type PackingRequest } from './request.ts';
import { wholeNumbers } from './whole-numbers.ts';

export interface Limit {
  /** Null: a rule, not something a rack runs out of. */
  readonly kind: LimitKind | null;
  readonly capacity: number;
  readonly needs: readonly number[];
}

/** Entries of the request that are alike in everything that packing looks at. */
export interface Class {
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

export const spaceOf = (
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
