import Papa from 'papaparse';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findAccelerator } from '../catalog/catalog.ts';
import { headCounts, layerCount, modelGeometry } from '../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import { findStack } from '../catalog/stacks.ts';
import type { ServedRow } from '../plan/standing/served-rows.ts';
import type { Precision } from '../records/scenario.ts';
import type { Column } from '../records/sweep.ts';
import type { Cell } from '../sweep/columns.ts';
import { layoutOf, type Deployment, type Workers } from '../throughput/deployment.ts';
import { NAMED_PRECISIONS } from '../throughput/precision.ts';
import { expertSpread, type Spread } from '../throughput/spread.ts';
import { decimal } from './decimal.ts';
import { MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';

/** A row of a table of benchmarks as it stands there. */
export type TableRow = Readonly<Record<string, string>>;

export interface ServedTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Rows, by their place, that do not have a cell for each column. */
  readonly uneven: readonly (readonly [row: number, problem: Problem])[];
}

const NEEDED = ['model', 'accelerator', 'stack', 'isl', 'osl'] as const;

/** Tables of benchmarks have a few dozen columns. */
const MOST_COLUMNS = 256;

const HEADER =
  'the first line must name model, accelerator, stack, isl, osl, concurrency or batch, and the parallelism (tp, pp, attention_dp, moe_tp, moe_ep).';

const refuseHeader = (columns: readonly string[]): Problem | null => {
  if (columns.length > MOST_COLUMNS) {
    return problem(
      '',
      `The first line names ${String(columns.length)} columns; at most ${String(MOST_COLUMNS)} are read.`,
    );
  }
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) return problem('', `Column ${showText(twice) || 'without a name'} stands twice; ${HEADER}`);
  const missing = NEEDED.filter((name) => !columns.includes(name));
  return missing.length === 0 ? null : problem('', `Columns ${missing.join(', ')} are missing; ${HEADER}`);
};

export const readServedTable = (text: string): Result<ServedTable, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const { data, errors } = Papa.parse<string[]>(body, { skipEmptyLines: 'greedy', transform: (cell) => cell.trim() });
  const quotes = errors.find(({ type }) => type === 'Quotes');
  if (quotes !== undefined) {
    return err([problem('', `Row ${String((quotes.row ?? 0) + 1)}: a quoted cell does not end; close its quotes.`)]);
  }
  const [header = [], ...lines] = data;
  const columns = header.map((name) => name.toLowerCase());
  const refused = refuseHeader(columns);
  if (refused !== null) return err([refused]);
  if (lines.length > MAX_ARRAY_LENGTH) {
    return err([problem('', `The table has more than ${String(MAX_ARRAY_LENGTH)} rows; split it.`)]);
  }
  const uneven: [number, Problem][] = [];
  const rows = lines.map((cells, at) => {
    if (cells.length !== columns.length) {
      const message = `The row has ${String(cells.length)} cells, the first line names ${String(columns.length)} columns.`;
      uneven.push([at, problem('', message)]);
    }
    return Object.fromEntries(columns.map((name, column) => [name, cells[column] ?? '']));
  });
  return ok({ columns, rows, uneven });
};

/** Names of stacks in tables, by ours; ids of ours are taken too. */
const STACKS: Readonly<Record<string, string>> = { trtllm: 'tensorrt-llm', 'trt-llm': 'tensorrt-llm' };

/** "h100_sxm" → h100-sxm; the tables' A100 has 80 GB. */
const acceleratorOf = (name: string): Accelerator | null => {
  const id = name.toLowerCase().replaceAll('_', '-');
  return findAccelerator(id) ?? findAccelerator(`${id}-80gb`);
};

const cell = (row: TableRow, column: string): string => (Object.hasOwn(row, column) ? (row[column] ?? '') : '');

/** A number between the two, or null where the cell is empty. */
const number = (row: TableRow, column: string, low: number, high: number): Result<number | null, Problem> => {
  const text = cell(row, column);
  if (text === '') return ok(null);
  const value = decimal(text);
  return value >= low && value <= high
    ? ok(value)
    : err(
        problem(column, `${column} is ${showText(text)}; it must be a number from ${String(low)} to ${String(high)}.`),
      );
};

const MOST_TOKENS = 10_000_000;
const MOST_REQUESTS = 1_000_000;
const MOST_DEGREE = 1024;

