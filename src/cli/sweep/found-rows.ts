import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RowRange, RowsHeader } from '../../records/sweep.ts';
import { belongTogether, differences } from '../../sweep/identity.ts';
import { numbersText, rowsOfShard } from '../../sweep/shards.ts';
import { openDiskRows, type DiskRows } from './rows-disk.ts';

/** A file that cannot be used, and why, to follow its name. */
export interface Refused {
  readonly path: string;
  readonly why: string;
}

export interface FoundRows {
  /** To be closed by whoever asked. */
  readonly files: readonly DiskRows[];
  /** Half-written, damaged or no files of rows. */
  readonly broken: readonly Refused[];
  /** Sound, but of another grid, program, catalogue or seed. */
  readonly foreign: readonly Refused[];
}

/** Files named one by one, and all Parquet files of named folders. */
export const listRows = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      ? readdirSync(path)
          .filter((name) => name.endsWith('.parquet') && !name.startsWith('.'))
          .sort()
          .map((name) => join(path, name))
      : [path],
  );

/**
 * Opens files of rows and looks at every byte of them.
 * @param wanted what they are to belong to; null: to the first of them
 */
export const findRows = async (paths: readonly string[], wanted: RowsHeader | null): Promise<FoundRows> => {
  const files: DiskRows[] = [];
  const broken: Refused[] = [];
  const foreign: Refused[] = [];
  let like = wanted;
  for (const path of paths) {
    const opened = await openDiskRows(path);
    if (!opened.ok) {
      broken.push({ path, why: opened.error ?? 'there is no such file' });
      continue;
    }
    const { header } = opened.value;
    like ??= header;
    if (belongTogether(header, like)) files.push(opened.value);
    else {
      foreign.push({ path, why: `it is of another ${differences(header, like).join(', ')}` });
      opened.value.close();
    }
  }
  return { files, broken, foreign };
};

export const closeRows = ({ files }: FoundRows): void => {
  for (const file of files) file.close();
};

/** Numbers of the parts of `of` that hold a row of the ranges. */
export const shardsWith = (ranges: readonly RowRange[], of: number, total: number): readonly number[] =>
  Array.from({ length: of }, (_, i) => i + 1).filter((index) => {
    const { from, to } = rowsOfShard({ index, of }, total);
    return ranges.some((range) => range.from < to && range.to > from);
  });

/** The count of parts that files are of; null where they say none, or several. */
export const shardCountOf = (headers: readonly RowsHeader[]): number | null => {
  const counts = new Set(headers.flatMap(({ shard }) => (shard === null ? [] : [shard.of])));
  const [only] = counts;
  return counts.size === 1 && only !== undefined ? only : null;
};

export const missingText = (missing: readonly number[], of: number): string =>
  `${missing.length === 1 ? 'Part' : 'Parts'} ${numbersText(missing)} of ${String(of)}`;
