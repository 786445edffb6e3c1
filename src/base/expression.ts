import { err, ok, type Result } from './result.ts';

/**
 * Arithmetic written as text: numbers, names, prefix and binary operators, parentheses and functions. What a language
 * has of each is data; there is one reader for all of them.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'prefix'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] };

interface Operator<Operands extends number[]> {
  /** What binds tighter is computed first. Binary operators that bind alike are computed from left to right. */
  readonly binds: number;
  readonly apply: (...operands: Operands) => number;
}

export interface Language {
  /** Whole numbers alone, at most 2⁵³ − 1, or also fractions and powers of ten: "2.5e-1". */
  readonly numbers: 'whole' | 'decimal';
  /** What may be a name; it starts with no digit. */
  readonly name: RegExp;
  readonly prefix: Readonly<Record<string, Operator<[number]>>>;
  readonly binary: Readonly<Record<string, Operator<[number, number]>>>;
  readonly functions: Readonly<Record<string, { readonly operands: number | 'any'; readonly apply: Apply }>>;
}

type Apply = (...operands: number[]) => number;

export interface ExpressionError {
  /** Characters before what was not understood. */
  readonly position: number;
  /** "a value expected, got the end" */
  readonly message: string;
}

/** Longer texts are refused: what is walked recursively stays shallow. */
export const LONGEST_EXPRESSION = 2000;
/** Parentheses, calls and prefix operators within each other. */
export const DEEPEST_EXPRESSION = 64;

interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
  readonly position: number;
}

const NUMBERS = { whole: /\d+/, decimal: /\d+(?:\.\d+)?(?:e[+-]?\d+)?/ } as const;
const escaped = (sign: string): string => sign.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const tokenPattern = ({ numbers, name, prefix, binary }: Language): RegExp => {
  const signs = [...new Set([...Object.keys(prefix), ...Object.keys(binary), '(', ')', ','])]
    .sort((a, b) => b.length - a.length)
    .map(escaped);
  return new RegExp(`\\s*(?:(${NUMBERS[numbers].source})|(${name.source})|(${signs.join('|')}))`, 'y');
};

const tokenise = (text: string, pattern: RegExp): Result<Token[], ExpressionError> => {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const position = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const blank = text.slice(position).search(/\S/);
      return err({ position: position + blank, message: `${text.charAt(position + blank)} is not understood` });
    }
    const [all, number, name] = match;
    const token = all.trimStart();
    tokens.push({
      kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text: token,
      position: position + all.length - token.length,
    });
  }
  return ok(tokens);
};

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** What an expression of this language must have: without it, it is of another language, which is a bug. */
const ofLanguage = <T>(table: Readonly<Record<string, T>>, key: string): T => {
  const entry = own(table, key);
  if (entry === undefined) throw new Error(`The language has no ${key}.`);
  return entry;
};

/** Stands for what could not be read; whoever reads it has seen the error. */
const UNREADABLE: Expression = { kind: 'number', value: NaN };

const read = (text: string, tokens: readonly Token[], language: Language): Result<Expression, ExpressionError> => {
  let next = 0;
  let depth = 0;
  let error: ExpressionError | null = null;

  /** Keeps the first error and reads no further. */
  const refuse = (message: string, position: number): Expression => {
    error ??= { position, message };
    next = tokens.length;
    return UNREADABLE;
  };
  /** Refuses the next token, or the end. */
  const refuseNext = (expected: string): Expression => {
    const token = tokens.at(next);
    return refuse(`${expected}, got ${token?.text ?? 'the end'}`, token?.position ?? text.length);
  };
  /** Goes on where the next token is this sign. */
  const accept = (sign: string): boolean => {
    const token = tokens.at(next);
    const isNext = token?.kind === 'sign' && token.text === sign;
    if (isNext) next++;
    return isNext;
  };
  /** What stands in parentheses, once the last of them is read. */
  const closed = (inside: Expression): Expression => (accept(')') ? inside : refuseNext(') expected'));

  const number = (token: Token): Expression => {
    const value = Number(token.text);
    const isHeld = language.numbers === 'whole' ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!isHeld) return refuseNext('a smaller number expected');
    next++;
    return { kind: 'number', value };
  };

  /** The name and `(` are read. */
  const call = ({ text: name, position }: Token): Expression => {
    const called = own(language.functions, name);
    if (called === undefined) return refuse(`there is no function ${name}`, position);
    const operands = [expression(0)];
    while (accept(',')) operands.push(expression(0));
    if (called.operands !== 'any' && called.operands !== operands.length) {
      return refuse(`${name} takes ${String(called.operands)}, got ${String(operands.length)} values`, position);
    }
    return closed({ kind: 'call', name, operands });
  };

  const operand = (): Expression => {
    const token = tokens.at(next);
    if (token?.kind === 'number') return number(token);
    if (accept('(')) return closed(expression(0));
    const prefix = token?.kind === 'sign' ? own(language.prefix, token.text) : undefined;
    if (token === undefined || (token.kind === 'sign' && prefix === undefined)) return refuseNext('a value expected');
    next++;
    if (prefix !== undefined) return { kind: 'prefix', operator: token.text, operand: expression(prefix.binds) };
    return accept('(') ? call(token) : { kind: 'name', name: token.text };
  };

  // Precedence climbing: an operator takes what follows as long as that binds tighter than itself.
  const expression = (least: number): Expression => {
    if (++depth > DEEPEST_EXPRESSION) return refuseNext(`at most ${String(DEEPEST_EXPRESSION)} levels expected`);
    let left = operand();
    for (;;) {
      const token = tokens.at(next);
      const operator = token?.kind === 'sign' ? own(language.binary, token.text) : undefined;
      if (token === undefined || operator === undefined || operator.binds <= least) break;
      next++;
      left = { kind: 'binary', operator: token.text, left, right: expression(operator.binds) };
    }
    depth--;
    return left;
  };

  const whole = expression(0);
  if (next < tokens.length) refuseNext('nothing more expected');
  return error === null ? ok(whole) : err(error);
};

