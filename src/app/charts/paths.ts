type Point = readonly [x: number, y: number];

/** The straight line through points, as the data of an SVG path; empty through none. */
export const polyline = (points: readonly Point[]): string =>
  points.length === 0 ? '' : `M${points.map(([x, y]) => `${String(x)},${String(y)}`).join('L')}`;

/** Of every mark, so that none weighs more than another. */
const MARK_AREA_PX2 = 44;

const RADIUS = Math.sqrt(MARK_AREA_PX2 / Math.PI);
const HALF_SIDE = Math.sqrt(MARK_AREA_PX2) / 2;
/** Distance of an equilateral triangle's middle from its sides. */
const INNER = Math.sqrt(MARK_AREA_PX2 / Math.sqrt(27));
const TALL = Math.sqrt((MARK_AREA_PX2 * Math.sqrt(3)) / 2);

const outline = (corners: readonly Point[]): string => `${polyline(corners)}Z`;

/** Circle, square, triangle, diamond around the origin. */
export const MARKS = [
  `M${String(RADIUS)},0A${String(RADIUS)},${String(RADIUS)},0,1,1,${String(-RADIUS)},0A${String(RADIUS)},${String(RADIUS)},0,1,1,${String(RADIUS)},0`,
  outline([
    [-HALF_SIDE, -HALF_SIDE],
    [HALF_SIDE, -HALF_SIDE],
    [HALF_SIDE, HALF_SIDE],
    [-HALF_SIDE, HALF_SIDE],
  ]),
  outline([
    [0, -2 * INNER],
    [-Math.sqrt(3) * INNER, INNER],
    [Math.sqrt(3) * INNER, INNER],
  ]),
  outline([
    [0, -TALL],
    [TALL / Math.sqrt(3), 0],
    [0, TALL],
    [-TALL / Math.sqrt(3), 0],
  ]),
] as const;
