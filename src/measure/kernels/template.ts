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

const TOKEN = /\s*(\d+|[A-Za-z_]\w*|<=|>=|==|!=|&&|\|\||[-+*/%<>()!])/y;

const tokenise = (expression: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const match = TOKEN.exec(expression);
    if (match === null) throw new Error(`Shader template: cannot read the expression "${expression}".`);
    tokens.push(match[1]);
  }
  return tokens;
};

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

const apply = (operator: string, a: number, b: number): number => {
  switch (operator) {
    case '||':
      return Number(a !== 0 || b !== 0);
    case '&&':
      return Number(a !== 0 && b !== 0);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '>':
      return Number(a > b);
    case '<=':
      return Number(a <= b);
    case '>=':
      return Number(a >= b);
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return Math.trunc(a / b);
    default:
      return a % b;
  }
};

/** Value of an integer expression; a single name may stand for text (a type's name, say). */
export const evaluate = (expression: string, parameters: Parameters): number | string => {
  const tokens = tokenise(expression);
  const named = (name: string): number | string => {
    if (!Object.hasOwn(parameters, name)) throw new Error(`Shader template: "${name}" has no value.`);
    return parameters[name];
  };
  if (tokens.length === 1 && /^[A-Za-z_]/.test(tokens[0])) return named(tokens[0]);
  let position = 0;
  const primary = (): number => {
    const token = tokens[position++];
    if (token === '(') {
      const inside = level(0);
      position++;
      return inside;
    }
    if (token === '!') return Number(primary() === 0);
    const value = /^\d/.test(token) ? Number(token) : named(token);
    if (typeof value !== 'number') throw new Error(`Shader template: "${token}" is text, not a number.`);
    return value;
  };
  const level = (depth: number): number => {
    if (depth === LEVELS.length) return primary();
    let left = level(depth + 1);
    while (LEVELS[depth].includes(tokens[position])) left = apply(tokens[position++], left, level(depth + 1));
    return left;
  };
  const value = level(0);
  if (position !== tokens.length) throw new Error(`Shader template: cannot read the expression "${expression}".`);
  return value;
};

const DIRECTIVE = /^\s*\/\/: (for|if|else|end)\b ?(.*)$/;

/** Index of the `else` (or -1) and of the `end` that belong to the block opened at `start`. */
const closing = (lines: readonly string[], start: number): { otherwise: number; end: number } => {
  let depth = 0;
  let otherwise = -1;
  for (let i = start + 1; i < lines.length; i++) {
    const word = DIRECTIVE.exec(lines[i])?.[1];
    if (word === 'for' || word === 'if') depth++;
    else if (word === 'else' && depth === 0) otherwise = i;
    else if (word === 'end' && depth-- === 0) return { otherwise, end: i };
  }
  throw new Error(`Shader template: "${lines[start].trim()}" is never closed.`);
};

const expandLines = (lines: readonly string[], parameters: Parameters, out: string[]): void => {
  for (let i = 0; i < lines.length; i++) {
    const directive = DIRECTIVE.exec(lines[i]);
    if (directive === null) {
      out.push(lines[i].replace(/\{\{(.+?)\}\}/g, (_, expression: string) => String(evaluate(expression, parameters))));
      continue;
    }
    const { otherwise, end } = closing(lines, i);
    if (directive[1] === 'if') {
      const holds = evaluate(directive[2], parameters) !== 0;
      const middle = otherwise < 0 ? end : otherwise;
      expandLines(holds ? lines.slice(i + 1, middle) : lines.slice(middle + 1, end), parameters, out);
    } else {
      const [name, count] = directive[2].split(' in ');
      const times = Number(evaluate(count, parameters));
      for (let n = 0; n < times; n++) expandLines(lines.slice(i + 1, end), { ...parameters, [name.trim()]: n }, out);
    }
    i = end;
  }
};

export const expand = (source: string, parameters: Parameters): string => {
  const out: string[] = [];
  expandLines(source.split('\n'), parameters, out);
  return out.join('\n');
};
