import * as v from 'valibot';
import { DTYPES } from './dtypes.ts';
import { measurement1To2 } from './migrations/measurement.ts';
import { recordKind } from './migrate.ts';
import { finite, list, nonNegative, text, timestamp, whole } from './values.ts';

/**
 * What was measured on one adapter in one run. Raw samples are always kept, so that every verdict can be computed
 * again. A record is honest about what did not work: a case without a number has an outcome and a reason.
 */
export const MEASUREMENT = recordKind({
  format: 'roofrack-measurement',
  version: 2,
  noun: 'measurement',
  migrations: { 1: measurement1To2 },
});

const samples = list(nonNegative, 100_000);

export const warningSchema = v.strictObject({ code: text(64), message: text(1000) });
export type Warning = v.InferOutput<typeof warningSchema>;

export const adapterSchema = v.strictObject({
  vendor: text(200),
  architecture: text(200),
  device: text(200),
  description: text(500),
  /** True for a CPU that plays a GPU (SwiftShader, lavapipe, WARP); never a source for a plan unless insisted on. */
  software: v.boolean(),
  features: list(text(100), 200),
  limits: v.record(text(100), finite),
  subgroupMinSize: v.nullable(whole),
  subgroupMaxSize: v.nullable(whole),
  /** Shapes that the matrix units take: result[m×n] += left[m×k]·right[k×n]. */
  subgroupMatrices: v.pipe(
    v.array(v.strictObject({ m: whole, n: whole, k: whole, input: text(16), result: text(16) })),
    v.maxLength(100),
  ),
});
export type AdapterRecord = v.InferOutput<typeof adapterSchema>;

/** The two clocks and what was found out about them. */
export const clockSchema = v.strictObject({
  /** The clock that the cases' samples come from. */
  source: v.picklist(['timestamp-query', 'wall']),
  /** Smallest step seen between raw GPU timestamps; null where the adapter has none. */
  timestampQuantumNs: v.nullable(nonNegative),
  /** Smallest step of the wall clock (5 µs when cross-origin isolated, 100 µs otherwise). */
  wallStepMs: nonNegative,
  crossOriginIsolated: v.nullable(v.boolean()),
  /** Median of wall time over timestamp time for the same samples; null where there is one clock only. */
  wallOverTimestamp: v.nullable(nonNegative),
});
export type ClockRecord = v.InferOutput<typeof clockSchema>;

/** Rate of the pace probe once `samplesBefore` samples were taken. */
const paceSchema = v.strictObject({ samplesBefore: whole, gflops: nonNegative });
export type Pace = v.InferOutput<typeof paceSchema>;

/** What is run to find a roof of the machine. */
const PROBES = ['fma', 'read', 'write', 'copy', 'workgroup-memory', 'latency', 'intensity'] as const;

/** What was run, whatever became of it. */
const facts = {
  /** Kind and parameters in fixed order, for example `matmul:m=256;n=256;k=256;dtype=f32`. */
  id: text(300),
  dtype: v.picklist(DTYPES),
  kernel: text(200),
  /** True FLOP of the problem (2·m·n·k for a matmul), padding not counted. */
  flop: nonNegative,
  /** Least bytes that must move between memory and the processor: each operand read once, the result written once. */
  bytes: nonNegative,
};
/** The products that a replay runs one after the other. */
const parts = v.pipe(
  v.array(v.strictObject({ m: whole, n: whole, k: whole, batch: whole, kernel: text(200) })),
  v.maxLength(100),
);

/* @__NO_SIDE_EFFECTS__ */
const ofEachKind = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.variant('kind', [
    v.strictObject({ ...facts, kind: v.literal('matmul'), m: whole, n: whole, k: whole, ...entries }),
    v.strictObject({ ...facts, kind: v.literal('replay'), parts, ...entries }),
    v.strictObject({ ...facts, kind: v.picklist(PROBES), ...entries }),
  ]);

/** Sampled, but the samples say nothing about the kernel. */
const UNUSABLE = ['hidden', 'clock-unusable'] as const;
/** The kernel gave no result. */
const NO_RESULT = ['device-lost', 'timeout', 'unsupported', 'out-of-memory', 'gpu-error', 'cancelled'] as const;
export const CASE_OUTCOMES = ['measured', ...UNUSABLE, 'wrong-result', ...NO_RESULT] as const;

const warnings = list(warningSchema, 50);
const reason = text(1000);

/** What building a kernel and verifying its result gives. */
const built = {
  compileMs: v.nullable(nonNegative),
  firstDispatchMs: v.nullable(nonNegative),
  /** Largest |result − oracle|, and the bound derived from K and the data that it must not pass. */
  maxError: v.nullable(nonNegative),
  errorBound: v.nullable(nonNegative),
};

