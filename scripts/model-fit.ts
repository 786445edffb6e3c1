/**
 * Prints the tables of docs/model-fit.md: how well each form of the kernel-time model predicts rows it has not seen.
 *
 *   node scripts/model-fit.ts DIR            DIR holds ACCELERATOR__STACK_VERSION.csv tables m,n,k,latency_us
 *
 * Five-fold cross-validation with everything inside the fold: the fit, the choice of form, the interpolation and the
 * interval. The published tables are in aiconfigurator (Apache-2.0); docs/model-fit.md says which parts were used.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shuffled } from '../src/base/random.ts';
import { median, quantile } from '../src/base/statistics/order.ts';
import { calibrate, type CalibrateOptions } from '../src/calibrate/calibrate.ts';
import { fitForm, predictUs } from '../src/calibrate/forms.ts';
import { designShapes } from '../src/calibrate/design.ts';
import { parseGemmCsv } from '../src/exchange/gemm-csv.ts';
import type { Calibration, GemmTiming } from '../src/records/calibration.ts';
import { createPredictor } from '../src/throughput/predictor.ts';

const MACHINES: Readonly<Record<string, readonly [tflops: number, gbps: number]>> = {
  a100_sxm_80gb: [312, 2039],
  h100_sxm: [989, 3350],
  h200_sxm: [989, 4800],
  b200_sxm: [2250, 7700],
  l40s: [362, 864],
};
const FOLDS = 5;

const optionsOf = (name: string): CalibrateOptions => {
  const [peakTflops, bandwidthGBps] = MACHINES[name.split('__')[0]];
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

const percent = (share: number): string => (100 * share).toFixed(1);
const summary = (errors: readonly number[]): string => `${percent(median(errors))} / ${percent(quantile(errors, 0.9))}`;
const relative = (row: GemmTiming, predictedUs: number): number => Math.abs(predictedUs / row.latencyUs - 1);

const crossValidated = (name: string, rows: readonly GemmTiming[]): string[] => {
  const options = optionsOf(name);
  const order = shuffled(rows.length, 1);
  const errors: Record<'ideal' | 'roofline' | 'tile' | 'whole', number[]> = {
    ideal: [],
    roofline: [],
    tile: [],
    whole: [],
  };
  let covered = 0;
  const sharp = { computeEfficiency: 1, memoryEfficiency: 1, smoothness: 100, overheadUs: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const training = order.filter((_, at) => at % FOLDS !== fold).map((i) => rows[i]);
    const unseen = order.filter((_, at) => at % FOLDS === fold).map((i) => rows[i]);
    const record = fitted(training, options);
    const units = record.parameters.tile?.computeUnits ?? 100;
    const roofline = fitForm('roofline', training, options, units);
    const tile = fitForm('tile', training, options, units);
    const predictor = createPredictor(record);
    for (const row of unseen) {
      errors.ideal.push(relative(row, predictUs(row, options, sharp)));
      errors.roofline.push(relative(row, predictUs(row, options, roofline.parameters)));
      errors.tile.push(relative(row, predictUs(row, options, tile.parameters)));
      errors.whole.push(relative(row, predictor.timeUs(row)));
      const [low, high] = predictor.intervalUs(row);
      if (low <= row.latencyUs && row.latencyUs <= high) covered++;
    }
  }
  const coverage = percent(covered / rows.length);
  return [name, summary(errors.ideal), summary(errors.roofline), summary(errors.tile), summary(errors.whole), coverage];
};

/** The rows nearest to the designed shapes, each taken once: what a measurement of the design would have given. */
const nearestRows = (rows: readonly GemmTiming[], count: number): Set<GemmTiming> => {
  const taken = new Set<GemmTiming>();
  const distance = (a: Omit<GemmTiming, 'latencyUs'>, b: Omit<GemmTiming, 'latencyUs'>): number =>
    Math.hypot(Math.log2(a.m / b.m), Math.log2(a.n / b.n), Math.log2(a.k / b.k));
  for (const shape of designShapes(count)) {
    const free = rows.filter((row) => !taken.has(row));
    taken.add(free.reduce((best, row) => (distance(row, shape) < distance(best, shape) ? row : best)));
  }
  return taken;
};

const fromFewPoints = (name: string, rows: readonly GemmTiming[]): string[] => {
  const options = optionsOf(name);
  // A third of the rows is the judge, the same for all; the design picks from the rest.
  const order = shuffled(rows.length, 2);
  const judge = order.slice(0, 100).map((i) => rows[i]);
  const rest = order.slice(100).map((i) => rows[i]);
  const score = (training: readonly GemmTiming[]): string => {
    const predictor = createPredictor(fitted(training, options));
    return summary(judge.map((row) => relative(row, predictor.timeUs(row))));
  };
  return [name, ...[12, 24, 48].map((count) => score([...nearestRows(rest, count)])), score(rest)];
};

const table = (header: readonly string[], rows: readonly (readonly string[])[]): void => {
  for (const row of [header, header.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
  console.log('');
};

const directory = process.argv[2];
if (directory === undefined) {
  console.error('node scripts/model-fit.ts DIR, with DIR holding tables ACCELERATOR__STACK_VERSION.csv');
  process.exit(2);
}
const tables = readdirSync(directory)
  .filter((file) => file.endsWith('.csv'))
  .sort()
  .map((file) => {
    const rows = parseGemmCsv(readFileSync(join(directory, file), 'utf8'));
    if (!rows.ok) throw new Error(`${file}: ${rows.error[0].message}`);
    return { name: file.replace(/\.csv$/, ''), rows: rows.value.timings };
  });

console.log('Rows left out, median / p90 of the relative error in %, and how many the 90 % interval holds:\n');
table(
  ['table', 'ideal roofline', 'four parameters', 'tiles', 'tiles + neighbours', 'in the interval, %'],
  tables.map(({ name, rows }) => crossValidated(name, rows)),
);
console.log(
  'A hundred rows left out, predicted from the rows nearest to the designed shapes, and from the other 200:\n',
);
table(
  ['table', '12 points', '24 points', '48 points', '200 points'],
  tables.map(({ name, rows }) => fromFewPoints(name, rows)),
);
const timed = tables[0];
const start = performance.now();
const record = fitted(timed.rows, optionsOf(timed.name));
const fitMs = performance.now() - start;
const predictor = createPredictor(record);
const again = performance.now();
for (let i = 0; i < 20; i++) for (const row of timed.rows) predictor.timeUs(row);
const eachUs = ((performance.now() - again) * 1000) / (20 * timed.rows.length);
console.log(`Fit of ${String(timed.rows.length)} rows: ${fitMs.toFixed(0)} ms. A prediction: ${eachUs.toFixed(1)} µs.`);
