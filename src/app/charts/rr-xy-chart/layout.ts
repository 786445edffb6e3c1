import { drawable, makeScale, makeTicks, type Tick } from '../axes.ts';
import type { Scale } from '../scale.ts';
import { CHARACTER_PX } from '../text-room.ts';
import type { XyChartData, XyCurve, XyPoint, XySeries } from '../xy-data.ts';
import { placeLabels, type LabelToPlace, type PlacedLabel } from './place-labels.ts';

export interface PlacedPoint extends XyPoint {
  readonly px: number;
  readonly py: number;
  readonly series: XySeries;
}

export interface XyLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly points: readonly PlacedPoint[];
  readonly labels: readonly PlacedLabel[];
}

export const USUAL_HEIGHT_PX = 320;
const TOP = 28;
const BOTTOM_MARGIN = 44;
const LEFT = 52;
const LABEL_GAP_PX = 15;
const GUIDE_ROW_PX = 16;
/** Nearer than a short name is wide. */
const BESIDE_PX = 48;
/** The name of the upright axis stands above it. */
const AXIS_TITLE_PX = 14;
/** Below this width labels stand inside the plot, at the end of their line, instead of beside it. */
const NARROW_PX = 480;

const curveValues = (curves: readonly XyCurve[], index: 0 | 1): number[] =>
  curves.flatMap(({ points }) => points.map((point) => point[index]));

export const layOut = (data: XyChartData, width: number, height = USUAL_HEIGHT_PX): XyLayout => {
  const narrow = width < NARROW_PX;
  const longest = Math.max(
    0,
    ...[...data.series, ...data.curves.filter(({ kind }) => kind === 'fit')].map(({ label }) => label.length),
  );
  const labelled = data.series.length > 1;
  const right = width - (labelled && !narrow ? Math.min(180, longest * CHARACTER_PX + 20) : 12);
  const bottom = height - BOTTOM_MARGIN;
  const all = data.series.flatMap(({ points }) => points);
  const { cells = [] } = data;
  const x = makeScale(
    data.x,
    [...all.map((point) => point.x), ...curveValues(data.curves, 0), ...cells.flatMap((cell) => cell.x)],
    [LEFT, right],
  );
  const y = makeScale(
    data.y,
    [
      ...all.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]),
      ...curveValues(data.curves, 1),
      ...cells.flatMap((cell) => cell.y),
    ],
    [bottom, TOP],
  );
  const points = data.series.flatMap((series) =>
    series.points
      .filter((point) => drawable(data.x, point.x) && drawable(data.y, point.y))
      .map((point) => ({ ...point, px: x(point.x), py: y(point.y), series })),
  );
  const seriesEnds = data.series.flatMap((series) => {
    const last = points
      .filter((point) => point.series === series)
      .reduce<PlacedPoint | null>(
        (furthest, point) => (furthest === null || point.px >= furthest.px ? point : furthest),
        null,
      );
    return last === null || series.label === ''
      ? []
      : [{ text: series.label, style: series.style, px: last.px, py: last.py }];
  });
  const fitEnds = data.curves.flatMap(({ kind, label, points: curve }) => {
    const end = curve.at(-1);
    return kind === 'fit' && end !== undefined ? [{ text: label, style: null, px: x(end[0]), py: y(end[1]) }] : [];
  });
  const ends = [...(labelled ? seriesEnds : []), ...fitEnds];
  const beside = narrow ? [] : namesBeside(ends, right, bottom);
  const scattered = labelled && data.series.every(({ connected }) => !connected);
  const within = narrow ? namesWithin(ends, points, scattered, right) : [];
  const curves = curveNames(data.curves, { x, y, right, bottom });
  const lines = [
    ...data.series
      .filter(({ connected }) => connected)
      .map((series) => points.filter((point) => point.series === series)),
    ...data.curves.map((curve) => curve.points.map(([px, py]) => ({ px: x(px), py: y(py) }))),
  ];
  const drawn = lines.flatMap(alongLine);
  return {
    width,
    height,
    left: LEFT,
    right,
    top: TOP,
    bottom,
    x,
    y,
    xTicks: makeTicks(data.x, x, narrow ? 48 : 56),
    yTicks: makeTicks(data.y, y, 32),
    points,
    labels: [
      ...beside,
      ...placeLabels(
        [...curves, ...within],
        { left: LEFT, right: narrow ? width : right, top: AXIS_TITLE_PX, bottom },
        drawn,
      ),
    ],
  };
};

/** Names see lines as rows of points this close: less than a name is high. */
const STEP_PX = 6;

type Place = Pick<PlacedPoint, 'px' | 'py'>;

