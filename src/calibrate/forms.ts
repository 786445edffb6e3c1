import { entryAt, present } from '../base/checked.ts';
import {
  minimise,
  minimiseFromMany,
  profileInterval,
  type LeastSquaresFit,
  type LeastSquaresProblem,
  type ProfileInterval,
} from '../base/statistics/least-squares.ts';
import { quantile } from '../base/statistics/order.ts';
import { studentTQuantile } from '../base/statistics/quantiles.ts';
import type { GemmTiming, KernelParameters, KnownKernels, TileParameters } from '../records/calibration.ts';
import { kernelTimeS, tiledTimeS } from '../throughput/kernel-time.ts';
import type { GemmShape } from '../throughput/product.ts';
import { tileChoices, withoutDominated } from '../throughput/tile-time.ts';
import { isUneven } from './pace.ts';
import type { TimedMachine } from './timings.ts';

/**
 * The forms of kernel time that compete for a set of timings: the smooth roofline of four parameters, the same with the
 * compute time of tiles in waves, and, where the timed kernels are ours, with that of their own tiles.
 */
export type FormName = 'roofline' | 'tile' | 'kernels';

type TileName = Exclude<keyof TileParameters, 'computeUnits'>;
type KernelsName = Exclude<keyof KnownKernels, 'computeUnits' | 'list' | 'choice'>;
/** How far a kernel's share of the peak is from the common one, by the kernel's id. */
type KernelName = `kernel ${string}`;
export type ParameterName =
  Exclude<keyof KernelParameters, 'tile' | 'kernels'> | TileName | KernelsName | KernelName | 'paceExponent';

/** One searched parameter: its box, and what is believed of it before any timing is seen. */
interface Searched {
  readonly name: ParameterName;
  readonly scale: 'log' | 'linear';
  readonly low: number;
  readonly high: number;
  readonly prior: { readonly mean: number; readonly sd: number } | null;
}

/**
 * A tenth: what the library's choice of kernel moves a typical row by. Rows further off pull with constant force; one
 * standard deviation of a prior counts as much as one row so far off.
 */
const OUTLIER_LOG_RESIDUAL = 0.1;
/** Starts followed to their minimum; on published and simulated data two suffice, the third is for safety. */
const TRIES = 3;

/**
 * Below 5 % of a peak something else than the kernel was timed; above 120 % the peak is wrong. A smoothness of 20 is
 * within 4 % of the sharp roofline everywhere. A launch cannot take longer than a short kernel (`shortUs`, the tenth
 * percentile: one row alone may be a slip).
 */
const roofline = (shortUs: number): Searched[] => [
  { name: 'computeEfficiency', scale: 'log', low: 0.05, high: 1.2, prior: null },
  { name: 'memoryEfficiency', scale: 'log', low: 0.05, high: 1.2, prior: null },
  { name: 'smoothness', scale: 'log', low: 1, high: 20, prior: null },
  { name: 'overheadUs', scale: 'linear', low: 0, high: 2 * shortUs, prior: null },
];

/**
 * Priors are the middle and the spread of the fits to the six published tables (docs/model-fit.md), fixed times as
 * shares of a short kernel's so that slower machines are met. They carry a fit of a dozen rows and give way to hundreds.
 */
const tile = (shortUs: number): Searched[] => [
  { name: 'computeEfficiency', scale: 'log', low: 0.05, high: 1.2, prior: { mean: Math.log(0.93), sd: 0.2 } },
  { name: 'memoryEfficiency', scale: 'log', low: 0.05, high: 1.2, prior: { mean: Math.log(0.78), sd: 0.15 } },
  { name: 'smoothness', scale: 'log', low: 1, high: 20, prior: { mean: Math.log(2.7), sd: 0.4 } },
  { name: 'overheadUs', scale: 'linear', low: 0, high: 2 * shortUs, prior: { mean: 0.4 * shortUs, sd: 0.3 * shortUs } },
  { name: 'waveSharpness', scale: 'linear', low: 0, high: 1, prior: { mean: 0.5, sd: 0.5 } },
  { name: 'stepNs', scale: 'log', low: 0.01, high: 1000, prior: { mean: Math.log(1.2), sd: 0.6 } },
  {
    name: 'tileUs',
    scale: 'log',
    low: 0.002 * shortUs,
    high: 5 * shortUs,
    prior: { mean: Math.log(0.25 * shortUs), sd: 0.8 },
  },
  {
    name: 'splitUs',
    scale: 'log',
    low: 0.002 * shortUs,
    high: 10 * shortUs,
    prior: { mean: Math.log(0.75 * shortUs), sd: 0.5 },
  },
  { name: 'cacheGain', scale: 'log', low: 1, high: 8, prior: { mean: Math.log(2), sd: 0.6 } },
  { name: 'cacheMB', scale: 'log', low: 1, high: 1000, prior: { mean: Math.log(60), sd: 0.7 } },
];