/** A whole number of at least 1, or null where the cell is empty. */
const count = (row: TableRow, column: string, high: number): Result<number | null, Problem> => {
  const read = number(row, column, 0, high);
  if (!read.ok || read.value === null) return read;
  return Number.isInteger(read.value)
    ? ok(Math.max(1, read.value))
    : err(problem(column, `${column} is ${showText(cell(row, column))}; it must be a whole number.`));
};

/** A degree of parallelism; 0 and an empty cell stand for 1. */
const degree = (row: TableRow, column: string): Result<number, Problem> => {
  const read = count(row, column, MOST_DEGREE);
  return read.ok ? ok(read.value ?? 1) : read;
};

/** Degrees in the order of their columns, or what is wrong with the first that is. */
const degrees = (row: TableRow, columns: readonly string[]): Result<number[], Problem> => {
  const values: number[] = [];
  for (const column of columns) {
    const read = degree(row, column);
    if (!read.ok) return read;
    values.push(read.value);
  }
  return ok(values);
};

/**
 * A spread from tensor, data and expert degrees. Published tables count the same accelerators twice here and there: tensor × expert
 * parallel (16 and 4: four accelerators), or data × expert; such a product is taken for the accelerators that it is of. Null where
 * the expert degrees fit the accelerators in no such way.
 */
export const spreadOf = (tensor: number, data: number, expertTensor: number, expertParallel: number): Spread | null => {
  const whole = (size: number, attention: Pick<Spread, 'tensor' | 'data'>): Spread => ({
    ...attention,
    expertTensor: 1,
    expertParallel: size,
  });
  if (expertParallel > 1 && data === 1 && tensor === expertParallel ** 2) {
    return whole(expertParallel, { tensor: expertParallel, data: 1 });
  }
  if (expertParallel > 1 && (data === expertParallel ** 2 || (tensor === data && expertParallel === tensor * data))) {
    const size = data === expertParallel ** 2 ? expertParallel : data;
    return whole(size, { tensor: 1, data: size });
  }
  const size = tensor * data;
  if (expertTensor * expertParallel === size) return { tensor, data, expertTensor, expertParallel };
  const experts = Math.min(expertParallel, size);
  return size % experts === 0 ? { tensor, data, expertTensor: size / experts, expertParallel: experts } : null;
};

/** Formats by the names that tables have for them. */
const FORMATS: Readonly<Record<string, Precision>> = {
  fp4: 'nvfp4',
  nvfp4: 'nvfp4',
  mxfp4: 'mxfp4',
  w4a16_mxfp4: 'mxfp4',
  fp8: 'fp8',
  fp8_block: 'fp8',
  int8: 'int8',
  int4: 'int4',
  int4_wo: 'int4',
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp16: 'fp16',
  float16: 'fp16',
};

/** What is found for a model's name: the model, and the format that its weights are published in where the hub has one. */
export interface NamedModel {
  readonly model: Model;
  readonly published: Precision;
}

/** Ranks that each hold an expert of their own; 0 of a dense model. */
const mostRanks = (model: Model): number => {
  const counts = modelGeometry(model).experts.map(({ experts }) => experts);
  return counts.length === 0 ? 0 : Math.min(...counts);
};

/**
 * Groups as columns state them. Where a pool's tensor parallelism does not divide the heads, the column counts its accelerators,
 * and each attends to sequences of its own. A row that says so of one group for everything is refused: its accelerators are
 * those of several pools together (published rows of such sizes take as long a token with 128 requests as with 4,096).
 */
const spreadIn = (
  columns: readonly [tensor: string, data: string, expertTensor: string | null, expertParallel: string],
  row: TableRow,
  model: Model,
  kind: Deployment['kind'],
): Result<Spread, Problem> => {
  const [tensorColumn, dataColumn, expertTensorColumn, expertColumn] = columns;
  const stated = [tensorColumn, dataColumn, expertColumn, ...(expertTensorColumn === null ? [] : [expertTensorColumn])];
  const read = degrees(row, stated);
  if (!read.ok) return read;
  const [tensor = 1, data = 1, experts = 1, expertTensor = experts > 1 ? 1 : tensor * data] = read.value;
  const undivided = headCounts(model).find((heads) => heads % tensor !== 0);
  if (undivided !== undefined) {
    if (kind === 'disaggregated' && mostRanks(model) >= tensor * data) return ok(expertSpread(tensor * data));
    const message = `${tensorColumn} is ${String(tensor)}, which does not divide the ${String(undivided)} attention heads of ${model.name}; where each accelerator attends to sequences of its own, ${tensorColumn} is 1 and ${dataColumn} counts them.`;
    return err(problem(tensorColumn, message));
  }
  const spread = spreadOf(tensor, data, expertTensor, experts);
  if (spread !== null) return ok(spread);
  const message = `${expertColumn} is ${String(experts)}, which does not divide the ${String(tensor * data)} accelerators of ${tensorColumn} × ${dataColumn}.`;
  return err(problem(expertColumn, message));
};

