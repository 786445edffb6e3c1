import { isShare, lesserPart, roundedShare, withOddsTimes, type NumberRange } from '../../../base/share.ts';

/** Pixels that double a number: a hand's breadth is a factor of ten or so. */
const PX_PER_DOUBLING = 80;
/** Pixels across the range of a number that starts at zero, where there is nothing to double. */
const PX_ACROSS = 400;
/** Above this a range from zero is no share and no small count: it is crossed by factors, from one on. */
const SMALL_RANGE = 1000;
/** A dragged number is round. */
const DIGITS = 3;

const within = (value: number, { low, high }: NumberRange): number => Math.min(Math.max(value, low), high);

/** The number after a drag of `dx` pixels: by factors, of a share by factors of its odds, and evenly from where there are none. */
export const scrubbed = (from: number, dx: number, range: NumberRange): number => {
  const { low, high, whole } = range;
  const factor = 2 ** (dx / PX_PER_DOUBLING);
  if (isShare(range) && from > 0 && from < 1) return within(roundedShare(withOddsTimes(from, factor), DIGITS), range);
  const even = (from <= 0 && high - low <= SMALL_RANGE) || isShare(range);
  const moved = even ? from + (dx * (high - low)) / PX_ACROSS : (from > 0 ? from : 1) * factor;
  return within(whole ? Math.round(moved) : Number(moved.toPrecision(DIGITS)), range);
};

/**
 * The number a press of an arrow key further, within its range: by its second significant digit, if coarse by its first; a
 * whole number by one at least, a share by the digits of its lesser part.
 */
export const stepped = (from: number, direction: 1 | -1, coarse: boolean, range: NumberRange): number => {
  const ofShare = isShare(range) && from < 1;
  const size = ofShare ? lesserPart(from) : Math.abs(from);
  const magnitude = size === 0 ? (ofShare ? -1 : 0) : Math.floor(Math.log10(size));
  const step = 10 ** (magnitude - (coarse ? 0 : 1));
  return within(Number((from + direction * (range.whole ? Math.max(1, step) : step)).toPrecision(12)), range);
};