const alongLine = (line: readonly Place[]): Place[] =>
  line.flatMap((from, index) => {
    const to = line.at(index + 1) ?? from;
    const steps = Math.ceil(Math.hypot(to.px - from.px, to.py - from.py) / STEP_PX);
    return Array.from({ length: Math.max(1, steps) }, (_, i) => ({
      px: from.px + ((to.px - from.px) * i) / Math.max(1, steps),
      py: from.py + ((to.py - from.py) * i) / Math.max(1, steps),
    }));
  });

interface LabelledEnd {
  readonly text: string;
  readonly style: number | null;
  readonly px: number;
  readonly py: number;
}

/** Names in the margin beside the ends of the series, pushed apart where they would overlap. */
const namesBeside = (ends: readonly LabelledEnd[], right: number, bottom: number): PlacedLabel[] => {
  let previous = -Infinity;
  return [...ends]
    .sort((a, b) => a.py - b.py)
    .map(({ text, style, py }) => {
      const y = Math.min(Math.max(py + 4, previous + LABEL_GAP_PX), bottom);
      previous = y;
      return { text, style, x: right + 8, y, anchor: 'start' };
    });
};

/** Without a margin names stand in the plot: along their line, or, where there are only clouds of marks, in a corner. */
const namesWithin = (
  ends: readonly LabelledEnd[],
  points: readonly PlacedPoint[],
  scattered: boolean,
  right: number,
): LabelToPlace[] => {
  if (scattered) {
    // Names inside a cloud of marks would hide it; the corner above low intensities and small sizes is free.
    return ends.map(({ text, style }, i) => ({
      text,
      style,
      places: [{ x: LEFT + 8, y: TOP + 12 + i * LABEL_GAP_PX, anchor: 'start' }],
    }));
  }
  return ends.map((end) => {
    const { text, style } = end;
    const own = points.filter(({ series }) => series.style === style && series.label === text).reverse();
    const along = [end, ...own.filter((_, index) => index % Math.ceil(own.length / 8) === 0)];
    const places = along.flatMap(({ px, py }) => {
      const at = { x: Math.min(px, right), anchor: px > (LEFT + right) / 2 ? ('end' as const) : ('start' as const) };
      return [py - 12, py + 18, py - 28, py + 34, py - 44].map((y) => ({ ...at, y }));
    });
    return { text, style, places };
  });
};

interface CurveRoom {
  readonly x: Scale;
  readonly y: Scale;
  readonly right: number;
  readonly bottom: number;
}

/** Names of guides at their beginning, uprights' above the axis; of roofs at their end. */
const curveNames = (curves: readonly XyCurve[], { x, y, right, bottom }: CurveRoom): LabelToPlace[] => {
  const uprights = curves.flatMap(({ kind, points: [first, last] }) =>
    kind === 'guide' && first !== undefined && first[0] === last?.[0] ? x(first[0]) : [],
  );
  return curves.flatMap(({ kind, label, points }) => {
    const first = points.at(0);
    const last = points.at(-1);
    if (first === undefined || last === undefined || label === '' || (kind !== 'guide' && kind !== 'roof')) return [];
    const placed = { text: label, style: null };
    if (kind === 'roof') {
      // Its beginning is no place: roofs of others pass there, and the name would be taken for theirs.
      const end = { x: Math.min(x(last[0]), right) - 4, anchor: 'end' as const };
      return { ...placed, places: [-7, 15, -23, 31].map((level) => ({ ...end, y: y(last[1]) + level })) };
    }
    const [px, py] = [x(first[0]), y(first[1])];
    const onRight = { x: px + 4, anchor: 'start' as const };
    const onLeft = { x: px - 4, anchor: 'end' as const };
    if (first[0] === last[0]) {
      // Of two side by side each has its name on the side away from the other.
      const gap = uprights.map((other) => other - px).find((apart) => apart !== 0 && Math.abs(apart) < BESIDE_PX);
      const away = gap === undefined ? px > (LEFT + right) / 2 : gap > 0;
      const sides = away ? [onLeft, onRight] : [onRight, onLeft];
      const rows = Math.floor((bottom - TOP) / GUIDE_ROW_PX);
      const foot = Math.min(py, bottom) - 4;
      const places = Array.from({ length: rows }, (_, row) =>
        sides.map((side) => ({ ...side, y: foot - row * GUIDE_ROW_PX })),
      );
      return { ...placed, places: places.flat() };
    }
    const atEnd = { x: Math.min(x(last[0]), right) - 4, anchor: 'end' as const };
    return {
      ...placed,
      places: [onRight, atEnd].flatMap((side) =>
        [py - 4, py + 13, py - 20, py + 29].map((level) => ({ ...side, y: level })),
      ),
    };
  });
};

/** The point nearest to a place in the drawing; null where there is none. */
export const nearestPoint = (points: readonly PlacedPoint[], px: number, py: number): number | null => {
  let best: number | null = null;
  let bestDistance = Infinity;
  for (const [index, point] of points.entries()) {
    const distance = Math.hypot(point.px - px, point.py - py);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
};
