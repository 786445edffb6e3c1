/** What a number may be, for dragging it. */
export interface ScrubRange {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

/** Pixels that double a number: a hand's breadth is a factor of ten or so. */
const PX_A_DOUBLING = 80;
/** Pixels across the range of a number that starts at zero, where there is nothing to double. */
const PX_ACROSS = 400;
/** Above this a range from zero is no share and no small count: it is crossed by factors, from one on. */
const SMALL_RANGE = 1000;
/** A dragged number is round. */
const DIGITS = 3;

/** The number after a drag of `dx` pixels: by factors, and evenly from zero. */
export const scrubbed = (from: number, dx: number, { low, high, whole }: ScrubRange): number => {
  const even = from <= 0 && high - low <= SMALL_RANGE;
  const moved = even ? from + (dx * (high - low)) / PX_ACROSS : (from > 0 ? from : 1) * 2 ** (dx / PX_A_DOUBLING);
  const round = whole ? Math.round(moved) : Number(moved.toPrecision(DIGITS));
  return Math.min(Math.max(round, low), high);
};