/** Searched where some sizes are no multiple of four; about a third of the bandwidth is what copying kernels reach. */
const packing: Searched = {
  name: 'packingEfficiency',
  scale: 'log',
  low: 0.001,
  high: 2,
  prior: { mean: Math.log(0.3), sd: 1 },
};

/**
 * Kernels of ours, whose tiles are known. They reach a third of the peak more often than nine tenths, so that prior is wide;
 * kernels that compete for the same machine seldom differ by more than half. Workgroups start fast.
 */
const kernels = (shortUs: number, ids: readonly string[]): Searched[] => [
  { name: 'computeEfficiency', scale: 'log', low: 0.01, high: 1.2, prior: { mean: Math.log(0.4), sd: 0.8 } },
  { name: 'memoryEfficiency', scale: 'log', low: 0.05, high: 1.2, prior: { mean: Math.log(0.78), sd: 0.4 } },
  { name: 'smoothness', scale: 'log', low: 1, high: 20, prior: { mean: Math.log(2.7), sd: 0.5 } },
  { name: 'overheadUs', scale: 'linear', low: 0, high: 2 * shortUs, prior: { mean: 0.2 * shortUs, sd: 0.2 * shortUs } },
  { name: 'waveSharpness', scale: 'linear', low: 0, high: 1, prior: { mean: 0.5, sd: 0.5 } },
  {
    name: 'tileUs',
    scale: 'log',
    low: 1e-5 * shortUs,
    high: 5 * shortUs,
    prior: { mean: Math.log(0.02 * shortUs), sd: 1.5 },
  },
  { name: 'cacheGain', scale: 'log', low: 1, high: 8, prior: { mean: Math.log(2), sd: 0.6 } },
  { name: 'cacheMB', scale: 'log', low: 1, high: 1000, prior: { mean: Math.log(30), sd: 1 } },
  { name: 'copyEfficiency', scale: 'log', low: 0.02, high: 2, prior: { mean: Math.log(0.7), sd: 0.7 } },
  packing,
  ...ids.map((id): Searched => ({
    name: `kernel ${id}`,
    scale: 'log',
    low: 0.05,
    high: 20,
    prior: { mean: 0, sd: 0.5 },
  })),
];

const needsPacking = ({ n, k }: GemmTiming): boolean => n % 4 !== 0 || k % 4 !== 0;

/** Searched where the machine's pace moved: products mostly follow the probe (pace.ts). */
const paceExponentOf: Searched = {
  name: 'paceExponent',
  scale: 'linear',
  low: 0,
  high: 1.5,
  prior: { mean: 0.9, sd: 0.3 },
};

const searchedOf = (
  form: FormName,
  rows: readonly GemmTiming[],
  machine: TimedMachine,
  shortUs: number,
): Searched[] => {
  const uneven = isUneven(rows) ? [paceExponentOf] : [];
  if (form === 'kernels') return [...kernels(shortUs, machine.kernels?.list.map(({ id }) => id) ?? []), ...uneven];
  const packed = rows.some(needsPacking) ? [packing] : [];
  return [...(form === 'tile' ? tile(shortUs) : roofline(shortUs)), ...packed, ...uneven];
};

