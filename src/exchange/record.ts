import type * as v from 'valibot';
import { err, problem, type Problem, type Result } from '../base/result.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { readJson, type JsonDocument } from './read-json.ts';
import { showValue } from './show.ts';
import { validate } from './validate.ts';

/** What tells one of our formats from another: the first thing looked at in a file. */
export interface RecordKind {
  readonly format: string;
  readonly version: number;
  /** What a person calls it: "scenario". */
  readonly noun: string;
}

export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says what is wrong with the kind of a file before its fields are looked at; null where it is as expected. */
export const wrongKind = (value: unknown, kind: RecordKind): Problem | null => {
  if (!isPlainObject(value)) {
    return problem('', `The file holds ${showValue(value)}; a ${kind.noun} is a JSON object in braces.`);
  }
  const { format, version } = value;
  if (format !== undefined && format !== kind.format) {
    return problem(
      'format',
      `format is ${showValue(format)}; a ${kind.noun} file has "${kind.format}". Choose another file.`,
    );
  }
  if (typeof version === 'number' && version > kind.version) {
    return problem(
      'version',
      `version is ${showValue(version)}; this Roofrack reads ${kind.noun} files up to version ${String(kind.version)}. ` +
        'The file was written by a newer Roofrack: update, or export it again from an older one.',
    );
  }
  return null;
};

export const readKind = (text: string, kind: RecordKind): Result<JsonDocument, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const wrong = wrongKind(document.value.value, kind);
  return wrong === null ? document : err([wrong]);
};

/** A complete record of ours: every key known, every field present and in range, or every problem. */
export const parseRecord = <S extends v.GenericSchema>(
  text: string,
  kind: RecordKind,
  schema: S,
): Result<v.InferOutput<S>, Problem[]> => {
  const document = readKind(text, kind);
  if (!document.ok) return document;
  return validate(schema, document.value.value, {
    wayOut: `Export the ${kind.noun} again, or correct the file.`,
    asWritten: document.value.overflows,
  });
};

/** Indented for people to read; without indentation where only that stays below the limit for reading it back. */
export const serialiseRecord = (record: object): string => {
  const indented = `${JSON.stringify(record, null, 2)}\n`;
  return indented.length <= MAX_FILE_BYTES ? indented : `${JSON.stringify(record)}\n`;
};
