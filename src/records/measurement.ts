import * as v from 'valibot';
import { recordKind } from './migrate.ts';

/**
 * What was measured on one adapter in one run. Raw samples are always kept, so that every verdict can be computed
 * again. A record is honest about what did not work: a case without a number has an outcome and a reason.
 */
export const MEASUREMENT = recordKind({
  format: 'roofrack-measurement',
  version: 1,
  noun: 'measurement',
  migrations: {},
});

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const whole = v.pipe(finite, v.integer(), v.minValue(0));
const samples = v.pipe(v.array(positive), v.maxLength(100_000));

export const warningSchema = v.strictObject({ code: text(64), message: text(1000) });
export type Warning = v.InferOutput<typeof warningSchema>;

export const adapterSchema = v.strictObject({
  vendor: text(200),
  architecture: text(200),
  device: text(200),
  description: text(500),
  /** True for a CPU that plays a GPU (SwiftShader, lavapipe, WARP); never a source for a plan unless insisted on. */
  software: v.boolean(),
  features: v.pipe(v.array(text(100)), v.maxLength(200)),
  limits: v.record(text(100), finite),
  subgroupMinSize: v.nullable(whole),
  subgroupMaxSize: v.nullable(whole),
  /** Shapes that the matrix units take: result[m×n] += left[m×k]·right[k×n]. Absent where there are none. */
  subgroupMatrices: v.optional(
    v.pipe(
      v.array(v.strictObject({ m: whole, n: whole, k: whole, input: text(16), result: text(16) })),
      v.maxLength(100),
    ),
  ),
});
export type AdapterRecord = v.InferOutput<typeof adapterSchema>;

/** The two clocks and what was found out about them. */
export const clockSchema = v.strictObject({
  /** The clock that the cases' samples come from. */
  source: v.picklist(['timestamp-query', 'wall']),
  /** Smallest step seen between raw GPU timestamps; null where the adapter has none. */
  timestampQuantumNs: v.nullable(positive),
  /** Smallest step of the wall clock (5 µs when cross-origin isolated, 100 µs otherwise). */
  wallStepMs: positive,
  crossOriginIsolated: v.nullable(v.boolean()),
  /** Median of wall time over timestamp time for the same samples; null where there is one clock only. */
  wallOverTimestamp: v.nullable(positive),
});
export type ClockRecord = v.InferOutput<typeof clockSchema>;

export const CASE_OUTCOMES = [
  'measured',
  'wrong-result',
  'device-lost',
  'timeout',
  'unsupported',
  'out-of-memory',
  'clock-unusable',
  'gpu-error',
  'cancelled',
  'hidden',
] as const;

/** Rate of the pace probe once `samplesBefore` samples were taken. */
const paceSchema = v.strictObject({ samplesBefore: whole, gflops: positive });
export type Pace = v.InferOutput<typeof paceSchema>;

const CASE_DTYPES = ['f32', 'f16', 'f16-accumulate', 'i8', 'w8', 'w4'] as const;

export const measuredCaseSchema = v.strictObject({
  /** Kind and parameters in fixed order, for example `matmul:m=256;n=256;k=256;dtype=f32`. */
  id: text(300),
  kind: v.picklist([
    'matmul',
    'gemv',
    'fma',
    'read',
    'write',
    'copy',
    'workgroup-memory',
    'latency',
    'intensity',
    'replay',
  ]),
  m: v.nullable(whole),
  n: v.nullable(whole),
  k: v.nullable(whole),
  dtype: v.picklist(CASE_DTYPES),
  kernel: text(200),
  /** True FLOP of the problem (2·m·n·k for a matmul), padding not counted. */
  flop: positive,
  /** Least bytes that must move between memory and the processor: each operand read once, the result written once. */
  bytes: positive,
  /** The products that a replay runs one after the other; absent elsewhere. */
  parts: v.optional(
    v.pipe(
      v.array(v.strictObject({ m: whole, n: whole, k: whole, batch: whole, kernel: text(200) })),
      v.maxLength(100),
    ),
  ),
  outcome: v.picklist(CASE_OUTCOMES),
  reason: v.nullable(text(1000)),
  /** Time of one run of the case, in the order taken; several dispatches a sample are divided out. */
  samplesMs: samples,
  /** The same samples by the wall clock, submit to onSubmittedWorkDone. */
  wallSamplesMs: samples,
  /** How fast the machine itself was: one fixed kernel, run before, between and after the samples. */
  paces: v.optional(v.pipe(v.array(paceSchema), v.maxLength(1000))),
  dispatchesPerSample: whole,
  medianMs: v.nullable(positive),
  /** Distribution-free 95 % interval of the median. */
  ci95Ms: v.nullable(v.tuple([positive, positive])),
  gflops: v.nullable(positive),
  gbps: v.nullable(positive),
  /** Share of the measured roof at this arithmetic intensity, in percent. */
  percentOfRoof: v.nullable(positive),
  compileMs: v.nullable(positive),
  /** The same pipelines asked for again, when the browser has them: what a warm start costs. */
  warmCompileMs: v.optional(v.nullable(positive)),
  firstDispatchMs: v.nullable(positive),
  verified: v.boolean(),
  /** Largest |result − oracle|, and the bound derived from K and the data that it must not pass. */
  maxError: v.nullable(positive),
  errorBound: v.nullable(positive),
  warnings: v.pipe(v.array(warningSchema), v.maxLength(50)),
});
export type MeasuredCase = v.InferOutput<typeof measuredCaseSchema>;

