/**
 * Fits the laws of operators (src/throughput/operators/) to published tables, and prints what docs/operators.md shows.
 *
 *   node tools/model/fit-operators.ts DIR [--only OPERATOR] [--write]
 *
 * DIR holds the tables named in `TABLES`. Half of each table, chosen by a hash of its rows, is fitted and the other half
 * predicted; then each accelerator is left out and predicted from the others. With --write the constants fitted to all rows
 * go into src/catalog/facts/operators.json. The published tables are in aiconfigurator (Apache-2.0).
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { minimiseFromMany } from '../../src/base/statistics/least-squares.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { findAccelerator } from '../../src/catalog/catalog.ts';
import {
  causalPairs,
  decodeAttentionLaw,
  promptAttentionLaw,
  type DecodeAttentionShape,
  type PromptAttentionShape,
} from '../../src/throughput/operators/attention.ts';
import { collectiveLaw } from '../../src/throughput/operators/collectives.ts';
import { lowLatencyExchangeLaw, normalExchangeLaw } from '../../src/throughput/operators/expert-exchange.ts';
import { expertsLaw } from '../../src/throughput/operators/experts.ts';
import { latentDecodeLaw, latentPromptLaw } from '../../src/throughput/operators/latent-attention.ts';
import {
  typicalConstants,
  type Constants,
  type OperatorLaw,
  type OperatorMachine,
  type Prior,
} from '../../src/throughput/operators/law.ts';
import { operatorMachine } from '../../src/throughput/operators/machine.ts';
import { summary } from './print.ts';

type Row = Readonly<Record<string, string>>;
type AnyLaw = OperatorLaw<unknown, string>;

interface Table {
  readonly operator: string;
  readonly file: string;
  readonly law: AnyLaw;
  readonly shape: (row: Row) => unknown;
  readonly seconds: (row: Row) => number;
  /** What a set of constants is fitted for, beside the accelerator: the same for all accelerators that run it. */
  readonly kernel: (row: Row) => { readonly stack: string; readonly kernel: string; readonly format: string } | null;
}

const ACCELERATORS: Readonly<Record<string, string>> = {
  a100_sxm: 'a100-sxm-80gb',
  h100_sxm: 'h100-sxm',
  h200_sxm: 'h200-sxm',
  b200_sxm: 'b200-sxm',
  gb200: 'gb200',
  l40s: 'l40s',
};
/** The tables’ names of stacks by ours. */
const STACKS: Readonly<Record<string, string>> = {
  trtllm: 'tensorrt-llm',
  vllm: 'vllm',
  sglang: 'sglang',
  nccl: 'nccl',
};

const number = (row: Row, name: string): number => {
  const value = Number(row[name]);
  if (!Number.isFinite(value)) throw new Error(`${name}: ${String(row[name])} is no number`);
  return value;
};
const milliseconds = (row: Row): number => number(row, 'latency') * 1e-3;
const cacheBytes = (row: Row): number => (row['kv_cache_dtype'] === 'fp8' ? 1 : 2);
const windowOf = (row: Row): number | null => number(row, 'window_size') || null;
const stackOf = (row: Row): string => STACKS[row['stack'] ?? ''] ?? 'unknown';

/** Constants of a kernel of a version of a stack, whatever the number format. */
const kernelOfStack = (row: Row) => ({
  stack: `${stackOf(row)} ${row['version'] ?? ''}`,
  kernel: row['kernel_source'] ?? '',
  format: 'any',
});

/** Elements of DeepSeek-V3, whose attention the tables of latent attention time. */
const LATENT = { kvLoraRank: 512, qkNopeHeadDim: 128, qkRopeHeadDim: 64, vHeadDim: 128 };

const EXPERT_FORMATS: Readonly<
  Record<string, { readonly weightBytes: number; readonly activationBytes: number; readonly computeBits: 16 | 8 | 4 }>
> = {
  bfloat16: { weightBytes: 2, activationBytes: 2, computeBits: 16 },
  fp8: { weightBytes: 1, activationBytes: 1, computeBits: 8 },
  fp8_block: { weightBytes: 1, activationBytes: 1, computeBits: 8 },
  int4_wo: { weightBytes: 0.53, activationBytes: 2, computeBits: 16 },
  nvfp4: { weightBytes: 0.5625, activationBytes: 0.5625, computeBits: 4 },
  w4a16_mxfp4: { weightBytes: 0.53, activationBytes: 2, computeBits: 16 },
  w4afp8: { weightBytes: 0.53, activationBytes: 1, computeBits: 8 },
  w4a8_mxfp4_mxfp8: { weightBytes: 0.53, activationBytes: 1, computeBits: 8 },
};

