import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { readComparisons } from '../exchange/comparison.ts';
import { parseMeasurement } from '../exchange/measurement.ts';
import { parseSeriesCsv } from '../exchange/series-csv.ts';
import { COMPARISON, COMPARISONS } from '../records/comparison.ts';
import { MEASUREMENT } from '../records/measurement.ts';
import { ResultCollector, type NamedSeries } from '../regression/history.ts';
import { fileFailure, fileName, readBytes, readText } from './files.ts';

/** A table of this name is of a kernel that never changes. */
const REFERENCE = 'reference';

const named = (path: string, problems: readonly Problem[]): Problem[] =>
  problems.map(({ path: field, message }) => problem(field, `${fileName(path)}: ${message}`));

const readTable = (path: string): Result<NamedSeries, Problem[]> => {
  const text = readText(path);
  if (!text.ok) return text;
  const points = parseSeriesCsv(text.value);
  const name = basename(path).replace(/\.csv$/i, '');
  return points.ok
    ? ok({ name, points: points.value, machine: '', isReference: name === REFERENCE })
    : err(named(path, points.error));
};

/** What a file of ours says it is, from its first line or two; null where it says nothing. */
const formatOf = (text: string): string | null =>
  /"format"\s*:\s*"([\w-]{1,100})"/.exec(text.slice(0, 200))?.[1] ?? null;

/** Adds a result of ours; false for a JSON file that is none. */
const addResult = (path: string, results: ResultCollector): Result<boolean, Problem[]> => {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  const format = formatOf(new TextDecoder().decode(bytes.value.subarray(0, 200)));
  if (format === COMPARISON.format || format === COMPARISONS.format) {
    const read = readComparisons(bytes.value);
    if (!read.ok) return err(named(path, read.error));
    for (const comparison of read.value) results.addComparison(comparison);
    return ok(true);
  }
  if (format !== MEASUREMENT.format) return ok(false);
  const text = readText(path);
  const run = text.ok ? parseMeasurement(text.value) : text;
  if (!run.ok) return err(named(path, run.error));
  results.addMeasurement(run.value);
  return ok(true);
};

/** Every table of a folder by name, and its results of ours as series by case; JSON files of other kinds are passed over. */
const readFolder = (path: string): Result<readonly NamedSeries[], Problem[]> => {
  const names = readdirSync(path).sort();
  const problems: Problem[] = [];
  const tables: NamedSeries[] = [];
  const results = new ResultCollector();
  let found = 0;
  for (const name of names) {
    const file = join(path, name);
    if (/\.csv$/i.test(name)) {
      const table = readTable(file);
      if (table.ok) tables.push(table.value);
      else problems.push(...table.error);
    } else if (/\.(json|zip)$/i.test(name)) {
      const added = addResult(file, results);
      if (!added.ok) problems.push(...added.error);
      else if (added.value) found++;
    }
  }
  if (problems.length > 0) return err(problems);
  if (tables.length + found > 0) return ok([...tables, ...results.series()]);
  const message = `${fileName(path)} has no .csv file and no result of bench run or bench compare; name a table time,value, or a folder of such.`;
  return err([problem(path, message)]);
};

/** A table `time,value`, a folder of such, or a folder of our results. */
export const readHistory = (path: string): Result<readonly NamedSeries[], Problem[]> => {
  try {
    if (path !== '-' && statSync(path).isDirectory()) return readFolder(path);
    const table = readTable(path);
    return table.ok ? ok([table.value]) : table;
  } catch (cause) {
    return err([problem(path, `${fileName(path)} cannot be read: ${fileFailure(cause, path)}.`)]);
  }
};
