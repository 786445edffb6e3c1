import Papa from 'papaparse';
import { editDistance, nearest } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { BF16, NUMBER_FORMATS, numberFormat, timedAlike, type NumberFormat } from '../calibrate/number-format.ts';
import type { GemmTiming } from '../records/calibration.ts';
import { decimal } from './decimal.ts';
import { capProblems, MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { csv } from './csv.ts';
import { showText, showValue } from './show.ts';

/** Timings of matrix products C[m×n] = A[m×k]·B[k×n], as a table with one product per row. */
const COLUMNS = ['m', 'n', 'k', 'latency_us'] as const;
type Column = (typeof COLUMNS)[number];
const SHAPE_COLUMNS = ['m', 'n', 'k'] as const satisfies readonly Column[];
/** Columns that may stand beside: the number format of all rows, and the layout, where it is the one that is read. */
const STATED = ['dtype', 'layout'] as const;
const LAYOUTS = ['row-major', 'row', 'row_major'];
/** Times in another unit, by the column's usual name, and the factor to µs: told, not guessed. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  latency_ms: '1000',
  time_ms: '1000',
  latency_s: '1000000',
  latency_ns: '0.001',
  latency: '1000 if they are milliseconds',
};
/** What separates cells; a spreadsheet writes semicolons where the comma is a decimal sign. */
const DELIMITERS = [',', ';', '\t'] as const;

/** 2^31 is beyond every dimension that fits an accelerator; a day is beyond every matrix product. */
const RANGE: Readonly<Record<Column, { readonly high: number; readonly whole: boolean; readonly must: string }>> = {
  m: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  n: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  k: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  latency_us: { high: 8.64e10, whole: false, must: 'a number of µs above 0 and at most 8.64e10 (a day)' },
};

const unknownColumn = (name: string, wanted: string): string => {
  const factor = Object.hasOwn(OTHER_UNITS, name) ? OTHER_UNITS[name] : undefined;
  if (factor !== undefined) {
    return `Column ${showValue(name)} is not known: give the times in microseconds, as latency_us (times ${factor}).`;
  }
  const near = nearest(name, COLUMNS);
  // Half of the letters may be a slip; beyond that it is another word.
  const slip = near !== null && editDistance(name, near) <= near.length / 2 ? `; did you mean "${near}"?` : '.';
  return `Column ${showValue(name)} is not known${slip} The columns are ${wanted}, and dtype and layout where you like: rename or remove it.`;
};

const headerProblems = (header: readonly string[], columns: readonly Column[]): Problem[] => {
  const wanted = columns.join(',');
  const known: readonly string[] = [...COLUMNS, ...STATED];
  const unknown = header.filter((name) => !known.includes(name));
  return [
    ...columns
      .filter((column) => !header.includes(column))
      .map((column) => problem(column, `Column ${column} is missing; the first line must name the columns ${wanted}.`)),
    ...unknown.map((name) => problem(showText(name), unknownColumn(name, wanted))),
    ...known
      .filter((column) => header.indexOf(column) !== header.lastIndexOf(column))
      .map((column) => problem(column, `Column ${column} is given twice; keep one.`)),
  ];
};

const readCell = (text: string, column: Column, line: number): Result<number, Problem> => {
  const { high, whole, must } = RANGE[column];
  const value = decimal(text);
  if (value > 0 && value <= high && (!whole || Number.isInteger(value))) return ok(value);
  const shown = text === '' ? 'empty' : showText(text);
  return err(
    problem(
      `line ${String(line)}.${column}`,
      `Line ${String(line)}: ${column} is ${shown}; it must be ${must}. Correct the row or remove it.`,
    ),
  );
};

/** The first line decides; a table without any of them in it has one column. */
const delimiterOf = (body: string): string => {
  const [first = ''] = body.trimStart().split(/[\r\n]/, 1);
  const cells = (delimiter: string): number => first.split(delimiter).length;
  return DELIMITERS.reduce<string>((most, delimiter) => (cells(delimiter) > cells(most) ? delimiter : most), ',');
};

interface Rows<C extends Column> {
  readonly rows: readonly Record<C, number>[];
  readonly format: NumberFormat | null;
}

/** What the rows say their numbers are: null where they say nothing; more than one kind of them is a problem. */
const readFormat = (
  cells: readonly { readonly line: number; readonly text: string }[],
): Result<NumberFormat | null, Problem[]> => {
  const problems: Problem[] = [];
  let first: { readonly line: number; readonly format: NumberFormat } | null = null;
  for (const { line, text } of cells) {
    const format = text === '' ? BF16 : numberFormat(text);
    const where = `line ${String(line)}.dtype`;
    if (format === null) {
      const known = NUMBER_FORMATS.map(({ dtype }) => dtype).join(', ');
      problems.push(problem(where, `Line ${String(line)}: dtype is ${showText(text)}; it must be one of ${known}.`));
    } else if (first === null) first = { line, format };
    else if (!timedAlike(format, first.format)) {
      const message = `Line ${String(line)}: dtype is ${format.dtype}, that of line ${String(first.line)} ${first.format.dtype}; one fit takes one number format. Keep other rows in a file of their own.`;
      problems.push(problem(where, message));
    }
  }
  return problems.length > 0 ? err(problems) : ok(first?.format ?? null);
};

const parseRows = <C extends Column>(text: string, columns: readonly C[]): Result<Rows<C>, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const { data, errors } = Papa.parse<string[]>(body, { delimiter: delimiterOf(body), skipEmptyLines: false });
  const badQuote = errors.find((error) => error.type === 'Quotes');
  if (badQuote !== undefined) {
    const line = String((badQuote.row ?? 0) + 1);
    return err([problem('', `Line ${line}: a quotation mark is not closed. Correct the row or remove it.`)]);
  }
  const rows = data.map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => cell.trim()) }));
  const [first, ...rest] = rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (first === undefined) {
    return err([problem('', `The file is empty; its first line must name the columns ${columns.join(',')}.`)]);
  }
  const header = first.cells.map((name) => name.toLowerCase());
  while (header.at(-1) === '') header.pop();
  const inHeader = headerProblems(header, columns);
  if (inHeader.length > 0) return err(capProblems(inHeader));
  if (rest.length === 0)
    return err([problem('', 'The file has a header and no rows; add one measured product per row.')]);
  if (rest.length > MAX_ARRAY_LENGTH) {
    const most = MAX_ARRAY_LENGTH.toLocaleString('en-US');
    return err([
      problem('', `The file has ${rest.length.toLocaleString('en-US')} rows; at most ${most} are read. Split it.`),
    ]);
  }
  const cellOf = (cells: readonly string[], column: string): string => cells[header.indexOf(column)] ?? '';
  const problems: Problem[] = [];
  const rowsRead = rest.map(({ line, cells }) => {
    const surplus = cells.slice(header.length).filter((cell) => cell !== '').length;
    if (surplus > 0) {
      const message = `Line ${String(line)} has ${String(cells.length)} cells where the header has ${String(header.length)}; remove what is too much.`;
      problems.push(problem(`line ${String(line)}`, message));
    }
    const layout = cellOf(cells, 'layout').toLowerCase();
    if (layout !== '' && !LAYOUTS.includes(layout)) {
      const message = `Line ${String(line)}: layout is ${showText(layout)}; only row-major products are fitted. Keep other rows in a file of their own.`;
      problems.push(problem(`line ${String(line)}.layout`, message));
    }
    const read = (column: C): [C, number] => {
      const cell = readCell(cellOf(cells, column), column, line);
      if (cell.ok) return [column, cell.value];
      problems.push(cell.error);
      return [column, NaN];
    };
    return Object.fromEntries(columns.map(read)) as Record<C, number>;
  });
  const format = header.includes('dtype')
    ? readFormat(rest.map(({ line, cells }) => ({ line, text: cellOf(cells, 'dtype') })))
    : ok(null);
  if (!format.ok) problems.push(...format.error);
  return problems.length > 0 || !format.ok ? err(capProblems(problems)) : ok({ rows: rowsRead, format: format.value });
};

export interface GemmTable {
  readonly timings: readonly GemmTiming[];
  /** Of all rows; null where the table does not say. */
  readonly format: NumberFormat | null;
}

export const parseGemmCsv = (text: string): Result<GemmTable, Problem[]> => {
  const read = parseRows(text, COLUMNS);
  if (!read.ok) return read;
  const timings = read.value.rows.map(({ m, n, k, latency_us: measuredUs }) => ({ m, n, k, measuredUs }));
  return ok({ timings, format: read.value.format });
};

export interface ShapeTable {
  readonly shapes: readonly Omit<GemmTiming, 'measuredUs'>[];
  /** Null where the table does not say: then it is the fit's. */
  readonly format: NumberFormat | null;
}

/** Shapes to predict; times that stand beside them are not read. */
export const parseShapesCsv = (text: string): Result<ShapeTable, Problem[]> => {
  const read = parseRows(text, SHAPE_COLUMNS);
  return read.ok ? ok({ shapes: read.value.rows, format: read.value.format }) : read;
};

export const gemmCsv = (timings: readonly GemmTiming[]): string =>
  csv(
    COLUMNS,
    timings.map(({ m, n, k, measuredUs }) => [m, n, k, measuredUs]),
  );