const MOST_WORKERS = 10_000;

const workers = (row: TableRow, kind: 'prefill' | 'decode', model: Model): Result<Workers, Problem> => {
  const replicas = count(row, `${kind}_workers`, MOST_WORKERS);
  if (!replicas.ok) return replicas;
  const spread = spreadIn([`${kind}_tp`, `${kind}_dp`, null, `${kind}_ep`], row, model, 'disaggregated');
  return spread.ok ? ok({ count: replicas.value, layout: layoutOf(spread.value) }) : spread;
};

/** Tables name one or the other, and many say nothing where there is only one kind of replicas. */
const MODES: Readonly<Record<string, Deployment['kind']>> = {
  '': 'aggregated',
  agg: 'aggregated',
  aggregated: 'aggregated',
  disagg: 'disaggregated',
  disaggregated: 'disaggregated',
};

const deploymentOf = (row: TableRow, model: Model): Result<Deployment, Problem> => {
  const stated = cell(row, 'mode').toLowerCase();
  const kind = Object.hasOwn(MODES, stated) ? MODES[stated] : undefined;
  if (kind === undefined) return err(problem('mode', `mode is ${showText(stated)}; it must be agg or disagg.`));
  if (kind === 'disaggregated') {
    const prefill = workers(row, 'prefill', model);
    if (!prefill.ok) return prefill;
    const decode = workers(row, 'decode', model);
    return decode.ok ? ok({ kind, prefill: prefill.value, decode: decode.value }) : decode;
  }
  const stages = degree(row, 'pp');
  if (!stages.ok) return stages;
  if (stages.value > layerCount(model)) {
    return err(
      problem(
        'pp',
        `pp is ${String(stages.value)}, more than the ${String(layerCount(model))} layers of ${model.name}.`,
      ),
    );
  }
  const spread = spreadIn(['tp', 'attention_dp', 'moe_tp', 'moe_ep'], row, model, kind);
  return spread.ok ? ok({ kind, layout: layoutOf(spread.value, stages.value) }) : spread;
};

/** A length, which a row must state. */
const length = (row: TableRow, column: 'isl' | 'osl'): Result<number, Problem> => {
  const read = number(row, column, 1, MOST_TOKENS);
  if (!read.ok) return read;
  return read.value === null
    ? err(problem(column, `${column} is empty; it must be a number from 1 to ${String(MOST_TOKENS)}.`))
    : ok(read.value);
};

/**
 * Public runs, which say when they were measured, draw lengths evenly from this share of the stated ones to the whole (the
 * default of InferenceX' scripts); tables of makers' tools keep to the stated ones.
 */
const DRAWN_FROM = 0.8;

