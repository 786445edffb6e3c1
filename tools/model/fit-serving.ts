/**
 * Fits the constants of today's serving stacks (src/catalog/stacks.ts) to published end-to-end rows, and prints what
 * docs/operators.md shows.
 *
 *   node tools/model/fit-serving.ts ROWS.csv [CONFIGS] [--groups] [--left-out]
 *
 * ROWS.csv has the columns that `roofrack throughput --rows` reads, and the measured `ttft_ms` and `tpot_ms`. Models that the
 * catalogue has not are read from CONFIGS/ORG--NAME.json. Rows that state two different numbers of requests, or that an equal
 * row contradicts by more than 1.25, are left out of the fit.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import { minimise } from '../../src/base/statistics/least-squares.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { cpuLaunchYearBeside, models } from '../../src/catalog/catalog.ts';
import { modelKind } from '../../src/catalog/model-geometry.ts';
import { toModel } from '../../src/catalog/own-hardware.ts';
import { stackConstants, type StackConstants } from '../../src/catalog/stacks.ts';
import { ownModelOf } from '../../src/exchange/model-config/own-model.ts';
import { readModelConfig } from '../../src/exchange/model-config/read-model-config.ts';
import { readServedTable, servedRow, type NamedModel, type TableRow } from '../../src/exchange/served-rows.ts';
import { bareName, publishedFormat, SAME_MAKE } from '../../src/exchange/served-models.ts';
import { replicaOf, type ServedRow } from '../../src/plan/standing/served-rows.ts';
import { closedLoopFrom, closedLoopLoads, type ClosedLoopLoads } from '../../src/throughput/closed-loop.ts';
import { stackedTerms, sumTerms, type KernelTimes, type PassSize } from '../../src/throughput/replica.ts';
import { percent, summary } from './print.ts';

const args = process.argv.slice(2);
const [file, configs] = args.filter((arg) => !arg.startsWith('--'));
if (file === undefined)
  throw new Error('usage: node tools/model/fit-serving.ts ROWS.csv [CONFIGS] [--groups] [--left-out]');

/** Constants that the rows tell of: a middle and how far from it, in log, a stack may be expected. */
const SEARCHED: readonly (readonly [name: keyof StackConstants, middle: number, spread: number])[] = [
  ['deviceScale', 1, 0.06],
  ['promptScale', 1, 0.15],
  ['decodeAttentionScale', 1, 0.1],
  ['promptAttentionScale', 1, 0.15],
  ['expertScale', 1, 0.12],
  ['expertLaunchScale', 0.6, 0.6],
  ['exchangeScale', 1.3, 0.15],
  ['layerUs', 4, 1],
  ['hostUsPerPass', 300, 1],
  ['hostUsPerSequence', 4, 1],
  ['hostUsPerPromptPass', 2000, 1],
  ['firstTokenSteps', 5, 0.6],
  ['requestUs', 200, 1],
  ['waveShare', 0.05, 0.7],
];
const OUTLIER = 0.1;
const PRIOR_WEIGHT = 0.5;
/** First tokens scatter more than what follows them; some miss by ten times, by settings that no row states, and pull no more. */
const FIRST_TOKEN_WEIGHT = 0.9;
const FIRST_TOKEN_OUTLIER = 0.2;
/** Residual whose square is the Cauchy loss of a log error. */
const cauchy = (error: number, scale: number): number =>
  Math.sign(error) * scale * Math.sqrt(Math.log1p((error / scale) ** 2));
const REACH = 4;
const CONTRADICTION = 1.25;

interface Point {
  readonly row: TableRow;
  readonly served: ServedRow;
  readonly loads: ClosedLoopLoads;
  readonly passes: readonly { readonly times: KernelTimes; readonly size: PassSize }[];
  readonly ttftS: number;
  readonly tpotS: number;
}

