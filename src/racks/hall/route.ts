import { entryAt } from '../../base/checked.ts';
import type { Hall, HallRack } from './hall.ts';

/** Where a cable ends: a rack of the hall, and how high in it. */
export interface CableEnd {
  readonly rack: HallRack;
  readonly heightM: number;
}

export interface TrayPlan {
  /** Trays run along each row above its racks, and across the rows at both ends of them. */
  readonly trayHeightM: number;
  /** Left over at each end, to move a device and to dress the cable. */
  readonly slackM: number;
}

export const DEFAULT_TRAYS: TrayPlan = { trayHeightM: 2.6, slackM: 0.5 };

/** One rack unit (EIA-310), m. */
export const UNIT_M = 0.04445;
/** From the floor to the first unit, m. */
const PLINTH_M = 0.1;

/** Middle of a device that starts at that unit, m above the floor. */
export const deviceHeightM = (bottomUnit: number, heightUnits: number): number =>
  PLINTH_M + (bottomUnit - 1 + heightUnits / 2) * UNIT_M;

/** Lengths that cables are sold in, m; beyond the last in steps of it. */
const SOLD_M = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10] as const;
const STEP_M = 10;

/** The shortest cable sold that reaches. */
export const soldLengthM = (lengthM: number): number =>
  SOLD_M.find((sold) => sold >= lengthM - 1e-9) ?? Math.ceil((lengthM - 1e-9) / STEP_M) * STEP_M;

/** Length of the way between two ends, slack counted: inside one rack straight, else up to the trays and along them. */
export const routeM = (
  a: CableEnd,
  b: CableEnd,
  hall: Hall,
  { trayHeightM, slackM }: TrayPlan = DEFAULT_TRAYS,
): number => {
  if (a.rack.index === b.rack.index) return Math.abs(a.heightM - b.heightM) + a.rack.widthM + 2 * slackM;
  const rise = Math.max(0, trayHeightM - a.heightM) + Math.max(0, trayHeightM - b.heightM);
  const middle = ({ xM, widthM }: HallRack): number => xM + widthM / 2;
  const [from, to] = [middle(a.rack), middle(b.rack)];
  const along = Math.abs(from - to);
  if (a.rack.row === b.rack.row) return rise + along + 2 * slackM;
  const rowY = (row: number): number => entryAt(hall.rows, row).yM + entryAt(hall.rows, row).depthM / 2;
  const across = Math.abs(rowY(a.rack.row) - rowY(b.rack.row));
  const leftM = hall.plan.perimeterMm / 1000;
  const rightM = leftM + hall.rowWidthM;
  const around = Math.min(from - leftM + (to - leftM), rightM - from + (rightM - to));
  return rise + across + Math.max(along, around) + 2 * slackM;
};
