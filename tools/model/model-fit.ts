/**
 * Prints the tables of docs/model-fit.md: how well each form of the kernel-time model predicts rows it has not seen.
 *
 *   node tools/model/model-fit.ts DIR [--rows] [--terms] [--few] [--transfer] [--speed]
 *
 * DIR holds tables ACCELERATOR__STACK_VERSION.csv with the columns m, n, k and latency_us; without a flag all is printed.
 * Five-fold cross-validation with everything inside the fold: the fit, the choice of form, the interpolation, the design
 * and the interval. The published tables are in aiconfigurator (Apache-2.0); docs/model-fit.md says which parts were used.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shuffled } from '../../src/base/random.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { calibrate, machineOf, type CalibrateOptions } from '../../src/calibrate/calibrate.ts';
import { fitForm, predictUs, type FormFit } from '../../src/calibrate/forms.ts';
import { designAmong } from '../../src/calibrate/design.ts';
import { parseGemmCsv } from '../../src/exchange/gemm-csv.ts';
import { PLAIN_FORM, type Calibration, type GemmTiming, type KernelParameters } from '../../src/records/calibration.ts';
import { createPredictor } from '../../src/throughput/predictor.ts';
import { percent, printTable, summary } from './print.ts';

const MACHINES: Readonly<Record<string, readonly [tflops: number, gbps: number]>> = {
  a100_sxm_80gb: [312, 2039],
  h100_sxm: [989, 3350],
  h200_sxm: [989, 4800],
  b200_sxm: [2250, 8000],
  l40s: [362, 864],
};
const FOLDS = 5;

const optionsOf = (name: string): CalibrateOptions => {
  const [peakTflops, bandwidthGBps] = MACHINES[name.split('__')[0]!]!;
  return {
    id: name,
    name,
    createdAt: '2026-11-22T00:00:00Z',
    source: name,
    tier: 'published',
    software: false,
    accelerator: null,
    stack: null,
    dtype: 'bf16',
    elementBytes: 2,
    peakTflops,
    bandwidthGBps,
  };
};

const fitted = (rows: readonly GemmTiming[], options: CalibrateOptions): Calibration => {
  const result = calibrate(rows, options);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};

const relative = (row: GemmTiming, predictedUs: number): number => Math.abs(predictedUs / row.measuredUs - 1);

interface Table {
  readonly name: string;
  readonly rows: readonly GemmTiming[];
}

const folds = (rows: readonly GemmTiming[], seed: number): { training: GemmTiming[]; unseen: GemmTiming[] }[] => {
  const order = shuffled(rows.length, seed);
  return Array.from({ length: FOLDS }, (_, fold) => ({
    training: order.filter((_row, at) => at % FOLDS !== fold).map((i) => rows[i]!),
    unseen: order.filter((_row, at) => at % FOLDS === fold).map((i) => rows[i]!),
  }));
};

const crossValidated = (name: string, rows: readonly GemmTiming[]): string[] => {
  const options = optionsOf(name);
  const errors: Record<'ideal' | 'roofline' | 'tile' | 'whole', number[]> = {
    ideal: [],
    roofline: [],
    tile: [],
    whole: [],
  };
  let covered = 0;
  const sharp = { computeEfficiency: 1, memoryEfficiency: 1, smoothness: 100, overheadUs: 0, ...PLAIN_FORM };
  for (const { training, unseen } of folds(rows, 1)) {
    const record = fitted(training, options);
    const units = record.parameters.tile?.computeUnits ?? 100;
    const roofline = fitForm('roofline', training, machineOf(options), units);
    const tile = fitForm('tile', training, machineOf(options), units);
    const predictor = createPredictor(record);
    for (const row of unseen) {
      errors.ideal.push(relative(row, predictUs(row, machineOf(options), sharp)));
      errors.roofline.push(relative(row, predictUs(row, machineOf(options), roofline.parameters)));
      errors.tile.push(relative(row, predictUs(row, machineOf(options), tile.parameters)));
      errors.whole.push(relative(row, predictor.timeUs(row)));
      const [low, high] = predictor.intervalUs(row);
      if (low <= row.measuredUs && row.measuredUs <= high) covered++;
    }
  }
  const coverage = percent(covered / rows.length);
  return [name, summary(errors.ideal), summary(errors.roofline), summary(errors.tile), summary(errors.whole), coverage];
};

/** What a form without a term is: the whole form with parameters held where the term does nothing. */
const ABLATIONS: readonly (readonly [name: string, held: Readonly<Record<string, number>>])[] = [
  ['tiles, waves, γ, δ, split-K, launch, cache', {}],
  ['the same with sharp waves only (w = 1)', { waveSharpness: 1 }],
  ['the same with overlapping waves only (w = 0)', { waveSharpness: 0 }],
  ['without γ, the step along k', { stepNs: 1e-9 }],
  ['without δ, the start of a tile', { tileUs: 1e-9 }],
  ['without split-K', { splitUs: 1e9 }],
  ['without the launch', { overheadUs: 0 }],
  ['without the cache', { cacheGain: 1 }],
];

