import Papa from 'papaparse';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { SeriesPoint } from '../regression/history.ts';
import { decimal } from './decimal.ts';
import { capProblems, MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';

const TIMES = ['time', 'index'];

const readTime = (text: string): number => {
  const number = decimal(text);
  return Number.isNaN(number) ? Date.parse(text) : number;
};

/**
 * A history as a table `time,value` or `index,value`, one result a row in any order; times are numbers or dates. Comes back in the order of
 * time, results of one time in the order of the file.
 */
export const parseSeriesCsv = (text: string): Result<readonly SeriesPoint[], Problem[]> => {
  const tooLarge = refuseSize(text.length);
  if (tooLarge !== null) return err([tooLarge]);
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, '').trim(), { skipEmptyLines: false });
  const [header = [], ...rows] = data.map((row) => row.map((cell) => cell.trim()));
  const timeColumn = header.findIndex((name) => TIMES.includes(name.toLowerCase()));
  const valueColumn = header.findIndex((name) => name.toLowerCase() === 'value');
  const timeName = header[timeColumn];
  if (timeName === undefined || valueColumn < 0) {
    const found = header.length === 0 || header.join('') === '' ? 'nothing' : showText(header.join(','));
    return err([problem('', `The first line has ${found}; it must name the columns time,value or index,value.`)]);
  }
  if (rows.length > MAX_ARRAY_LENGTH) {
    const message = `The table has ${String(rows.length)} rows; at most ${String(MAX_ARRAY_LENGTH)} are read. Split it.`;
    return err([problem('', message)]);
  }
  const problems: Problem[] = [];
  const points: SeriesPoint[] = [];
  rows.forEach((row, index) => {
    if (row.join('') === '') return;
    const line = String(index + 2);
    const refuse = (column: string, cell: string | undefined, must: string): void => {
      const shown = cell === undefined || cell === '' ? 'empty' : showText(cell);
      problems.push(
        problem(
          `line ${line}.${column}`,
          `Line ${line}: ${column} is ${shown}; it must be ${must}. Correct the row or remove it.`,
        ),
      );
    };
    const time = readTime(row[timeColumn] ?? '');
    const value = decimal(row[valueColumn] ?? '');
    if (!Number.isFinite(time)) refuse(timeName, row[timeColumn], 'a number or a date such as 2026-05-01');
    if (!Number.isFinite(value)) refuse('value', row[valueColumn], 'a finite number');
    points.push({ time, value });
  });
  if (problems.length > 0) return err(capProblems(problems));
  if (points.length === 0) return err([problem('', 'The table has no rows; give at least one result.')]);
  return ok(points.sort((a, b) => a.time - b.time));
};
