import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseSweep } from '../../exchange/sweep.ts';
import type { RowSource } from '../../sweep/evaluate.ts';
import { inFile, readText } from '../files.ts';
import { readFits } from '../read-scenario.ts';
import { rowSource, type Subject } from './subject.ts';

export interface ReadSubject {
  readonly subject: Subject;
  readonly source: RowSource;
  /** Parts that the file says it is computed in; null where it says nothing. */
  readonly shards: number | null;
}

/** What a file asks to be computed row by row. */
export const readSubject = (file: string | undefined): Result<ReadSubject, Problem[]> => {
  if (file === undefined) {
    return err([problem('', 'A sweep needs its GRID: a YAML or JSON file with base and grid, list or lhs.')]);
  }
  const text = readText(file);
  if (!text.ok) return text;
  const read = inFile(parseSweep(text.value), file);
  if (!read.ok) return read;
  const fits = readFits(read.value.sweep.base, { server: 'any' });
  if (!fits.ok) return inFile(fits, file);
  const subject: Subject = { kind: 'sweep', sweep: { ...read.value.sweep, ...fits.value } };
  return ok({ subject, source: rowSource(subject), shards: read.value.shards });
};
