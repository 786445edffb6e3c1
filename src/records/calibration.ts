import * as v from 'valibot';
import { warningSchema } from './measurement.ts';

/**
 * A throughput model fitted to timings: parameters with intervals, how well it fits, how well it predicts what it
 * did not see, and where it comes from.
 */
export const CALIBRATION_FORMAT = 'roofrack-calibration';
export const CALIBRATION_VERSION = 1;

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const interval = v.tuple([finite, finite]);

/** t = ((tc/computeEfficiency)^smoothness + (tm/memoryEfficiency)^smoothness)^(1/smoothness) + overheadUs */
const parameters = v.strictObject({
  /** Share of peak FLOP/s reached by large products. */
  computeEfficiency: positive,
  /** Share of peak bandwidth reached by read-bound products. */
  memoryEfficiency: positive,
  /** 1 adds compute and memory time, infinity takes the larger of the two. */
  smoothness: positive,
  /** Fixed time of a launch, in µs. */
  overheadUs: positive,
});

const errors = v.strictObject({ median: positive, p90: positive });

export const calibrationSchema = v.strictObject({
  format: v.literal(CALIBRATION_FORMAT),
  version: v.literal(CALIBRATION_VERSION),
  id: text(64),
  name: text(200),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Where the timings come from: a Measurement's id, a file name, or a published source. */
  source: text(1000),
  tier: v.picklist(['measured', 'calibrated', 'published']),
  /** True where the timings come from a software adapter: refused for plans unless forced. */
  software: v.boolean(),
  accelerator: v.nullable(text(64)),
  stack: v.nullable(text(64)),
  dtype: text(32),
  elementBytes: positive,
  peakTflops: positive,
  bandwidthGBps: positive,
  parameters,
  /** 95 % intervals of the parameters. */
  intervals: v.strictObject({
    computeEfficiency: interval,
    memoryEfficiency: interval,
    smoothness: interval,
    overheadUs: interval,
  }),
  fitError: errors,
  holdoutError: errors,
  n: v.pipe(finite, v.integer(), v.minValue(0)),
  residuals: v.pipe(
    v.array(
      v.strictObject({
        m: positive,
        n: positive,
        k: positive,
        measuredUs: positive,
        predictedUs: positive,
        heldOut: v.boolean(),
      }),
    ),
    v.maxLength(100_000),
  ),
  warnings: v.pipe(v.array(warningSchema), v.maxLength(200)),
});
export type Calibration = v.InferOutput<typeof calibrationSchema>;
export type KernelParameters = v.InferOutput<typeof parameters>;

/** One timed matrix product C[m×n] = A[m×k]·B[k×n]. */
export interface GemmTiming {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly latencyUs: number;
}
