import { entryAt } from '../../base/checked.ts';

/**
 * Rows of racks in a room: geometry alone, in metres from the corner at the top left of the plan. Rows face each other in
 * turn, so that cold fronts look at cold fronts and hot backs at hot backs; two rows around one aisle are a pod.
 */
export interface HallPlan {
  readonly racksPerRow: number;
  readonly coldAisleMm: number;
  readonly hotAisleMm: number;
  /** Least clear space around all rows. */
  readonly perimeterMm: number;
  /** The aisle that is closed off; it lies inside the pods. */
  readonly containment: 'none' | 'hot' | 'cold';
}

/** Two floor tiles of 600 mm each in front and behind; what a room has is for its owner to enter. */
export const DEFAULT_HALL: HallPlan = {
  racksPerRow: 16,
  coldAisleMm: 1200,
  hotAisleMm: 1200,
  perimeterMm: 1200,
  containment: 'hot',
};

/** The size of a rack whose own is not known: the common cabinet for servers of 900 mm. */
export const ASSUMED_RACK_MM = { widthMm: 600, depthMm: 1200 } as const;

/** Feet of a cabinet that its mass rests on. */
const FEET = 4;

export interface HallRackRequest {
  readonly widthMm: number | null;
  readonly depthMm: number | null;
  readonly massKg: number | null;
  readonly powerW: number | null;
}

export interface HallRack {
  /** "B07": row and place in it, from the left. */
  readonly label: string;
  /** Of the rack in the request. */
  readonly index: number;
  readonly row: number;
  readonly place: number;
  readonly xM: number;
  readonly yM: number;
  readonly widthM: number;
  readonly depthM: number;
  /** The size is assumed, not the rack's own. */
  readonly assumedSize: boolean;
}

export interface HallRow {
  readonly label: string;
  /** Which side of the row the fronts are on, on the plan. */
  readonly fronts: 'top' | 'bottom';
  readonly pod: number;
  readonly yM: number;
  readonly widthM: number;
  readonly depthM: number;
  readonly racks: readonly HallRack[];
}

export interface HallAisle {
  readonly kind: 'hot' | 'cold';
  readonly contained: boolean;
  readonly xM: number;
  readonly yM: number;
  readonly widthM: number;
  readonly depthM: number;
}

export interface Hall {
  readonly plan: HallPlan;
  readonly widthM: number;
  readonly depthM: number;
  readonly areaM2: number;
  /** Of the longest row. */
  readonly rowWidthM: number;
  readonly rows: readonly HallRow[];
  readonly aisles: readonly HallAisle[];
  readonly pods: number;
  /** Over the whole room; null where the figure of a rack is not known. */
  readonly kwPerM2: number | null;
  readonly kgPerM2: number | null;
  /** Of the heaviest rack: its mass over its own footprint, and on each of four feet. */
  readonly footprintKgPerM2: number | null;
  readonly pointLoadKg: number | null;
}

/** A, B … Z, AA, AB … */
export const rowLabel = (row: number): string =>
  (row >= 26 ? rowLabel(Math.floor(row / 26) - 1) : '') + String.fromCharCode(65 + (row % 26));

/** Null as soon as one is. */
const sumOf = (values: readonly (number | null)[]): number | null => {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
};

/**
 * The order in which racks stand so that those with switches are in the middle of their rows, shared out evenly over the
 * rows: the longest cable of a row is then half as long as from its end. Indices of the racks as they stand, row after row.
 */
export const switchesInTheMiddle = (hasSwitches: readonly boolean[], racksPerRow: number): number[] => {
  const all = hasSwitches.map((_, index) => index);
  const network = all.filter((index) => hasSwitches[index]);
  const others = all.filter((index) => !hasSwitches[index]);
  const rows = Math.ceil(all.length / racksPerRow);
  const order: number[] = [];
  let [usedNetwork, usedOthers] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const places = Math.min(racksPerRow, all.length - row * racksPerRow);
    const wanted = Math.round(((row + 1) * network.length) / rows) - usedNetwork;
    // No more than the row holds, and what the other racks cannot fill.
    const here = Math.max(0, Math.min(wanted, places), places - (others.length - usedOthers));
    const left = Math.floor((places - here) / 2);
    const right = places - here - left;
    order.push(...others.slice(usedOthers, usedOthers + left));
    order.push(...network.slice(usedNetwork, usedNetwork + here));
    order.push(...others.slice(usedOthers + left, usedOthers + left + right));
    usedNetwork += here;
    usedOthers += left + right;
  }
  return order;
};

