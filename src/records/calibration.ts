import * as v from 'valibot';
import { warningSchema } from './measurement.ts';
import { calibration1To2 } from './migrations/calibration.ts';
import { recordKind } from './migrate.ts';
import type { Product } from './product.ts';
import { finite, list, nonNegative, text, timestamp, wholeFromOne } from './values.ts';

/**
 * A throughput model fitted to timings: parameters with intervals, how well it fits, how well it predicts what it
 * did not see, and where it comes from.
 */
export const CALIBRATION = recordKind({
  format: 'roofrack-calibration',
  version: 2,
  noun: 'calibration',
  migrations: { 1: calibration1To2 },
});

const interval = v.tuple([finite, finite]);

/** How a product is cut into tiles and run in waves; see throughput/tile-time.ts for the formula. */
const tile = v.strictObject({
  /** Units that run tiles side by side (SMs, CUs, cores). */
  computeUnits: v.pipe(finite, v.minValue(1)),
  /** 1 where a started wave costs a whole one, 0 where waves overlap fully. */
  waveSharpness: v.pipe(finite, v.minValue(0), v.maxValue(1)),
  /** Time a tile needs for one step along k beside its arithmetic, in ns. */
  stepNs: nonNegative,
  /** Fixed time of a tile, in µs. */
  tileUs: nonNegative,
  /** Fixed time of adding up a product split along k, in µs. */
  splitUs: nonNegative,
  /** Bandwidth of the last cache over that of memory. */
  cacheGain: nonNegative,
  /** Bytes that stay in the last cache between repetitions, in MB. */
  cacheMB: nonNegative,
});
export type TileParameters = v.InferOutput<typeof tile>;

/** A matrix kernel of ours that was timed: how it cuts a product, and how well it computes. */
const kernel = v.strictObject({
  id: text(200),
  /** Outputs of a workgroup, down and across; what a product does not fill is computed all the same. */
  rows: wholeFromOne,
  columns: wholeFromOne,
  /** Parts that k is cut into, which another kernel adds up. */
  split: wholeFromOne,
  /** k is padded to a multiple of this. */
  stepDepth: wholeFromOne,
  /** Columns that it reads at once. */
  columnStep: wholeFromOne,
  /** Whether it copies its operands first: always (into textures), never, or where k or n is no multiple of its steps. */
  copies: v.picklist(['always', 'odd', 'never']),
  /** Share of peak FLOP/s that its workgroups reach, padding counted. */
  computeEfficiency: nonNegative,
});
export type KernelFacts = v.InferOutput<typeof kernel>;

/** Kernels by name, and which of them a product takes; see throughput/known-kernels.ts for the formula. */
const knownKernels = v.strictObject({
  /** Units that run workgroups side by side. */
  computeUnits: v.pipe(finite, v.minValue(1)),
  /** 1 where a started wave costs a whole one, 0 where waves overlap fully. */
  waveSharpness: v.pipe(finite, v.minValue(0), v.maxValue(1)),
  /** Fixed time of a workgroup, in µs. */
  tileUs: nonNegative,
  /** Bandwidth of the last cache over that of memory. */
  cacheGain: nonNegative,
  /** Bytes of operands that stay in the last cache between repetitions, in MB. */
  cacheMB: nonNegative,
  /** Share of peak bandwidth at which operands are copied four elements at a time. */
  copyEfficiency: nonNegative,
  list: v.pipe(v.array(kernel), v.minLength(1), v.maxLength(50)),
  /** The first rule that a product meets names its kernel; the last is for all that is left. */
  choice: v.pipe(
    v.array(
      v.strictObject({
        kernel: text(200),
        /** Kernels that products of the rule took where they compute less beyond the edges. */
        others: list(text(200), 50),
        /** What a product must meet; null where that does not count. */
        rowsUpTo: v.nullable(nonNegative),
        outputsUpTo: v.nullable(nonNegative),
        depthFrom: v.nullable(nonNegative),
      }),
    ),
    v.minLength(1),
    v.maxLength(50),
  ),
});
export type KnownKernels = v.InferOutput<typeof knownKernels>;

/** t = ((tc/computeEfficiency)^smoothness + (tm/memoryEfficiency)^smoothness)^(1/smoothness) + overheadUs */
const parameters = v.strictObject({
  /** Share of peak FLOP/s reached by large products. */
  computeEfficiency: nonNegative,
  /** Share of peak bandwidth reached by read-bound products. */
  memoryEfficiency: nonNegative,
  /** 1 adds compute and memory time, infinity takes the larger of the two. */
  smoothness: nonNegative,
  /** Fixed time of a launch, in µs. */
  overheadUs: nonNegative,
  /** Share of peak bandwidth at which operands whose rows are no multiple of four elements are repacked first. */
  packingEfficiency: v.nullable(nonNegative),
  /** Null: compute time is FLOP over peak. Else: it is that of the tiles. */
  tile: v.nullable(tile),
  /** Where it is not null, compute time is that of the kernels of ours that were timed. */
  kernels: v.nullable(knownKernels),
});