const decode = (
  form: FormName,
  searched: readonly Searched[],
  at: readonly number[],
  machine: TimedMachine,
  computeUnits: number,
): KernelParameters => {
  const values = Object.fromEntries(
    searched.map(({ name, scale }, i) => [name, scale === 'log' ? Math.exp(at[i]!) : at[i]]),
  ) as Record<Exclude<ParameterName, 'packingEfficiency' | 'paceExponent'>, number> & {
    readonly packingEfficiency?: number;
  };
  const { computeEfficiency, memoryEfficiency, smoothness, overheadUs, packingEfficiency } = values;
  const { waveSharpness, stepNs, tileUs, splitUs, cacheGain, cacheMB, copyEfficiency } = values;
  const core = {
    computeEfficiency,
    memoryEfficiency,
    smoothness,
    overheadUs,
    packingEfficiency: packingEfficiency ?? null,
    tile: null,
    kernels: null,
  };
  if (form === 'tile') {
    return { ...core, tile: { computeUnits, waveSharpness, stepNs, tileUs, splitUs, cacheGain, cacheMB } };
  }
  if (form === 'roofline' || machine.kernels === undefined) return core;
  const list = machine.kernels.list.map((kernel) => ({
    ...kernel,
    computeEfficiency: computeEfficiency * present(values[`kernel ${kernel.id}`], kernel.id),
  }));
  const { choice } = machine.kernels;
  const common = { computeUnits, waveSharpness, tileUs, cacheGain, cacheMB, copyEfficiency };
  return { ...core, kernels: { ...common, list, choice } };
};

const shapeOf = ({ m, n, k, kernel }: Omit<GemmTiming, 'measuredUs'>, { elementBytes }: TimedMachine): GemmShape => ({
  m,
  n,
  k,
  weightBytes: elementBytes,
  activationBytes: elementBytes,
  kernel,
});

export const predictUs = (
  row: Omit<GemmTiming, 'measuredUs'>,
  machine: TimedMachine,
  parameters: KernelParameters,
): number => 1e6 * kernelTimeS(shapeOf(row, machine), machine, parameters);

export interface FormFit {
  readonly form: FormName;
  readonly parameters: KernelParameters;
  /** How far times follow the machine's pace; null where that was even or unknown. */
  readonly paceExponent: number | null;
  readonly searched: readonly Searched[];
  readonly problem: LeastSquaresProblem;
  readonly minimum: LeastSquaresFit;
}

const problemOf = (
  form: FormName,
  rows: readonly GemmTiming[],
  machine: TimedMachine,
  searched: readonly Searched[],
  computeUnits: number,
): LeastSquaresProblem => {
  const peak = machine;
  const prepared = rows.map((row) => ({
    shape: shapeOf(row, machine),
    choices: form === 'tile' ? withoutDominated(tileChoices(row.m, row.n, row.k, computeUnits)) : new Float64Array(),
    logMeasured: Math.log(row.measuredUs * 1e-6),
    logPace: Math.log(row.pace ?? 1),
  }));
  const paceAt = searched.findIndex(({ name }) => name === 'paceExponent');
  const bound = (side: 'low' | 'high') =>
    searched.map((parameter) => (parameter.scale === 'log' ? Math.log(parameter[side]) : parameter[side]));
  return {
    residuals: (at) => {
      const parameters = decode(form, searched, at, machine, computeUnits);
      const { tile: tiles } = parameters;
      const residuals = prepared.map(({ shape, choices, logMeasured, logPace }) => {
        const timeS =
          tiles === null
            ? kernelTimeS(shape, peak, parameters)
            : tiledTimeS(shape, choices, peak, { ...parameters, tile: tiles });
        return Math.log(timeS) - logMeasured - (paceAt === -1 ? 0 : at[paceAt]! * logPace);
      });
      searched.forEach(({ prior }, i) => {
        if (prior !== null) residuals.push((OUTLIER_LOG_RESIDUAL * (at[i]! - prior.mean)) / prior.sd);
      });
      return residuals;
    },
    lower: bound('low'),
    upper: bound('high'),
    scale: OUTLIER_LOG_RESIDUAL,
  };
};

