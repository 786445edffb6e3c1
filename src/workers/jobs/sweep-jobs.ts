import { err, ok, type Result } from '../../base/result.ts';
import { wholeDraws } from '../../plan/sensitivity/draw-request.ts';
import { replicateSteps } from '../../plan/sensitivity/monte-carlo.ts';
import { HEADLINES, type HeadlineId } from '../../records/ledger-lines.ts';
import { programHashes } from '../../records/program.ts';
import { openRowsSource, readCells, readColumns, type PackedColumn } from '../../exchange/rows-columns.ts';
import type { RowsFile } from '../../exchange/rows-file.ts';
import { inputPathsOf, readRowInputs, readRowsSubject, scenarioOfRow } from '../../exchange/rows-subject.ts';
import { INDEX_COLUMN, STATUSES, type Cell } from '../../sweep/columns.ts';
import { leastAlong, type CurvePoint } from '../../sweep/curve.ts';
import { density } from '../../sweep/density.ts';
import { dominatedShares, nearestToFront, paretoFront, type Column } from '../../sweep/front.ts';
import { computeRow, type SweepSubject } from '../../sweep/one-row.ts';
import {
  ANY,
  isHeadline,
  type ComparedRow,
  type InputChoice,
  type Objectives,
  type RowDominance,
  type ShownRow,
  type SweepCurve,
  type SweepView,
} from '../../sweep/view.ts';
import type {
  JobContext,
  RowDominanceRequest,
  SweepProgress,
  SweepRowRequest,
  SweepRowsRequest,
} from '../compute-protocol.ts';

interface OpenSweep {
  readonly key: string;
  readonly rows: RowsFile;
  readonly subject: SweepSubject;
  readonly columns: Map<string, PackedColumn>;
}

/** The last file stands open with what was read of it: it is asked about again and again. */
let latest: OpenSweep | null = null;

const keyOf = ({ source }: Pick<SweepRowsRequest, 'source'>): string =>
  source.kind === 'link'
    ? source.url
    : [source.file.name, source.file.size, source.file.lastModified].map(String).join('/');

const open = async (request: Pick<SweepRowsRequest, 'source'>): Promise<Result<OpenSweep, string>> => {
  const key = keyOf(request);
  if (latest?.key === key) return ok(latest);
  const rows = await openRowsSource(request.source);
  if (!rows.ok) return rows;
  const subject = readRowsSubject(rows.value.header);
  if (!subject.ok) return err(`The file cannot be shown: ${subject.error}`);
  latest = { key, rows: rows.value, subject: subject.value, columns: new Map() };
  return ok(latest);
};

/** What cannot be read of a file is said of it; what was given up is given up. */
const guarded = async <Answer>(
  { cancelled }: Pick<JobContext<never>, 'cancelled'>,
  work: () => Promise<Result<Answer, string>>,
): Promise<Result<Answer, string>> => {
  try {
    return await work();
  } catch (cause) {
    if (cancelled()) throw cause;
    return err(
      `The file cannot be read to its end (${cause instanceof Error ? cause.message : String(cause)}). Check it with roofrack sweep status, or load it again.`,
    );
  }
};

/** Reads the columns that are wanted and not there yet. */
const load = async (
  { rows, columns }: OpenSweep,
  wanted: readonly string[],
  { pause, onProgress }: JobContext<SweepProgress>,
): Promise<void> => {
  const missing = [...new Set(wanted)].filter((name) => !columns.has(name));
  if (missing.length === 0) return;
  const { from, to } = rows.header.rows;
  const read = await readColumns(rows, missing, async (done) => {
    onProgress({ done, of: to - from });
    await pause();
  });
  for (const [name, column] of read) columns.set(name, column);
};

const NO_NUMBERS: Column = new Float64Array(0);

const numbers = ({ columns }: OpenSweep, name: string): Column => {
  const column = columns.get(name);
  return column?.kind === 'numbers' ? column.values : NO_NUMBERS;
};

const cellAt = ({ columns }: OpenSweep, name: string, row: number): Cell => {
  const column = columns.get(name);
  if (column === undefined) return null;
  if (column.kind === 'texts') return column.texts[(column.codes[row] ?? 0) - 1] ?? null;
  const value = column.values[row] ?? NaN;
  return Number.isNaN(value) ? null : value;
};

