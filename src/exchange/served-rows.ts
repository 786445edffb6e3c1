import Papa from 'papaparse';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { findAccelerator } from '../catalog/catalog.ts';
import { headCounts } from '../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import { findStack } from '../catalog/stacks.ts';
import type { ServedRow, Workers } from '../plan/standing/served-rows.ts';
import type { Precision } from '../records/scenario.ts';
import { NAMED_PRECISIONS } from '../throughput/precision.ts';
import { expertSpread, type Spread } from '../throughput/spread.ts';
import { csv } from './csv.ts';
import { decimal } from './decimal.ts';
import { MAX_ARRAY_LENGTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';

/** A row of a table of benchmarks as it stands there. */
export type TableRow = Readonly<Record<string, string>>;

export interface ServedTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

const NEEDED = ['model', 'accelerator', 'stack', 'isl', 'osl'] as const;

export const readServedTable = (text: string): Result<ServedTable, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const { data, meta } = Papa.parse<Record<string, string>>(body, {
    header: true,
    skipEmptyLines: true,
    transformHeader: (name) => name.trim().toLowerCase(),
    transform: (cell) => cell.trim(),
  });
  const columns = meta.fields ?? [];
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const message = `Columns ${missing.join(', ')} are missing; the first line must name model, accelerator, stack, isl, osl, concurrency or batch, and the parallelism (tp, attention_dp, moe_tp, moe_ep).`;
    return err([problem('', message)]);
  }
  if (data.length > MAX_ARRAY_LENGTH) {
    return err([problem('', `The table has more than ${String(MAX_ARRAY_LENGTH)} rows; split it.`)]);
  }
  return ok({ columns, rows: data });
};

/** Names of stacks in tables, by ours; ids of ours are taken too. */
const STACKS: Readonly<Record<string, string>> = { trtllm: 'tensorrt-llm', 'trt-llm': 'tensorrt-llm' };

/** "h100_sxm" → h100-sxm; the tables' A100 has 80 GB. */
const acceleratorOf = (name: string): Accelerator | null => {
  const id = name.toLowerCase().replaceAll('_', '-');
  return findAccelerator(id) ?? findAccelerator(`${id}-80gb`);
};

const number = (row: TableRow, column: string): Result<number | null, Problem> => {
  const text = row[column] ?? '';
  if (text === '') return ok(null);
  const value = decimal(text);
  return value >= 0
    ? ok(value)
    : err(problem(column, `${column} is ${showText(text)}; it must be a number of 0 or more.`));
};

/** A degree: a whole number of at least 1, which an empty cell and 0 stand for as well. */
const degree = (row: TableRow, column: string): Result<number, Problem> => {
  const read = number(row, column);
  if (!read.ok) return read;
  const value = read.value ?? 1;
  return Number.isInteger(value) && value <= 100_000
    ? ok(Math.max(1, value))
    : err(problem(column, `${column} is ${showText(row[column] ?? '')}; it must be a whole number.`));
};

/**
 * A spread from tensor, data and expert degrees. Published tables count the same accelerators twice here and there: tensor × expert
 * parallel (16 and 4: four accelerators), or data × expert; such a product is taken for the accelerators that it is of.
 */
