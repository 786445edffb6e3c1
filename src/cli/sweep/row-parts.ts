import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, Result } from '../../base/result.ts';
import type { RowRange, RowsHeader } from '../../records/sweep.ts';
import type { ColumnData } from '../../sweep/columns.ts';
import { belongTogether, differences } from '../../sweep/identity.ts';
import { openDiskRows, writeRows, type DiskRows } from './rows-disk.ts';

/**
 * What is computed of a file before it is whole lies in a folder beside it, in parts that are files of rows themselves: a
 * run that ends early is gone on with from there.
 */
export const PARTS_SUFFIX = '.parts';
export const partsFolder = (out: string): string => `${out}${PARTS_SUFFIX}`;

/** Writes the rows of a range as a part. */
export const writePart = (
  folder: string,
  header: RowsHeader,
  range: RowRange,
  data: ColumnData,
): Promise<Result<null, Problem[]>> => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${String(range.from)}-${String(range.to)}.parquet`);
  return writeRows(path, { ...header, rows: range }, (writer) => {
    writer.write(data);
  });
};

export interface FoundParts {
  readonly parts: readonly DiskRows[];
  /** Parts of something else, with what they differ in. */
  readonly foreign: readonly string[];
}

/** The parts that are there and sound; what cannot be read is left to be computed again. */
export const findParts = async (folder: string, header: RowsHeader): Promise<FoundParts> => {
  const parts: DiskRows[] = [];
  const foreign: string[] = [];
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
  } catch {
    return { parts, foreign };
  }
  for (const name of names.sort()) {
    const opened = await openDiskRows(join(folder, name));
    if (!opened.ok) continue;
    if (belongTogether(opened.value.header, header)) parts.push(opened.value);
    else {
      foreign.push(`${name} is of another ${differences(opened.value.header, header).join(', ')}`);
      opened.value.close();
    }
  }
  return { parts, foreign };
};

export const removeParts = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
};
