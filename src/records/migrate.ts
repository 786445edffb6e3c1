import { present } from '../base/checked.ts';
import { isPlainObject, type PlainObject } from '../base/plain-object.ts';

/**
 * Every kind of record has a version and a chain of migrations, one for each earlier version, kept for ever: a file of any
 * age is brought up step by step before the schema of today looks at it. Whoever changes a schema so that an older record
 * would be refused, or would mean something else, adds one to `version` and a migration from the version before.
 */

/**
 * From one version to the next. It runs before any schema, on whatever the file holds: what is not as expected it leaves
 * alone, for the schema to name. It need not set `version`.
 */
export type Migration = (older: PlainObject) => PlainObject;

export interface RecordKind<Format extends string = string, Version extends number = number> {
  /** What tells one of our formats from another: the first thing looked at in a file. */
  readonly format: Format;
  /** The version that is written. */
  readonly version: Version;
  /** What a person calls it: "scenario". */
  readonly noun: string;
  /** By the version that they start from: 1 leads to 2. */
  readonly migrations: Readonly<Record<number, Migration>>;
}

/** Throws where a step of the chain is missing: a bug. */
export const recordKind = <const Format extends string, const Version extends number>(
  kind: RecordKind<Format, Version>,
): RecordKind<Format, Version> => {
  for (let from = 1; from < kind.version; from++) {
    if (!Object.hasOwn(kind.migrations, from)) {
      throw new Error(`A ${kind.noun} of version ${String(from)} has no migration to the next.`);
    }
  }
  return kind;
};

/** The record as today's version has it. Of no version, of one that never was, or of a newer one: as it is. */
export const migrate = (record: PlainObject, { version: newest, migrations }: RecordKind): PlainObject => {
  const { version } = record;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return record;
  let migrated = record;
  for (let from = version; from < newest; from++) {
    const migration = present(migrations[from], `migration from version ${String(from)}`);
    migrated = { ...migration(migrated), version: from + 1 };
  }
  return migrated;
};

/** The object with `defaults` in the place of what it lacks; anything else as it is. */
export const withDefaults = (value: unknown, defaults: PlainObject): unknown =>
  isPlainObject(value) ? { ...defaults, ...value } : value;

/** The object with one of its fields changed, where it has that field. */
export const changeField = (record: PlainObject, key: string, change: (value: unknown) => unknown): PlainObject =>
  Object.hasOwn(record, key) ? { ...record, [key]: change(record[key]) } : record;

/** Each entry of a list changed; anything else as it is. */
export const changeEach = (value: unknown, change: (entry: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(change) : value;