const textAt = (sweep: OpenSweep, name: string, row: number): string => String(cellAt(sweep, name, row));

/** Values of an input are offered up to this many. */
const MOST_CHOICES = 60;

const distinct = (sweep: OpenSweep, name: string): readonly Cell[] | null => {
  const column = sweep.columns.get(name);
  if (column === undefined) return null;
  if (column.kind === 'texts') return column.texts.length > MOST_CHOICES ? null : [...column.texts].sort();
  const found = new Set<number>();
  for (const value of column.values) {
    if (!Number.isNaN(value)) found.add(value);
    if (found.size > MOST_CHOICES) return null;
  }
  return [...found].sort((a, b) => a - b);
};

/** A load is what is asked: plans of another one are no alternative to each other. */
const isOfLoad = (path: string): boolean => path.startsWith('demand.');

const chosen = (inputs: readonly InputChoice[], only: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    inputs.flatMap(({ path, values }): [string, string][] => {
      if (values === null || values.length < 2) return [];
      const texts = values.map(String);
      const wanted = only[path];
      if (wanted !== undefined && (wanted === ANY || texts.includes(wanted))) return [[path, wanted]];
      return [[path, isOfLoad(path) ? (texts[Math.floor(texts.length / 2)] ?? ANY) : ANY]];
    }),
  );

/** Whether a row has what an input must have, looked up by code or number. */
const tests = (sweep: OpenSweep, only: Readonly<Record<string, string>>): ((row: number) => boolean)[] =>
  Object.entries(only).flatMap(([path, text]) => {
    if (text === ANY) return [];
    const column = sweep.columns.get(path);
    if (column === undefined) return [];
    if (column.kind === 'texts') {
      const code = column.texts.indexOf(text) + 1;
      return [(row: number) => column.codes[row] === code];
    }
    const value = Number(text);
    return [(row: number) => column.values[row] === value];
  });

const rowsWhere = (sweep: OpenSweep, only: Readonly<Record<string, string>>): Uint32Array => {
  const status = sweep.columns.get('status');
  if (status?.kind !== 'texts') return new Uint32Array(0);
  const feasible = status.texts.indexOf('feasible') + 1;
  const conditions = tests(sweep, only);
  const found = new Uint32Array(status.codes.length);
  let count = 0;
  for (let row = 0; row < status.codes.length; row++) {
    if (status.codes[row] === feasible && conditions.every((holds) => holds(row))) found[count++] = row;
  }
  return found.slice(0, count);
};

const isKnown = (column: Column, rows: Uint32Array): boolean => rows.some((row) => Number.isFinite(column[row]));

/** Values that spread over more than this factor are read best on a log axis. */
const LOG_FACTOR = 20;

const scaleOf = (column: Column, rows: Uint32Array): 'linear' | 'log' => {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = column[row] ?? NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > 0 && high / low > LOG_FACTOR ? 'log' : 'linear';
};

const MOST_FRONT = 120;
const MOST_NEAR = 12;

const spread = (rows: readonly number[], most: number): readonly number[] =>
  rows.length <= most
    ? rows
    : Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))] ?? 0);

const DENSITY_CELLS = { across: 60, up: 32 } as const;
const MOST_CURVES = 4;

interface Compared {
  readonly rows: Uint32Array;
  /** Objectives that nothing is known of are 0 in all rows. */
  readonly columns: readonly [Column, Column, Column];
  readonly unknown: readonly HeadlineId[];
  readonly front: readonly number[];
}

const compare = (sweep: OpenSweep, objectives: Objectives, rows: Uint32Array): Compared => {
  const known = objectives.map((id) => numbers(sweep, id));
  const unknown = objectives.filter((_, index) => !isKnown(known[index] ?? NO_NUMBERS, rows));
  const { to, from } = sweep.rows.header.rows;
  const nothing = new Float64Array(unknown.length > 0 ? to - from : 0);
  const at = (index: 0 | 1 | 2): Column =>
    unknown.includes(objectives[index]) ? nothing : (known[index] ?? NO_NUMBERS);
  const columns = [at(0), at(1), at(2)] as const;
  const front = unknown.length === objectives.length ? [] : paretoFront(columns, rows);
  return { rows, columns, unknown, front };
};

