import {
  minimiseFromMany,
  profileInterval,
  type LeastSquaresFit,
  type LeastSquaresProblem,
  type ProfileInterval,
} from '../base/statistics/least-squares.ts';
import { quantile } from '../base/statistics/order.ts';
import { studentTQuantile } from '../base/statistics/quantiles.ts';
import type { GemmTiming, KernelParameters } from '../records/calibration.ts';
import { kernelTimeS } from '../throughput/kernel-time.ts';
import type { Machine } from './timings.ts';

/**
 * Where the parameters may lie. Below 5 % of a peak something else than the kernel was timed; above 120 % the peak is
 * wrong. A smoothness of 20 is within 4 % of the sharp roofline everywhere.
 */
export const BOUNDS = {
  computeEfficiency: [0.05, 1.2],
  memoryEfficiency: [0.05, 1.2],
  smoothness: [1, 20],
} as const;

export const PARAMETER_NAMES = ['computeEfficiency', 'memoryEfficiency', 'smoothness', 'overheadUs'] as const;
export type ParameterName = (typeof PARAMETER_NAMES)[number];

/**
 * A tenth: what tile and wave quantisation, which this form does not know, moves a typical row by. Rows further off
 * pull with constant force.
 */
const OUTLIER_LOG_RESIDUAL = 0.1;
/** Starts followed to their minimum; on published and simulated data two suffice, the third is for safety. */
const TRIES = 3;

/** Efficiencies and smoothness are searched on a log scale, where their effect on log time is closest to linear. */
const decode = ([ec, em, p, t0]: readonly number[]): KernelParameters => ({
  computeEfficiency: Math.exp(ec),
  memoryEfficiency: Math.exp(em),
  smoothness: Math.exp(p),
  overheadUs: t0,
});

export const predictUs = (row: Omit<GemmTiming, 'latencyUs'>, machine: Machine, parameters: KernelParameters): number =>
  1e6 *
  kernelTimeS(
    { m: row.m, n: row.n, k: row.k, weightBytes: machine.elementBytes, activationBytes: machine.elementBytes },
    { peakFlops: machine.peakTflops * 1e12, bandwidthBytesPerS: machine.bandwidthGBps * 1e9 },
    parameters,
  );

const problemOf = (rows: readonly GemmTiming[], machine: Machine): LeastSquaresProblem => {
  const shortUs = quantile(
    rows.map((row) => row.latencyUs),
    0.1,
  );
  const logMeasured = rows.map((row) => Math.log(row.latencyUs));
  const { computeEfficiency: ec, memoryEfficiency: em, smoothness: p } = BOUNDS;
  return {
    residuals: (at) => {
      const parameters = decode(at);
      return rows.map((row, i) => Math.log(predictUs(row, machine, parameters)) - logMeasured[i]);
    },
    lower: [Math.log(ec[0]), Math.log(em[0]), Math.log(p[0]), 0],
    // A launch cannot take longer than a short kernel; the tenth percentile, because one row alone may be a slip.
    upper: [Math.log(ec[1]), Math.log(em[1]), Math.log(p[1]), 2 * shortUs],
    scale: OUTLIER_LOG_RESIDUAL,
  };
};

const startsOf = (problem: LeastSquaresProblem): number[][] =>
  [0.3, 0.8].flatMap((ec) =>
    [0.3, 0.8].flatMap((em) =>
      [1.3, 4].flatMap((p) =>
        [0, 0.5].map((share) => [Math.log(ec), Math.log(em), Math.log(p), share * problem.upper[3]]),
      ),
    ),
  );

export interface RooflineFit {
  readonly parameters: KernelParameters;
  readonly problem: LeastSquaresProblem;
  readonly minimum: LeastSquaresFit;
}

/** Robust fit of log times to the smooth roofline; deterministic. */
export const fitRoofline = (rows: readonly GemmTiming[], machine: Machine): RooflineFit => {
  const problem = problemOf(rows, machine);
  const minimum = minimiseFromMany(problem, startsOf(problem), TRIES);
  return { parameters: decode(minimum.parameters), problem, minimum };
};

/** 95 % intervals of all parameters, in their own units. */
export const parameterIntervals = (fit: RooflineFit): Record<ParameterName, ProfileInterval> => {
  const freedom = Math.max(1, fit.minimum.residuals.length - PARAMETER_NAMES.length);
  const t = studentTQuantile(0.975, freedom);
  const interval = (index: number, scale: (value: number) => number): ProfileInterval => {
    const profile = profileInterval(fit.problem, fit.minimum, index, t);
    return { ...profile, low: scale(profile.low), high: scale(profile.high) };
  };
  return {
    computeEfficiency: interval(0, Math.exp),
    memoryEfficiency: interval(1, Math.exp),
    smoothness: interval(2, Math.exp),
    overheadUs: interval(3, (value) => value),
  };
};
