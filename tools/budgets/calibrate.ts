import { createRandom } from '../../src/base/random.ts';
import { calibrate, type CalibrateOptions } from '../../src/calibrate/calibrate.ts';
import { publishedCalibrations } from '../../src/catalog/calibrations.ts';
import type { Calibration, GemmTiming } from '../../src/records/calibration.ts';
import { kernelTimeS } from '../../src/throughput/kernel-time.ts';
import { createPredictor, type TimePredictor } from '../../src/throughput/predictor.ts';
import type { Budget } from './budget.ts';

const found = publishedCalibrations.find(({ accelerator }) => accelerator === 'a100-sxm-80gb');
if (found === undefined) throw new Error('The A100 has no shipped fit.');
const a100 = found;

const ROWS = 300;
/** What a formula leaves of log times: a part that neighbours share, as a library's choice of kernels does, and noise. */
const SHARED = 0.12;
const NOISE_SD = 0.05;

/** Products of all sizes with times of the A100's formula and such a rest: the fit has as much to do as with a real table. */
const timings = (seed: number): GemmTiming[] => {
  const random = createRandom(seed);
  const { peakTflops, bandwidthGBps, elementBytes } = a100;
  const peak = { peakFlops: peakTflops * 1e12, bandwidthBytesPerS: bandwidthGBps * 1e9 };
  const size = (lowest: number, highest: number): number => Math.round(lowest * (highest / lowest) ** random.uniform());
  return Array.from({ length: ROWS }, () => {
    const shape = { m: size(1, 8192), n: 16 * size(8, 4096), k: 16 * size(8, 4096) };
    const seconds = kernelTimeS(
      { ...shape, weightBytes: elementBytes, activationBytes: elementBytes },
      peak,
      a100.parameters,
    );
    const shared = SHARED * Math.sin(Math.log2(shape.m)) * Math.cos(Math.log2(shape.n / shape.k));
    return { ...shape, measuredUs: 1e6 * seconds * Math.exp(shared + NOISE_SD * random.normal()) };
  });
};

const OPTIONS: CalibrateOptions = {
  id: 'budget',
  name: 'budget',
  createdAt: '2026-11-22T00:00:00Z',
  source: a100.source,
  tier: 'published',
  software: false,
  accelerator: a100.accelerator,
  matrixUnits: true,
  stack: a100.stack,
  dtype: a100.dtype,
  elementBytes: a100.elementBytes,
  peakTflops: a100.peakTflops,
  bandwidthGBps: a100.bandwidthGBps,
};

const fitted = (rows: readonly GemmTiming[]): Calibration => {
  const fit = calibrate(rows, OPTIONS);
  if (!fit.ok) throw new Error(fit.error.map(({ message }) => message).join('\n'));
  return fit.value;
};

/** Made once, as whoever uses it does. */
let predictor: TimePredictor | null = null;
const keptPredictor = (): TimePredictor => {
  if (predictor !== null) return predictor;
  const fit = fitted(timings(1));
  // Without neighbours the slower part of a prediction would not be timed.
  if ((fit.prediction?.lengths ?? null) === null) throw new Error('The fit of the budget has no neighbours.');
  return (predictor = createPredictor(fit));
};

const unseen = timings(2);
const REPEATS = 20;

/** Time of each of the calls, in µs. */
const eachUs = (call: (shape: GemmTiming) => unknown): number => {
  const startMs = performance.now();
  for (let i = 0; i < REPEATS; i++) for (const shape of unseen) call(shape);
  return (1e3 * (performance.now() - startMs)) / (REPEATS * unseen.length);
};

let seed = 10;

export const calibrateBudgets: readonly Budget[] = [
  {
    name: 'fit',
    load: `${String(ROWS)} timings, others each time: all forms, neighbours, intervals, rows left out`,
    unit: 's',
    // One click on the Calibrate page.
    budget: 3,
    better: 'lower',
    run: () => {
      const rows = timings((seed += 1));
      const startMs = performance.now();
      fitted(rows);
      return (performance.now() - startMs) / 1e3;
    },
  },
  {
    name: 'prediction',
    load: `a product that was not timed, from a fit of ${String(ROWS)} with its neighbours`,
    unit: 'µs',
    // A plan asks for tens of thousands where it keeps none.
    budget: 20,
    better: 'lower',
    run: () => eachUs(keptPredictor().timeUs),
  },
  {
    name: 'prediction of a shipped fit',
    load: 'the formula alone, with the A100’s tiles',
    unit: 'µs',
    budget: 20,
    better: 'lower',
    run: () => {
      const { peakTflops, bandwidthGBps, elementBytes, parameters } = a100;
      const peak = { peakFlops: peakTflops * 1e12, bandwidthBytesPerS: bandwidthGBps * 1e9 };
      const elements = { weightBytes: elementBytes, activationBytes: elementBytes };
      return eachUs(({ m, n, k }) => kernelTimeS({ m, n, k, ...elements }, peak, parameters));
    },
  },
];
