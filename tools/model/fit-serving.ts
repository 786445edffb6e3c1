/**
 * Fits the constants of today's serving stacks to published end-to-end rows, and prints what docs/operators.md shows.
 *
 *   node tools/model/fit-serving.ts ROWS.csv MODELS.json
 */
import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { minimise } from '../../src/base/statistics/least-squares.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { cpuLaunchYearBeside, findAccelerator } from '../../src/catalog/catalog.ts';
import type { Model } from '../../src/catalog/schema.ts';
import { stackConstants, type StackConstants } from '../../src/catalog/stacks.ts';
import { publishedParametersFor } from '../../src/plan/standing/published-parameters.ts';
import {
  closedLoopFrom,
  closedLoopLoads,
  type ClosedLoop,
  type ClosedLoopLoads,
} from '../../src/throughput/closed-loop.ts';
import { NAMED_PRECISIONS, type PrecisionChoice } from '../../src/throughput/precision.ts';
import {
  createReplica,
  stackedTerms,
  sumTerms,
  type KernelTimes,
  type PassSize,
} from '../../src/throughput/replica.ts';
import type { Spread } from '../../src/throughput/spread.ts';
type Row = Readonly<Record<string, string>>;
const [file = '', modelsFile = ''] = process.argv.slice(2);
const models = JSON.parse(readFileSync(modelsFile, 'utf8')) as Record<string, Model>;
const ACC: Record<string, string> = {
  h100_sxm: 'h100-sxm',
  h200_sxm: 'h200-sxm',
  b200_sxm: 'b200-sxm',
  gb200: 'gb200',
};
const STACK: Record<string, string> = { trtllm: 'tensorrt-llm', vllm: 'vllm', sglang: 'sglang' };
const rows = Papa.parse<Row>(readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;
const num = (t: string | undefined): number => (t === undefined || t === '' ? NaN : Number(t));
interface Point {
  row: Row;
  loop: ClosedLoop;
  loads: ClosedLoopLoads;
  passes: { times: KernelTimes; size: PassSize }[];
  cpu: number | null;
  ttft: number;
  tpot: number;
  stack: string;
}
export const spreadOf = (r: Row): Spread | null => {
  let tp = num(r['tp']) || 1,
    dp = num(r['attention_dp']) || 1,
    etp = num(r['moe_tp']) || 1,
    ep = num(r['moe_ep']) || 1;
  // Some rows count the same accelerators twice: tensor × expert parallel.
  if (ep > 1 && dp === 1 && tp === ep * ep) {
    tp = ep;
    etp = 1;
  } else if (dp === ep * ep && ep > 1) {
    dp = ep;
    etp = 1;
  } else if (tp === dp && ep === tp * dp && ep > 1) {
    tp = 1;
    ep = dp;
    etp = 1;
  }
  const g = tp * dp;
  if (etp * ep !== g) {
    if (ep > 1) {
      ep = Math.min(ep, g);
      etp = Math.max(1, g / ep);
    } else {
      etp = g;
      ep = 1;
    }
  }
  return { tensor: tp, data: dp, expertTensor: etp, expertParallel: ep };
};
export const precisionOf = (r: Row): PrecisionChoice => {
  const name = r['model'] ?? '';
  const p = r['precision'] || (r['gemm'] === 'nvfp4' ? 'fp4' : (r['gemm'] ?? ''));
  const choice = name.includes('gpt-oss')
    ? 'mxfp4'
    : p === 'fp4'
      ? 'nvfp4'
      : p.startsWith('fp8')
        ? 'fp8'
        : p === 'int4' || p === 'int4_wo'
          ? 'int4'
          : 'bf16';
  const kv = r['stack'] === 'trtllm' && choice !== 'bf16' ? 'fp8' : 'bf16';
  return { ...NAMED_PRECISIONS[choice], kvCache: kv };
};
const modelOf = (name: string): Model | null => {
  const bare = (name.split('/')[1] ?? name).replace('-NVFP4', '').replace('V3.1', 'V3');
  return models[Object.keys(models).find((k) => k.split('/')[1] === bare) ?? ''] ?? null;
};
const points: Point[] = [];
const problems = new Map<string, number>();
const twins = new Map<string, number[]>();
const keyOf = (r: Row) =>
  [
    'model',
    'accelerator',
    'stack',
    'precision',
    'gemm',
    'moe',
    'isl',
    'osl',
    'concurrency',
    'batch',
    'tp',
    'attention_dp',
    'moe_tp',
    'moe_ep',
  ]
    .map((k) => r[k])
    .join('|');
for (const r of rows) if (r['mode'] === 'agg') twins.set(keyOf(r), [...(twins.get(keyOf(r)) ?? []), num(r['tpot_ms'])]);
const t0 = performance.now();
for (const row of rows) {
  if (row['mode'] !== 'agg') continue;
  const fail = (why: string) => problems.set(why, (problems.get(why) ?? 0) + 1);
  const c = num(row['concurrency']),
    b = num(row['batch']);
  if (c && b && c !== b) {
    fail('batch');
    continue;
  }
  const same = twins.get(keyOf(row)) ?? [];
  if (Math.max(...same) > 1.25 * Math.min(...same)) {
    fail('contradicted');
    continue;
  }
  const accelerator = findAccelerator(ACC[row['accelerator'] ?? ''] ?? '');
  const model = modelOf(row['model'] ?? '');
  const spread = spreadOf(row);
  const stack = STACK[row['stack'] ?? ''] ?? '';
  if (accelerator === null || model === null || spread === null) {
    fail('unknown');
    continue;
  }
  const constants = stackConstants(stack);
  const cpu = cpuLaunchYearBeside(accelerator.id);
  const made = createReplica({
    model,
    accelerator,
    cpuLaunchYear: cpu,
    parameters: publishedParametersFor(accelerator, stack).parameters,
    stack: constants,
    spread,
    precision: precisionOf(row),
    memoryUtilisation: 0.9,
  });
  if (!made.ok) {
    fail(made.error.message.slice(0, 60));
    continue;
  }
  if (made.value.kvRoomBytesPerGpu < 0) {
    fail('does not fit');
    continue;
  }
  const loop = { concurrency: c || b, inputTokens: num(row['isl']), outputTokens: num(row['osl']) };
  const loads = closedLoopLoads(made.value, loop, 'paged');
  points.push({
    row,
    loop,
    loads,
    stack,
    cpu,
    passes: [loads.decode, loads.packed, loads.single].map((l) => made.value.kernelTimes(l)),
    ttft: num(row['ttft_ms']) / 1000,
    tpot: num(row['tpot_ms']) / 1000,
  });
}
console.log(points.length, 'points', Math.round(performance.now() - t0), 'ms', Object.fromEntries(problems));
const predict = (p: Point, constants: StackConstants) => {
  const [decode = 0, packed = 0, single = 0] = p.passes.map(({ times, size }) =>
    sumTerms(stackedTerms(times, size, constants, p.cpu)),
  );
  return closedLoopFrom(p.loads, { decode, packed, single }, p.loop, constants);
};
const SEARCH: readonly (readonly [keyof StackConstants, number, number])[] = [
  ['deviceScale', 1, 0.06],
  ['decodeAttentionScale', 1, 0.2],
  ['promptAttentionScale', 1, 0.3],
  ['expertScale', 1, 0.12],
  ['expertLaunchScale', 0.6, 0.6],
  ['exchangeScale', 1, 0.3],
  ['layerUs', 4, 1],
  ['hostUsPerPass', 300, 1],
  ['hostUsPerSequence', 4, 1],
  ['hostUsPerPromptPass', 2000, 1],
  ['firstTokenUs', 25000, 0.6],
  ['requestUs', 3000, 0.5],
];
const fit = (stack: string, pts: readonly Point[]): StackConstants => {
  const start = { ...stackConstants(stack), hostUsPerLayer: 0, hostOverlap: 1 };
  const decode = (at: readonly number[]): StackConstants => ({
    ...start,
    ...Object.fromEntries(SEARCH.map(([n], i) => [n, Math.exp(at[i] ?? 0)])),
  });
  const middle = SEARCH.map(([, m]) => Math.log(m));
  const res = minimise(
    {
      residuals: (at) => {
        const k = decode(at);
        return [
          ...pts.flatMap((p) => {
            const s = predict(p, k);
            return [Math.log(s.tpotS / p.tpot), 0.4 * Math.log(s.ttftS / p.ttft)];
          }),
          ...at.map((v, i) => (0.5 * (v - (middle[i] ?? 0))) / (SEARCH[i]?.[2] ?? 1)),
        ];
      },
      lower: middle.map((m) => m - 4),
      upper: middle.map((m) => m + 4),
      scale: 0.1,
    },
    middle,
  );
  return decode(res.parameters);
};
const pct = (x: number) => (100 * x).toFixed(1);
const show = (name: string, e: readonly number[]) =>
  console.log(
    `${name.padEnd(58)} n ${String(e.length).padStart(5)}  ${pct(median(e.map(Math.abs)))} / ${pct(quantile(e.map(Math.abs), 0.9))}   bias ${pct(median(e))}`,
  );
const fits: Record<string, StackConstants> = {};
for (const stack of ['tensorrt-llm', 'sglang', 'vllm']) {
  fits[stack] = fit(
    stack,
    points.filter((p) => p.stack === stack),
  );
  console.log(stack, SEARCH.map(([n]) => `${n} ${Number(fits[stack]?.[n]).toPrecision(3)}`).join(', '));
}
const err = (p: Point) => {
  const s = predict(p, fits[p.stack]!);
  const o = p.loop.outputTokens - 1;
  return {
    p,
    tpot: s.tpotS / p.tpot - 1,
    ttft: s.ttftS / p.ttft - 1,
    cycle: (s.ttftS + o * s.tpotS) / (p.ttft + o * p.tpot) - 1,
  };
};
const errors = points.map(err);
show(
  'TPOT',
  errors.map((e) => e.tpot),
);
show(
  'TTFT',
  errors.map((e) => e.ttft),
);
show(
  'cycle',
  errors.map((e) => e.cycle),
);
const by = new Map<string, typeof errors>();
for (const e of errors) {
  const k = [e.p.row['model']?.split('/')[1], e.p.row['accelerator'], e.p.stack, e.p.row['precision']].join(' ');
  by.set(k, [...(by.get(k) ?? []), e]);
}
if (process.argv.includes('--groups'))
  for (const [k, v] of [...by].sort())
    show(
      k,
      v.map((e) => e.tpot),
    );
if (process.argv.includes('--groups'))
  for (const [k, v] of [...by].sort())
    show(
      'TTFT ' + k,
      v.map((e) => e.ttft),
    );
if (process.argv.includes('--out'))
  for (const what of ['model', 'accelerator'] as const)
    for (const value of [...new Set(points.map((p) => p.row[what] ?? ''))]) {
      const cache: Record<string, StackConstants> = {};
      const e = points
        .filter((p) => p.row[what] === value)
        .map((p) => {
          const k = (cache[p.stack] ??= fit(
            p.stack,
            points.filter((q) => q.stack === p.stack && q.row[what] !== value),
          ));
          return predict(p, k).tpotS / p.tpot - 1;
        });
      show(`left out ${value}`, e);
    }

if (process.argv.includes('--bands')) {
  const isMoe = (p: Point) =>
    modelOf(p.row['model'] ?? '')?.layers.some(({ mlps }) => mlps.some(({ kind }) => kind === 'experts')) === true;
  const out = new Map<string, { e: number; t: number; c: number; fitted: number }[]>();
  const cache = new Map<string, StackConstants>();
  for (const p of points) {
    const m = (p.row['model'] ?? '').replace('-R1', '-V3');
    const key = p.stack + m;
    let k = cache.get(key);
    if (k === undefined)
      cache.set(
        key,
        (k = fit(
          p.stack,
          points.filter((q) => q.stack === p.stack && (q.row['model'] ?? '').replace('-R1', '-V3') !== m),
        )),
      );
    const s = predict(p, k);
    const o = p.loop.outputTokens - 1;
    const f = predict(p, fits[p.stack]!);
    for (const g of [`${p.stack} ${isMoe(p) ? 'experts' : 'dense'}`, p.stack])
      out.set(g, [
        ...(out.get(g) ?? []),
        {
          e: Math.log(s.tpotS / p.tpot),
          t: Math.log(s.ttftS / p.ttft),
          c: Math.log((s.ttftS + o * s.tpotS) / (p.ttft + o * p.tpot)),
          fitted: Math.log((f.ttftS + o * f.tpotS) / (p.ttft + o * p.tpot)),
        },
      ]);
  }
  const q = (v: number[], x: number) => quantile(v.map(Math.abs), x).toFixed(3);
  for (const [g, v] of [...out].sort())
    console.log(
      g,
      v.length,
      'left-out tpot median/q90',
      q(
        v.map((x) => x.e),
        0.5,
      ),
      q(
        v.map((x) => x.e),
        0.9,
      ),
      'cycle',
      q(
        v.map((x) => x.c),
        0.5,
      ),
      q(
        v.map((x) => x.c),
        0.9,
      ),
      'fitted cycle',
      q(
        v.map((x) => x.fitted),
        0.5,
      ),
      q(
        v.map((x) => x.fitted),
        0.9,
      ),
      'ttft',
      q(
        v.map((x) => x.t),
        0.5,
      ),
      q(
        v.map((x) => x.t),
        0.9,
      ),
    );
  const acc = new Map<string, StackConstants>();
  const oa = new Map<string, number[]>();
  for (const p of points) {
    const a = p.row['accelerator'] ?? '';
    const key = p.stack + a;
    let k = acc.get(key);
    if (k === undefined)
      acc.set(
        key,
        (k = fit(
          p.stack,
          points.filter((r) => r.stack === p.stack && r.row['accelerator'] !== a),
        )),
      );
    const s = predict(p, k);
    oa.set(p.stack, [...(oa.get(p.stack) ?? []), Math.log(s.tpotS / p.tpot)]);
  }
  for (const [g, v] of oa) console.log('accelerator left out', g, q(v, 0.5), q(v, 0.9));
  for (const [n, k] of Object.entries(fits))
    console.log(
      n,
      points.filter((p) => p.stack === n).length,
      [...new Set(points.filter((p) => p.stack === n).map((p) => p.row['accelerator']))].join(),
      JSON.stringify(k, (_, x: unknown) => (typeof x === 'number' ? Number(x.toPrecision(3)) : x)),
    );
}
