import { entryAt } from '../../base/checked.ts';
import type { Device, DeviceCount, Placement, RackType } from '../device.ts';

/** A device that has its units: `atUnit` of a rule, at the front or the rear. */
export interface FixedPlace {
  readonly device: string;
  readonly bottomUnit: number;
  readonly face: 'front' | 'rear';
}

/** What takes the same units: one device, or two half-width ones side by side. */
interface Row {
  readonly devices: readonly Device[];
  readonly heightUnits: number;
}

const rows = (held: readonly DeviceCount[]): { readonly full: Row[]; readonly half: Row[] } => {
  const full: Row[] = [];
  const half: Row[] = [];
  const narrow = new Map<string, Device[]>();
  for (const { device, count } of held) {
    for (let copy = 0; copy < count; copy++) {
      const { heightUnits, depth, width } = device;
      if (width === 'full') (depth === 'full' ? full : half).push({ devices: [device], heightUnits });
      else {
        const key = `${depth} ${String(heightUnits)}`;
        narrow.set(key, [...(narrow.get(key) ?? []), device]);
      }
    }
  }
  for (const alike of narrow.values()) {
    for (let index = 0; index < alike.length; index += 2) {
      const devices = alike.slice(index, index + 2);
      const { depth, heightUnits } = entryAt(devices, 0);
      (depth === 'full' ? full : half).push({ devices, heightUnits });
    }
  }
  return { full, half };
};

/** Steps of height: as fine as the devices need it, so that sums are whole numbers. */
const STEPS_PER_UNIT = 1e9;
const steps = (units: number): number => Math.round(units * STEPS_PER_UNIT);

/**
 * Rows of half-depth devices, parted between front and rear so that the higher of the two is as low as can be: the
 * subset of heights that comes nearest to half of them, by dynamic programming.
 */
const parted = (
  half: readonly Row[],
): { readonly front: Row[]; readonly rear: Row[]; readonly heightSteps: number } => {
  const total = half.reduce((sum, { heightUnits }) => sum + steps(heightUnits), 0);
  const goal = Math.floor(total / 2);
  /** Index of the row that first reached a sum. */
  const reachedBy = new Map<number, number>([[0, -1]]);
  half.forEach(({ heightUnits }, index) => {
    for (const sum of [...reachedBy.keys()]) {
      const next = sum + steps(heightUnits);
      if (next <= goal && !reachedBy.has(next)) reachedBy.set(next, index);
    }
  });
  const best = Math.max(...reachedBy.keys());
  const rear = new Set<number>();
  for (let sum = best; sum > 0;) {
    const index = reachedBy.get(sum) ?? -1;
    rear.add(index);
    sum -= steps(entryAt(half, index).heightUnits);
  }
  return {
    front: half.filter((_, index) => !rear.has(index)),
    rear: half.filter((_, index) => rear.has(index)),
    heightSteps: total - best,
  };
};

/** Height that devices take together at the least, in U: half-depth ones on both faces, half-width ones side by side. */
export const heightTaken = (held: readonly DeviceCount[]): number => {
  const { full, half } = rows(held);
  const whole = full.reduce((sum, { heightUnits }) => sum + steps(heightUnits), 0);
  return (whole + (half.length === 0 ? 0 : parted(half).heightSteps)) / STEPS_PER_UNIT;
};

/** What people look for at the top; everything else stands from the floor up, the heaviest lowest. */
const atTop = ({ role }: Device): boolean => role === 'switch' || role === 'management';
const massPerUnit = ({ massKg, heightUnits }: Device): number => (massKg ?? 0) / Math.max(heightUnits, 0.001);