const rooflineStarts = (searched: readonly Searched[], upperOverhead: number): number[][] =>
  [0.3, 0.8].flatMap((ec) =>
    [0.3, 0.8].flatMap((em) =>
      [1.3, 4].flatMap((p) =>
        [0, 0.5].map((share) => [
          Math.log(ec),
          Math.log(em),
          Math.log(p),
          share * upperOverhead,
          ...searched.slice(4).map(({ prior }) => prior?.mean ?? 0),
        ]),
      ),
    ),
  );

/** The middle of the priors with waves sharp and smooth, and the same on a machine that reaches a third of its peaks. */
const priorStarts = (searched: readonly Searched[]): number[][] =>
  [0, Math.log(3)].flatMap((slower) =>
    [0.1, 0.9].map((sharpness) =>
      searched.map(({ name, prior }) => {
        if (name === 'waveSharpness') return sharpness;
        const middle = prior?.mean ?? 0;
        return name === 'computeEfficiency' || name === 'memoryEfficiency' ? middle - slower : middle;
      }),
    ),
  );

/** Robust fit of log times to a form; deterministic. With `near`, only the minimum next to that fit is looked for. */
export const fitForm = (
  form: FormName,
  rows: readonly GemmTiming[],
  machine: TimedMachine,
  computeUnits: number,
  near: FormFit | null = null,
): FormFit => {
  const shortUs = quantile(
    rows.map((row) => row.measuredUs),
    0.1,
  );
  const searched = near?.searched ?? searchedOf(form, rows, machine, shortUs);
  const problem = problemOf(form, rows, machine, searched, computeUnits);
  const starts = form === 'roofline' ? rooflineStarts(searched, entryAt(problem.upper, 3)) : priorStarts(searched);
  const minimum = near === null ? minimiseFromMany(problem, starts, TRIES) : minimise(problem, near.minimum.parameters);
  const parameters = decode(form, searched, minimum.parameters, machine, computeUnits);
  const paceAt = searched.findIndex(({ name }) => name === 'paceExponent');
  const paceExponent = paceAt === -1 ? null : entryAt(minimum.parameters, paceAt);
  return { form, parameters, paceExponent, searched, problem, minimum };
};

export type ParameterIntervals = ReadonlyMap<ParameterName, ProfileInterval>;

/** 95 % intervals of all parameters, in their own units. */
export const parameterIntervals = (fit: FormFit): ParameterIntervals => {
  const freedom = Math.max(1, fit.minimum.residuals.length - fit.searched.length);
  const t = studentTQuantile(0.975, freedom);
  return new Map(
    fit.searched.map(({ name, scale }, index) => {
      const profile = profileInterval(fit.problem, fit.minimum, index, t);
      const value = scale === 'log' ? Math.exp : (x: number) => x;
      return [name, { ...profile, low: value(profile.low), high: value(profile.high) }];
    }),
  );
};

/**
 * What the priors of the tile form leave open of each shape's log time: its derivatives along the parameters, times the
 * standard deviation each prior has. For choosing shapes before anything was timed.
 */
export const priorSpread = (
  shapes: readonly Omit<GemmTiming, 'measuredUs'>[],
  machine: TimedMachine,
  computeUnits: number,
  shortUs: number,
): number[][] => {
  const searched = tile(shortUs);
  const rows = shapes.map((shape) => ({ ...shape, measuredUs: 1 }));
  const problem = problemOf('tile', rows, machine, searched, computeUnits);
  const middle = searched.map(({ prior }) => prior?.mean ?? 0);
  const logTimes = (at: readonly number[]): readonly number[] => problem.residuals(at).slice(0, shapes.length);
  const sides = searched.map(({ prior }, i) => {
    // Half a deviation either way, because a choice of tile changes the time in steps.
    const half = (prior?.sd ?? 0) / 2;
    const moved = (by: number) => logTimes(middle.map((value, j) => (j === i ? value + by : value)));
    return { up: moved(half), down: moved(-half) };
  });
  return shapes.map((_, row) => sides.map(({ up, down }) => up[row]! - down[row]!));
};