const law = (of: unknown): AnyLaw => of as AnyLaw;

const NCCL_OPERATIONS = ['all_reduce', 'all_gather', 'reduce_scatter', 'alltoall'];

const TABLES: readonly Table[] = [
  ...['graph', 'eager'].map((mode): Table => ({
    operator: mode === 'graph' ? 'all-reduce' : 'all-reduce eager',
    file: 'allreduce.csv',
    law: law(collectiveLaw),
    shape: (row) => ({ bytes: 2 * number(row, 'message_size'), members: number(row, 'num_gpus') }),
    seconds: milliseconds,
    kernel: (row) =>
      (row['kernel_source'] ?? '').endsWith('_eager') === (mode === 'eager')
        ? { stack: stackOf(row), kernel: 'custom', format: 'bf16' }
        : null,
  })),
  ...NCCL_OPERATIONS.map((operation): Table => ({
    operator: `nccl ${operation.replace('_', '-').replace('alltoall', 'all-to-all')}`,
    file: 'nccl.csv',
    law: law(collectiveLaw),
    shape: (row) => ({
      bytes: number(row, 'message_size') * (row['nccl_dtype'] === 'half' ? 2 : 1),
      members: number(row, 'num_gpus'),
    }),
    seconds: milliseconds,
    kernel: (row) => (row['op_name'] === operation ? { stack: 'nccl', kernel: 'nccl', format: 'any' } : null),
  })),
  {
    operator: 'experts',
    file: 'moe.csv',
    law: law(expertsLaw),
    shape: (row) => {
      const format = EXPERT_FORMATS[row['moe_dtype'] ?? ''];
      if (format === undefined) throw new Error(`moe_dtype ${String(row['moe_dtype'])} is not known`);
      const distribution = row['distribution'] ?? '';
      return {
        ...format,
        tokens: number(row, 'num_tokens'),
        hidden: number(row, 'hidden_size'),
        width: number(row, 'inter_size') / number(row, 'moe_tp_size'),
        gated: !(row['kernel_source'] ?? '').includes('nongated'),
        experts: number(row, 'num_experts'),
        perToken: number(row, 'topk'),
        expertParallel: number(row, 'moe_ep_size'),
        routing: distribution === 'balanced' ? 'balanced' : Number(distribution.replace('power_law_', '')),
      };
    },
    seconds: milliseconds,
    kernel: (row) => ({
      stack: `${stackOf(row)} ${row['version'] ?? ''}`,
      kernel: row['kernel_source'] ?? '',
      format: row['moe_dtype'] ?? '',
    }),
  },
  {
    operator: 'prompt attention',
    file: 'context-attention.csv',
    law: law(promptAttentionLaw),
    shape: (row) => ({
      prompts: number(row, 'batch_size'),
      tokens: number(row, 'isl'),
      cachedTokens: number(row, 'step'),
      heads: number(row, 'num_heads'),
      kvHeads: number(row, 'num_key_value_heads'),
      headDim: number(row, 'head_dim'),
      windowTokens: windowOf(row),
      cacheBytes: cacheBytes(row),
      computeBits: row['attn_dtype'] === 'fp8' ? 8 : 16,
    }),
    seconds: milliseconds,
    kernel: kernelOfStack,
  },
  {
    operator: 'decode attention',
    file: 'generation-attention.csv',
    law: law(decodeAttentionLaw),
    shape: (row) => ({
      sequences: number(row, 'batch_size'),
      contextTokens: number(row, 'isl') + number(row, 'step'),
      heads: number(row, 'num_heads'),
      kvHeads: number(row, 'num_key_value_heads'),
      headDim: number(row, 'head_dim'),
      windowTokens: windowOf(row),
      cacheBytes: cacheBytes(row),
    }),
    seconds: milliseconds,
    kernel: kernelOfStack,
  },
  {
    operator: 'latent prompts',
    file: 'context-mla.csv',
    law: law(latentPromptLaw),
    shape: (row) => ({
      ...LATENT,
      prompts: number(row, 'batch_size'),
      tokens: number(row, 'isl'),
      cachedTokens: number(row, 'step'),
      heads: number(row, 'num_heads'),
      cacheBytes: cacheBytes(row),
    }),
    seconds: milliseconds,
    kernel: kernelOfStack,
  },
  {
    operator: 'latent decode',
    file: 'generation-mla.csv',
    law: law(latentDecodeLaw),
    shape: (row) => ({
      ...LATENT,
      sequences: number(row, 'batch_size'),
      contextTokens: number(row, 'isl') + number(row, 'step'),
      heads: number(row, 'num_heads'),
      cacheBytes: cacheBytes(row),
    }),
    seconds: milliseconds,
    kernel: kernelOfStack,
  },
  {
    operator: 'expert exchange, low latency',
    file: 'deepep-low-latency.csv',
    law: law(lowLatencyExchangeLaw),
    shape: (row) => ({
      tokensPerRank: number(row, 'num_token'),
      hidden: number(row, 'hidden_size'),
      perToken: number(row, 'num_topk'),
      experts: number(row, 'num_experts'),
      ranks: 8 * number(row, 'node_num'),
      dispatchBytes: 1,
    }),
    seconds: (row) => (number(row, 'dispatch_avg_t_us') + number(row, 'combine_avg_t_us')) * 1e-6,
    kernel: () => ({ stack: 'deepep', kernel: 'deepep', format: 'any' }),
  },
  {
    operator: 'expert exchange, normal',
    file: 'deepep-normal.csv',
    law: law(normalExchangeLaw),
    // The stacks give it 20 or 24 compute units; tables of fewer are of another trade.
    shape: (row) => ({
      tokensPerRank: number(row, 'num_token'),
      hidden: number(row, 'hidden_size'),
      perToken: number(row, 'num_topk'),
      experts: number(row, 'num_experts'),
      ranks: 8 * number(row, 'node_num'),
      dispatchBytes: 2,
    }),
    seconds: (row) =>
      ['dispatch_transmit_us', 'dispatch_notify_us', 'combine_transmit_us', 'combine_notify_us'].reduce(
        (sum, name) => sum + number(row, name),
        0,
      ) * 1e-6,
    kernel: (row) => (number(row, 'dispatch_sms') >= 20 ? { stack: 'deepep', kernel: 'deepep', format: 'any' } : null),
  },
];

