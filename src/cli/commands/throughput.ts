import { formatNumber } from '../../base/format.ts';
import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { publishedParametersFor } from '../../plan/standing/published-parameters.ts';
import { accelerators, models } from '../../catalog/catalog.ts';
import { toModel } from '../../catalog/own-hardware.ts';
import type { Model } from '../../catalog/schema.ts';
import { DEFAULT_STACK, stacks, stacksByDate } from '../../catalog/stacks.ts';
import { showText } from '../../exchange/show.ts';
import type { Precision } from '../../records/scenario.ts';
import { NAMED_PRECISIONS, type PrecisionChoice } from '../../throughput/precision.ts';
import type { StepTerms } from '../../throughput/replica.ts';
import { tensorSpread } from '../../throughput/spread.ts';
import { runStaticBatch, type StaticBatch } from '../../throughput/static-batch.ts';
import { isQuantised, plannedFormats } from '../../plan/model-formats.ts';
import type { OwnModel } from '../../records/own-hardware.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems, type Io } from '../io.ts';
import { readModelOption } from '../read-model.ts';
import { textTable } from '../table.ts';
import { ROWS_OPTIONS, runRows } from '../sweep/run-rows.ts';
import { throughputOfRows } from './throughput-rows.ts';

const known = <T extends { readonly id: string }>(
  args: Arguments,
  option: string,
  kind: string,
  records: readonly T[],
  fallback: string | null,
): Result<T, Problem> => {
  const id = args.value(option) ?? fallback;
  if (id === null) return err(problem(option, `--${option} is missing; name a ${kind}: --${option} ID.`));
  const record = records.find((candidate) => candidate.id === id);
  if (record !== undefined) return ok(record);
  const ids = records.map((candidate) => candidate.id);
  const message = `--${option} "${showText(id)}" is not a known ${kind}; ${didYouMean(id, ids)}`;
  return err(problem(option, message));
};

const whole = (args: Arguments, option: string, high: number, unit: string): Result<number, Problem> => {
  const read = readNumber(args, option, { low: 1, high, whole: true, unit });
  if (!read.ok) return read;
  if (read.value !== null) return ok(read.value);
  return err(problem(option, `--${option} is missing; give a whole number from 1 to ${String(high)} ${unit}.`.trim()));
};

/** The model that is named, or that of a config.json; `own` is the latter. */
const modelOf = (
  args: Arguments,
  io: Io,
): Result<{ readonly model: Model; readonly own: OwnModel | null }, Problem[]> => {
  const own = readModelOption(args, io);
  if (!own.ok) return own;
  if (own.value !== null) {
    return args.value('model') === null
      ? ok({ model: toModel(own.value), own: own.value })
      : err([problem('model', 'Both --model and --model-config are given; keep one.')]);
  }
  const model = known(args, 'model', 'model', models, null);
  return model.ok ? ok({ model: model.value, own: null }) : err([model.error]);
};

/** As asked for; else as a quantised model is published, else 16 bits. */
const precisionOf = (args: Arguments, own: OwnModel | null): Result<PrecisionChoice, Problem> => {
  if (args.value('precision') === null && own !== null && isQuantised(own.formats))
    return ok(plannedFormats(own.formats));
  const name = args.value('precision') ?? 'fp16';
  const choice = Object.hasOwn(NAMED_PRECISIONS, name) ? NAMED_PRECISIONS[name as Precision] : undefined;
  if (choice !== undefined) return ok(choice);
  return err(
    problem(
      'precision',
      `--precision is ${showText(name)}; it must be one of ${Object.keys(NAMED_PRECISIONS).join(', ')}.`,
    ),
  );
};

const LABELS: Readonly<Record<keyof StepTerms, string>> = {
  matricesS: 'matrices',
  expertsS: 'experts',
  attentionS: 'attention',
  elementwiseS: 'norms, activations',
  collectivesS: 'all-reduce',
  headS: 'head and sampling',
  hostS: 'host',
};

