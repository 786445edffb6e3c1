import * as v from 'valibot';
import { ok, type Problem, type Result } from '../base/result.ts';
import { readYaml } from './read-yaml.ts';

/** What NetBox takes for a slug. */
export const slug = v.pipe(v.string(), v.regex(/^[-a-zA-Z0-9_]{1,100}$/));

/** Units of weight that NetBox has. */
export const KG = { kg: 1, g: 1e-3, lb: 0.45359237, oz: 0.028349523125 } as const;

export const isMassUnit = (text: string): text is keyof typeof KG => Object.hasOwn(KG, text);

/** NetBox writes null for what is not set; a key without a value says nothing. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === null ? [] : [[key, withoutNulls(child)]])),
  );
};

/** A type of NetBox: YAML in which null is as good as missing. */
export const readNetboxYaml = (text: string): Result<unknown, Problem[]> => {
  const document = readYaml(text, 'NetBox type');
  return document.ok ? ok(withoutNulls(document.value)) : document;
};