/** The fit next to a whole one with some parameters held. */
const ablated = (whole: FormFit, held: Readonly<Record<string, number>>): FormFit => ({
  ...whole,
  searched: whole.searched.map((parameter) =>
    parameter.name in held
      ? { ...parameter, low: held[parameter.name]!, high: held[parameter.name]!, prior: null }
      : parameter,
  ),
});

const computeUnitsOfTable = ({ name, rows }: Table): number =>
  fitted(rows, optionsOf(name)).parameters.tile?.computeUnits ?? 100;

type Predict = (training: readonly GemmTiming[], options: CalibrateOptions, units: number) => KernelParameters;

const termsTable = (tables: readonly Table[]): string[][] => {
  const errorsOf = ({ name, rows }: Table, units: number, predict: Predict): { median: number; p90: number } => {
    const options = optionsOf(name);
    const errors = folds(rows, 1).flatMap(({ training, unseen }) => {
      const parameters = predict(training, options, units);
      return unseen.map((row) => relative(row, predictUs(row, machineOf(options), parameters)));
    });
    return { median: median(errors), p90: quantile(errors, 0.9) };
  };
  const forms: readonly (readonly [string, Predict])[] = [
    [
      'four parameters',
      (training, options, units) => fitForm('roofline', training, machineOf(options), units).parameters,
    ],
    ...ABLATIONS.map(([name, held]): readonly [string, Predict] => [
      name,
      (training, options, units) => {
        const whole = fitForm('tile', training, machineOf(options), units);
        return fitForm('tile', training, machineOf(options), units, ablated(whole, held)).parameters;
      },
    ]),
  ];
  const units = tables.map(computeUnitsOfTable);
  return forms.map(([name, predict]) => {
    const each = tables.map((table, at) => errorsOf(table, units[at]!, predict));
    const mean = (of: (error: { median: number; p90: number }) => number): number =>
      each.reduce((sum, error) => sum + of(error), 0) / each.length;
    const worst = each.reduce((so, error, at) => (error.p90 > each[so]!.p90 ? at : so), 0);
    return [
      name,
      `${percent(mean((error) => error.median))} / ${percent(mean((error) => error.p90))}`,
      `${tables[worst]!.name.split('__')[0]}: ${percent(each[worst]!.median)} / ${percent(each[worst]!.p90)}`,
    ];
  });
};

/** Fitted to the rows of one table and used for those of another, whose peaks and compute units stand in. */
const transferTable = (tables: readonly Table[]): string[][] => {
  const records = tables.map(({ name, rows }) => fitted(rows, optionsOf(name)));
  const across: number[] = [];
  const besides: number[] = [];
  const rows = records.map(({ parameters }, from) => [
    tables[from]!.name,
    ...tables.map(({ name, rows: targets }, to) => {
      const units = records[to]!.parameters.tile?.computeUnits;
      const { tile } = parameters;
      const carried =
        tile === null || units === undefined ? parameters : { ...parameters, tile: { ...tile, computeUnits: units } };
      const ratios = targets.map((row) => predictUs(row, machineOf(optionsOf(name)), carried) / row.measuredUs);
      const errors = ratios.map((ratio) => Math.abs(ratio - 1));
      if (name.split('__')[0] !== tables[from]!.name.split('__')[0])
        across.push(...ratios.map((r) => Math.abs(Math.log(r))));
      else if (from !== to) besides.push(...ratios.map((r) => Math.abs(Math.log(r))));
      const signed = median(ratios) - 1;
      const whole = (share: number): string => (100 * share).toFixed(0);
      return `${whole(median(errors))}, ${signed > 0 ? '+' : ''}${whole(signed)}, ${whole(quantile(errors, 0.9))}`;
    }),
  ]);
  const say = (what: string, logErrors: readonly number[]): void => {
    if (logErrors.length === 0) return;
    console.log(
      `${what}: median ${percent(Math.expm1(median(logErrors)))} %, log error of nine in ten below ${quantile(logErrors, 0.9).toFixed(2)}.`,
    );
  };
  say('To another accelerator', across);
  say('To another stack on the same accelerator', besides);
  console.log('');
  return rows;
};