export const spreadOf = (tensor: number, data: number, expertTensor: number, expertParallel: number): Spread => {
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
  return { tensor, data, expertTensor: Math.max(1, size / experts), expertParallel: experts };
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

const workers = (row: TableRow, kind: 'prefill' | 'decode', model: Model): Result<Workers, Problem> => {
  const count = number(row, `${kind}_workers`);
  const tensor = degree(row, `${kind}_tp`);
  const data = degree(row, `${kind}_dp`);
  const experts = degree(row, `${kind}_ep`);
  for (const read of [count, tensor, data, experts]) if (!read.ok) return read;
  if (!(count.ok && tensor.ok && data.ok && experts.ok)) throw new Error('read above');
  const size = tensor.value * data.value;
  // Groups of a rack-scale system that no head count divides by attend to sequences of their own on each accelerator.
  if (headCounts(model).some((heads) => heads % tensor.value !== 0)) {
    return ok({ count: count.value || null, spread: expertSpread(size) });
  }
  const spread = spreadOf(tensor.value, data.value, experts.value > 1 ? 1 : size, experts.value);
  return ok({ count: count.value || null, spread });
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
  const named = modelNamed(row['model'] ?? '');
  if (!named.ok) return named;
  const { model, published } = named.value;
  const accelerator = acceleratorOf(row['accelerator'] ?? '');
  if (accelerator === null) {
    return err(problem('accelerator', `accelerator ${showText(row['accelerator'] ?? '')} is not in the catalogue.`));
  }
  const stackName = (row['stack'] ?? '').toLowerCase();
  const stack = findStack(STACKS[stackName] ?? stackName);
  if (stack === null) return err(problem('stack', `stack ${showText(stackName)} is not in the catalogue.`));
  const stages = degree(row, 'pp');
  if (!stages.ok) return stages;
  if (stages.value > 1) return err(problem('pp', `pp is ${String(stages.value)}; rows of one stage are computed.`));

  const stated = (row['precision'] ?? '') || (row['gemm'] ?? '');
  const format = stated === '' ? published : FORMATS[stated.toLowerCase()];
  if (format === undefined) return err(problem('precision', `precision ${showText(stated)} is not known.`));
  // Checkpoints in MXFP4 are served as they are, whatever a table calls it.
  const precision = NAMED_PRECISIONS[published === 'mxfp4' ? 'mxfp4' : format];
  // Caches keep 16 bits unless told otherwise; TensorRT-LLM's narrow checkpoints tell it, and benchmarks on chips with four-bit formats do.
  const told = stack.constants.engine === 'tensorrt-llm' || accelerator.peakDenseFp4Tflops !== null;
  const kvCache = told && precision.weights !== 'bf16' ? 'fp8' : 'bf16';

  const [input, output] = [number(row, 'isl'), number(row, 'osl')];
  const [concurrency, batch] = [number(row, 'concurrency'), number(row, 'batch')];
  for (const read of [input, output, concurrency, batch]) if (!read.ok) return read;
  if (!(input.ok && output.ok && concurrency.ok && batch.ok)) throw new Error('read above');
  const requests = concurrency.value ?? batch.value;
  if (requests === null || requests < 1) {
    return err(problem('concurrency', 'concurrency and batch are empty; one of them must say how many requests run.'));
  }
  const longest = { input: Math.max(1, input.value ?? 1), output: Math.max(1, output.value ?? 1) };
  const lengths = (row['measured'] ?? '') === '' ? ('equal' as const) : ('drawn' as const);
  const mean = lengths === 'equal' ? 1 : (1 + DRAWN_FROM) / 2;
  const loop = {
    concurrency: requests,
    inputTokens: mean * longest.input,
    outputTokens: Math.max(1, mean * longest.output),
    mostOutputTokens: longest.output,
    lengths,
  };
  const common = { model, accelerator, stack, precision: { ...precision, kvCache }, loop } as const;

  if ((row['mode'] ?? '').startsWith('disagg')) {
    const prefill = workers(row, 'prefill', model);
    if (!prefill.ok) return prefill;
    const decode = workers(row, 'decode', model);
    if (!decode.ok) return decode;
    return ok({ ...common, deployment: { kind: 'disaggregated', prefill: prefill.value, decode: decode.value } });
  }
  const degrees = [degree(row, 'tp'), degree(row, 'attention_dp'), degree(row, 'moe_tp'), degree(row, 'moe_ep')];
  const wrong = degrees.find((read) => !read.ok);
  if (wrong !== undefined && !wrong.ok) return wrong;
  const [tensor = 1, data = 1, expertTensor = 1, expertParallel = 1] = degrees.map((read) =>
    read.ok ? read.value : 1,
  );
  return ok({
    ...common,
    deployment: { kind: 'aggregated', spread: spreadOf(tensor, data, expertTensor, expertParallel) },
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

/** The table with what was computed behind each row; a row that cannot be represented keeps its place and says why. */
export const servedCsv = (
  { columns, rows }: ServedTable,
  computed: readonly Result<ServedFigures, Problem>[],
  withPrediction: boolean,
): string => {
  const figure = (value: number): number => Number(value.toPrecision(6));
  const added = [
    'predicted_ttft_ms',
    'predicted_tpot_ms',
    'predicted_cycle_ms',
    'cycle_low_ms',
    'cycle_high_ms',
    ...(withPrediction ? ['mtp_ttft_ms', 'mtp_tpot_ms'] : []),
    'problem',
  ];
  return csv(
    [...columns, ...added],
    rows.map((row, i) => {
      const result = computed[i];
      const own = columns.map((column) => row[column] ?? '');
      if (result === undefined || !result.ok) {
        return [...own, ...added.slice(1).map(() => null), result === undefined ? '' : result.error.message];
      }
      const { ttftMs, tpotMs, cycleMs, cycleLowMs, cycleHighMs, mtpTtftMs, mtpTpotMs } = result.value;
      const values = [
        ttftMs,
        tpotMs,
        cycleMs,
        cycleLowMs,
        cycleHighMs,
        ...(withPrediction ? [mtpTtftMs, mtpTpotMs] : []),
      ];
      return [...own, ...values.map(figure), ''];
    }),
  );
};
