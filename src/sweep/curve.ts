import type { Column } from './front.ts';

/** The row that is least in one column among those that are alike, or close, in another. */
export interface CurvePoint {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** More values than these are put together in as many steps. */
const MOST_STEPS = 40;

/** Each value by itself where there are few; otherwise steps of equal width on the axis. */
const stepsOf = (values: readonly number[], scale: 'linear' | 'log'): ((value: number) => number) => {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length <= MOST_STEPS) {
    const places = new Map(distinct.map((value, place) => [value, place]));
    return (value) => places.get(value) ?? 0;
  }
  const at = (value: number): number => (scale === 'log' ? Math.log(value) : value);
  const [low, high] = [at(distinct[0] ?? 0), at(distinct.at(-1) ?? 0)];
  return (value) => Math.min(MOST_STEPS - 1, Math.floor((MOST_STEPS * (at(value) - low)) / (high - low)));
};

/** For each value of `x` the row with the least `y`, in the order of `x`: what the best of all rows give there. */
export const leastAlong = (x: Column, y: Column, rows: Uint32Array, scale: 'linear' | 'log'): readonly CurvePoint[] => {
  const drawn = [...rows].filter(
    (row) => Number.isFinite(x[row]) && Number.isFinite(y[row]) && (scale === 'linear' || (x[row] ?? 0) > 0),
  );
  const stepOf = stepsOf(
    drawn.map((row) => x[row] ?? NaN),
    scale,
  );
  const least = new Map<number, CurvePoint>();
  for (const row of drawn) {
    const point = { row, x: x[row] ?? NaN, y: y[row] ?? NaN };
    const step = stepOf(point.x);
    const before = least.get(step);
    if (before === undefined || point.y < before.y) least.set(step, point);
  }
  return [...least.values()].sort((a, b) => a.x - b.x);
};
