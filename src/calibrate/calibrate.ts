import { createRandom } from '../base/random.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { ProfileInterval } from '../base/statistics/least-squares.ts';
import { median, quantile } from '../base/statistics/order.ts';
import {
  CALIBRATION_FORMAT,
  CALIBRATION_VERSION,
  type Calibration,
  type GemmTiming,
  type KernelParameters,
} from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import { fitRoofline, parameterIntervals, PARAMETER_NAMES, predictUs, type ParameterName } from './roofline-fit.ts';
import { cleanTimings, type Machine } from './timings.ts';

export interface CalibrateOptions extends Machine {
  readonly id: string;
  readonly name: string;
  /** ISO 8601; handed in, because the engine has no clock. */
  readonly createdAt: string;
  readonly source: string;
  readonly tier: Calibration['tier'];
  readonly software: boolean;
  readonly accelerator: string | null;
  readonly stack: string | null;
  readonly dtype: string;
  /** Share of the shapes kept out of one fit to see how well it predicts them; 0.33 where nothing is said. */
  readonly holdout?: number;
  /** Draws the held-out shapes. */
  readonly seed?: number;
}

export const DEFAULT_HOLDOUT = 0.33;

/** A factor between the ends of its interval from which on a parameter counts as undetermined. */
const UNDETERMINED_RATIO = 3;
/** A row this many times slower or faster than the fit is named as an outlier. */
const OUTLIER_RATIO = 3;

const PARAMETER_LABELS: Record<ParameterName, string> = {
  computeEfficiency: 'Compute efficiency',
  memoryEfficiency: 'Memory efficiency',
  smoothness: 'Smoothness of the knee',
  overheadUs: 'Launch overhead',
};

const REMEDIES: Record<ParameterName, string> = {
  computeEfficiency: 'time large square products as well',
  memoryEfficiency: 'time products with few rows (m from 1 to 16) and large n, k as well',
  smoothness: 'time products near the ridge as well, where compute and memory time are alike',
  overheadUs: 'time very small products as well',
};

const badOptions = (options: CalibrateOptions): Problem[] => {
  const positive = (path: 'peakTflops' | 'bandwidthGBps' | 'elementBytes', high: number, unit: string): Problem[] =>
    options[path] > 0 && options[path] <= high
      ? []
      : [problem(path, `${path} is ${options[path]}; a number above 0 and at most ${high} ${unit} is needed.`)];
  const holdout = options.holdout ?? DEFAULT_HOLDOUT;
  return [
    ...positive('peakTflops', 1e6, 'TFLOP/s'),
    ...positive('bandwidthGBps', 1e7, 'GB/s'),
    ...positive('elementBytes', 16, 'bytes'),
    ...(holdout > 0 && holdout <= 0.5
      ? []
      : [problem('holdout', `holdout is ${holdout}; a share above 0 and at most 0.5 is needed, 0.33 is usual.`)]),
  ];
};

