import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { HOURS_OF_TABLE } from '../records/scenario.ts';
import { decimal } from './decimal.ts';
import { capProblems } from './limits.ts';
import { showText } from './show.ts';

/**
 * A CSV of something by the hour, 24 of a day or 168 of a week, in any unit: the last column of each row; a first row without
 * numbers is a header.
 */
export const parseHourlyProfile = (text: string): Result<readonly number[], Problem[]> => {
  const rows = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((row, index) => ({ line: index + 1, cell: (row.split(/[,;\t]/).at(-1) ?? '').trim() }))
    .filter(({ cell }) => cell !== '');
  const [header] = rows;
  if (header !== undefined && Number.isNaN(decimal(header.cell))) rows.shift();
  const problems = rows.flatMap(({ line, cell }) => {
    const value = decimal(cell);
    if (value >= 0 && Number.isFinite(value)) return [];
    const message = `Line ${String(line)} has ${showText(cell)}; it must be a number from 0 on.`;
    return [problem(`line ${String(line)}`, message)];
  });
  if (problems.length > 0) return err(capProblems(problems));
  if (!HOURS_OF_TABLE.includes(rows.length)) {
    const found = `The profile has ${String(rows.length)} hours`;
    return err([problem('', `${found}; it must have 24, of a day, or 168, of a week, one row per hour.`)]);
  }
  const hourly = rows.map(({ cell }) => decimal(cell));
  if (!hourly.some((value) => value > 0))
    return err([problem('', 'The profile is 0 in every hour; one must be above.')]);
  return ok(hourly);
};