/**
 * Kernels whose table contradicts what is served with them, and so is not shipped: by the table of B200 a layer of Kimi K2.5 in
 * four-bit integers takes twice as long as the whole model does end to end.
 */
const CONTRADICTED = ['vllm_marlin_int4_moe'];

/** What is read several times over may come from the chip's cache; what is larger cannot. */
const BEYOND_CACHES_BYTES = 200e6;
/** Timings of a few percent more than the datasheet's bandwidth are rounding. */
const SLACK = 1.05;

/**
 * Rows that beat the datasheet: more FLOP/s than the matrix units have or more bytes/s than the memory gives, as where a kernel
 * returned at once. They are no timings of the operator, are left out of fit and errors, and counted.
 */
const beatsDatasheet = (table: Table, row: Row, machine: OperatorMachine): boolean => {
  const seconds = table.seconds(row);
  if (table.operator === 'prompt attention') {
    const shape = table.shape(row) as PromptAttentionShape;
    const pairs = causalPairs(shape.tokens, shape.cachedTokens, shape.windowTokens ?? Infinity);
    const flop = 4 * shape.prompts * shape.heads * shape.headDim * pairs;
    return flop / seconds > SLACK * machine.peakFlops[shape.computeBits];
  }
  if (table.operator === 'decode attention') {
    const {
      sequences,
      contextTokens,
      windowTokens,
      kvHeads,
      headDim,
      cacheBytes: bytes,
    } = table.shape(row) as DecodeAttentionShape;
    const read = sequences * Math.min(contextTokens, windowTokens ?? Infinity) * 2 * kvHeads * headDim * bytes;
    return read > BEYOND_CACHES_BYTES && read / seconds > SLACK * machine.bandwidthBytesPerS;
  }
  return false;
};

/** Log errors beyond this count as outliers. */
const OUTLIER = 0.12;
/** Weight of a prior of one spread, in rows' log errors. */
const PRIOR_WEIGHT = 0.12;
/** Constants stay within so many spreads of where they lie as a rule. */
const REACH = 4;

interface Timing {
  readonly shape: unknown;
  readonly seconds: number;
  readonly half: number;
}
interface Group {
  readonly accelerator: string;
  readonly stack: string;
  readonly kernel: string;
  readonly format: string;
  readonly timings: readonly Timing[];
}

/**
 * Second-level caches, from the makers' architecture papers and tuning guides: the tables run each kernel over and over on the same
 * data, and what fits is read there.
 */
