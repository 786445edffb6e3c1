import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { capProblems, refuseSize } from './limits.ts';
import { scanJson } from './scan-json.ts';
import { showText } from './show.ts';

export interface JsonDocument {
  readonly value: unknown;
  /** Numbers too large for a double, by shown path, as they were written. */
  readonly overflows: ReadonlyMap<string, string>;
}

/** Where −0 may be written, or a number so small that it becomes it. */
const MINUS_ZERO = /-0(?!\.?\d*[1-9])|e-\d{3}/i;
/** A quantity of −0 is 0, and is printed as such. */
const withoutMinusZero = (_key: string, value: unknown): unknown => (value === 0 ? 0 : value);

/** Text of unknown origin → JSON value within the limits, or everything that is wrong with the text. */
export const readJson = (text: string): Result<JsonDocument, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (body.trim() === '') return err([problem('', 'The file is empty; it must hold one JSON object.')]);
  const { problems, overflows } = scanJson(body);
  if (problems.length > 0) return err(capProblems(problems));
  try {
    return ok({ value: JSON.parse(body, MINUS_ZERO.test(body) ? withoutMinusZero : undefined) as unknown, overflows });
  } catch (cause) {
    const why = cause instanceof Error ? showText(cause.message) : 'syntax error';
    return err([problem('', `The file is not valid JSON: ${why}. Mend it there, or export it again.`)]);
  }
};

/** Strings, which are left alone, and what Python's json writes for numbers that are none. */
const NOT_FINITE = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs;

/** Text of Python's json as JSON: its `Infinity` and `NaN` are as good as missing. */
export const withoutNonFinite = (text: string): string =>
  text.replace(NOT_FINITE, (token) => (token.startsWith('"') ? token : 'null'));
