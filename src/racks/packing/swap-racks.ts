import type { PlacedRack } from '../device.ts';

const at = (racks: readonly PlacedRack[], number: number): PlacedRack | undefined => {
  let next = 0;
  return racks.find(({ count }) => (next += count) > number);
};

/** Neighbours that are filled alike stand as one kind. */
const joined = (racks: readonly PlacedRack[]): readonly PlacedRack[] =>
  racks.reduce<PlacedRack[]>((kinds, rack) => {
    const last = kinds.at(-1);
    if (last?.placements === rack.placements && last.rack === rack.rack)
      kinds[kinds.length - 1] = { ...last, count: last.count + rack.count };
    else if (rack.count > 0) kinds.push(rack);
    return kinds;
  }, []);

/**
 * Two racks, by their numbers from 0, in each other's place. Each becomes a kind of its own where others were filled alike;
 * a number that no rack has changes nothing.
 */
export const swapRacks = (racks: readonly PlacedRack[], left: number, right: number): readonly PlacedRack[] => {
  const [first, second] = [at(racks, left), at(racks, right)];
  if (first === undefined || second === undefined || first === second) return racks;
  const standing = new Map([
    [left, second],
    [right, first],
  ]);
  let number = 0;
  return joined(
    racks.flatMap((kind) => {
      const from = number;
      number += kind.count;
      const cuts = [...standing.keys()].filter((cut) => cut >= from && cut < number).sort((a, b) => a - b);
      const parts: PlacedRack[] = [];
      let next = from;
      for (const cut of cuts) {
        parts.push({ ...kind, count: cut - next }, { ...(standing.get(cut) ?? kind), count: 1 });
        next = cut + 1;
      }
      return [...parts, { ...kind, count: number - next }];
    }),
  );
};
