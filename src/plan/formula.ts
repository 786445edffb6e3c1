/**
 * The language of the ledger: numbers, ids of other lines (`fleet.gpus`), + − * / ^, parentheses and a few functions.
 * A formula is compiled once and evaluated against a table of values; what is printed is what was computed.
 */
export interface Formula {
  /** Ids the formula refers to, each once, in order of appearance. */
  readonly inputs: readonly string[];
  readonly evaluate: (valueOf: (id: string) => number) => number;
}

type Evaluate = Formula['evaluate'];

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  min: Math.min,
  max: Math.max,
  sqrt: Math.sqrt,
  ln: Math.log,
  exp: Math.exp,
};

const OPERATORS: Readonly<
  Record<string, { readonly binds: number; readonly apply: (a: number, b: number) => number }>
> = {
  '+': { binds: 1, apply: (a, b) => a + b },
  '-': { binds: 1, apply: (a, b) => a - b },
  '*': { binds: 2, apply: (a, b) => a * b },
  '/': { binds: 2, apply: (a, b) => a / b },
  '^': { binds: 3, apply: (a, b) => a ** b },
};

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*)|([-+*/^(),]))/y;

const tokenise = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`Formula "${text}" cannot be read at position ${String(at)}.`);
    tokens.push(match[0].trim());
  }
  return tokens;
};

const parse = (text: string): Formula => {
  const tokens = tokenise(text);
  const inputs = new Set<string>();
  let next = 0;
  const expect = (token: string): void => {
    if (tokens[next] !== token)
      throw new Error(`Formula "${text}": ${token} expected, got ${tokens[next] ?? 'the end'}.`);
    next++;
  };

  const argumentsOf = (): Evaluate[] => {
    const list = [expression(0)];
    while (tokens[next] === ',') {
      next++;
      list.push(expression(0));
    }
    expect(')');
    return list;
  };

  const operand = (): Evaluate => {
    const token = tokens[next++] ?? 'the end';
    if (token === '(') {
      const inner = expression(0);
      expect(')');
      return inner;
    }
    if (token === '-') {
      const inner = expression(2);
      return (valueOf) => -inner(valueOf);
    }
    if (/^\d/.test(token)) {
      const value = Number(token);
      return () => value;
    }
    if (tokens[next] === '(') {
      const apply = FUNCTIONS[token];
      if (apply === undefined) throw new Error(`Formula "${text}": there is no function ${token}.`);
      next++;
      const list = argumentsOf();
      if (list.length === 1) return (valueOf) => apply(list[0](valueOf));
      return (valueOf) => apply(...list.map((argument) => argument(valueOf)));
    }
    if (!/^[A-Za-z]/.test(token) || token === 'the end')
      throw new Error(`Formula "${text}": a value expected, got ${token}.`);
    inputs.add(token);
    return (valueOf) => valueOf(token);
  };

  // Precedence climbing: an operator takes what follows as long as that binds tighter than itself.
  const expression = (least: number): Evaluate => {
    let left = operand();
    for (;;) {
      const operator = OPERATORS[tokens[next] ?? ''];
      if (operator === undefined || operator.binds <= least) return left;
      next++;
      const [a, b] = [left, expression(operator.binds)];
      left = (valueOf) => operator.apply(a(valueOf), b(valueOf));
    }
  };

  const evaluate = expression(0);
  if (next < tokens.length) throw new Error(`Formula "${text}": ${tokens[next]} was not expected.`);
  return { inputs: [...inputs], evaluate };
};

const compiled = new Map<string, Formula>();

export const compileFormula = (text: string): Formula => {
  let formula = compiled.get(text);
  if (formula === undefined) {
    formula = parse(text);
    compiled.set(text, formula);
  }
  return formula;
};