const inMs = (terms: StepTerms): Record<string, number> =>
  Object.fromEntries(
    Object.entries(terms).map(([name, seconds]) => [name.replace(/S$/, 'Ms'), 1000 * (seconds as number)]),
  );

const figures = ({ prefillS, stepS, outputTokensPerS, band }: StaticBatch) => {
  const around = (value: number): [number, number] => [value * Math.exp(-band), value * Math.exp(band)];
  const values = { prefillMs: 1000 * prefillS, tpotMs: 1000 * stepS, outputTokensPerSecond: outputTokensPerS };
  return {
    ...values,
    bands: {
      level: 0.9,
      prefillMs: around(values.prefillMs),
      tpotMs: around(values.tpotMs),
      outputTokensPerSecond: around(values.outputTokensPerSecond),
    },
  };
};

const readable = (run: StaticBatch): string => {
  const { prefillMs, tpotMs, outputTokensPerSecond, bands } = figures(run);
  const line = (label: string, value: number, [low, high]: [number, number], unit: string): string[] => [
    label,
    `${formatNumber(value)} ${unit}`,
    `${formatNumber(low)} to ${formatNumber(high)}`,
  ];
  const terms = (Object.keys(LABELS) as (keyof StepTerms)[])
    .filter((name) => run.terms.prefill[name] + run.terms.decode[name] > 0)
    .map((name) => [
      LABELS[name],
      formatNumber(1000 * run.terms.prefill[name]),
      formatNumber(1000 * run.terms.decode[name]),
    ]);
  return [
    textTable(
      [
        ['', 'value', '90 % band'],
        line('prefill of the batch', prefillMs, bands.prefillMs, 'ms'),
        line('time per output token', tpotMs, bands.tpotMs, 'ms'),
        line('output of all GPUs', outputTokensPerSecond, bands.outputTokensPerSecond, 'tokens/s'),
      ],
      [1],
    ),
    '\n',
    textTable([['where a pass goes', 'prefill, ms', 'decode, ms'], ...terms], [1, 2]),
  ].join('');
};

/** Fields by the names that they have here; a message begins with its field. */
const FLAGS: Readonly<Record<string, string>> = {
  gpus: '--gpus',
  'hardware.tensorParallel': '--gpus',
  'hardware.accelerator': '--accelerator',
};

const inFlags = ({ path, message }: Problem): Problem =>
  problem(
    path,
    Object.hasOwn(FLAGS, path) && message.startsWith(path) ? FLAGS[path] + message.slice(path.length) : message,
  );

