/**
 * Rows that no other row beats in all objectives at once, each to be small: the Pareto front. Rows with an unknown objective
 * take no part. Of rows that are alike in all objectives the first stands for them.
 *
 * Sorted by the first objective, a row is dominated where one before it is no larger in the two others; those that could be
 * are kept as a staircase, so that three objectives take O(n log n). Range: three objectives.
 */
export const paretoFront = (objectives: readonly [Column, Column, Column], rows: Uint32Array): readonly number[] => {
  const [a, b, c] = objectives;
  const order = withoutBeaten(objectives, rows)
    .filter((row) => objectives.every((column) => Number.isFinite(column[row])))
    .sort((p, q) => a[p]! - a[q]! || b[p]! - b[q]! || c[p]! - c[q]! || p - q);
  const front: number[] = [];
  /** Ascending in the second objective, descending in the third. */
  const steps: { readonly b: number; readonly c: number }[] = [];
  for (const row of order) {
    const [second, third] = [b[row]!, c[row]!];
    // The last step that is no larger in the second objective is the smallest of those in the third.
    const at = firstAbove(steps, second);
    if ((steps[at - 1]?.c ?? Infinity) <= third) continue;
    front.push(row);
    let end = at;
    while (end < steps.length && steps[end]!.c >= third) end++;
    const from = steps[at - 1]?.b === second ? at - 1 : at;
    steps.splice(from, end - from, { b: second, c: third });
  }
  return front;
};

/** Rows of a sample that is asked first. */
const SAMPLE = 2000;

/** Without most of the rows that cannot be on the front: those that the front of a sample beats. Sorting a million takes long. */
const withoutBeaten = (objectives: readonly [Column, Column, Column], rows: Uint32Array): Uint32Array => {
  if (rows.length <= 2 * SAMPLE) return rows;
  const [a, b, c] = objectives;
  const step = Math.ceil(rows.length / SAMPLE);
  const front = paretoFront(
    objectives,
    rows.filter((_, index) => index % step === 0),
  );
  return rows.filter((row) => {
    const [x, y, z] = [a[row]!, b[row]!, c[row]!];
    for (const other of front) {
      if (a[other]! < x && b[other]! < y && c[other]! < z) return false;
    }
    return true;
  });
};

/** Values by row; NaN is not known. */
export type Column = Float64Array;

const firstAbove = (steps: readonly { readonly b: number }[], value: number): number => {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.b <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** A row and by what factor its objectives would have to shrink for no row of the front to beat it. */
export interface NearFront {
  readonly row: number;
  readonly factor: number;
}

/**
 * The rows that come closest to the front without being on it or like a row of it, closest first: with other inputs than
 * assumed they may well be on it.
 */
export const nearestToFront = (
  objectives: readonly [Column, Column, Column],
  rows: Uint32Array,
  front: readonly number[],
  most: number,
): readonly NearFront[] => {
  const [a, b, c] = objectives;
  const onFront = new Set(front);
  const keyOf = (row: number): string => objectives.map((column) => column[row]).join();
  /** Rows that are alike in all objectives tell nothing more. */
  const told = new Set(front.map(keyOf));
  const found: NearFront[] = [];
  for (const row of rows) {
    if (!(a[row]! > 0 && b[row]! > 0 && c[row]! > 0) || onFront.has(row)) continue;
    const limit = found.length < most ? Infinity : found.at(-1)!.factor;
    let factor = 1;
    for (const other of front) {
      // Beaten by this one until the objective in which it is ahead by least has shrunk so far.
      const by = Math.min(a[row]! / a[other]!, b[row]! / b[other]!, c[row]! / c[other]!);
      if (by > factor) factor = by;
      if (factor >= limit) break;
    }
    if (factor >= limit || told.has(keyOf(row))) continue;
    told.add(keyOf(row));
    const at = found.findIndex((near) => near.factor > factor);
    found.splice(at === -1 ? found.length : at, 0, { row, factor });
    if (found.length > most) found.pop();
  }
  return found;
};

/**
 * How likely it is that another of the candidates beats each: the share of draws in which one is no larger in any objective
 * and smaller in one. Draw i of every candidate comes from the same random numbers, so that what moves all of them alike,
 * such as a price, tells nobody apart. A draw in which a candidate has no answer counts as beaten by any that has one.
 * @param draws by candidate, by objective, by draw
 */
export const dominatedShares = (draws: readonly (readonly Column[])[]): readonly number[] =>
  draws.map((own, candidate) => {
    const count = own[0]?.length ?? 0;
    let beaten = 0;
    for (let draw = 0; draw < count; draw++) {
      const isBeaten = draws.some((other, index) => index !== candidate && beats(other, own, draw));
      if (isBeaten) beaten++;
    }
    return count === 0 ? NaN : beaten / count;
  });

const beats = (a: readonly Column[], b: readonly Column[], draw: number): boolean => {
  let smaller = false;
  for (const [objective, column] of a.entries()) {
    const [mine, theirs] = [column[draw]!, b[objective]![draw]!];
    if (Number.isNaN(mine)) return false;
    if (Number.isNaN(theirs)) {
      smaller = true;
      continue;
    }
    if (mine > theirs) return false;
    if (mine < theirs) smaller = true;
  }
  return smaller;
};
