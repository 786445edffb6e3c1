import type * as v from 'valibot';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { migrate, type RecordKind } from '../records/migrate.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { readJson, type JsonDocument } from './read-json.ts';
import { showValue } from './show.ts';
import { validate, type ValidateOptions } from './validate.ts';

/** Says what is wrong with the kind of a file before its fields are looked at; null where it is as expected. */
const wrongKind = (value: unknown, kind: RecordKind): Problem | null => {
  if (!isPlainObject(value)) {
    return problem('', `The file holds ${showValue(value)}; a ${kind.noun} is a JSON object in braces.`);
  }
  const { format, version } = value;
  if (format !== undefined && format !== kind.format) {
    return problem(
      'format',
      `Its format is ${showValue(format)}; a ${kind.noun} file has "${kind.format}". Choose another file.`,
    );
  }
  if (typeof version === 'number' && version > kind.version) {
    return problem(
      'version',
      `Its version is ${showValue(version)}; this Roofrack reads ${kind.noun} files up to version ${String(kind.version)}. ` +
        'The file was written by a newer Roofrack: update, or export it again from an older one.',
    );
  }
  return null;
};

/** A value of this kind and of any version up to today's, as today's has it; its fields are not checked yet. */
export const upToDate = (value: unknown, kind: RecordKind): Result<unknown, Problem> => {
  const wrong = wrongKind(value, kind);
  if (wrong !== null) return err(wrong);
  return ok(isPlainObject(value) ? migrate(value, kind) : value);
};

/** A value of any version up to today's, complete and in range as today's has it, or every problem. */
export const validateRecord = <S extends v.GenericSchema>(
  value: unknown,
  kind: RecordKind,
  schema: S,
  options: ValidateOptions,
): Result<v.InferOutput<S>, Problem[]> => {
  const current = upToDate(value, kind);
  return current.ok ? validate(schema, current.value, options) : err([current.error]);
};

export const readKind = (text: string, kind: RecordKind): Result<JsonDocument, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const current = upToDate(document.value.value, kind);
  return current.ok ? ok({ ...document.value, value: current.value }) : err([current.error]);
};

/** A complete record of ours: every key known, every field present and in range, or every problem. */
export const parseRecord = <S extends v.GenericSchema>(
  text: string,
  kind: RecordKind,
  schema: S,
): Result<v.InferOutput<S>, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  return validateRecord(document.value.value, kind, schema, {
    wayOut: `Export the ${kind.noun} again, or correct the file.`,
    asWritten: document.value.overflows,
  });
};

/** Indented for people to read; without indentation where only that stays below the limit for reading it back. */
export const serialiseRecord = (record: object): string => {
  const indented = `${JSON.stringify(record, null, 2)}\n`;
  return indented.length <= MAX_FILE_BYTES ? indented : `${JSON.stringify(record)}\n`;
};