const curvesOf = (
  sweep: OpenSweep,
  rows: Uint32Array,
  { x, y, split, scale }: { x: string; y: string; split: string | null; scale: 'linear' | 'log' },
): { curves: SweepCurve[]; leftOut: number } => {
  const { from } = sweep.rows.header.rows;
  const along = (some: Uint32Array): readonly (CurvePoint & { index: number })[] =>
    leastAlong(numbers(sweep, x), numbers(sweep, y), some, scale).map((point) => ({
      ...point,
      index: from + point.row,
    }));
  if (split === null) return { curves: [{ label: '', points: along(rows) }], leftOut: 0 };
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const text = textAt(sweep, split, row);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [row]);
    else group.push(row);
  }
  const curves = [...groups]
    .map(([label, some]) => ({ label, points: along(Uint32Array.from(some)) }))
    .filter(({ points }) => points.length > 0);
  // Those that reach lowest are what a reader looks for.
  const least = ({ points }: SweepCurve): number => Math.min(...points.map(({ y: value }) => value));
  const best = [...curves].sort((a, b) => least(a) - least(b)).slice(0, MOST_CURVES);
  return { curves: best, leftOut: curves.length - best.length };
};

export const sweepView = (
  request: SweepRowsRequest,
  context: JobContext<SweepProgress>,
): Promise<Result<SweepView, string>> =>
  guarded(context, async () => {
    const opened = await open(request);
    if (!opened.ok) return opened;
    const sweep = opened.value;
    const { header } = sweep.rows;
    const { question } = request;
    const paths = inputPathsOf(header, sweep.subject);
    await load(sweep, ['status', ...paths, ...question.objectives], context);
    const columnOf = new Map(header.columns.map((column) => [column.name, column]));
    const inputs = paths.map((path): InputChoice => {
      const { label = path, unit = '', type = 'string' as const } = columnOf.get(path) ?? {};
      return { path, label, unit, type, values: distinct(sweep, path) };
    });
    const numeric = inputs.filter(({ type, values }) => type === 'double' && values?.length !== 1);
    const xAsked = question.curveX ?? '';
    const curveX =
      columnOf.get(xAsked)?.type === 'double' && (isHeadline(xAsked) || paths.includes(xAsked))
        ? xAsked
        : ((numeric.find(({ path }) => isOfLoad(path)) ?? numeric[0])?.path ?? 'serving.ttftMs');
    const curveY = question.curveY ?? 'fleet.servers';
    await load(sweep, [curveX, curveY], context);

    const only = chosen(inputs, question.only);
    const { rows, columns, unknown, front } = compare(sweep, question.objectives, rowsWhere(sweep, only));
    const scales = [scaleOf(columns[0], rows), scaleOf(columns[1], rows)] as const;
    const { from, to } = header.rows;
    const shown = (row: number): ShownRow => ({
      index: from + row,
      inputs: paths.map((path) => cellAt(sweep, path, row)),
      objectives: question.objectives.map((id) => numbers(sweep, id)[row] ?? NaN),
    });

    const along = rowsWhere(sweep, { ...only, [curveX]: ANY });
    const curveScales = [scaleOf(numbers(sweep, curveX), along), scaleOf(numbers(sweep, curveY), along)] as const;
    const splits = inputs.filter(
      ({ path, values }) => path !== curveX && values !== null && values.length > 1 && (only[path] ?? ANY) === ANY,
    );
    const split =
      question.split === ''
        ? null
        : ((
            splits.find(({ path }) => path === question.split) ??
            splits.find(({ type }) => type === 'string') ??
            splits[0]
          )?.path ?? null);
    const { curves, leftOut } = curvesOf(sweep, along, { x: curveX, y: curveY, split, scale: curveScales[0] });
    const status = sweep.columns.get('status');
    const near = unknown.length > 0 ? [] : nearestToFront(columns, rows, front, MOST_NEAR);
    return ok({
      name: header.name,
      kind: header.kind,
      rows: to - from,
      total: header.total,
      release: header.release,
      engine: header.engine,
      sameProgram:
        header.hashes.program === programHashes.program && header.hashes.catalogue === programHashes.catalogue,
      counts: STATUSES.map((name) => ({
        status: name,
        rows: status?.kind === 'texts' ? countOf(status.codes, status.texts.indexOf(name) + 1) : 0,
      })).filter((entry) => entry.rows > 0),
      inputs,
      only,
      compared: rows.length,
      objectives: question.objectives,
      unknown,
      scales,
      density: density(
        { column: columns[0], scale: scales[0], cells: DENSITY_CELLS.across },
        { column: columns[1], scale: scales[1], cells: DENSITY_CELLS.up },
        rows,
      ),
      frontCount: front.length,
      front: spread(front, MOST_FRONT).map(shown),
      near: near.map(({ row }) => shown(row)),
      curveX,
      curveY,
      curveScales,
      split,
      curves,
      curvesLeftOut: leftOut,
    });
  });