/** Whole units below broken ones, so that a server sits on whole units; then by mass. */
const byPlace = (row: Row, other: Row): number => {
  const [a, b] = [entryAt(row.devices, 0), entryAt(other.devices, 0)];
  return (
    Number(!Number.isInteger(row.heightUnits)) - Number(!Number.isInteger(other.heightUnits)) ||
    Number(atTop(a)) - Number(atTop(b)) ||
    massPerUnit(b) - massPerUnit(a) ||
    other.heightUnits - row.heightUnits ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
};

/**
 * Where the devices of one rack stand: 0U beside the rails, what a rule fixes at its unit, the others from the floor up
 * with switches and management highest. Null where they find no places. Heights are counted exactly; the reserved
 * units at the top stay free.
 */
export const place = (
  { heightUnits, reservedUnits }: Pick<RackType, 'heightUnits' | 'reservedUnits'>,
  held: readonly DeviceCount[],
  fixed: readonly FixedPlace[] = [],
): Placement[] | null => {
  const top = steps(heightUnits - reservedUnits);
  const placements: Placement[] = [];
  const standing: DeviceCount[] = [];
  /** Units taken by what is fixed, in steps above the floor, by face. */
  const occupied: { readonly from: number; readonly to: number; readonly front: boolean; readonly rear: boolean }[] =
    [];
  for (const { device, count } of held) {
    if (device.heightUnits === 0) {
      for (let copy = 0; copy < count; copy++) {
        placements.push({ device: device.id, bottomUnit: null, face: 'rear', side: null });
      }
      continue;
    }
    const spot = fixed.find((rule) => rule.device === device.id);
    if (spot === undefined) standing.push({ device, count });
    else if (count > 1) return null;
    else if (count === 1) {
      const from = steps(spot.bottomUnit - 1);
      const to = from + steps(device.heightUnits);
      const front = device.depth === 'full' || spot.face === 'front';
      const rear = device.depth === 'full' || spot.face === 'rear';
      const collides = occupied.some(
        (other) => from < other.to && other.from < to && ((front && other.front) || (rear && other.rear)),
      );
      if (from < 0 || to > steps(heightUnits) || collides) return null;
      occupied.push({ from, to, front, rear });
      placements.push({
        device: device.id,
        bottomUnit: spot.bottomUnit,
        face: spot.face,
        side: device.width === 'half' ? 'left' : null,
      });
    }
  }
  const { full, half } = rows(standing);
  const stand = (row: Row, from: number, face: 'front' | 'rear'): void => {
    row.devices.forEach((device, index) => {
      placements.push({
        device: device.id,
        bottomUnit: 1 + from / STEPS_PER_UNIT,
        face,
        side: device.width === 'half' ? (index === 0 ? 'left' : 'right') : null,
      });
    });
  };
  if (occupied.length === 0) {
    const { front, rear, heightSteps } = half.length === 0 ? { front: [], rear: [], heightSteps: 0 } : parted(half);
    const ordered = [...full].sort(byPlace);
    const before = half.length === 0 ? ordered.length : firstAfter(ordered, blockRow(half, heightSteps));
    let floor = 0;
    ordered.slice(0, before).forEach((row) => {
      stand(row, floor, 'front');
      floor += steps(row.heightUnits);
    });
    for (const [face, column] of [
      ['front', front],
      ['rear', rear],
    ] as const) {
      let at = floor;
      for (const row of [...column].sort(byPlace)) {
        stand(row, at, face);
        at += steps(row.heightUnits);
      }
    }
    floor += heightSteps;
    ordered.slice(before).forEach((row) => {
      stand(row, floor, 'front');
      floor += steps(row.heightUnits);
    });
    return floor <= top ? placements : null;
  }
  // Among fixed devices: every row at the lowest unit where it fits, the highest rows first.
  const free = (from: number, to: number, face: 'both' | 'front' | 'rear'): boolean =>
    !occupied.some(
      (other) =>
        from < other.to && other.from < to && ((face !== 'rear' && other.front) || (face !== 'front' && other.rear)),
    );
  const candidates = (): number[] => [...new Set([0, ...occupied.map(({ to }) => to)])].sort((a, b) => a - b);
  const settle = (row: Row, faces: readonly ('both' | 'front' | 'rear')[]): boolean => {
    const height = steps(row.heightUnits);
    for (const from of candidates()) {
      const face = faces.find((side) => from + height <= top && free(from, from + height, side));
      if (face === undefined) continue;
      occupied.push({ from, to: from + height, front: face !== 'rear', rear: face !== 'front' });
      stand(row, from, face === 'rear' ? 'rear' : 'front');
      return true;
    }
    return false;
  };
  const tallest = (a: Row, b: Row): number => b.heightUnits - a.heightUnits || byPlace(a, b);
  return [...full].sort(tallest).every((row) => settle(row, ['both'])) &&
    [...half].sort(tallest).every((row) => settle(row, ['front', 'rear']))
    ? placements
    : null;
};

/** The block of half-depth rows stands where its first row would; above all whole units where it is not whole itself. */
const blockRow = (half: readonly Row[], heightSteps: number): Row => {
  const first = entryAt([...half].sort(byPlace), 0);
  return heightSteps % STEPS_PER_UNIT === 0 ? first : { ...first, heightUnits: heightSteps / STEPS_PER_UNIT };
};

const firstAfter = (ordered: readonly Row[], row: Row): number => {
  const index = ordered.findIndex((other) => byPlace(row, other) < 0);
  return index < 0 ? ordered.length : index;
};
