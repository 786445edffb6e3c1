import { entryAt } from '../base/checked.ts';
import { markdownText } from '../exchange/markdown.ts';
import { oneLine } from '../exchange/show.ts';

/** Rows of text as aligned columns for a terminal; columns of numbers are set flush right. */
export const textTable = (texts: readonly (readonly string[])[], numeric: readonly number[] = []): string => {
  const rows = texts.map((row) => row.map(oneLine));
  const width = (column: number): number => Math.max(...rows.map((row) => [...(row[column] ?? '')].length));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => {
            const gap = ' '.repeat(entryAt(widths, column) - [...cell].length);
            return numeric.includes(column) ? gap + cell : cell + gap;
          })
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
};

export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header.map(markdownText), header.map(() => '---'), ...rows.map((row) => row.map(markdownText))]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
