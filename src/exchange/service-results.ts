import { valueAt } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { ServicePoint } from '../calibrate/serving-fit.ts';
import { capProblems } from './limits.ts';
import { readJson, withoutNonFinite } from './read-json.ts';
import { showValue } from './show.ts';

/** Benchmarks of a running service whose results are understood. */
export type ServiceBenchmark = 'vllm' | 'sglang' | 'aiperf' | 'tensorrt-llm';

export interface ServiceResult extends ServicePoint {
  readonly benchmark: ServiceBenchmark;
}

type Path = readonly string[];

/** Where each format keeps a figure; the first path that holds a number counts. */
interface Format {
  readonly benchmark: ServiceBenchmark;
  /** Fields by which the format is known. */
  readonly signature: readonly Path[];
  readonly concurrency: readonly Path[];
  readonly requests: readonly Path[];
  readonly inputTokens: readonly Path[];
  readonly outputTokens: readonly Path[];
  /** Token counts are of all requests together. */
  readonly totals: boolean;
  readonly throughput: readonly Path[];
  readonly tpotMs: readonly Path[];
}

/** An entry of a list is named by its `name`. */
const at = (path: string): Path => path.split('.');

const benchServe = (benchmark: 'vllm' | 'sglang', mark: string): Format => ({
  benchmark,
  signature: [at('mean_tpot_ms'), at('total_output_tokens'), at(mark)],
  concurrency: [at('max_concurrency'), at('concurrency')],
  requests: [at('completed')],
  inputTokens: [at('total_input_tokens')],
  outputTokens: [at('total_output_tokens')],
  totals: true,
  throughput: [at('output_throughput')],
  tpotMs: [at('mean_tpot_ms')],
});

/**
 * vLLM `bench serve --save-result`, SGLang `bench_serving --output-file` (both descend from one script; SGLang also writes
 * the concurrency it saw), AIPerf and GenAI-Perf `profile_export_*.json`, TensorRT-LLM `trtllm-bench --report_json`.
 */
const FORMATS: readonly Format[] = [
  benchServe('sglang', 'concurrency'),
  benchServe('vllm', 'output_throughput'),
  {
    benchmark: 'aiperf',
    signature: [at('output_token_throughput.avg'), at('output_sequence_length.avg')],
    concurrency: [
      at('input_config.loadgen.concurrency'),
      at('input_config.phases.profiling.concurrency'),
      at('input_config.perf_analyzer.stimulus.concurrency'),
    ],
    requests: [at('request_count.avg')],
    inputTokens: [at('input_sequence_length.avg')],
    outputTokens: [at('output_sequence_length.avg')],
    totals: false,
    throughput: [at('output_token_throughput.avg')],
    tpotMs: [at('inter_token_latency.avg')],
  },
  {
    benchmark: 'tensorrt-llm',
    signature: [at('performance.system_output_throughput_tok_s'), at('request_info.avg_output_length')],
    concurrency: [at('request_info.avg_num_concurrent_requests')],
    requests: [at('request_info.num_requests')],
    inputTokens: [at('request_info.avg_input_length')],
    outputTokens: [at('request_info.avg_output_length')],
    totals: false,
    throughput: [at('performance.system_output_throughput_tok_s')],
    tpotMs: [at('streaming_metrics.avg_tpot_ms')],
  },
];

const figureAt = (document: unknown, path: Path): unknown => {
  let value = document;
  for (const step of path) {
    if (Array.isArray(value)) {
      value = value.find((entry: unknown) => figureAt(entry, ['name']) === step);
      continue;
    }
    value = valueAt(value, [step]);
  }
  return value;
};

const readResult = (document: unknown, where: string): Result<ServiceResult, Problem[]> => {
  const format = FORMATS.find(({ signature }) => signature.every((path) => figureAt(document, path) !== undefined));
  if (format === undefined) {
    const message =
      `${where}This is no benchmark result that is known. vLLM bench serve, SGLang bench_serving, AIPerf and ` +
      'trtllm-bench write one with --save-result, --output-file, by themselves and with --report_json.';
    return err([problem(where, message)]);
  }
  const problems: Problem[] = [];
  const figure = (paths: readonly Path[], high: number): number => {
    for (const path of paths) {
      const value = figureAt(document, path);
      if (value === undefined || value === null) continue;
      if (typeof value === 'number' && value > 0 && value <= high) return value;
      const name = path.join('.');
      problems.push(
        problem(
          name,
          `${where}${name} is ${showValue(value)}; a number above 0 and at most ${String(high)} is needed.`,
        ),
      );
      return NaN;
    }
    const name = paths.map((path) => path.join('.')).join(' or ');
    problems.push(
      problem(name, `${where}${name} is missing; run the benchmark so that it reports it, with a concurrency limit.`),
    );
    return NaN;
  };
  const counted = format.totals || format.requests.some((path) => typeof figureAt(document, path) === 'number');
  const requests = counted ? figure(format.requests, 1e9) : Infinity;
  // No more can be in progress than were sent, however high the limit.
  const concurrency = Math.min(requests, figure(format.concurrency, 65536));
  const share = format.totals ? 1 / requests : 1;
  const inputTokens = share * figure(format.inputTokens, 1e12);
  const outputTokens = share * figure(format.outputTokens, 1e12);
  const outputTokensPerS = figure(format.throughput, 1e9);
  // Without streaming no time per token is known; the throughput alone still tells something.
  const streamed = format.tpotMs.some((path) => typeof figureAt(document, path) === 'number');
  const tpotMs = streamed ? figure(format.tpotMs, 1e6) : null;
  if (problems.length > 0) return err(problems);
  return ok({ benchmark: format.benchmark, concurrency, inputTokens, outputTokens, outputTokensPerS, tpotMs });
};

/** One file of results: a JSON object, an array of them, or one to a line as SGLang appends them. */
export const parseServiceResults = (text: string): Result<ServiceResult[], Problem[]> => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const perLine =
    lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'));
  const documents: { readonly value: unknown; readonly where: string }[] = [];
  for (const [index, body] of (perLine ? lines : [text]).entries()) {
    const where = perLine ? `Line ${String(index + 1)}: ` : '';
    // SGLang writes `"request_rate": Infinity`.
    const read = readJson(withoutNonFinite(body));
    if (!read.ok) return err(read.error.map(({ path, message }) => problem(path, `${where}${message}`)));
    const { value } = read.value;
    if (Array.isArray(value)) {
      documents.push(
        ...value.map((entry: unknown, at) => ({ value: entry, where: `${where}Entry ${String(at + 1)}: ` })),
      );
    } else {
      documents.push({ value, where });
    }
  }
  const results = documents.map(({ value, where }) => readResult(value, where));
  const problems = results.flatMap((result) => (result.ok ? [] : result.error));
  if (problems.length > 0) return err(capProblems(problems));
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
};
