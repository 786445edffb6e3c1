import Papa from 'papaparse';
import { didYouMean } from '../base/nearest.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findProjectionPreset, projectionPresets, type ProjectionPreset } from '../catalog/series.ts';
import { PROJECTION } from '../records/kinds.ts';
import { projectionSchema, type Projection } from '../records/projection.ts';
import { csv } from './csv.ts';
import { decimal } from './decimal.ts';
import { refuseSize } from './limits.ts';
import { readKind, serialiseRecord, upToDate } from './record.ts';
import { showText, showValue } from './show.ts';
import { validate } from './validate.ts';

export const chooseProjectionPreset = (id: string): Result<ProjectionPreset, Problem> => {
  const preset = findProjectionPreset(id);
  if (preset !== null) return ok(preset);
  const known = projectionPresets.map((preset) => preset.id);
  return err(problem('preset', `preset is ${showValue(id)}, which is not known; ${didYouMean(id, known)}`));
};

const wayOut = 'Correct it in the file.';

const parseCsv = (text: string, name: string): Result<Projection, Problem[]> => {
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, '').trim(), { skipEmptyLines: true });
  const [header = [], ...rows] = data.map((row) => row.map((cell) => cell.trim()));
  const columns = header.map((column) => column.toLowerCase());
  const yearColumn = columns.findIndex((column) => column === 'year' || column === 'time');
  const valueColumn = columns.findIndex((column) => ['value', 'usd', 'cost'].includes(column));
  const volumeColumn = columns.indexOf('volume');
  if (yearColumn < 0 || valueColumn < 0) {
    const found = header.join('') === '' ? 'nothing' : showText(header.join(','));
    return err([problem('', `The first line has ${found}; it must name the columns year,value or year,value,volume.`)]);
  }
  const asWritten = new Map<string, string>();
  const points = rows.map((row, index) => {
    const cell = (column: number, key: string): number | null => {
      const written = row[column] ?? '';
      if (key === 'volume' && written === '') return null;
      asWritten.set(`points[${String(index)}].${key}`, written === '' ? 'empty' : showText(written));
      const value = decimal(written);
      return Number.isNaN(value) ? NaN : value;
    };
    return {
      year: cell(yearColumn, 'year'),
      value: cell(valueColumn, 'value'),
      volume: volumeColumn < 0 ? null : cell(volumeColumn, 'volume'),
    };
  });
  return validate(projectionSchema, { name, points }, { asWritten, wayOut });
};

/** A series of ours as JSON, or a table `year,value` or `year,value,volume`; `name` is what it is called without its own. */
export const parseProjection = (text: string, name: string): Result<Projection, Problem[]> => {
  const tooLarge = refuseSize(text.length);
  if (tooLarge !== null) return err([tooLarge]);
  if (!text.trimStart().startsWith('{')) return parseCsv(text, name);
  const document = readKind(text, PROJECTION);
  if (!document.ok) return document;
  const { value, overflows } = document.value;
  const named = isPlainObject(value) ? { name, ...value } : value;
  return validate(projectionSchema, named, { asWritten: overflows, wayOut });
};

/** A series that was stored as a value: of an older version too, but of no newer one. */
export const readProjection = (value: unknown, way: string): Result<Projection, Problem[]> => {
  const current = upToDate(value, PROJECTION);
  return current.ok
    ? validate(projectionSchema, current.value, { asWritten: new Map(), wayOut: way })
    : err([current.error]);
};

export const serialiseProjection = (projection: Projection): string => serialiseRecord(projection);

interface Row {
  readonly series: string;
  readonly law: string;
  readonly year: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
}

export const projectionCsv = (rows: readonly Row[]): string =>
  csv(
    ['series', 'law', 'year', 'value', 'low', 'high', 'unit'],
    rows.map(({ series, law, year, value, low, high, unit }) => [series, law, year, value, low, high, unit]),
  );
