import type { FilledRack } from './filled-rack.ts';
import type { PatternSpace } from './pattern-space.ts';

/** Classes in one cell of shares are alike enough to be tried one for another. */
const CELLS = 16;
/** Classes of a cell that are tried where the first does not fit. */
const TRIES = 4;

interface Cell {
  /** Classes with something left, in the order in which they are taken. */
  readonly items: number[];
  at: number;
}

/**
 * Rack by rack, each taking the device that uses most of what the rack has most of: the greatest dot product of needs and
 * room, weighted by how scarce a limit is over all devices (Panigrahy et al. 2011). For more classes than patterns can be
 * solved for; its time grows with devices × cells.
 */
export const balancedFill = (space: PatternSpace, demand: Int32Array): FilledRack[] => {
  const { classes, limits, needs, capacity, allowed } = space;
  const share = (item: number, limit: number): number =>
    capacity[limit] === 0 ? 0 : needs[item * limits + limit]! / capacity[limit]!;
  const scarcity = new Float64Array(limits);
  const cells = new Map<string, Cell>();
  let remaining = 0;
  for (let item = 0; item < classes; item++) {
    if (demand[item] === 0) continue;
    remaining += demand[item]!;
    let key = '';
    for (let limit = 0; limit < limits; limit++) {
      scarcity[limit]! += demand[item]! * share(item, limit);
      key += `${String(Math.floor(share(item, limit) * CELLS))}|`;
    }
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { items: [item], at: 0 });
    else cell.items.push(item);
  }
  const largest = (item: number): number => {
    let sum = 0;
    for (let limit = 0; limit < limits; limit++) sum += scarcity[limit]! * share(item, limit);
    return sum;
  };
  const open = [...cells.values()];
  for (const { items } of open) items.sort((a, b) => largest(b) - largest(a) || a - b);
  const left = Int32Array.from(demand);
  const pattern = new Int32Array(classes);
  const room = new Float64Array(limits);
  const pull = new Float64Array(limits);
  const racks: FilledRack[] = [];

  const fitsIn = (item: number): boolean => {
    for (let limit = 0; limit < limits; limit++) if (needs[item * limits + limit]! > room[limit]!) return false;
    if (allowed === null) return true;
    pattern[item]! += 1;
    const may = allowed(pattern);
    pattern[item]! -= 1;
    return may;
  };
  /** The first of the next classes of a cell that fits; −1 where none does. */
  const candidate = ({ items, at }: Cell): number => {
    for (let next = at, tried = 0; next < items.length && tried < TRIES; next++) {
      if (left[items[next]!] === 0) continue;
      tried += 1;
      if (fitsIn(items[next]!)) return items[next]!;
    }
    return -1;
  };
  while (remaining > 0) {
    room.set(capacity);
    const held = new Map<number, number>();
    let live = open;
    for (;;) {
      for (let limit = 0; limit < limits; limit++) {
        pull[limit] = capacity[limit] === 0 ? 0 : (scarcity[limit]! * room[limit]!) / capacity[limit]! ** 2;
      }
      let chosen = -1;
      let most = -1;
      // A cell of which nothing fits any more stays closed for this rack.
      live = live.filter((cell) => {
        const item = candidate(cell);
        if (item < 0) return false;
        let score = 0;
        for (let limit = 0; limit < limits; limit++) score += pull[limit]! * needs[item * limits + limit]!;
        if (score > most) {
          most = score;
          chosen = item;
        }
        return true;
      });
      if (chosen < 0) break;
      held.set(chosen, (held.get(chosen) ?? 0) + 1);
      pattern[chosen]! += 1;
      left[chosen]! -= 1;
      remaining -= 1;
      for (let limit = 0; limit < limits; limit++) room[limit]! -= needs[chosen * limits + limit]!;
    }
    if (held.size === 0) throw new Error('A device that fits no rack came to be packed.');
    // As many racks more as there are devices for the same filling.
    let count = Infinity;
    for (const [item, copies] of held) {
      pattern[item] = 0;
      count = Math.min(count, 1 + Math.floor(left[item]! / copies));
    }
    for (const [item, copies] of held) {
      left[item]! -= (count - 1) * copies;
      remaining -= (count - 1) * copies;
    }
    racks.push({ held: [...held].sort(([a], [b]) => a - b), count });
    for (const cell of open) while (cell.at < cell.items.length && left[cell.items[cell.at]!] === 0) cell.at += 1;
  }
  return racks;
};