const FEW = [12, 24, 48];
/** Draws of the folds: with so few points a single draw says little. */
const DRAWS = [1, 2, 3];

const fromFewPoints = ({ name, rows }: Table): string[] => {
  const options = optionsOf(name);
  const errors = [...FEW, Infinity].map((count) =>
    DRAWS.flatMap((draw) =>
      folds(rows, draw).flatMap(({ training, unseen }) => {
        const points = count === Infinity ? training : designAmong(training, count);
        const predictor = createPredictor(fitted(points, options));
        return unseen.map((row) => relative(row, predictor.timeUs(row)));
      }),
    ),
  );
  const medians = errors.map((each) => median(each));
  return [name, ...errors.map(summary), (medians[FEW.indexOf(48)]! / medians[FEW.length]!).toFixed(2)];
};

const speed = ({ name, rows }: Table): void => {
  const start = performance.now();
  const record = fitted(rows, optionsOf(name));
  const fitMs = performance.now() - start;
  const predictor = createPredictor(record);
  const again = performance.now();
  for (let i = 0; i < 20; i++) for (const row of rows) predictor.timeUs(row);
  const eachUs = ((performance.now() - again) * 1000) / (20 * rows.length);
  console.log(`Fit of ${String(rows.length)} rows: ${fitMs.toFixed(0)} ms. A prediction: ${eachUs.toFixed(1)} µs.`);
};

const FLAGS = ['--rows', '--terms', '--few', '--transfer', '--speed'];
const given = process.argv.slice(2);
const [directory, surplus] = given.filter((word) => !word.startsWith('--'));
const flags = given.filter((word) => word.startsWith('--'));
if (directory === undefined || surplus !== undefined || flags.some((flag) => !FLAGS.includes(flag))) {
  console.error(
    `node tools/model/model-fit.ts DIR ${FLAGS.map((flag) => `[${flag}]`).join(' ')}, with DIR holding tables ACCELERATOR__STACK_VERSION.csv`,
  );
  process.exit(2);
}
const wanted = (flag: string): boolean => flags.length === 0 || flags.includes(flag);
const tables = readdirSync(directory)
  .filter((file) => file.endsWith('.csv'))
  .sort()
  .map((file): Table => {
    const rows = parseGemmCsv(readFileSync(join(directory, file), 'utf8'));
    if (!rows.ok) throw new Error(`${file}: ${rows.error[0]!.message}`);
    return { name: file.replace(/\.csv$/, ''), rows: rows.value.timings };
  });

if (wanted('--rows')) {
  console.log('Rows left out, median / p90 of the relative error in %, and how many the 90 % interval holds:\n');
  printTable(
    ['table', 'ideal roofline', 'four parameters', 'tiles', 'tiles + neighbours', 'in the interval, %'],
    tables.map(({ name, rows }) => crossValidated(name, rows)),
  );
}
if (wanted('--terms')) {
  console.log('Mean over the tables of median / p90 in %, rows left out, the formula alone:\n');
  printTable(['form', 'mean, median / p90', 'the table with the largest p90'], termsTable(tables));
}
if (wanted('--few')) {
  console.log('Rows left out, predicted from rows that the design chose among the others, and from all others:\n');
  printTable(['table', '12 points', '24 points', '48 points', 'all 240', '48 over all'], tables.map(fromFewPoints));
}
if (wanted('--transfer')) {
  console.log('Fitted to one table, used on another: median, signed median, p90 of the relative error in %:\n');
  printTable(['from', ...tables.map(({ name }) => `to ${name}`)], transferTable(tables));
}
if (wanted('--speed') && tables.length > 0) speed(tables[0]!);
