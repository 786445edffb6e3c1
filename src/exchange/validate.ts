import * as v from 'valibot';
import { nearest } from '../base/nearest.ts';
import { isPlainObject, valueAt, type PathStep } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import {
  childSchema,
  describeField,
  expectation,
  knownKeys,
  longestList,
  schemaAt,
  schemaFor,
} from '../records/schema-walk.ts';
import type { SchemaNode } from '../records/schema-walk.ts';
import { capProblems, MAX_PROBLEMS } from './limits.ts';
import { showPath, showValue } from './show.ts';

type Visit = (value: unknown, schema: SchemaNode, path: readonly PathStep[]) => void;

/** Calls `visit` with every list and object that a schema is known for. */
const walk = (value: unknown, schema: SchemaNode, visit: Visit, path: readonly PathStep[] = []): void => {
  const own = isPlainObject(value) ? schemaFor(schema, value) : schema;
  visit(value, own, path);
  const entries = Array.isArray(value) ? value.entries() : isPlainObject(value) ? Object.entries(value) : [];
  for (const [step, entry] of entries) {
    const child = typeof entry === 'object' && entry !== null ? childSchema(own, step) : null;
    if (child !== null) walk(entry, child, visit, [...path, step]);
  }
};

/** Keys that no schema knows, wherever they stand; no more of them than are told. */
export const unknownKeys = (value: unknown, schema: SchemaNode): Problem[] => {
  const problems: Problem[] = [];
  walk(value, schema, (object, node, path) => {
    const known = isPlainObject(object) ? knownKeys(node) : null;
    if (known === null) return;
    for (const key of Object.keys(object as object)) {
      if (problems.length > MAX_PROBLEMS) return;
      if (childSchema(node, key) !== null) continue;
      const here = showPath([...path, key]);
      const suggestion = nearest(key, known);
      const hint = suggestion === null ? '.' : `; did you mean "${suggestion}"?`;
      problems.push(problem(here, `${here} is not a known key${hint} Known here: ${known.join(', ')}.`));
    }
  });
  return problems;
};

/** "demand.queriesPerDay (Queries) is -1; it must be a number from 0 to 1e13 1/day." */
const wrongValue = (path: string, shown: string, schema: SchemaNode | null, wayOut: string): Problem => {
  const label = schema === null ? null : describeField(schema).label;
  const must = schema === null ? '' : `; it must be ${expectation(schema)}`;
  const subject = path === '' ? 'The file' : label === null ? path : `${path} (${label})`;
  return problem(path, `${subject} is ${shown}${must}. ${wayOut}`);
};

/** Lists that are too long, found before their entries are looked at: each of those might be a problem of its own. */
const overlong = (value: unknown, schema: SchemaNode, wayOut: string): Problem[] => {
  const problems: Problem[] = [];
  walk(value, schema, (list, node, path) => {
    const longest = Array.isArray(list) ? longestList(node) : null;
    if (longest === null || (list as readonly unknown[]).length <= longest) return;
    problems.push(wrongValue(showPath(path), showValue(list), node, wayOut));
  });
  return problems;
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
  const node: SchemaNode = schema;
  const tooLong = overlong(value, node, wayOut);
  if (tooLong.length > 0) return err(capProblems(tooLong));
  const parsed = v.safeParse(schema, value);
  const problems = new Map<string, Problem>();
  for (const issue of parsed.issues ?? []) {
    if (problems.size > MAX_PROBLEMS) break;
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
