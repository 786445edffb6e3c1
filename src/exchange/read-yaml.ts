import { parseDocument } from 'yaml';
import { isPlainObject, type PlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { MAX_ARRAY_LENGTH, MAX_DEPTH, refuseSize } from './limits.ts';
import { showText, showValue } from './show.ts';

const depthOf = (value: unknown, level = 0): number => {
  if (typeof value !== 'object' || value === null || level > MAX_DEPTH) return level;
  return Math.max(level + 1, ...Object.values(value).map((child) => depthOf(child, level + 1)));
};

const longestList = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(longestList));

/** Why a parser refuses a file, in words for its writer. */
const reason = ({ code, message }: { readonly code: string; readonly message: string }): string => {
  if (code === 'MULTIPLE_DOCS') return 'it holds more than one document; each type is a file of its own';
  if (code === 'TAG_RESOLVE_FAILED') return `it uses a tag; write plain values (${showText(message)})`;
  if (message.includes('call stack')) return 'it nests too deep';
  return showText(message).replace(/\.$/, '');
};

/**
 * YAML of unknown origin → a plain object: no aliases (they can grow without end), no tags, within the limits of all files.
 * @param noun what the object is, as a person calls it
 */
export const readYaml = (text: string, noun: string): Result<PlainObject, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: false, logLevel: 'error' });
    // A warning is a tag that nobody here knows, whose value would be taken for something else.
    const [first] = [...document.errors, ...document.warnings];
    if (first !== undefined) {
      return err([problem('', `The file is not YAML that can be taken: ${reason(first)}. Mend it there.`)]);
    }
    const value = document.toJS({ maxAliasCount: 0 }) as unknown;
    if (depthOf(value) > MAX_DEPTH) {
      return err([problem('', `The file nests deeper than ${String(MAX_DEPTH)} levels; flatten it below that.`)]);
    }
    if (longestList(value) > MAX_ARRAY_LENGTH) {
      return err([problem('', `A list has more than ${MAX_ARRAY_LENGTH.toLocaleString('en-US')} entries; split it.`)]);
    }
    if (value === null) return err([problem('', `The file is empty; it must hold one ${noun}.`)]);
    if (!isPlainObject(value)) {
      return err([problem('', `The file is ${showValue(value)}; it must be an object, as a ${noun} is.`)]);
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