/** Reads texts of a language. */
export const createParser = (language: Language): ((text: string) => Result<Expression, ExpressionError>) => {
  const pattern = tokenPattern(language);
  return (text) => {
    if (text.length > LONGEST_EXPRESSION) {
      const message = `at most ${String(LONGEST_EXPRESSION)} characters expected, got ${String(text.length)}`;
      return err({ position: LONGEST_EXPRESSION, message });
    }
    const tokens = tokenise(text, pattern);
    return tokens.ok ? read(text, tokens.value, language) : tokens;
  };
};

/** The text of an expression, with no more parentheses than it takes to read the same expression back. */
export const printExpression = (expression: Expression, language: Language): string => {
  const bindsOf = (inner: Expression): number =>
    inner.kind === 'binary' ? ofLanguage(language.binary, inner.operator).binds : Number.POSITIVE_INFINITY;
  const print = (inner: Expression): string => {
    switch (inner.kind) {
      case 'number':
        return String(inner.value);
      case 'name':
        return inner.name;
      case 'call':
        return `${inner.name}(${inner.operands.map(print).join(', ')})`;
      case 'prefix':
        return (
          inner.operator +
          within(inner.operand, bindsOf(inner.operand) > ofLanguage(language.prefix, inner.operator).binds)
        );
      case 'binary': {
        const { operator, left, right } = inner;
        const { binds } = ofLanguage(language.binary, operator);
        const leftStands =
          left.kind === 'prefix' ? ofLanguage(language.prefix, left.operator).binds >= binds : bindsOf(left) >= binds;
        const rightStands = right.kind !== 'prefix' && bindsOf(right) > binds;
        return `${within(left, leftStands)} ${operator} ${within(right, rightStands)}`;
      }
    }
  };
  const within = (inner: Expression, stands: boolean): string => (stands ? print(inner) : `(${print(inner)})`);
  return print(expression);
};

/** Names that an expression refers to, each once, in order of appearance. */
export const namesIn = (expression: Expression): readonly string[] => {
  const names = new Set<string>();
  const walk = (inner: Expression): void => {
    switch (inner.kind) {
      case 'number':
        return;
      case 'name':
        names.add(inner.name);
        return;
      case 'call':
        inner.operands.forEach(walk);
        return;
      case 'prefix':
        walk(inner.operand);
        return;
      case 'binary':
        walk(inner.left);
        walk(inner.right);
    }
  };
  walk(expression);
  return [...names];
};

/** How a name is read by those that look values up by name. */
export const byName =
  (name: string) =>
  (valueOf: (name: string) => number): number =>
    valueOf(name);

/**
 * For many evaluations.
 *
 * @param read how the value of a name is found among the values that an evaluation is given
 */
export const compile = <Values>(
  expression: Expression,
  language: Language,
  read: (name: string) => (values: Values) => number,
): ((values: Values) => number) => {
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'name':
      return read(expression.name);
    case 'prefix': {
      const { apply } = ofLanguage(language.prefix, expression.operator);
      const operand = compile(expression.operand, language, read);
      return (values) => apply(operand(values));
    }
    case 'binary': {
      const { apply } = ofLanguage(language.binary, expression.operator);
      const [left, right] = [compile(expression.left, language, read), compile(expression.right, language, read)];
      return (values) => apply(left(values), right(values));
    }
    case 'call': {
      const { apply } = ofLanguage(language.functions, expression.name);
      const operands = expression.operands.map((operand) => compile(operand, language, read));
      const [first, second] = operands;
      // Most calls have one or two: no list is made for them.
      if (operands.length === 1 && first !== undefined) return (values) => apply(first(values));
      if (operands.length === 2 && first !== undefined && second !== undefined)
        return (values) => apply(first(values), second(values));
      return (values) => apply(...operands.map((operand) => operand(values)));
    }
  }
};