const byName = new Map(models.flatMap((model) => [model.id, bareName(model.name)].map((name) => [name, model])));
const namedModels = new Map<string, Result<NamedModel, Problem>>();
const modelNamed = (name: string): Result<NamedModel, Problem> => {
  const before = namedModels.get(name);
  if (before !== undefined) return before;
  const bare = bareName(name);
  const known = byName.get(bare) ?? byName.get(SAME_MAKE[bare] ?? '');
  const path = configs === undefined ? '' : join(configs, `${name.replace('/', '--')}.json`);
  const others = path.replace('meta-llama--Llama', 'meta-llama--Meta-Llama');
  const found = [path, others].find((candidate) => candidate !== '' && existsSync(candidate));
  const fromFile = (): Result<NamedModel, Problem> => {
    if (found === undefined) return err(problem('model', `${name} is neither in the catalogue nor in CONFIGS.`));
    const read = readModelConfig({ text: readFileSync(found, 'utf8'), name });
    if (!read.ok) return err(read.error[0] ?? problem('model', name));
    return ok({ model: toModel(ownModelOf(read.value, found, [])), published: publishedFormat(bare) });
  };
  const result = known === undefined ? fromFile() : ok({ model: known, published: publishedFormat(bare) });
  namedModels.set(name, result);
  return result;
};

const table = readServedTable(readFileSync(file, 'utf8'));
if (!table.ok) throw new Error(table.error.map(({ message }) => message).join('\n'));
const aggregated = table.value.rows.filter((row) => row['mode'] !== 'disagg');
const IGNORED = ['version', 'measured', 'image', 'config_id', 'ttft_ms', 'tpot_ms'];
const keyOf = (row: TableRow): string =>
  Object.entries(row)
    .filter(([name]) => !IGNORED.includes(name))
    .map(([, value]) => value)
    .join('|');
const twins = new Map<string, number[]>();
for (const row of aggregated) twins.set(keyOf(row), [...(twins.get(keyOf(row)) ?? []), Number(row['tpot_ms'])]);

const leftAside = new Map<string, number>();
const aside = (why: string): void => void leftAside.set(why, (leftAside.get(why) ?? 0) + 1);
const points = aggregated.flatMap((row): Point[] => {
  const [concurrency, batch] = [row['concurrency'], row['batch']];
  if (concurrency !== '' && batch !== '' && Number(concurrency) !== Number(batch)) {
    aside('two numbers of requests');
    return [];
  }
  const same = twins.get(keyOf(row)) ?? [];
  if (Math.max(...same) > CONTRADICTION * Math.min(...same)) {
    aside('contradicted by an equal row');
    return [];
  }
  const served = servedRow(row, modelNamed);
  if (!served.ok || served.value.deployment.kind !== 'aggregated') {
    aside(served.ok ? 'disaggregated' : served.error.message.slice(0, 70));
    return [];
  }
  const { stack, loop, deployment } = served.value;
  const created = replicaOf(served.value, deployment.layout);
  if (!created.ok) {
    aside(created.error.message.slice(0, 70));
    return [];
  }
  const loads = closedLoopLoads(created.value, loop, stack.constants.kvPolicy);
  const passes = [loads.decode, loads.packed, loads.single].map((load) => created.value.kernelTimes(load));
  const [ttftS, tpotS] = [Number(row['ttft_ms']) / 1000, Number(row['tpot_ms']) / 1000];
  return [{ row, served: served.value, loads, passes, ttftS, tpotS }];
});

const predict = ({ passes, served, loads }: Point, constants: StackConstants) => {
  const year = cpuLaunchYearBeside(served.accelerator.id);
  const [decode = 0, packed = 0, single = 0] = passes.map(({ times, size }) =>
    sumTerms(stackedTerms(times, size, constants, year)),
  );
  return closedLoopFrom(loads, { decode, packed, single }, served.loop, constants);
};

const fit = (stack: string, of: readonly Point[]): StackConstants => {
  const start = stackConstants(stack);
  const decode = (at: readonly number[]): StackConstants => ({
    ...start,
    ...Object.fromEntries(SEARCHED.map(([name], i) => [name, Math.exp(at[i] ?? 0)])),
  });
  const middle = SEARCHED.map(([, value]) => Math.log(value));
  const found = minimise(
    {
      residuals: (at) => {
        const constants = decode(at);
        return [
          ...of.flatMap((point) => {
            const { tpotS, ttftS } = predict(point, constants);
            const firstToken = cauchy(Math.log(ttftS / point.ttftS), FIRST_TOKEN_OUTLIER);
            return [Math.log(tpotS / point.tpotS), FIRST_TOKEN_WEIGHT * firstToken];
          }),
          ...at.map((value, i) => (PRIOR_WEIGHT * (value - (middle[i] ?? 0))) / (SEARCHED[i]?.[2] ?? 1)),
        ];
      },
      lower: middle.map((value) => value - REACH),
      upper: middle.map((value) => value + REACH),
      scale: OUTLIER,
    },
    middle,
  );
  return decode(found.parameters);
};

