import type { RowRange, Shard } from '../records/sweep.ts';

/** Rows of a part: parts follow each other and differ by at most one row. */
export const rowsOfShard = ({ index, of }: Shard, total: number): RowRange => ({
  from: Math.floor((total * (index - 1)) / of),
  to: Math.floor((total * index) / of),
});

/** What of `whole` none of the ranges covers, in order. */
export const gaps = (ranges: readonly RowRange[], whole: RowRange): readonly RowRange[] => {
  const found: RowRange[] = [];
  let { from } = whole;
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    if (range.from > from) found.push({ from, to: Math.min(range.from, whole.to) });
    from = Math.max(from, range.to);
    if (from >= whole.to) return found;
  }
  if (from < whole.to) found.push({ from, to: whole.to });
  return found;
};

/** Cuts ranges into pieces of at most so many rows. */
export const pieces = (ranges: readonly RowRange[], most: number): readonly RowRange[] =>
  ranges.flatMap(({ from, to }) => {
    const count = Math.ceil((to - from) / most);
    return Array.from({ length: count }, (_, i) => ({
      from: from + i * most,
      to: Math.min(from + (i + 1) * most, to),
    }));
  });

/** 1, 2, 3, 7 → "1-3,7", as Slurm and people write it. */
export const numbersText = (numbers: readonly number[]): string => {
  const runs: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && number <= run.last + 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs.map(({ first, last }) => (first === last ? String(first) : `${String(first)}-${String(last)}`)).join(',');
};

/** The numbers of such a text, each once; null where it is none, or where one lies outside 1 … most. */
export const readNumbers = (text: string, most: number): readonly number[] | null => {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    if (first === undefined) return null;
    const [from, to] = [Number(first), Number(last ?? first)];
    if (from < 1 || to < from || to > most) return null;
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
};
