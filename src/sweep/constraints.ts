import { byName, compile, createParser, namesIn, type Language } from '../base/expression.ts';
import { err, ok, type Result } from '../base/result.ts';
import { FORMULA_LANGUAGE } from '../plan/formula.ts';

/** A truth value as a number; of what is not known neither. */
const truth =
  (holds: (a: number, b: number) => boolean) =>
  (a: number, b: number): number =>
    Number.isNaN(a) || Number.isNaN(b) ? NaN : Number(holds(a, b));

/** The language of the ledger with comparisons, which bind weakest. */
const CONSTRAINTS: Language = {
  ...FORMULA_LANGUAGE,
  // Above 0, at which a reader starts, and below every operator of arithmetic.
  binary: {
    ...FORMULA_LANGUAGE.binary,
    '<=': { binds: 0.5, apply: truth((a, b) => a <= b) },
    '>=': { binds: 0.5, apply: truth((a, b) => a >= b) },
    '<': { binds: 0.5, apply: truth((a, b) => a < b) },
    '>': { binds: 0.5, apply: truth((a, b) => a > b) },
  },
};

const parse = createParser(CONSTRAINTS);

/** A condition on a row, for example `power.facilityMw <= 20`. */
export interface Constraint {
  readonly text: string;
  /** Fields and figures that it asks for, each once. */
  readonly names: readonly string[];
  /** Null where it hangs on what is not known. */
  readonly holds: (valueOf: (name: string) => number) => boolean | null;
}

/** The error says what was not understood. */
export const readConstraint = (text: string): Result<Constraint, string> => {
  const parsed = parse(text);
  if (!parsed.ok) return err(`after ${String(parsed.error.position)} characters: ${parsed.error.message}`);
  const expression = parsed.value;
  const compares = expression.kind === 'binary' && ['<=', '>=', '<', '>'].includes(expression.operator);
  if (!compares) return err('it compares nothing; write a comparison, for example power.facilityMw <= 20');
  const evaluate = compile(expression, CONSTRAINTS, byName);
  return ok({
    text,
    names: namesIn(expression),
    holds: (valueOf) => {
      const value = evaluate(valueOf);
      return Number.isNaN(value) ? null : value === 1;
    },
  });
};
