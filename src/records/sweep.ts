import * as v from 'valibot';
import type { Calibration } from './calibration.ts';
import { recordKind } from './migrate.ts';
import type { Scenario } from './scenario.ts';
import type { StackFit } from './stack-fit.ts';
import { text } from './values.ts';

/**
 * Many scenarios as one: a base, the points at which fields of it differ, and what is computed at each. The rows of a sweep
 * are numbered, and a row is a function of the sweep and its number alone, so that any part can be computed anywhere.
 */
export const SWEEP = recordKind({ format: 'roofrack-sweep', version: 1, noun: 'sweep', migrations: {} });

/** More rows than a column of 32 bits can number. */
export const MOST_ROWS = 2 ** 31 - 1;

/** The value of a field, as JSON has it. */
export type FieldValue =
  string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

/** Values of a field between two ends. */
export interface FieldRange {
  readonly path: string;
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  /** The field takes whole numbers only. */
  readonly whole: boolean;
}

export type Points =
  /** Every combination; the last axis turns fastest. */
  | {
      readonly kind: 'grid';
      readonly axes: readonly { readonly path: string; readonly values: readonly FieldValue[] }[];
    }
  | { readonly kind: 'list'; readonly paths: readonly string[]; readonly rows: readonly (readonly FieldValue[])[] }
  /** A Latin hypercube: of `n` equal strata of each range every one is met once. */
  | { readonly kind: 'lhs'; readonly n: number; readonly seed: number; readonly ranges: readonly FieldRange[] };

export type SweepTask =
  | { readonly kind: 'plan' }
  /** Each plan is checked request by request, once for every seed. */
  | {
      readonly kind: 'simulate';
      readonly hours: number;
      /** Null: as many as give enough requests. */
      readonly replicas: number | null;
      readonly seeds: readonly number[];
    }
  /** Each plan with the quantiles of its headlines over draws of its uncertain inputs, which are the same in all rows. */
  | { readonly kind: 'draws'; readonly draws: number; readonly seed: number };

export interface Sweep {
  readonly format: typeof SWEEP.format;
  readonly version: typeof SWEEP.version;
  readonly name: string;
  /** A complete scenario; the points replace fields of it. */
  readonly base: Scenario;
  readonly calibration: Calibration | null;
  readonly stackFit: StackFit | null;
  readonly points: Points;
  /** What a row must keep, for example `power.facilityMw <= 20`. */
  readonly constraints: readonly string[];
  readonly task: SweepTask;
}

export const COLUMN_TYPES = ['int32', 'double', 'string'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** A column of a file of rows. Its name carries its unit, as all ids of fields and lines do. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** As printed behind a value; empty for a pure number and for text. */
  readonly unit: string;
  readonly label: string;
}

/** Part `index` of `of`, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Rows `from` to `to`, without the last. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export const ROWS_FORMAT = 'roofrack-rows';
export const ROWS_VERSION = 1;

/** What rows of a table of benchmarks are called where those of a sweep have the name of its task. */
export const SERVED_KIND = 'served';

const column = v.strictObject({ name: text(200), type: v.picklist(COLUMN_TYPES), unit: text(60), label: text(300) });
const row = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_ROWS));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/**
 * What stands in the metadata of every file of rows. Files belong together where all of it but `rows` and `shard` is the
 * same; `subject` is what was computed, without the values of its points, which stand in columns.
 */
export const rowsHeaderSchema = v.strictObject({
  format: v.literal(ROWS_FORMAT),
  version: v.literal(ROWS_VERSION),
  /** What each row is: the task of a sweep, or `SERVED_KIND`. */
  kind: text(40),
  name: text(200),
  /** SHA-256 of what was asked, of the program's rooms that compute, and of its facts. */
  hashes: v.strictObject({ grid: hash, program: hash, catalogue: hash }),
  /** Of the program, for people. */
  release: text(60),
  /** The last digits of logarithms and powers are the engine's. */
  engine: text(60),
  total: row,
  rows: v.strictObject({ from: row, to: row }),
  /** Null where the file holds all rows. */
  shard: v.nullable(v.strictObject({ index: row, of: row })),
  columns: v.pipe(v.array(column), v.maxLength(1000)),
  subject: v.unknown(),
});

export type RowsHeader = v.InferOutput<typeof rowsHeaderSchema>;