/** One row as a deployment, or why it cannot be one. */
export const servedRow = (
  row: TableRow,
  modelNamed: (name: string) => Result<NamedModel, Problem>,
): Result<ServedRow, Problem> => {
  const named = modelNamed(cell(row, 'model'));
  if (!named.ok) return named;
  const { model, published } = named.value;
  const accelerator = acceleratorOf(cell(row, 'accelerator'));
  if (accelerator === null) {
    return err(problem('accelerator', `accelerator ${showText(cell(row, 'accelerator'))} is not in the catalogue.`));
  }
  const stackName = cell(row, 'stack').toLowerCase();
  const stack = findStack(Object.hasOwn(STACKS, stackName) ? (STACKS[stackName] ?? '') : stackName);
  if (stack === null) return err(problem('stack', `stack ${showText(stackName)} is not in the catalogue.`));

  const stated = (cell(row, 'precision') || cell(row, 'gemm')).toLowerCase();
  const format = stated === '' ? published : Object.hasOwn(FORMATS, stated) ? FORMATS[stated] : undefined;
  if (format === undefined) {
    const known = Object.keys(FORMATS).join(', ');
    return err(problem('precision', `precision ${showText(stated)} is not known; it must be one of ${known}.`));
  }
  // Checkpoints in MXFP4 are served as they are, whatever a table calls it.
  const precision = NAMED_PRECISIONS[published === 'mxfp4' ? 'mxfp4' : format];
  // Caches keep 16 bits unless told otherwise; TensorRT-LLM's narrow checkpoints tell it, and benchmarks on chips with four-bit formats do.
  const told = stack.constants.engine === 'tensorrt-llm' || accelerator.peakDenseFp4Tflops !== null;
  const kvCache = told && precision.weights !== 'bf16' ? 'fp8' : 'bf16';

  const inputTokens = length(row, 'isl');
  if (!inputTokens.ok) return inputTokens;
  const outputTokens = length(row, 'osl');
  if (!outputTokens.ok) return outputTokens;
  const concurrency = number(row, 'concurrency', 1, MOST_REQUESTS);
  if (!concurrency.ok) return concurrency;
  const batch = number(row, 'batch', 1, MOST_REQUESTS);
  if (!batch.ok) return batch;
  const requests = concurrency.value ?? batch.value;
  if (requests === null) {
    return err(problem('concurrency', 'concurrency and batch are empty; one of them must say how many requests run.'));
  }
  const longest = { input: inputTokens.value, output: outputTokens.value };
  const undated = cell(row, 'measured') === '' && cell(row, 'attention_dp') === '';
  const lengths = undated ? ('equal' as const) : ('drawn' as const);
  const mean = lengths === 'equal' ? 1 : (1 + DRAWN_FROM) / 2;
  const loop = {
    concurrency: requests,
    inputTokens: Math.max(1, mean * longest.input),
    outputTokens: Math.max(1, mean * longest.output),
    mostOutputTokens: longest.output,
    lengths,
  };
  const deployment = deploymentOf(row, model);
  if (!deployment.ok) return deployment;
  return ok({
    model,
    accelerator,
    stack,
    precision: { ...precision, kvCache },
    loop,
    deployment: deployment.value,
  });
};

export interface ServedFigures {
  readonly ttftMs: number;
  readonly tpotMs: number;
  readonly cycleMs: number;
  readonly cycleLowMs: number;
  readonly cycleHighMs: number;
  readonly mtpTtftMs: number;
  readonly mtpTpotMs: number;
}

const figure = (name: string, of: keyof ServedFigures, label: string) => ({ name, of, label });

const FIGURES = [
  figure('predicted_ttft_ms', 'ttftMs', 'Time to first token'),
  figure('predicted_tpot_ms', 'tpotMs', 'Time per output token'),
  figure('predicted_cycle_ms', 'cycleMs', 'Time of a request'),
  figure('cycle_low_ms', 'cycleLowMs', 'Time of a request, low end'),
  figure('cycle_high_ms', 'cycleHighMs', 'Time of a request, high end'),
] as const;

/** With multi-token prediction. */
const PREDICTED = [
  figure('mtp_ttft_ms', 'mtpTtftMs', 'Time to first token with multi-token prediction'),
  figure('mtp_tpot_ms', 'mtpTpotMs', 'Time per output token with multi-token prediction'),
] as const;

export const PROBLEM_COLUMN = 'problem';

/** Figures of a model have no more digits than these. */
const DIGITS = 6;

export interface AnsweredTable {
  readonly columns: readonly Column[];
  /** A row with what was computed behind it; one that cannot be represented keeps its place and says why. */
  readonly cells: (row: TableRow, answer: Result<ServedFigures, Problem> | undefined) => Cell[];
}

/** The columns of a table with those that are computed behind them; of a table that was answered before, the old ones give way. */
export const answeredTable = (
  { columns }: Pick<ServedTable, 'columns'>,
  { withPrediction }: { readonly withPrediction: boolean },
): AnsweredTable => {
  const figures = withPrediction ? [...FIGURES, ...PREDICTED] : FIGURES;
  const added = [...figures.map(({ name }) => name), PROBLEM_COLUMN];
  const kept = columns.filter((column) => !added.includes(column));
  return {
    columns: [
      ...kept.map((name): Column => ({ name, type: 'string', unit: '', label: name })),
      ...figures.map(({ name, label }): Column => ({ name, type: 'double', unit: 'ms', label })),
      { name: PROBLEM_COLUMN, type: 'string', unit: '', label: 'Why the row cannot be represented' },
    ],
    cells: (row, answer) => [
      ...kept.map((name) => row[name] || null),
      ...figures.map(({ of }) => (answer?.ok === true ? Number(answer.value[of].toPrecision(DIGITS)) : null)),
      answer === undefined || answer.ok ? null : answer.error.message,
    ],
  };
};