const countOf = (codes: Uint32Array, code: number): number => {
  if (code === 0) return 0;
  let count = 0;
  for (const other of codes) if (other === code) count++;
  return count;
};

export const sweepRow = (request: SweepRowRequest, context: JobContext<never>): Promise<Result<ComparedRow, string>> =>
  guarded(context, async () => {
    const opened = await open(request);
    if (!opened.ok) return opened;
    const { rows, subject } = opened.value;
    const { index } = request;
    const { from, to } = rows.header.rows;
    if (!Number.isInteger(index) || index < from || index >= to) {
      return err(`There is no row ${String(index)}; the file has rows ${String(from)} to ${String(to - 1)}.`);
    }
    const { columns } = rows.header;
    const cells = await readCells(rows, index);
    const inputs = readRowInputs(
      rows.header,
      subject,
      (name) => cells[columns.findIndex((column) => column.name === name)] ?? null,
    );
    if (!inputs.ok) return inputs;
    const computed = await computeRow(subject, inputs.value);
    // The row is computed by itself: its number is the one thing that it cannot know.
    const live = columns.map(({ name }, column) => (name === INDEX_COLUMN.name ? index : (computed[column] ?? null)));
    return ok({
      index,
      columns,
      stored: cells,
      live,
      different: columns.flatMap((_, column) => (Object.is(cells[column], live[column]) ? [] : [column])),
      scenario: scenarioOfRow(subject, inputs.value, index),
    });
  });

/** Draws of a row: a replicate of a Monte Carlo of this many. */
const DRAWS = wholeDraws(2000);
const DRAWS_SEED = 1;

export const rowDominance = (
  request: RowDominanceRequest,
  context: JobContext<number>,
): Promise<Result<readonly RowDominance[], string>> =>
  guarded(context, async () => {
    const opened = await open(request);
    if (!opened.ok) return opened;
    const { subject, rows: file } = opened.value;
    const { objectives, rows } = request;
    const places = objectives.map((id) => HEADLINES.findIndex((headline) => headline.id === id));
    await load(opened.value, inputPathsOf(file.header, subject), { ...context, onProgress: () => undefined });
    const draws: Column[][] = [];
    for (const [which, index] of rows.entries()) {
      const row = index - file.header.rows.from;
      const inputs = readRowInputs(file.header, subject, (name) => cellAt(opened.value, name, row));
      if (!inputs.ok) return inputs;
      const scenario = scenarioOfRow(subject, inputs.value, index);
      const options = { calibration: subject.calibration, stackFit: subject.stackFit };
      const steps = replicateSteps(scenario, options, { draws: DRAWS, seed: DRAWS_SEED, replicate: 0 });
      for (;;) {
        const step = steps.next();
        await context.pause();
        if (step.done !== true) continue;
        draws.push(places.map((place) => step.value.headlines[place] ?? NO_NUMBERS));
        break;
      }
      context.onProgress((which + 1) / rows.length);
    }
    return ok(dominatedShares(draws).map((beaten, which) => ({ index: rows[which] ?? 0, beaten })));
  });