const errors = v.strictObject({ median: nonNegative, p90: nonNegative });

/** What the formula leaves is interpolated between the fitted rows, and the interval of a prediction comes from it. */
const prediction = v.strictObject({
  /** Probability that a prediction interval holds a new timing. */
  level: nonNegative,
  /** Distances in log2 m, n, k over which residuals are alike; null where there are too few rows to interpolate. */
  lengths: v.nullable(v.tuple([nonNegative, nonNegative, nonNegative])),
  /** Share of the residual variance that neighbours share; the rest is noise. */
  signalShare: nonNegative,
  /** Standard deviation of the log residuals. */
  sd: nonNegative,
  /** Half-width of the interval in standard deviations, as rows left out of the fit demand it. */
  quantile: nonNegative,
});
export type PredictionModel = v.InferOutput<typeof prediction>;

export const calibrationSchema = v.strictObject({
  format: v.literal(CALIBRATION.format),
  version: v.literal(CALIBRATION.version),
  id: text(64),
  name: text(200),
  createdAt: timestamp,
  /** Where the timings come from: a Measurement's id, a file name, or a published source. */
  source: text(1000),
  tier: v.picklist(['measured', 'calibrated', 'published']),
  /** True where the timings come from a software adapter: refused for plans unless forced. */
  software: v.boolean(),
  /** The accelerator of the catalogue that was measured, as the user confirmed it; null where nobody did. */
  accelerator: v.nullable(text(64)),
  /** True where every timed kernel used the matrix units (tensor cores); vector kernels say nothing about those. */
  matrixUnits: v.boolean(),
  stack: v.nullable(text(64)),
  dtype: text(32),
  elementBytes: nonNegative,
  peakTflops: nonNegative,
  bandwidthGBps: nonNegative,
  parameters,
  /** 95 % intervals of the parameters. */
  intervals: v.strictObject({
    computeEfficiency: interval,
    memoryEfficiency: interval,
    smoothness: interval,
    overheadUs: interval,
    /** Of the other parameters, by name; the efficiency of a kernel of ours as `kernel ID`. */
    others: v.record(text(200), interval),
  }),
  fitError: errors,
  holdoutError: errors,
  /** Errors of each form of the model by cross-validation on the same rows; the form in use is the best of them. */
  forms: v.array(v.strictObject({ form: text(40), ...errors.entries })),
  /** Null in the oldest records. */
  prediction: v.nullable(prediction),
  /** Layers of transformers that were run as a whole, against the sum of what the fit predicts for their products. */
  replay: v.nullable(
    v.strictObject({
      layers: v.pipe(
        v.array(v.strictObject({ id: text(300), measuredUs: nonNegative, predictedUs: nonNegative })),
        v.maxLength(100),
      ),
      /** Median of |predicted / measured − 1|. */
      median: nonNegative,
      /** Half-width in log time that nine of ten layers lie within: the model-form error of a plan. */
      band: nonNegative,
    }),
  ),
  /** Where the machine's pace moved during the run, else null: measured times are those at its median pace, t · pace^exponent. */
  paceExponent: v.nullable(nonNegative),
  n: v.pipe(finite, v.integer(), v.minValue(0)),
  residuals: v.pipe(
    v.array(
      v.strictObject({
        m: nonNegative,
        n: nonNegative,
        k: nonNegative,
        measuredUs: nonNegative,
        predictedUs: nonNegative,
        heldOut: v.boolean(),
        /** The kernel of ours that was timed; null where it is not known. */
        kernel: v.nullable(text(200)),
      }),
    ),
    v.maxLength(100_000),
  ),
  warnings: list(warningSchema, 200),
});
export type Calibration = v.InferOutput<typeof calibrationSchema>;
export type KernelParameters = v.InferOutput<typeof parameters>;

/** What parameters of the plain form do not have. */
export const PLAIN_FORM = { packingEfficiency: null, tile: null, kernels: null } as const;

/** One timed matrix product C[m×n] = A[m×k]·B[k×n]. */
export interface GemmTiming extends Product {
  readonly measuredUs: number;
  /** The kernel of ours that ran. */
  readonly kernel?: string;
  /** How fast the machine itself was meanwhile, as a share of its median speed in the run; 1 where nobody looked. */
  readonly pace?: number;
}
