/** Supplies that may fail at once by the maker's scheme: "3+3" and "5+1" name them, "N+N" is half; null where not stated. */
export const suppliesThatMayFail = (redundancy: string | null, supplies: number): number | null => {
  const scheme = /(\d+|N)\+(\d+|N)/.exec(redundancy ?? '');
  if (scheme === null) return null;
  return scheme[2] === 'N' ? Math.floor(supplies / 2) : Number(scheme[2]);
};

export interface PowerShelves {
  readonly shelves: number;
  readonly supplies: number;
  readonly supplyW: number;
  readonly source: string;
}

const NVL72: PowerShelves = {
  shelves: 8,
  supplies: 6,
  supplyW: 5500,
  source: 'NVIDIA Base Command Manager, power shelf integration: 8 shelves of 6 supplies of 5.5 kW',
};

const POWER_SHELVES: Readonly<Record<string, PowerShelves>> = { 'dgx-gb200-nvl72': NVL72, 'dgx-gb300-nvl72': NVL72 };

/** Power shelves of a system with a busbar, in place of supplies of its own; half of them hang on each feed. */
export const powerShelvesOf = (id: string): PowerShelves | null =>
  Object.hasOwn(POWER_SHELVES, id) ? (POWER_SHELVES[id] ?? null) : null;