/** Depth of a room for so many rows of racks of one depth: what `layOutHall` comes to. */
export const hallDepthM = (rows: number, plan: HallPlan, rackDepthM: number): number => {
  if (rows === 0) return 0;
  const perimeterM = plan.perimeterMm / 1000;
  const [hotM, coldM] = [plan.hotAisleMm / 1000, plan.coldAisleMm / 1000];
  const [innerM, outerM] = plan.containment === 'cold' ? [coldM, hotM] : [hotM, coldM];
  const between = Math.floor(rows / 2) * innerM + Math.floor((rows - 1) / 2) * outerM;
  const after = rows % 2 === 0 ? outerM : innerM;
  return Math.max(outerM, perimeterM) + rows * rackDepthM + between + Math.max(after, perimeterM);
};

/** Stands racks in rows, in the given order (indices of `racks`; as they come where left out). */
export const layOutHall = (
  racks: readonly HallRackRequest[],
  plan: HallPlan = DEFAULT_HALL,
  order: readonly number[] = racks.map((_, index) => index),
): Hall => {
  const inner = plan.containment === 'cold' ? 'cold' : 'hot';
  const widthOf = (kind: 'hot' | 'cold'): number => (kind === 'hot' ? plan.hotAisleMm : plan.coldAisleMm) / 1000;
  const outer = inner === 'hot' ? 'cold' : 'hot';
  const perimeterM = plan.perimeterMm / 1000;
  const rows: HallRow[] = [];
  const aisles: Omit<HallAisle, 'widthM'>[] = [];
  const aisle = (kind: 'hot' | 'cold', yM: number, depthM: number): void => {
    aisles.push({ kind, contained: kind === inner && plan.containment !== 'none', xM: perimeterM, yM, depthM });
  };

  let yM = 0;
  const rowCount = Math.ceil(order.length / plan.racksPerRow);
  for (let row = 0; row < rowCount; row++) {
    const before = row % 2 === 0 ? outer : inner;
    const depthBefore = row === 0 ? Math.max(widthOf(before), perimeterM) : widthOf(before);
    aisle(before, yM, depthBefore);
    yM += depthBefore;
    let xM = perimeterM;
    const standing = order.slice(row * plan.racksPerRow, (row + 1) * plan.racksPerRow).map((index, place): HallRack => {
      const { widthMm, depthMm } = entryAt(racks, index);
      const widthM = (widthMm ?? ASSUMED_RACK_MM.widthMm) / 1000;
      const rack = {
        label: `${rowLabel(row)}${String(place + 1).padStart(2, '0')}`,
        index,
        row,
        place,
        xM,
        yM,
        widthM,
        depthM: (depthMm ?? ASSUMED_RACK_MM.depthMm) / 1000,
        assumedSize: widthMm === null || depthMm === null,
      };
      xM += widthM;
      return rack;
    });
    const depthM = Math.max(...standing.map((rack) => rack.depthM));
    // Fronts are in one line along the cold aisle.
    const fronts = (row % 2 === 0) === (outer === 'cold') ? 'top' : 'bottom';
    rows.push({
      label: rowLabel(row),
      fronts,
      pod: Math.floor(row / 2),
      yM,
      widthM: xM - perimeterM,
      depthM,
      racks: standing.map((rack) => (fronts === 'top' ? rack : { ...rack, yM: rack.yM + depthM - rack.depthM })),
    });
    yM += depthM;
  }
  if (rowCount > 0) {
    const after = rowCount % 2 === 0 ? outer : inner;
    const depthAfter = Math.max(widthOf(after), perimeterM);
    aisle(after, yM, depthAfter);
    yM += depthAfter;
  }
  const rowWidthM = rows.reduce((longest, row) => Math.max(longest, row.widthM), 0);
  const widthM = rowCount === 0 ? 0 : rowWidthM + 2 * perimeterM;
  const areaM2 = widthM * yM;
  const powerW = sumOf(racks.map((rack) => rack.powerW));
  const massKg = sumOf(racks.map((rack) => rack.massKg));
  const loads = rows.flatMap((row) =>
    row.racks.map(({ index, widthM: w, depthM: d }) => {
      const mass = entryAt(racks, index).massKg;
      return mass === null ? null : { massKg: mass, kgPerM2: mass / (w * d) };
    }),
  );
  const most = (of: (load: { massKg: number; kgPerM2: number }) => number): number | null =>
    loads.length === 0 || loads.includes(null)
      ? null
      : loads.reduce((high, load) => (load === null ? high : Math.max(high, of(load))), 0);
  const heaviestKg = most((load) => load.massKg);
  return {
    plan,
    widthM,
    depthM: yM,
    areaM2,
    rowWidthM,
    rows,
    aisles: aisles.map((aisle) => ({ ...aisle, widthM: rowWidthM })),
    pods: Math.ceil(rowCount / 2),
    kwPerM2: powerW === null || areaM2 === 0 ? null : powerW / 1000 / areaM2,
    kgPerM2: massKg === null || areaM2 === 0 ? null : massKg / areaM2,
    footprintKgPerM2: most((load) => load.kgPerM2),
    pointLoadKg: heaviestKg === null ? null : heaviestKg / FEET,
  };
};