const sampled = {
  ...built,
  verified: v.boolean(),
  /** The same pipelines asked for again, when the browser has them: what a warm start costs. */
  warmCompileMs: v.nullable(nonNegative),
  /** Time of one run of the case, in the order taken; several dispatches a sample are divided out. */
  samplesMs: samples,
  /** The same samples by the wall clock, submit to onSubmittedWorkDone. */
  wallSamplesMs: samples,
  /** How fast the machine itself was: one fixed kernel, run before, between and after the samples. */
  paces: list(paceSchema, 1000),
  dispatchesPerSample: whole,
};

/** By its outcome a case holds what that outcome knows, and by its kind what was run. */
export const measuredCaseSchema = v.variant('outcome', [
  ofEachKind({
    outcome: v.literal('measured'),
    ...sampled,
    medianMs: nonNegative,
    /** Distribution-free 95 % interval of the median. */
    ci95Ms: v.tuple([nonNegative, nonNegative]),
    /** Null where nothing is computed, or nothing is moved. */
    gflops: v.nullable(nonNegative),
    gbps: v.nullable(nonNegative),
    /** Share of the measured roof at this arithmetic intensity, in percent; null where no roof is known. */
    percentOfRoof: v.nullable(nonNegative),
    warnings,
  }),
  ofEachKind({ outcome: v.picklist(UNUSABLE), reason, ...sampled, warnings }),
  ofEachKind({ outcome: v.literal('wrong-result'), reason, ...built, warnings }),
  ofEachKind({ outcome: v.picklist(NO_RESULT), reason, warnings }),
]);
export type MeasuredCase = v.InferOutput<typeof measuredCaseSchema>;

/** What is to be run: a case before it has an outcome. */
export type CaseFacts = v.InferOutput<ReturnType<typeof ofEachKind<Record<never, never>>>>;
export type ProbeKind = (typeof PROBES)[number];

/** One kernel that the tuner looked at, and what became of it. */
export const tuningCandidateSchema = v.strictObject({
  kernel: text(200),
  status: v.picklist(['won', 'beaten', 'slow', 'wrong-result', 'device-lost', 'timeout', 'failed', 'skipped']),
  reason: v.nullable(text(1000)),
  compileMs: v.nullable(nonNegative),
  firstDispatchMs: v.nullable(nonNegative),
  gflops: v.nullable(nonNegative),
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
  elapsedMs: nonNegative,
  /** When it was searched for; a reused winner was found in an earlier run. Null in the oldest records. */
  searchedAt: v.nullable(timestamp),
  reused: v.boolean(),
  log: list(tuningCandidateSchema, 500),
});
export type Tuning = v.InferOutput<typeof tuningSchema>;

/** What was asked for: with it, a run that broke off can be taken up again. */
export const measureSettingsSchema = v.strictObject({
  dtype: v.picklist(DTYPES),
  kernel: text(200),
  powerPreference: v.nullable(v.picklist(['low-power', 'high-performance'])),
  /** Of a custom suite; the others have their own. */
  shapes: list(v.strictObject({ m: whole, n: whole, k: whole }), 1000),
});
export type MeasureSettings = v.InferOutput<typeof measureSettingsSchema>;

/** One sitting of a run, of which one that was taken up again has several: its cases are those from `firstCase` to the next sitting's. */
export const sittingSchema = v.strictObject({
  startedAt: timestamp,
  firstCase: whole,
  clock: clockSchema,
});
export type Sitting = v.InferOutput<typeof sittingSchema>;

export const measurementSchema = v.strictObject({
  format: v.literal(MEASUREMENT.format),
  version: v.literal(MEASUREMENT.version),
  id: text(64),
  name: text(200),
  createdAt: timestamp,
  suite: text(64),
  seed: whole,
  /** `broken-off`: nobody ended it; its page was left or its process killed. */
  outcome: v.picklist(['complete', 'cancelled', 'broken-off', 'device-lost', 'failed']),
  adapter: adapterSchema,
  browser: v.nullable(v.strictObject({ name: text(100), version: text(100), userAgent: text(1000) })),
  host: v.nullable(v.strictObject({ name: text(100), version: text(100) })),
  clock: clockSchema,
  /** Null in the oldest records. */
  settings: v.nullable(measureSettingsSchema),
  sittings: v.pipe(v.array(sittingSchema), v.minLength(1), v.maxLength(100)),
  roofs: v.strictObject({
    fmaGflops: v.nullable(nonNegative),
    readGBps: v.nullable(nonNegative),
    writeGBps: v.nullable(nonNegative),
    copyGBps: v.nullable(nonNegative),
  }),
  cases: list(measuredCaseSchema, 10_000),
  /** How the kernels were chosen; none where they were named. */
  tuning: list(tuningSchema, 50),
  warnings: list(warningSchema, 200),
});
export type Measurement = v.InferOutput<typeof measurementSchema>;