const CHIP_CACHE_MB: Readonly<Record<string, number>> = {
  'a100-sxm-80gb': 40,
  'h100-sxm': 50,
  'h200-sxm': 50,
  'b200-sxm': 126,
  gb200: 126,
  l40s: 96,
};

const machineOf = (accelerator: string): OperatorMachine => {
  const found = findAccelerator(accelerator);
  const machine = found === null ? null : operatorMachine(found);
  const cacheMB = CHIP_CACHE_MB[accelerator];
  if (machine === null || cacheMB === undefined)
    throw new Error(`${accelerator} is not in the catalogue, or lacks figures`);
  return { ...machine, residentBytes: cacheMB * 1e6 };
};

const logOf = ({ exponent }: Prior, value: number): number => (exponent ? value : Math.log(value));
const valueOf = ({ exponent }: Prior, at: number): number => (exponent ? at : Math.exp(at));

const fit = (
  { priors, timeS }: AnyLaw,
  accelerator: string,
  timings: readonly Timing[],
  centre: Constants<string>,
): Constants<string> => {
  const machine = machineOf(accelerator);
  const names = Object.keys(priors);
  const prior = (name: string): Prior => priors[name] ?? { typical: 1, spread: 1 };
  const middle = names.map((name) => logOf(prior(name), centre[name] ?? prior(name).typical));
  const spreads = names.map((name) => prior(name).spread);
  const constantsOf = (at: readonly number[]): Constants<string> =>
    Object.fromEntries(names.map((name, i) => [name, valueOf(prior(name), at[i] ?? 0)]));
  const residuals = (at: readonly number[]): number[] => {
    const constants = constantsOf(at);
    return [
      ...timings.map(({ shape, seconds }) => Math.log(timeS(shape, machine, constants) / seconds)),
      ...at.map((value, i) => (PRIOR_WEIGHT * (value - (middle[i] ?? 0))) / (spreads[i] ?? 1)),
    ];
  };
  const step = (by: (i: number) => number): number[] => middle.map((value, i) => value + by(i) * (spreads[i] ?? 1));
  const found = minimiseFromMany(
    {
      residuals,
      lower: step(() => -REACH),
      upper: step(() => REACH),
      scale: OUTLIER,
    },
    [middle, step(() => 0.3), step(() => -0.3), step((i) => (i % 2 === 0 ? 0.3 : -0.3))],
    3,
  );
  return constantsOf(found.parameters);
};

const mean = (law_: AnyLaw, all: readonly Constants<string>[]): Constants<string> =>
  Object.fromEntries(
    Object.entries(law_.priors).map(([name, prior]) => [
      name,
      valueOf(prior, median(all.map((constants) => logOf(prior, constants[name] ?? prior.typical)))),
    ]),
  );

const errorsOf = (
  law_: AnyLaw,
  accelerator: string,
  timings: readonly Timing[],
  constants: Constants<string>,
): number[] => {
  const machine = machineOf(accelerator);
  return timings.map(({ shape, seconds }) => Math.abs(law_.timeS(shape, machine, constants) / seconds - 1));
};

const groupsOf = (table: Table, rows: readonly Row[], impossible: Map<string, number>): Group[] => {
  const groups = new Map<string, { -readonly [K in keyof Group]: Group[K] } & { timings: Timing[] }>();
  for (const row of rows) {
    const accelerator = ACCELERATORS[row['accelerator'] ?? ''];
    const kernel = table.kernel(row);
    if (accelerator === undefined || kernel === null || CONTRADICTED.includes(kernel.kernel)) continue;
    if (beatsDatasheet(table, row, machineOf(accelerator))) {
      impossible.set(accelerator, (impossible.get(accelerator) ?? 0) + 1);
      continue;
    }
    const key = [accelerator, kernel.stack, kernel.kernel, kernel.format].join('|');
    const group = groups.get(key) ?? { accelerator, ...kernel, timings: [] };
    const half = (createHash('sha256').update(Object.values(row).join(',')).digest()[0] ?? 0) % 2;
    group.timings.push({ shape: table.shape(row), seconds: table.seconds(row), half });
    groups.set(key, group);
  }
  return [...groups.values()];
};

const FEWEST_ROWS = 12;

const args = process.argv.slice(2);
const directory = args.find((arg) => !arg.startsWith('--'));
if (directory === undefined)
  throw new Error('usage: node tools/model/fit-operators.ts DIR [--only OPERATOR] [--write]');
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;

