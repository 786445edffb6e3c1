import { drawable, makeScale, makeTicks, type Scale, type Tick } from '../axes.ts';
import { CHARACTER_PX } from '../text-room.ts';
import type { XyChartData, XyCurve, XyPoint, XySeries } from '../xy-data.ts';

export interface PlacedPoint extends XyPoint {
  readonly px: number;
  readonly py: number;
  readonly series: XySeries;
}

export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
  readonly style: number | null;
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

const HEIGHT = 320;
const TOP = 28;
const BOTTOM_MARGIN = 44;
const LEFT = 52;
const LABEL_GAP_PX = 15;
/** Below this width labels stand inside the plot, at the end of their line, instead of beside it. */
const NARROW_PX = 480;

const curveValues = (curves: readonly XyCurve[], index: 0 | 1): number[] =>
  curves.flatMap(({ points }) => points.map((point) => point[index]));

export const layOut = (data: XyChartData, width: number): XyLayout => {
  const narrow = width < NARROW_PX;
  const longest = Math.max(
    0,
    ...[...data.series, ...data.curves.filter(({ kind }) => kind === 'fit')].map(({ label }) => label.length),
  );
  const labelled = data.series.length > 1;
  const right = width - (labelled && !narrow ? Math.min(180, longest * CHARACTER_PX + 20) : 12);
  const bottom = HEIGHT - BOTTOM_MARGIN;
  const all = data.series.flatMap(({ points }) => points);
  const x = makeScale(data.x, [...all.map((point) => point.x), ...curveValues(data.curves, 0)], [LEFT, right]);
  const y = makeScale(
    data.y,
    [...all.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]), ...curveValues(data.curves, 1)],
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
    return last === null ? [] : [{ text: series.label, style: series.style, px: last.px, py: last.py }];
  });
  const fitEnds = data.curves.flatMap(({ kind, label, points: curve }) => {
    const end = curve.at(-1);
    return kind === 'fit' && end !== undefined ? [{ text: label, style: null, px: x(end[0]), py: y(end[1]) }] : [];
  });
  return {
    width,
    height: HEIGHT,
    left: LEFT,
    right,
    top: TOP,
    bottom,
    x,
    y,
    xTicks: makeTicks(data.x, x, narrow ? 48 : 56),
    yTicks: makeTicks(data.y, y, 32),
    points,
    labels: endLabels([...(labelled ? seriesEnds : []), ...fitEnds], {
      left: LEFT,
      right,
      narrow,
      taken: data.curves.flatMap(({ kind, label, points: [start, end] }) =>
        kind === 'guide' && start[1] === end[1]
          ? [{ y: y(start[1]) - 4, to: x(start[0]) + label.length * CHARACTER_PX }]
          : [],
      ),
      scattered: labelled && data.series.every(({ connected }) => !connected),
      bottom,
    }),
  };
};

interface LabelledEnd {
  readonly text: string;
  readonly style: number | null;
  readonly px: number;
  readonly py: number;
}

interface LabelRoom {
  readonly left: number;
  readonly right: number;
  readonly narrow: boolean;
  /** Names of level guides, from the left on: where they stand and where they end. */
  readonly taken: readonly { readonly y: number; readonly to: number }[];
  /** No series is a line, so that none has an end to stand at. */
  readonly scattered: boolean;
  readonly bottom: number;
}

/** Names at the ends of the series, pushed apart where they would overlap. */
const endLabels = (
  ends: readonly LabelledEnd[],
  { left, right, narrow, taken, scattered, bottom }: LabelRoom,
): PlacedLabel[] => {
  if (narrow && scattered) {
    // Names inside a cloud of marks would hide it; the corner above low intensities and small sizes is free.
    return ends.map(({ text, style }, i) => ({
      text,
      x: left + 8,
      y: TOP + 12 + i * LABEL_GAP_PX,
      anchor: 'start',
      style,
    }));
  }
  let previous = -Infinity;
  return [...ends]
    .sort((a, b) => a.py - b.py)
    .map(({ text, style, px, py }) => {
      const anchor = narrow && px > (left + right) / 2 ? 'end' : 'start';
      const labelX = narrow ? Math.min(px, right) : right + 8;
      const from = anchor === 'end' ? labelX - text.length * CHARACTER_PX : labelX;
      const wanted = Math.max(narrow ? py - 12 : py + 4, previous + LABEL_GAP_PX);
      const above = taken.find((one) => from < one.to && Math.abs(wanted - one.y) < LABEL_GAP_PX);
      const y = Math.min(above === undefined ? wanted : above.y + LABEL_GAP_PX, bottom);
      previous = y;
      return { text, x: labelX, y, anchor, style };
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