const say = (name: string, errors: readonly number[]): void => {
  console.log(
    `${name.padEnd(56)} n ${String(errors.length).padStart(5)}   ${summary(errors).padStart(13)}   bias ${percent(median(errors))}`,
  );
};

console.log(
  `${String(points.length)} of ${String(aggregated.length)} rows; left aside:`,
  Object.fromEntries(leftAside),
);
const stackOf = (point: Point): string => point.served.stack.id;
const stackIds = [...new Set(points.map(stackOf))];
const fitted = new Map(
  stackIds.map((stack) => [
    stack,
    fit(
      stack,
      points.filter((point) => stackOf(point) === stack),
    ),
  ]),
);
for (const [stack, constants] of fitted) {
  console.log(stack, SEARCHED.map(([name]) => `${name} ${Number(constants[name]).toPrecision(3)}`).join(', '));
}
const errorsWith = (point: Point, constants: StackConstants) => {
  const { ttftS, tpotS } = predict(point, constants);
  const later = point.served.loop.mostOutputTokens - 1;
  return {
    tpot: tpotS / point.tpotS - 1,
    ttft: ttftS / point.ttftS - 1,
    cycle: (ttftS + later * tpotS) / (point.ttftS + later * point.tpotS) - 1,
  };
};
const errors = points.map((point) => ({
  point,
  ...errorsWith(point, fitted.get(stackOf(point)) ?? stackConstants(stackOf(point))),
}));
say(
  'TPOT',
  errors.map(({ tpot }) => tpot),
);
say(
  'TTFT',
  errors.map(({ ttft }) => ttft),
);
say(
  'cycle',
  errors.map(({ cycle }) => cycle),
);

const grouped = <K>(key: (point: Point) => K): Map<K, typeof errors> => {
  const groups = new Map<K, typeof errors>();
  for (const error of errors) groups.set(key(error.point), [...(groups.get(key(error.point)) ?? []), error]);
  return groups;
};
if (args.includes('--groups')) {
  const key = ({ row, served }: Point): string =>
    [served.model.name, row['accelerator'], served.stack.id, served.precision.weights].join(' ');
  for (const [name, of] of [...grouped(key)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    say(
      name,
      of.map(({ tpot }) => tpot),
    );
  }
}
/** Half-widths of bands: what nine of ten log errors are below. */
const printBands = (what: string, of: typeof errors): void => {
  const kinds = new Map<string, number[]>();
  for (const { point, cycle } of of) {
    const kind = `${stackOf(point)}, ${modelKind(point.served.model)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), Math.abs(Math.log1p(cycle))]);
  }
  for (const [kind, sizes] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [middle, nine] = [median(sizes), quantile(sizes, 0.9)].map((size) => size.toFixed(3));
    console.log(`log error of the cycle, ${what}: ${kind}: n ${String(sizes.length)}, median ${middle}, 90 % ${nine}`);
  }
};
printBands('fitted', errors);

if (args.includes('--left-out')) {
  const leave = (what: string, key: (point: Point) => string): void => {
    const all: (typeof errors)[number][] = [];
    for (const value of new Set(points.map(key))) {
      const away = points.filter((point) => key(point) === value);
      const others = new Map(
        [...new Set(away.map(stackOf))].map((stack) => [
          stack,
          fit(
            stack,
            points.filter((point) => stackOf(point) === stack && key(point) !== value),
          ),
        ]),
      );
      const missed = away.map((point) => ({
        point,
        ...errorsWith(point, others.get(stackOf(point)) ?? stackConstants(stackOf(point))),
      }));
      all.push(...missed);
      say(
        `left out: ${what} ${value}`,
        missed.map(({ tpot }) => tpot),
      );
    }
    printBands(`${what} left out`, all);
  };
  leave('model', ({ served }) => served.model.name);
  leave('accelerator', ({ served }) => served.accelerator.id);
  for (const stack of stackIds) {
    for (const other of stackIds.filter((id) => id !== stack)) {
      const borrowed = fitted.get(other) ?? stackConstants(other);
      const of = points.filter((point) => stackOf(point) === stack);
      say(
        `left out: stack ${stack}, by the constants of ${other}`,
        of.map((point) => errorsWith(point, borrowed).tpot),
      );
    }
  }
}
