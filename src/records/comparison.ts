import * as v from 'valibot';
import { isPlainObject } from '../base/plain-object.ts';
import { DTYPES } from './dtypes.ts';
import { changeEach, changeField, migrate, recordKind } from './migrate.ts';
import { list, nonNegative, text, whole } from './values.ts';

/**
 * Relative change that matters where a case names no other: 2 %. On a software adapter the machine is ours alone to load, and a
 * kernel's text is all that changes.
 */
export const HORIZON = 0.02;

/** What version 1 called a side's name. */
const FORMER_NAME = 'asked';

const sideWithName = (side: unknown): unknown => {
  if (!isPlainObject(side) || !Object.hasOwn(side, FORMER_NAME)) return side;
  const { [FORMER_NAME]: name, ...rest } = side;
  return { name, ...rest };
};

/**
 * Two builds, or two kernels, timed against each other on one machine. Raw times of all pairs are kept, so that every verdict can
 * be computed again and shards of one comparison can be put together.
 */
export const COMPARISON = recordKind({
  format: 'roofrack-comparison',
  version: 2,
  noun: 'comparison',
  migrations: { 1: (older) => changeField(changeField(older, 'base', sideWithName), 'head', sideWithName) },
});

/** Times of one pair in ms of one run of the case: [base, head], in whichever order they ran. */
const pairSchema = v.strictObject({ baseMs: nonNegative, headMs: nonNegative, headFirst: v.boolean() });
export type TimedPair = v.InferOutput<typeof pairSchema>;

/** New devices, buffers and pipelines on both sides, and the pairs timed with them. */
const drawSchema = v.strictObject({ pairs: list(pairSchema, 100) });
export type Draw = v.InferOutput<typeof drawSchema>;

/** One fresh browser context with both sides in it: the independent unit of every verdict. */
const sessionSchema = v.strictObject({ seed: whole, draws: list(drawSchema, 100), seconds: nonNegative });
export type Session = v.InferOutput<typeof sessionSchema>;

const countsSchema = v.strictObject({
  flop: nonNegative,
  bytes: nonNegative,
  dispatches: whole,
  pipelines: whole,
  wgslHash: text(64),
});

const failureSchema = v.strictObject({
  session: whole,
  /** Where it failed; `host` where no session could be opened at all, which is no fault of the case. */
  side: v.picklist(['base', 'head', 'host']),
  message: text(1000),
});
export type SessionFailure = v.InferOutput<typeof failureSchema>;

/** Standard deviation of a session's log ratio that was expected before the first session, and where it comes from. */
const scatterSchema = v.strictObject({ sd: v.pipe(nonNegative, v.gtValue(0)), from: text(300) });
export type ExpectedScatter = v.InferOutput<typeof scatterSchema>;

const comparedCaseSchema = v.strictObject({
  id: text(300),
  shape: v.strictObject({ m: whole, n: whole, k: whole }),
  dtype: v.picklist(DTYPES),
  kernels: v.strictObject({ base: text(200), head: text(200) }),
  /** Relative change that matters: 0.02 for 2 %. */
  horizon: nonNegative,
  expectedScatter: scatterSchema,
  /** Why the case decides nothing for now; null where it does. */
  quarantine: v.nullable(text(1000)),
  counts: v.nullable(v.strictObject({ base: countsSchema, head: countsSchema })),
  sessions: list(sessionSchema, 1000),
  failures: list(failureSchema, 1000),
});
export type ComparedCase = v.InferOutput<typeof comparedCaseSchema>;

const sideSchema = v.strictObject({
  /** As the user named it: a git ref, a folder, an address or a kernel. */
  name: text(1000),
  kind: v.picklist(['git', 'folder', 'url', 'kernel']),
  /** The commit that a ref named; null for other kinds. */
  sha: v.nullable(text(64)),
});
export type ComparedSide = v.InferOutput<typeof sideSchema>;

const loads = list(nonNegative, 3);

export const comparisonSchema = v.strictObject({
  format: v.literal(COMPARISON.format),
  version: v.literal(COMPARISON.version),
  id: text(100),
  /** Runs that are joined in it, by the ids that they had; its own alone where it is one run. */
  runs: v.pipe(list(text(100), 1000), v.minLength(1)),
  createdAt: text(40),
  base: sideSchema,
  head: sideSchema,
  seed: whole,
  machine: v.strictObject({
    name: text(200),
    cores: whole,
    platform: text(100),
    /** Load averages over 1, 5 and 15 minutes. */
    loadBefore: loads,
    loadAfter: loads,
  }),
  /** What ran the sides; Dawn for Node counts as a browser without a page. */
  browser: v.strictObject({
    name: text(100),
    version: text(100),
    flags: list(text(200), 100),
    headless: v.boolean(),
    /** Whether it ran on another machine than the one that drove it. */
    remote: v.boolean(),
  }),
  adapter: v.strictObject({
    vendor: text(200),
    architecture: text(200),
    description: text(500),
    software: v.boolean(),
  }),
  clock: v.strictObject({ source: v.literal('wall'), crossOriginIsolated: v.nullable(v.boolean()) }),
  /** What the machine reached, measured once before the sessions; null where that was left out. */
  roofs: v.nullable(
    v.strictObject({
      fmaGflops: v.nullable(nonNegative),
      readGBps: v.nullable(nonNegative),
      copyGBps: v.nullable(nonNegative),
    }),
  ),
  /** Bytes of script and style of the built pages; null where a side is no build of ours to weigh. */
  bundleBytes: v.strictObject({ base: v.nullable(whole), head: v.nullable(whole) }),
  /** What makes the run doubtful, in words. */
  warnings: list(text(1000), 100),
  /** Cases of the whole comparison, of which this may be a shard: what false alarms are allowed is shared by all of them. */
  family: whole,
  cases: list(comparedCaseSchema, 1000),
  /** The base against itself, and against itself with a planted slowdown, in every session. */
  control: v.strictObject({
    kernel: text(200),
    horizon: nonNegative,
    planted: nonNegative,
    expectedScatter: scatterSchema,
    equal: list(sessionSchema, 1000),
    slowed: list(sessionSchema, 1000),
    failures: list(failureSchema, 1000),
  }),
});
export type Comparison = v.InferOutput<typeof comparisonSchema>;

/** Comparisons of several machines, each by itself: what shards and machines are merged into. */
export const COMPARISONS = recordKind({
  format: 'roofrack-comparisons',
  version: 2,
  noun: 'merged comparison',
  migrations: {
    1: (older) =>
      changeField(older, 'comparisons', (comparisons) =>
        changeEach(comparisons, (comparison) =>
          isPlainObject(comparison) ? migrate(comparison, COMPARISON) : comparison,
        ),
      ),
  },
});
export const comparisonsSchema = v.strictObject({
  format: v.literal(COMPARISONS.format),
  version: v.literal(COMPARISONS.version),
  comparisons: v.pipe(list(comparisonSchema, 100), v.minLength(1)),
});
