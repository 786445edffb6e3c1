import { entryAt } from '../base/checked.ts';
import type * as v from 'valibot';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { upToDate, validateRecord } from '../exchange/record.ts';
import { validate, type ValidateOptions } from '../exchange/validate.ts';
import { CALIBRATION, calibrationSchema, type Calibration } from '../records/calibration.ts';
import { MEASUREMENT, measurementSchema, tuningSchema, type Measurement, type Tuning } from '../records/measurement.ts';
import { savedHardwareSchema, type HardwareKind, type SavedHardware } from '../records/own-hardware.ts';
import { envelopeSchema, PROJECTION, SCENARIO, TRAINING, type Envelope } from '../records/kinds.ts';
import type { RecordKind } from '../records/migrate.ts';
import type { SavedScenario } from '../records/scenario.ts';
import type { SavedProjection } from '../records/projection.ts';
import type { SavedTraining } from '../records/training.ts';
import type { SavedStackFit } from '../records/stack-fit.ts';
import { summarise, summarySchema, type MeasurementSummary } from './measurement-summary.ts';
import { summariseSaved, type SavedNoun, type SavedSummary } from './saved-summary.ts';

/**
 * Everything that a browser keeps, one collection a kind of record, and what a list shows of each. A new kind is a line
 * here and its entry in `RECORD_KINDS`: both stores and all that says something about records follow from the two.
 */
export interface RecordTypes {
  readonly measurements: { readonly record: Measurement; readonly listed: MeasurementSummary };
  readonly calibrations: { readonly record: Calibration; readonly listed: Calibration };
  readonly stackFits: { readonly record: SavedStackFit; readonly listed: SavedStackFit };
  readonly scenarios: { readonly record: SavedScenario; readonly listed: SavedSummary };
  readonly trainings: { readonly record: SavedTraining; readonly listed: SavedSummary };
  /** A user's own series of costs. */
  readonly projections: { readonly record: SavedProjection; readonly listed: SavedSummary };
  /** A user's own accelerators, servers, racks and models. */
  readonly hardware: { readonly record: SavedHardware; readonly listed: SavedHardware };
  /** Searches for the fastest kernel: one a key, the newest. They outlive the runs that made them. */
  readonly tunings: { readonly record: Tuning; readonly listed: Tuning };
}
export type CollectionName = keyof RecordTypes;
type Reading<T> = Result<T, Problem[]>;

/** How what a list shows is come by: a thousand runs must open without a pause. */
export type Listing<S> =
  /** The records are read. */
  | { readonly from: 'records' }
  /** Read from what is stored, without looking at all of it. */
  | { readonly from: 'stored'; readonly read: (stored: unknown) => Reading<S> }
  /** Kept in an object store of its own, written and deleted together with the record that it sums up. */
  | { readonly from: 'summaries'; readonly objectStore: string; readonly schema: v.GenericSchema<unknown, S> };

export interface StoredKind<T, S = T> {
  /** What a person calls it: "run". */
  readonly noun: string;
  /** Version of the database since which there is the collection. */
  readonly since: number;
  /** Field that tells records apart. */
  readonly key: keyof T & string;
  /** Field that holds its name, step by step. */
  readonly nameAt: readonly string[];
  /** Date by which lists are sorted, the newest first. */
  readonly dateOf: (listed: S) => string;
  /**
   * What lies in storage was written by another version of this program, or by anybody with the browser's developer
   * tools: it is read through the records' schemas like any other input.
   */
  readonly read: (stored: unknown) => Reading<T> | Promise<Reading<T>>;
  readonly summarise: (record: T) => S;
  readonly listing: Listing<S>;
  /** Whether it is somebody's work, which is told of and set aside where it cannot be read, or is simply made again. */
  readonly isWork: boolean;
  /** `strict`: on the disk before `put` is done, since making it again takes minutes. */
  readonly durability: 'strict' | 'default';
}

const OPTIONS: ValidateOptions = {
  wayOut: 'It is kept as it is; a newer version of Roofrack may have written it: reload the page to get that.',
  asWritten: new Map(),
};

/** The record that is stored, or the first thing wrong with it. */
export const readStored = async <T, S>(kind: StoredKind<T, S>, stored: unknown): Promise<Result<T, Problem>> =>
  ofKind(kind, await kind.read(stored));

/** What a list shows of it, or the first thing wrong with it. */
export const readListed = async <T, S>(kind: StoredKind<T, S>, stored: unknown): Promise<Result<S, Problem>> => {
  if (kind.listing.from === 'stored') return ofKind(kind, kind.listing.read(stored));
  const record = await readStored(kind, stored);
  return record.ok ? ok(kind.summarise(record.value)) : record;
};

const ofKind = <T>({ noun }: { readonly noun: string }, read: Reading<T>): Result<T, Problem> => {
  if (read.ok) return read;
  const first = entryAt(read.error, 0);
  return err(problem(first.path, `This stored ${noun} cannot be read. ${first.message}`));
};

/** What a record calls itself, wherever its kind keeps the name; null where it does not say. */
export const storedName = ({ nameAt }: Pick<StoredKind<never>, 'nameAt'>, stored: unknown): string | null => {
  const name = nameAt.reduce<unknown>((part, step) => (isPlainObject(part) ? part[step] : null), stored);
  return typeof name === 'string' && name !== '' ? name : null;
};