export const throughputCommand: Command = {
  name: 'throughput',
  summary: 'What a replica of a model does with a batch: prefill, time per token, tokens per second.',
  operands: '',
  mostPositionals: 0,
  options: {
    model: { value: 'ID', help: 'Model of the catalogue.' },
    'model-config': { value: 'FILE', file: 'read', help: 'In its place: the model of this Hugging Face config.json.' },
    accelerator: { value: 'ID', help: 'Accelerator of the catalogue.' },
    gpus: { value: 'N', help: 'Accelerators that share the model (tensor parallel).' },
    precision: { value: 'P', help: `fp16 (default), ${Object.keys(NAMED_PRECISIONS).slice(1).join(', ')}.` },
    batch: { value: 'B', help: 'Requests that start together.' },
    input: { value: 'I', help: 'Prompt tokens of a request.' },
    output: { value: 'O', help: 'Generated tokens of a request.' },
    stack: {
      value: 'ID',
      help: `Serving software: ${stacksByDate.map(({ id }) => id).join(', ')}; ${DEFAULT_STACK} by default.`,
    },
    rows: {
      value: 'CSV',
      file: 'read',
      help: 'A table of benchmarks in place of one batch: model, accelerator, stack, isl, osl, concurrency and parallelism a row.',
    },
    mtp: { help: 'With --rows: a second prediction, with multi-token prediction.' },
    json: { help: 'Print the result as JSON.' },
    ...ROWS_OPTIONS,
    out: { ...ROWS_OPTIONS.out, help: 'With --rows: a .parquet or .csv file, or a folder, with both predictions.' },
    shard: { ...ROWS_OPTIONS.shard, help: 'With --rows: only part I of N, from 1, as `roofrack sweep` takes it.' },
    threads: { ...ROWS_OPTIONS.threads, help: 'With --out: as many as there are cores by default.' },
  },
  run(args, io) {
    const rows = args.value('rows');
    const intoFile = Object.keys(ROWS_OPTIONS).filter((option) => args.has(option));
    const aside = rows === null ? intoFile : intoFile.length > 0 && args.has('json') ? ['json'] : [];
    if (aside.length > 0) {
      return reportProblems(
        io,
        aside.map((option) =>
          problem(
            option,
            rows === null
              ? `--${option} is of a table; give one with --rows.`
              : `--${option} prints the rows, and --${intoFile.join(', --')} writes them to a file; keep one.`,
          ),
        ),
      );
    }
    if (rows !== null) {
      return intoFile.length > 0
        ? runRows(rows, args, io)
        : throughputOfRows(rows, io, { json: args.has('json'), mtp: args.has('mtp') });
    }
    const model = modelOf(args, io);
    const accelerator = known(args, 'accelerator', 'accelerator', accelerators, null);
    const stack = known(args, 'stack', 'serving stack', stacks, DEFAULT_STACK);
    const gpus = whole(args, 'gpus', 1024, 'GPUs');
    const batch = whole(args, 'batch', 65536, 'requests');
    const input = whole(args, 'input', 1_000_000, 'tokens');
    const output = whole(args, 'output', 1_000_000, 'tokens');
    const precision = precisionOf(args, model.ok ? model.value.own : null);
    if (!(model.ok && accelerator.ok && stack.ok && gpus.ok && batch.ok && input.ok && output.ok && precision.ok)) {
      const problems = [model, accelerator, gpus, precision, batch, input, output, stack].flatMap((read) =>
        read.ok ? [] : read.error,
      );
      return reportProblems(io, problems);
    }
    const chosen = publishedParametersFor(accelerator.value, stack.value.id);
    const run = runStaticBatch({
      model: model.value.model,
      accelerator: accelerator.value,
      parameters: chosen.parameters,
      stack: stack.value,
      spread: tensorSpread(gpus.value),
      precision: precision.value,
      batch: batch.value,
      inputTokens: input.value,
      outputTokens: output.value,
    });
    if (!run.ok) {
      reportProblems(io, [inFlags(run.error)]);
      return run.error.path === 'gpus' ? EXIT.no : EXIT.usage;
    }
    const warnings = [
      ...(model.value.own?.warnings ?? []),
      ...(chosen.caveat === null ? [] : [chosen.caveat]),
      ...(stack.value.tier === 'assumed' ? [`${stack.value.name}: ${stack.value.source}`] : []),
      ...(run.value.waves > 1
        ? [
            `Keys and values of ${String(batch.value)} requests do not fit: about ${run.value.together.toFixed(0)} run together, the batch takes ${run.value.waves.toFixed(2)} waves.`,
          ]
        : []),
    ];
    for (const warning of warnings) io.log(`warning: ${warning}`);
    io.out(
      args.has('json')
        ? `${JSON.stringify(
            {
              format: 'roofrack-throughput',
              version: 1,
              model: model.value.model.id,
              accelerator: accelerator.value.id,
              gpus: gpus.value,
              precision: precision.value,
              batch: batch.value,
              inputTokens: input.value,
              outputTokens: output.value,
              stack: stack.value.id,
              ...figures(run.value),
              waves: run.value.waves,
              together: run.value.together,
              terms: { prefill: inMs(run.value.terms.prefill), decode: inMs(run.value.terms.decode) },
              tier: stack.value.tier,
              sources: [chosen.source, stack.value.source],
              warnings,
            },
            null,
            2,
          )}\n`
        : readable(run.value),
    );
    return EXIT.done;
  },
};
