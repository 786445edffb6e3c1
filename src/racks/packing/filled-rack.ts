import type { PatternSpace } from './pattern-space.ts';
import type { PatternCount } from './whole-racks.ts';

/** Racks filled alike, with the classes that they hold and how many of each: a pattern without its zeros. */
export interface FilledRack {
  readonly held: readonly (readonly [item: number, copies: number])[];
  readonly count: number;
}

/** With the number of the rack where it has one. */
export interface NumberedRack extends FilledRack {
  readonly number?: number;
}

export const withoutZeros = ({ pattern, count }: PatternCount): FilledRack => ({
  held: [...pattern.entries()].filter(([, copies]) => copies > 0),
  count,
});

/** Equal racks together, the most frequent first; throws where one breaks a limit or a device is not placed. */
export const checked = (
  space: PatternSpace,
  demand: Int32Array,
  racks: readonly FilledRack[],
): readonly FilledRack[] => {
  const { limits, needs, capacity, allowed } = space;
  const byKey = new Map<string, { held: FilledRack['held']; count: number }>();
  const placed = new Float64Array(space.classes);
  const pattern = new Int32Array(space.classes);
  for (const { held, count } of racks) {
    for (let limit = 0; limit < limits; limit++) {
      const sum = held.reduce((total, [item, copies]) => total + copies * needs[item * limits + limit]!, 0);
      if (sum > capacity[limit]!) throw new Error('A rack was filled beyond its limits.');
    }
    for (const [item, copies] of held) {
      placed[item]! += count * copies;
      pattern[item] = copies;
    }
    if (allowed !== null && !allowed(pattern)) throw new Error('A rack holds what may not stand in it.');
    for (const [item] of held) pattern[item] = 0;
    const key = held.join(';');
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { held, count });
    else known.count += count;
  }
  if (!demand.every((count, item) => placed[item] === count)) throw new Error('Devices were lost in packing.');
  return [...byKey.values()].sort((a, b) => b.count - a.count);
};