const hardwareKindOf = (stored: unknown): HardwareKind => {
  const kind = isPlainObject(stored) ? stored['kind'] : null;
  return kind === 'server' || kind === 'rack' || kind === 'model' ? kind : 'accelerator';
};

/**
 * What lies in an envelope under its own key. It may have been saved before there was a field: its default stands in, as in
 * a file. The reader of files knows the whole catalogue, which the first load of the page does without: it is fetched when
 * something is read. A list looks no further than whether it is of a version that can be read.
 */
const savedUnder = <R extends Envelope, T>(
  key: SavedNoun,
  kind: RecordKind,
  readValue: (stored: unknown) => Promise<Reading<T>>,
): Omit<StoredKind<R, SavedSummary>, 'since'> => {
  const inside = (stored: unknown): unknown => (isPlainObject(stored) ? stored[key] : null);
  const schema = envelopeSchema(key);
  const summariseIt = summariseSaved(key);
  return {
    noun: key,
    key: 'id',
    nameAt: [key, 'name'],
    dateOf: ({ savedAt }) => savedAt,
    read: async (stored) => {
      const envelope = validate(schema, stored, OPTIONS);
      if (!envelope.ok) return envelope;
      const value = await readValue(inside(stored));
      // The key is that of the record's own type.
      return value.ok ? ok({ ...envelope.value, [key]: value.value } as unknown as R) : value;
    },
    summarise: summariseIt,
    listing: {
      from: 'stored',
      read: (stored) => {
        const envelope = validate(schema, stored, OPTIONS);
        if (!envelope.ok) return envelope;
        const current = upToDate(inside(stored), kind);
        return current.ok ? ok(summariseIt(stored)) : err([current.error]);
      },
    },
    isWork: true,
    durability: 'default',
  };
};

const itself = <T>(record: T): T => record;

export const RECORD_KINDS: {
  readonly [Name in CollectionName]: StoredKind<RecordTypes[Name]['record'], RecordTypes[Name]['listed']>;
} = {
  measurements: {
    noun: 'run',
    since: 1,
    key: 'id',
    nameAt: ['name'],
    dateOf: ({ createdAt }) => createdAt,
    read: (stored) => validateRecord(stored, MEASUREMENT, measurementSchema, OPTIONS),
    summarise,
    listing: { from: 'summaries', objectStore: 'measurementSummaries', schema: summarySchema },
    isWork: true,
    durability: 'strict',
  },
  calibrations: {
    noun: 'fit',
    since: 1,
    key: 'id',
    nameAt: ['name'],
    dateOf: ({ createdAt }) => createdAt,
    read: (stored) => validateRecord(stored, CALIBRATION, calibrationSchema, OPTIONS),
    summarise: itself,
    listing: { from: 'records' },
    isWork: true,
    durability: 'default',
  },
  stackFits: {
    noun: 'fit of a serving stack',
    since: 4,
    key: 'id',
    nameAt: ['name'],
    dateOf: ({ savedAt }) => savedAt,
    // Few have any: what reads them is fetched where there is something to read.
    read: async (stored) => {
      const { savedStackFitSchema } = await import('../records/stack-fit.ts');
      return validate(savedStackFitSchema, stored, OPTIONS);
    },
    summarise: itself,
    listing: { from: 'records' },
    isWork: true,
    durability: 'default',
  },
  scenarios: {
    ...savedUnder('scenario', SCENARIO, async (stored) => {
      const { readScenario } = await import('../exchange/scenario.ts');
      return readScenario(stored, OPTIONS.wayOut);
    }),
    since: 1,
  },
  trainings: {
    ...savedUnder('training', TRAINING, async (stored) => {
      const { readTraining } = await import('../exchange/training.ts');
      return readTraining(stored, OPTIONS.wayOut);
    }),
    since: 5,
  },
  projections: {
    ...savedUnder('projection', PROJECTION, async (stored) => {
      const { readProjection } = await import('../exchange/projection.ts');
      return readProjection(stored, OPTIONS.wayOut);
    }),
    since: 6,
  },
  hardware: {
    noun: 'hardware',
    since: 3,
    key: 'id',
    nameAt: ['fact', 'model'],
    dateOf: ({ savedAt }) => savedAt,
    read: (stored) => validate(savedHardwareSchema(hardwareKindOf(stored)), stored, OPTIONS),
    summarise: itself,
    listing: { from: 'records' },
    isWork: true,
    durability: 'default',
  },
  tunings: {
    noun: 'search',
    since: 2,
    key: 'key',
    nameAt: ['key'],
    dateOf: ({ searchedAt }) => searchedAt ?? '',
    read: (stored) => validate(tuningSchema, stored, OPTIONS),
    summarise: itself,
    listing: { from: 'records' },
    isWork: false,
    durability: 'default',
  },
};

export const COLLECTION_NAMES = Object.keys(RECORD_KINDS) as readonly CollectionName[];

export const keyOf = <T, S>({ key }: StoredKind<T, S>, record: T): string => String(record[key]);

export const newestFirst = <T, S>({ dateOf }: StoredKind<T, S>, listed: readonly S[]): S[] =>
  listed.toSorted((a, b) => dateOf(b).localeCompare(dateOf(a)));