/** Fits of all groups, each from the middle of the first fits of its kind. */
const fitGroups = (table: Table, groups: readonly Group[], pick: (timing: Timing) => boolean): Constants<string>[] => {
  const start = typicalConstants(table.law.priors);
  const chosen = groups.map(({ timings }) => timings.filter(pick));
  const first = groups.map(({ accelerator }, i) => fit(table.law, accelerator, chosen[i] ?? [], start));
  const kindOf = ({ kernel, format }: Group): string => [kernel, format].join('|');
  return groups.map((group, i) => {
    const alike = first.filter((_, j) => kindOf(groups[j] ?? group) === kindOf(group));
    const centre = mean(table.law, alike.length >= 3 ? alike : first);
    return fit(table.law, group.accelerator, chosen[i] ?? [], centre);
  });
};

const round = (value: number): number => Number(value.toPrecision(4));
const shipped: object[] = [];
const names: Record<string, readonly string[]> = {};
for (const table of TABLES) {
  if (only !== undefined && !table.operator.includes(only)) continue;
  const text = readFileSync(join(directory, table.file), 'utf8');
  const rows = Papa.parse<Row>(text, { header: true, skipEmptyLines: true }).data;
  const impossible = new Map<string, number>();
  const groups = groupsOf(table, rows, impossible).filter(({ timings }) => timings.length >= FEWEST_ROWS);
  const halves = fitGroups(table, groups, ({ half }) => half === 1);
  const whole = fitGroups(table, groups, () => true);
  const held = new Map<string, number[]>();
  const away = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, key: string, errors: readonly number[]): void => {
    to.set(key, [...(to.get(key) ?? []), ...errors]);
  };
  groups.forEach((group, i) => {
    const unseen = errorsOf(
      table.law,
      group.accelerator,
      group.timings.filter(({ half }) => half === 0),
      halves[i] ?? {},
    );
    add(held, group.accelerator, unseen);
    const others = groups.flatMap((other, j) =>
      other.accelerator === group.accelerator ? [] : [{ other, fitted: whole[j] ?? {} }],
    );
    const alike = others.filter(({ other }) => other.kernel === group.kernel && other.format === group.format);
    const sameFormat = others.filter(({ other }) => other.format === group.format);
    const from = alike.length > 0 ? alike : sameFormat.length > 0 ? sameFormat : others;
    const transferred = mean(
      table.law,
      from.map(({ fitted }) => fitted),
    );
    add(away, group.accelerator, errorsOf(table.law, group.accelerator, group.timings, transferred));
    if (args.includes('--groups'))
      console.log(
        `    ${group.accelerator} ${group.stack} ${group.kernel} ${group.format} ${String(group.timings.length)}: ${summary(unseen)}`,
      );
    // Rounded to what the rows tell; names stand once for all.
    const [stack = '', version = ''] = group.stack.split(' ');
    const id = [table.operator, group.accelerator, stack, version, group.kernel, group.format]
      .filter((part) => part !== '')
      .join('--')
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-');
    names[table.operator] = Object.keys(table.law.priors);
    shipped.push({
      id,
      operator: table.operator,
      accelerator: group.accelerator,
      stack,
      version,
      kernel: group.kernel,
      format: group.format,
      rows: group.timings.length,
      unseenError: { median: round(median(unseen)), p90: round(quantile(unseen, 0.9)) },
      constants: Object.keys(table.law.priors).map((name) => round((whole[i] ?? {})[name] ?? NaN)),
    });
  });
  const main = [...held].filter(([accelerator]) => accelerator !== 'l40s' && accelerator !== 'gb200');
  console.log(`${table.operator}: other half ${summary(main.flatMap(([, errors]) => errors))} (A100 to B200)`);
  for (const [accelerator, errors] of held) {
    console.log(
      `  ${accelerator.padEnd(14)} n ${String(errors.length).padStart(5)}  other half ${summary(errors).padEnd(14)}  left out ${summary(away.get(accelerator) ?? []).padEnd(14)}${impossible.has(accelerator) ? `  ${String(impossible.get(accelerator))} rows beat the datasheet` : ''}`,
    );
  }
}
if (args.includes('--write')) {
  const records = shipped.map((record) => JSON.stringify(record)).join(',\n');
  const source =
    'ai-dynamo/aiconfigurator, measured tables of operators (Apache-2.0, snapshot of 2026-08-21), fitted here';
  writeFileSync(
    'src/catalog/facts/operators.json',
    `{"source":${JSON.stringify(source)},\n"names":${JSON.stringify(names)},\n"records":[\n${records}\n]}\n`,
  );
}
