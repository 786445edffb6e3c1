import Papa from 'papaparse';
import { nearest } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { TableDtype } from '../calibrate/from-table.ts';
import type { GemmTiming } from '../records/calibration.ts';
import { decimal } from './decimal.ts';
import { capProblems, MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { csv } from './csv.ts';
import { showText, showValue } from './show.ts';

/** Timings of matrix products C[m×n] = A[m×k]·B[k×n], as a table with one product a row. */
const COLUMNS = ['m', 'n', 'k', 'latency_us'] as const;
type Column = (typeof COLUMNS)[number];
const SHAPE_COLUMNS = ['m', 'n', 'k'] as const satisfies readonly Column[];
/** Columns that may stand beside: a number format and a layout, with what each of their words means. */
const DTYPES: Readonly<Record<string, TableDtype>> = {
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp16: 'fp16',
  float16: 'fp16',
  half: 'fp16',
};
const STATED: Readonly<Record<string, readonly string[]>> = {
  dtype: Object.keys(DTYPES),
  layout: ['row-major', 'row'],
};

/** Timings of one number format; null where no column says which. */
export interface GemmTable {
  readonly timings: readonly GemmTiming[];
  readonly dtype: TableDtype | null;
}

/** 2^31 is beyond every dimension that fits an accelerator; a day is beyond every matrix product. */
const RANGE: Readonly<Record<Column, { readonly high: number; readonly whole: boolean; readonly must: string }>> = {
  m: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  n: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  k: { high: 2 ** 31, whole: true, must: 'a whole number from 1 to 2147483648' },
  latency_us: { high: 8.64e10, whole: false, must: 'a number of µs above 0 and at most 8.64e10 (a day)' },
};

const headerProblems = (header: readonly string[], columns: readonly Column[]): Problem[] => {
  const wanted = columns.join(',');
  const unknown = header.filter(
    (name) => !(COLUMNS as readonly string[]).includes(name) && !Object.hasOwn(STATED, name),
  );
  return [
    ...columns
      .filter((column) => !header.includes(column))
      .map((column) => problem(column, `Column ${column} is missing; the first line must name the columns ${wanted}.`)),
    ...unknown.map((name) =>
      problem(
        showText(name),
        `Column ${showValue(name)} is not known; did you mean "${nearest(name, COLUMNS) ?? wanted}"? ` +
          `The columns are ${wanted}: rename or remove it.`,
      ),
    ),
    ...COLUMNS.filter((column) => header.indexOf(column) !== header.lastIndexOf(column)).map((column) =>
      problem(column, `Column ${column} is given twice; keep one.`),
    ),
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

interface Rows<C extends Column> {
  readonly rows: Record<C, number>[];
  readonly dtype: TableDtype | null;
}

/** All rows are of one number format: both together would be one fit of two things. */
const dtypeOf = (
  stated: readonly { readonly line: number; readonly word: string }[],
): Result<TableDtype | null, Problem> => {
  const known = stated.flatMap(({ line, word }) => (Object.hasOwn(DTYPES, word) ? { line, dtype: DTYPES[word] } : []));
  const other = known.find(({ dtype }) => dtype !== known[0].dtype);
  if (other === undefined) return ok(known.at(0)?.dtype ?? null);
  const message =
    `Line ${String(other.line)}: dtype is ${other.dtype}, and ${known[0].dtype} in line ${String(known[0].line)}; one fit takes ` +
    'one number format. Keep the other rows in a file of their own.';
  return err(problem(`line ${String(other.line)}.dtype`, message));
};

const parseRows = <C extends Column>(text: string, columns: readonly C[]): Result<Rows<C>, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const { data, errors } = Papa.parse<string[]>(body, { delimiter: ',', skipEmptyLines: false });
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
  const inHeader = headerProblems(first.cells, columns);
  if (inHeader.length > 0) return err(capProblems(inHeader));
  if (rest.length === 0)
    return err([problem('', 'The file has a header and no rows; add one measured product a row.')]);
  if (rest.length > MAX_ARRAY_LENGTH) {
    const most = MAX_ARRAY_LENGTH.toLocaleString('en-US');
    return err([
      problem('', `The file has ${rest.length.toLocaleString('en-US')} rows; at most ${most} are read. Split it.`),
    ]);
  }
  const position = (column: string): number => first.cells.indexOf(column);
  const problems: Problem[] = [];
  const stated: { line: number; word: string }[] = [];
  const rowsRead = rest.map(({ line, cells }) => {
    const surplus = cells.slice(first.cells.length).filter((cell) => cell !== '').length;
    if (surplus > 0) {
      const message = `Line ${String(line)} has ${String(cells.length)} cells where the header has ${String(first.cells.length)}; remove what is too much.`;
      problems.push(problem(`line ${String(line)}`, message));
    }
    for (const [name, accepted] of Object.entries(STATED)) {
      const cell = position(name) < 0 ? '' : (cells[position(name)] ?? '').toLowerCase();
      if (name === 'dtype') stated.push({ line, word: cell });
      if (cell === '' || accepted.includes(cell)) continue;
      const message = `Line ${String(line)}: ${name} is ${showText(cell)}; one fit takes ${accepted.join(', ')}. Keep other rows in a file of their own.`;
      problems.push(problem(`line ${String(line)}.${name}`, message));
    }
    const read = (column: C): [C, number] => {
      const cell = readCell(cells[position(column)] ?? '', column, line);
      if (cell.ok) return [column, cell.value];
      problems.push(cell.error);
      return [column, NaN];
    };
    return Object.fromEntries(columns.map(read)) as Record<C, number>;
  });
  const dtype = dtypeOf(stated);
  if (!dtype.ok) problems.push(dtype.error);
  return problems.length > 0 || !dtype.ok ? err(capProblems(problems)) : ok({ rows: rowsRead, dtype: dtype.value });
};

export const parseGemmCsv = (text: string): Result<GemmTable, Problem[]> => {
  const table = parseRows(text, COLUMNS);
  if (!table.ok) return table;
  const { rows, dtype } = table.value;
  return ok({ timings: rows.map(({ m, n, k, latency_us: latencyUs }) => ({ m, n, k, latencyUs })), dtype });
};

/** Shapes to predict; times that stand beside them are not read. */
export const parseShapesCsv = (text: string): Result<Omit<GemmTiming, 'latencyUs'>[], Problem[]> => {
  const table = parseRows(text, SHAPE_COLUMNS);
  return table.ok ? ok(table.value.rows) : table;
};

export const gemmCsv = (timings: readonly GemmTiming[]): string =>
  csv(
    COLUMNS,
    timings.map(({ m, n, k, latencyUs }) => [m, n, k, latencyUs]),
  );