/** Which rows are held out: a seeded draw without replacement, at least one, leaving more rows than parameters. */
const drawHeldOut = (count: number, share: number, seed: number): boolean[] => {
  const wanted = Math.max(1, Math.min(Math.round(count * share), count - PARAMETER_NAMES.length - 1));
  const random = createRandom(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const heldOut = new Array<boolean>(count).fill(false);
  for (const index of order.slice(0, wanted)) heldOut[index] = true;
  return heldOut;
};

interface Errors {
  readonly median: number;
  readonly p90: number;
}

const relativeErrors = (rows: readonly GemmTiming[], machine: Machine, parameters: KernelParameters): Errors => {
  const errors = rows.map((row) => Math.abs(predictUs(row, machine, parameters) / row.latencyUs - 1));
  return { median: median(errors), p90: quantile(errors, 0.9) };
};

/**
 * A parameter is open where a bound of the box ends its interval, and loose where the interval is wide. Two ends are
 * no loss: no overhead at all, and a knee sharper than can be told from the ideal roofline.
 */
const undetermined = (name: ParameterName, { low, high, closedLow, closedHigh }: ProfileInterval): boolean => {
  if (name === 'overheadUs') return !closedHigh;
  if (name === 'smoothness') return !closedLow && !closedHigh;
  return !closedLow || !closedHigh || high / low > UNDETERMINED_RATIO;
};

const warningsOfFit = (
  rows: readonly GemmTiming[],
  machine: Machine,
  parameters: KernelParameters,
  intervals: Record<ParameterName, ProfileInterval>,
): Warning[] => {
  const warnings: Warning[] = [];
  for (const name of PARAMETER_NAMES) {
    const interval = intervals[name];
    if (!undetermined(name, interval)) continue;
    const range = `${interval.low.toPrecision(3)} to ${interval.high.toPrecision(3)}`;
    const message = `${PARAMETER_LABELS[name]} is not determined by these rows (95 % interval ${range}): ${REMEDIES[name]}.`;
    warnings.push({ code: `undetermined-${name}`, message });
  }
  const outliers = rows.filter((row) => {
    const ratio = predictUs(row, machine, parameters) / row.latencyUs;
    return ratio > OUTLIER_RATIO || ratio < 1 / OUTLIER_RATIO;
  });
  if (outliers.length > 0) {
    const { m, n, k, latencyUs } = outliers[0];
    const message =
      `${outliers.length} of ${rows.length} rows are more than ${OUTLIER_RATIO} times off the fit and hardly count in ` +
      `it; the first is ${m}×${n}×${k} with ${latencyUs} µs. Measure them again.`;
    warnings.push({ code: 'outliers', message });
  }
  return warnings;
};

/**
 * Fits the kernel-time formula to timed matrix products. The parameters come from all rows; the held-out error comes
 * from a second fit that did not see the held-out rows, and those rows' residuals are of that fit.
 */
export const calibrate = (
  timings: readonly GemmTiming[],
  options: CalibrateOptions,
): Result<Calibration, Problem[]> => {
  const wrong = badOptions(options);
  if (wrong.length > 0) return err(wrong);
  const clean = cleanTimings(timings, options);
  if (!clean.ok) return clean;
  const { rows } = clean.value;

  const fit = fitRoofline(rows, options);
  const intervals = parameterIntervals(fit);
  const heldOut = drawHeldOut(rows.length, options.holdout ?? DEFAULT_HOLDOUT, options.seed ?? 1);
  const training = fitRoofline(
    rows.filter((_, i) => !heldOut[i]),
    options,
  );

  return ok({
    format: CALIBRATION_FORMAT,
    version: CALIBRATION_VERSION,
    id: options.id,
    name: options.name,
    createdAt: options.createdAt,
    source: options.source,
    tier: options.tier,
    software: options.software,
    accelerator: options.accelerator,
    stack: options.stack,
    dtype: options.dtype,
    elementBytes: options.elementBytes,
    peakTflops: options.peakTflops,
    bandwidthGBps: options.bandwidthGBps,
    parameters: fit.parameters,
    intervals: {
      computeEfficiency: [intervals.computeEfficiency.low, intervals.computeEfficiency.high],
      memoryEfficiency: [intervals.memoryEfficiency.low, intervals.memoryEfficiency.high],
      smoothness: [intervals.smoothness.low, intervals.smoothness.high],
      overheadUs: [intervals.overheadUs.low, intervals.overheadUs.high],
    },
    fitError: relativeErrors(rows, options, fit.parameters),
    holdoutError: relativeErrors(
      rows.filter((_, i) => heldOut[i]),
      options,
      training.parameters,
    ),
    n: rows.length,
    residuals: rows.map((row, i) => ({
      m: row.m,
      n: row.n,
      k: row.k,
      measuredUs: row.latencyUs,
      predictedUs: predictUs(row, options, (heldOut[i] ? training : fit).parameters),
      heldOut: heldOut[i],
    })),
    warnings: [...clean.value.warnings, ...warningsOfFit(rows, options, fit.parameters, intervals)],
  });
};