/** One kernel that the tuner looked at, and what became of it. */
export const tuningCandidateSchema = v.strictObject({
  kernel: text(200),
  status: v.picklist(['won', 'beaten', 'slow', 'wrong-result', 'device-lost', 'timeout', 'failed', 'skipped']),
  reason: v.nullable(text(1000)),
  compileMs: v.nullable(positive),
  firstDispatchMs: v.nullable(positive),
  gflops: v.nullable(positive),
  samplesMs: samples,
});
export type TuningCandidate = v.InferOutput<typeof tuningCandidateSchema>;

/** A search for the fastest kernel of one class of shapes, with everything that was tried. */
export const tuningSchema = v.strictObject({
  /** Changes when the adapter, its driver, the browser or any kernel does. */
  key: text(1000),
  dtype: text(32),
  shapes: text(32),
  m: whole,
  n: whole,
  k: whole,
  winner: v.nullable(text(200)),
  elapsedMs: positive,
  /** When it was searched for; a reused winner was found in an earlier run. */
  searchedAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  reused: v.optional(v.boolean()),
  log: v.pipe(v.array(tuningCandidateSchema), v.maxLength(500)),
});
export type Tuning = v.InferOutput<typeof tuningSchema>;

/** What was asked for: with it, a run that broke off can be taken up again. */
export const measureSettingsSchema = v.strictObject({
  dtype: v.picklist(CASE_DTYPES),
  kernel: text(200),
  powerPreference: v.nullable(v.picklist(['low-power', 'high-performance'])),
  /** Of a custom suite; the others have their own. */
  shapes: v.pipe(v.array(v.strictObject({ m: whole, n: whole, k: whole })), v.maxLength(1000)),
});
export type MeasureSettings = v.InferOutput<typeof measureSettingsSchema>;

/** One sitting of a run that was taken up again: its cases are those from `firstCase` to the next sitting's. */
export const sittingSchema = v.strictObject({
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  firstCase: whole,
  clock: clockSchema,
});
export type Sitting = v.InferOutput<typeof sittingSchema>;

export const measurementSchema = v.strictObject({
  format: v.literal(MEASUREMENT.format),
  version: v.literal(MEASUREMENT.version),
  id: text(64),
  name: text(200),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  suite: text(64),
  seed: whole,
  outcome: v.picklist(['complete', 'cancelled', 'device-lost', 'failed']),
  adapter: adapterSchema,
  browser: v.nullable(v.strictObject({ name: text(100), version: text(100), userAgent: text(1000) })),
  host: v.nullable(v.strictObject({ name: text(100), version: text(100) })),
  clock: clockSchema,
  settings: v.optional(measureSettingsSchema),
  /** Absent where a run was measured in one go. */
  sittings: v.optional(v.pipe(v.array(sittingSchema), v.maxLength(100))),
  roofs: v.strictObject({
    fmaGflops: v.nullable(positive),
    readGBps: v.nullable(positive),
    writeGBps: v.nullable(positive),
    copyGBps: v.nullable(positive),
  }),
  cases: v.pipe(v.array(measuredCaseSchema), v.maxLength(10_000)),
  /** How the kernels were chosen; absent where they were named. */
  tuning: v.optional(v.pipe(v.array(tuningSchema), v.maxLength(50))),
  warnings: v.pipe(v.array(warningSchema), v.maxLength(200)),
});
export type Measurement = v.InferOutput<typeof measurementSchema>;
