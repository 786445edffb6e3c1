import type { RowRange } from '../../records/sweep.ts';
import { readGroups, type RowsFile } from '../../exchange/rows-file.ts';
import type { ColumnData } from '../../sweep/columns.ts';
import { gaps } from '../../sweep/shards.ts';

/** Rows of `range` that none of the files has, in order. */
export const missingRows = (files: readonly RowsFile[], range: RowRange): readonly RowRange[] =>
  gaps(
    files.map(({ header }) => header.rows),
    range,
  );

/**
 * Hands over the rows of a range in order, each once, however the files overlap and whatever order they are in. The files
 * belong together and leave no gap.
 */
export const eachRow = async (
  files: readonly RowsFile[],
  range: RowRange,
  take: (data: ColumnData) => void,
): Promise<void> => {
  let next = range.from;
  const inOrder = [...files].sort(
    (a, b) => a.header.rows.from - b.header.rows.from || b.header.rows.to - a.header.rows.to,
  );
  for (const file of inOrder) {
    if (file.header.rows.to <= next) continue;
    for await (const { range: here, data } of readGroups(file, undefined, { from: next, to: range.to })) {
      const [from, to] = [Math.max(here.from, next), Math.min(here.to, range.to)];
      const whole = from === here.from && to === here.to;
      take(whole ? data : data.map((column) => column.slice(from - here.from, to - here.from)));
      next = to;
    }
  }
};
