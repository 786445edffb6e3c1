import { compile, createParser, namesIn, type Language } from '../base/expression.ts';
import { placeOf, type LineValues } from './line-values.ts';

/**
 * The language of the ledger: numbers, ids of other lines (`fleet.gpus`), + − * / ^, parentheses and a few functions.
 * A formula is compiled once and evaluated against a table of values; what is printed is what was computed.
 */
export interface Formula {
  /** Ids the formula refers to, each once, in order of appearance. */
  readonly inputs: readonly string[];
  readonly evaluate: (values: LineValues) => number;
}

export const FORMULA_LANGUAGE: Language = {
  numbers: 'decimal',
  name: /[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*/,
  prefix: { '-': { binds: 2, apply: (a) => -a } },
  binary: {
    '+': { binds: 1, apply: (a, b) => a + b },
    '-': { binds: 1, apply: (a, b) => a - b },
    '*': { binds: 2, apply: (a, b) => a * b },
    '/': { binds: 2, apply: (a, b) => a / b },
    '^': { binds: 3, apply: (a, b) => a ** b },
  },
  functions: {
    ceil: { operands: 1, apply: Math.ceil },
    floor: { operands: 1, apply: Math.floor },
    round: { operands: 1, apply: Math.round },
    min: { operands: 'any', apply: Math.min },
    max: { operands: 'any', apply: Math.max },
    sqrt: { operands: 1, apply: Math.sqrt },
    ln: { operands: 1, apply: Math.log },
    exp: { operands: 1, apply: Math.exp },
  },
};

const readLine = (id: string): ((values: LineValues) => number) => {
  const place = placeOf(id);
  return (values) => values.at(place);
};

const parse = createParser(FORMULA_LANGUAGE);
const compiled = new Map<string, Formula>();

/** Formulas are the program's own: one that cannot be read is a bug and throws. */
export const compileFormula = (text: string): Formula => {
  let formula = compiled.get(text);
  if (formula === undefined) {
    const parsed = parse(text);
    if (!parsed.ok) {
      const { message, position } = parsed.error;
      throw new Error(`Formula "${text}", after ${String(position)} characters: ${message}.`);
    }
    formula = { inputs: namesIn(parsed.value), evaluate: compile(parsed.value, FORMULA_LANGUAGE, readLine) };
    compiled.set(text, formula);
  }
  return formula;
};

/** By the place of a line. */
const latest: { readonly text: string; readonly formula: Formula }[] = [];

/** The formula of a line. Nearly every plan has the one of the plan before, which is told sooner by comparing than by looking it up. */
export const formulaOf = (place: number, text: string): Formula => {
  const known = latest[place];
  if (known?.text === text) return known.formula;
  const formula = compileFormula(text);
  latest[place] = { text, formula };
  return formula;
};
