import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { readServedTable, type TableRow } from '../../exchange/served-rows.ts';
import type { ServedSubject } from '../../exchange/served-source.ts';
import { showText } from '../../exchange/show.ts';
import { parseSweep } from '../../exchange/sweep.ts';
import type { OwnModel } from '../../records/own-hardware.ts';
import type { RowSource } from '../../sweep/evaluate.ts';
import { inFile, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { readOwnModel } from '../read-model.ts';
import { readFits } from '../read-scenario.ts';
import { rowSource, type Subject } from './subject.ts';

export interface ReadSubject {
  readonly subject: Subject;
  readonly source: RowSource;
  /** Parts that the file says it is computed in; null where it says nothing. */
  readonly shards: number | null;
}

/** Models that a table names by the path of a config.json. */
const ownModelsOf = (rows: readonly TableRow[], io: Io): Record<string, Result<OwnModel, Problem>> => {
  const files = [...new Set(rows.map(({ model = '' }) => model))].filter(
    (name) => name.endsWith('.json') && existsSync(name),
  );
  return Object.fromEntries(
    files.map((file): [string, Result<OwnModel, Problem>] => {
      const own = readOwnModel(file, io);
      if (!own.ok) return [file, err(own.error[0] ?? problem('model', `${showText(file)} could not be read.`))];
      for (const warning of own.value.warnings) io.log(`warning: ${own.value.name}: ${warning}`);
      return [file, own];
    }),
  );
};

const TABLE = '.csv';

/** A table of benchmarks, with the models that it names by their files. */
export const readTable = (file: string, io: Io): Result<ServedSubject, Problem[]> => {
  const text = readText(file);
  if (!text.ok) return text;
  const table = inFile(readServedTable(text.value), file);
  if (!table.ok) return table;
  return ok({ name: basename(file, extname(file)), table: table.value, ownModels: ownModelsOf(table.value.rows, io) });
};

const readGrid = (file: string): Result<{ subject: Subject; shards: number | null }, Problem[]> => {
  const text = readText(file);
  if (!text.ok) return text;
  const read = inFile(parseSweep(text.value), file);
  if (!read.ok) return read;
  const fits = readFits(read.value.sweep.base, { server: 'any' });
  if (!fits.ok) return inFile(fits, file);
  return ok({ subject: { kind: 'sweep', sweep: { ...read.value.sweep, ...fits.value } }, shards: read.value.shards });
};

/** What a file asks to be computed row by row: a sweep, or a table of benchmarks where it is a CSV. */
export const readSubject = (file: string | undefined, io: Io): Result<ReadSubject, Problem[]> => {
  if (file === undefined) {
    const message =
      'A sweep needs its GRID: a YAML or JSON file with base and grid, list or lhs, or a CSV of benchmarks.';
    return err([problem('', message)]);
  }
  if (extname(file).toLowerCase() === TABLE) {
    const served = readTable(file, io);
    if (!served.ok) return served;
    const subject: Subject = { kind: 'served', served: served.value };
    return ok({ subject, source: rowSource(subject), shards: null });
  }
  const read = readGrid(file);
  return read.ok ? ok({ ...read.value, source: rowSource(read.value.subject) }) : read;
};
