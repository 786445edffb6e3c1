import { parseDocument } from 'yaml';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { MAX_ARRAY_LENGTH, MAX_DEPTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';

/** Units of weight that NetBox has. */
export const KG: Readonly<Record<string, number>> = { kg: 1, g: 1e-3, lb: 0.45359237, oz: 0.028349523 };

const depthOf = (value: unknown, level = 0): number => {
  if (typeof value !== 'object' || value === null || level > MAX_DEPTH) return level;
  return Math.max(level + 1, ...Object.values(value).map((child) => depthOf(child, level + 1)));
};

const longestList = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(longestList));

/** YAML of unknown origin → plain values: no aliases (they can grow without end), no tags, within the limits of all files. */
export const readYaml = (text: string): Result<unknown, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: false, logLevel: 'silent' });
    const [first] = document.errors;
    if (first !== undefined) {
      return err([problem('', `The file is not valid YAML: ${showText(first.message)} Mend it there.`)]);
    }
    const value = document.toJS({ maxAliasCount: 0 }) as unknown;
    if (depthOf(value) > MAX_DEPTH) {
      return err([problem('', `The file nests deeper than ${String(MAX_DEPTH)} levels; flatten it below that.`)]);
    }
    if (longestList(value) > MAX_ARRAY_LENGTH) {
      return err([problem('', `A list has more than ${MAX_ARRAY_LENGTH.toLocaleString('en-US')} entries; split it.`)]);
    }
    return ok(value);
  } catch (cause) {
    // Aliases beyond the limit, and nesting beyond the parser's own stack.
    const why = cause instanceof Error ? showText(cause.message) : 'it cannot be read';
    return err([
      problem('', `The file is not YAML that can be taken: ${why}. Write it without aliases and nest it less.`),
    ]);
  }
};
