import * as v from 'valibot';
import { nearest } from '../base/nearest.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { childSchema, describeField, expectation, knownKeys, schemaAt, schemaFor } from '../records/schema-walk.ts';
import type { PathStep, SchemaNode } from '../records/schema-walk.ts';
import { capProblems } from './limits.ts';
import { showPath, showValue } from './show.ts';

/** Every key that no schema knows, wherever it stands. */
export const unknownKeys = (value: unknown, schema: SchemaNode, path: readonly PathStep[] = []): Problem[] => {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => {
      const child = childSchema(schema, index);
      return child === null ? [] : unknownKeys(entry, child, [...path, index]);
    });
  }
  if (!isPlainObject(value)) return [];
  const own = schemaFor(schema, value);
  const known = knownKeys(own);
  return Object.keys(value).flatMap((key) => {
    const here = [...path, key];
    const child = childSchema(own, key);
    if (child !== null) return unknownKeys(value[key], child, here);
    if (known === null) return [];
    const suggestion = nearest(key, known);
    return problem(
      showPath(here),
      `${showPath(here)} is not a known key${suggestion === null ? '' : `; did you mean "${suggestion}"`}? ` +
        `Known here: ${known.join(', ')}.`,
    );
  });
};

/** "demand.queriesPerDay (Queries) is -1; it must be a number from 0 to 1e13 1/day." */
const wrongValue = (path: string, shown: string, schema: SchemaNode | null, wayOut: string): Problem => {
  const label = schema === null ? null : describeField(schema).label;
  const must = schema === null ? '' : `; it must be ${expectation(schema)}`;
  const subject = path === '' ? 'The file' : label === null ? path : `${path} (${label})`;
  return problem(path, `${subject} is ${shown}${must}. ${wayOut}`);
};

const valueAt = (value: unknown, path: readonly PathStep[]): unknown => {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<PathStep, unknown>>)[step];
  }
  return here;
};

export interface ValidateOptions {
  /** What the reader can do about a wrong value, as a sentence. */
  readonly wayOut: string;
  /** Values as written, by shown path, where they differ from what was parsed. */
  readonly asWritten: ReadonlyMap<string, string>;
}

/** Checks a value strictly against a schema: one problem for each unknown key and each wrong field. */
export const validate = <S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  { wayOut, asWritten }: ValidateOptions,
): Result<v.InferOutput<S>, Problem[]> => {
  const parsed = v.safeParse(schema, value);
  const problems = new Map<string, Problem>();
  const node: SchemaNode = schema;
  for (const issue of parsed.issues ?? []) {
    if (issue.type === 'strict_object' && issue.expected === 'never') continue;
    const path = (issue.path ?? []).map((item) => item.key as PathStep);
    const shownPath = showPath(path);
    if (problems.has(shownPath)) continue;
    const shown = asWritten.get(shownPath) ?? showValue(valueAt(value, path));
    problems.set(shownPath, wrongValue(shownPath, shown, schemaAt(node, path), wayOut));
  }
  const all = [...unknownKeys(value, node), ...problems.values()];
  return parsed.success && all.length === 0 ? ok(parsed.output) : err(capProblems(all));
};
