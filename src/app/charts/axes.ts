import { entryAt } from '../../base/checked.ts';
import { extent, nice, ticks } from 'd3-array';
import { binaryText, formatNumber } from '../../base/format.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import type { AxisSpec } from './xy-data.ts';

export interface Tick {
  readonly value: number;
  readonly position: number;
  readonly label: string;
}

/** Log axes show positive numbers only; what is not has no place on them. */
export const drawable = (axis: AxisSpec, value: number | null): value is number =>
  value !== null && Number.isFinite(value) && (axis.scale === 'linear' || value > 0);

/** How many an axis has where its ends are rounded to them. */
const USUAL_TICKS = 10;

/** Share of a number below which differences are those of rounding. */
const ROUNDING = 1e-9;

export const makeScale = (axis: AxisSpec, values: readonly number[], range: readonly [number, number]): Scale => {
  const [low = 1, high = 10] = extent([...axis.include, ...values].filter((value) => drawable(axis, value)));
  if (axis.scale === 'log') {
    // A fifth of an octave of air keeps marks off the frame; a single value still gets an axis.
    const air = low === high ? 2 : 1.15;
    return logScale([low / air, high * air], range);
  }
  if (axis.exact === true) return linearScale([low, high], range);
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Values that differ by their rounding alone are one value: no scale divides what lies between them.
  const air = (high - low > ROUNDING * size ? high - low : size || 1) * 0.08;
  // What is never negative gets no ticks below zero.
  return linearScale(nice(low < 0 ? low - air : Math.max(0, low - air), high + air, USUAL_TICKS), range);
};

/** Ticks at least `gapPx` apart: all of them on a linear axis, 1-2-5 or powers of the base on a log axis. */
export const makeTicks = (axis: AxisSpec, scale: Scale, gapPx: number): Tick[] => {
  const [start, end] = scale.range;
  const room = Math.max(2, Math.floor(Math.abs(end - start) / gapPx));
  const toTick = (value: number): Tick => ({
    value,
    position: scale(value),
    label: isBinary(axis) ? binaryText(value) : axis.whole === 'years' ? String(value) : tickLabel(value),
  });
  if (axis.scale === 'linear') {
    const found = linearTicks(scale, room, gapPx);
    return (axis.whole === undefined ? found : found.filter(Number.isInteger)).map(toTick);
  }
  const [low, high] = scale.domain;
  const base = axis.base ?? 10;
  const logBase = (value: number): number => Math.log(value) / Math.log(base);
  const first = Math.ceil(logBase(low) - 1e-9);
  const last = Math.floor(logBase(high) + 1e-9);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => base ** (first + i));
  const fine = base === 10 ? [...powers, high].flatMap((power) => decadeSteps(power, low, high)) : powers;
  const unique = [...new Set(fine)].sort((a, b) => a - b);
  if (unique.length <= room) return unique.map(toTick);
  const step = Math.ceil(powers.length / room);
  return powers.filter((_, i) => i % step === 0).map(toTick);
};

/** A scale takes the number of ticks that it is asked for as a hint, and may give twice as many. */
const linearTicks = (scale: Scale, room: number, gapPx: number): readonly number[] => {
  for (let count = room; count > 0; count--) {
    const found = ticks(...scale.domain, count);
    const places = found.map((tick) => scale(tick));
    const close = places.slice(1).some((place, index) => Math.abs(place - entryAt(places, index)) < gapPx);
    if (!close) return found;
  }
  return ticks(...scale.domain, 1).slice(0, 1);
};

const decadeSteps = (value: number, low: number, high: number): number[] => {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [0.1, 0.2, 0.5, 1, 2, 5]
    .map((factor) => Number((factor * power).toPrecision(3)))
    .filter((v) => v >= low && v <= high);
};

/** Sizes of memory carry their unit at each tick. */
const isBinary = ({ unit, base }: AxisSpec): boolean => unit === 'B' && base === 2;

const tickLabel = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(0).replace('e+', 'e');
  return formatNumber(value, 4);
};

export const axisTitle = (axis: AxisSpec): string =>
  `${axis.quantity}${axis.unit === '' || isBinary(axis) ? '' : `, ${axis.unit}`}${axis.scale === 'log' ? ' (log)' : ''}`;
