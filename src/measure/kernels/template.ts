import { entryAt } from '../../base/checked.ts';
import { byName, compile, createParser, type Language } from '../../base/expression.ts';

/**
 * Expands a shader template. WGSL cannot express an unrolled loop over named registers, and arrays of accumulators are
 * slow where every dynamic index is clamped; so the files in shaders/ may use four directives, one a line:
 *
 *   //: for NAME in EXPRESSION     repeats its body with NAME = 0 … EXPRESSION − 1
 *   //: if EXPRESSION              keeps its body where EXPRESSION is not 0
 *   //: else                       the other branch of an if
 *   //: end                        closes either
 *
 * and `{{EXPRESSION}}` anywhere in a line. Expressions are integers, names, + - * / % < > <= >= == != && || ! ( ).
 * Everything else is plain WGSL.
 */
export type Parameters = Readonly<Record<string, number | string>>;

const comparison = (binds: number, holds: (a: number, b: number) => boolean) => ({
  binds,
  apply: (a: number, b: number): number => Number(holds(a, b)),
});

export const TEMPLATE_LANGUAGE: Language = {
  numbers: 'whole',
  name: /[A-Za-z_]\w*/,
  prefix: { '!': { binds: 7, apply: (a) => Number(a === 0) } },
  binary: {
    '||': comparison(1, (a, b) => a !== 0 || b !== 0),
    '&&': comparison(2, (a, b) => a !== 0 && b !== 0),
    '==': comparison(3, (a, b) => a === b),
    '!=': comparison(3, (a, b) => a !== b),
    '<': comparison(4, (a, b) => a < b),
    '>': comparison(4, (a, b) => a > b),
    '<=': comparison(4, (a, b) => a <= b),
    '>=': comparison(4, (a, b) => a >= b),
    '+': { binds: 5, apply: (a, b) => a + b },
    '-': { binds: 5, apply: (a, b) => a - b },
    '*': { binds: 6, apply: (a, b) => a * b },
    '/': { binds: 6, apply: (a, b) => Math.trunc(a / b) },
    '%': { binds: 6, apply: (a, b) => a % b },
  },
  functions: {},
};

const parse = createParser(TEMPLATE_LANGUAGE);

/** Value of an integer expression; a single name may stand for text (a type's name, say). */
export const evaluate = (expression: string, parameters: Parameters): number | string => {
  const parsed = parse(expression);
  if (!parsed.ok) {
    const { message, position } = parsed.error;
    throw new Error(`Shader template: "${expression}", after ${String(position)} characters: ${message}.`);
  }
  const named = (name: string): number | string => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) throw new Error(`Shader template: "${name}" has no value.`);
    return value;
  };
  if (parsed.value.kind === 'name') return named(parsed.value.name);
  return compile(
    parsed.value,
    TEMPLATE_LANGUAGE,
    byName,
  )((name) => {
    const value = named(name);
    if (typeof value !== 'number') throw new Error(`Shader template: "${name}" is text, not a number.`);
    return value;
  });
};

const DIRECTIVE = /^\s*\/\/: (for|if|else|end)\b ?(.*)$/;

/** Index of the `else` (or -1) and of the `end` that belong to the block opened at `start`. */
const closing = (lines: readonly string[], start: number): { otherwise: number; end: number } => {
  let depth = 0;
  let otherwise = -1;
  for (const [i, line] of lines.entries()) {
    if (i <= start) continue;
    const word = DIRECTIVE.exec(line)?.[1];
    if (word === 'for' || word === 'if') depth++;
    else if (word === 'else' && depth === 0) otherwise = i;
    else if (word === 'end' && depth-- === 0) return { otherwise, end: i };
  }
  throw new Error(`Shader template: "${entryAt(lines, start).trim()}" is never closed.`);
};

const expandLines = (lines: readonly string[], parameters: Parameters, out: string[]): void => {
  let next = 0;
  for (const [i, line] of lines.entries()) {
    if (i < next) continue;
    const [, word, rest = ''] = DIRECTIVE.exec(line) ?? [];
    if (word === undefined) {
      out.push(line.replace(/\{\{(.+?)\}\}/g, (_, expression: string) => String(evaluate(expression, parameters))));
      continue;
    }
    const { otherwise, end } = closing(lines, i);
    if (word === 'if') {
      const holds = evaluate(rest, parameters) !== 0;
      const middle = otherwise < 0 ? end : otherwise;
      expandLines(holds ? lines.slice(i + 1, middle) : lines.slice(middle + 1, end), parameters, out);
    } else {
      const [name = '', count = ''] = rest.split(' in ');
      const times = Number(evaluate(count, parameters));
      for (let n = 0; n < times; n++) expandLines(lines.slice(i + 1, end), { ...parameters, [name.trim()]: n }, out);
    }
    next = end + 1;
  }
};

export const expand = (source: string, parameters: Parameters): string => {
  const out: string[] = [];
  expandLines(source.split('\n'), parameters, out);
  return out.join('\n');
};
