import { formatNumber, percentText } from '../../base/format.ts';
import { didYouMean, nearest } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { fitService, type ServiceFit } from '../../calibrate/serving-fit.ts';
import { publishedParametersFor } from '../../plan/standing/published-parameters.ts';
import { toModel } from '../../catalog/own-hardware.ts';
import { isQuantised, plannedFormats } from '../../plan/model-formats.ts';
import { readModelOption } from '../read-model.ts';
import { findAccelerator, findModel, accelerators, models } from '../../catalog/catalog.ts';
import { findStack, stacks, type ServingStack } from '../../catalog/stacks.ts';
import { parseServiceResults, type ServiceBenchmark, type ServiceResult } from '../../exchange/service-results.ts';
import { showText } from '../../exchange/show.ts';
import { serialiseStackFit } from '../../exchange/stack-fit.ts';
import type { Precision } from '../../records/scenario.ts';
import { STACK_FIT } from '../../records/stack-fit.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { textTable } from '../table.ts';

/** Stacks that come with a benchmark of their own; AIPerf serves any. */
const STACK_OF: Readonly<Partial<Record<ServiceBenchmark, string>>> = {
  vllm: 'vllm',
  sglang: 'sglang',
  'tensorrt-llm': 'tensorrt-llm',
};
/** The commonest behind a benchmark that does not tell. */
const UNTOLD_STACK = 'vllm';

/** The stack that was named, or the one that the benchmarks tell; several are a problem. */
const stackIdOf = (named: string | null, results: readonly ServiceResult[]): Result<string, Problem> => {
  if (named !== null) return ok(named);
  const told = [...new Set(results.flatMap(({ benchmark }) => STACK_OF[benchmark] ?? []))];
  if (told.length <= 1) return ok(told[0] ?? UNTOLD_STACK);
  const message = `The results are of several stacks' benchmarks (${told.join(', ')}), and one fit is of one stack: leave files out, or name it by --stack ID.`;
  return err(problem('stack', message));
};

const readable = (fit: ServiceFit, stack: ServingStack): string => {
  const names = ['deviceScale', 'hostUsPerPass', 'hostUsPerSequence'] as const;
  return [
    textTable(
      [
        [`constant of ${stack.id}`, 'published', 'fitted'],
        ...names.map((name) => [name, formatNumber(stack.constants[name], 4), formatNumber(fit.constants[name], 4)]),
      ],
      [1, 2],
    ),
    '\n',
    textTable(
      [
        ['concurrency', 'figure', 'measured', 'fitted', 'this one left out'],
        ...fit.residuals.map(({ concurrency, figure: name, measured, computed, leftOut }) => [
          formatNumber(concurrency, 4),
          name,
          formatNumber(measured, 4),
          formatNumber(computed, 4),
          `${formatNumber(leftOut, 4)} (${percentText(leftOut / measured - 1)})`,
        ]),
      ],
      [0, 2, 3, 4],
    ),
    '\n',
    `median error  published constants ${percentText(fit.error.published)}, fitted ${percentText(fit.error.fitted)}, left out ${percentText(fit.error.leftOut)}\n`,
  ].join('');
};

const readResults = (paths: readonly string[]): { results: ServiceResult[]; problems: Problem[] } => {
  const results: ServiceResult[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const text = readText(path);
    const parsed = text.ok ? parseServiceResults(text.value) : text;
    if (parsed.ok) results.push(...parsed.value);
    else
      problems.push(
        ...parsed.error.map(({ path: field, message }) => problem(field, text.ok ? `${path}: ${message}` : message)),
      );
  }
  return { results, problems };
};

const unknown = (option: string, id: string | null, records: readonly { readonly id: string }[]): Problem => {
  if (id === null) return problem(option, `--${option} is missing; --serving needs it: --${option} ID.`);
  const suggestion = nearest(
    id,
    records.map((record) => record.id),
  );
  return problem(option, `--${option} "${showText(id)}" is not known; did you mean "${suggestion ?? ''}"?`);
};

/** Constants of a stack from the benchmark results of a running service. */
export const calibrateServing = (args: Arguments, io: Io): ExitCode => {
  const { results, problems } = readResults([...args.values('serving'), ...args.positionals]);
  const read = readModelOption(args, io);
  if (!read.ok) problems.push(...read.error);
  const own = read.ok ? read.value : null;
  const model = own === null ? findModel(args.value('model') ?? '') : toModel(own);
  const accelerator = findAccelerator(args.value('accelerator') ?? '');
  const gpus = readNumber(args, 'gpus', { low: 1, high: 1024, whole: true, unit: 'GPUs' });
  const stackId = stackIdOf(args.value('stack'), results);
  const stack = stackId.ok ? findStack(stackId.value) : null;
  const published = own !== null && isQuantised(own.formats) ? plannedFormats(own.formats).weights : 'fp16';
  const precision = args.value('precision') ?? published;
  if (own !== null && args.value('model') !== null) {
    problems.push(problem('model', 'Both --model and --model-config are given; keep one.'));
  }
  if (model === null && read.ok) problems.push(unknown('model', args.value('model'), models));
  if (accelerator === null) problems.push(unknown('accelerator', args.value('accelerator'), accelerators));
  if (!gpus.ok) problems.push(gpus.error);
  if (!stackId.ok) problems.push(stackId.error);
  else if (stack === null) {
    const known = stacks.map(({ id }) => id);
    const message = `--stack "${showText(stackId.value)}" is not known; ${didYouMean(stackId.value, known)}`;
    problems.push(problem('stack', message));
  }
  if (!Object.hasOwn(NAMED_PRECISIONS, precision)) {
    const known = Object.keys(NAMED_PRECISIONS).join(', ');
    problems.push(problem('precision', `--precision is ${showText(precision)}; it must be one of ${known}.`));
  }
  if (problems.length > 0 || model === null || accelerator === null || stack === null || !gpus.ok) {
    return reportProblems(io, problems);
  }

  const fit = fitService(results, {
    model,
    accelerator,
    parameters: publishedParametersFor(accelerator, stack.id).parameters,
    tensorParallel: gpus.value ?? 1,
    precision: NAMED_PRECISIONS[precision as Precision],
    stack: stack.constants,
  });
  if (!fit.ok) return reportProblems(io, fit.error);
  const document = serialiseStackFit({
    format: STACK_FIT.format,
    version: STACK_FIT.version,
    stack: stack.id,
    model: model.id,
    accelerator: accelerator.id,
    gpus: gpus.value ?? 1,
    precision: precision as Precision,
    ...fit.value,
    residuals: fit.value.residuals.map((residual) => ({ ...residual, benchmark: residual.benchmark ?? null })),
  });
  const out = args.value('out');
  if (out !== null) {
    const written = writeText(out, document);
    if (!written.ok) return reportProblems(io, written.error);
  }
  io.out(args.has('json') ? document : readable(fit.value, stack));
  return EXIT.done;
};
