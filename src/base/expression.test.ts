import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEMPLATE_LANGUAGE } from '../measure/kernels/template.ts';
import { FORMULA_LANGUAGE } from '../plan/formula.ts';
import {
  byName,
  compile,
  createParser,
  DEEPEST_EXPRESSION,
  LONGEST_EXPRESSION,
  namesIn,
  printExpression,
  type Expression,
  type Language,
} from './expression.ts';

const LANGUAGES = [
  ['the ledger', FORMULA_LANGUAGE],
  ['shader templates', TEMPLATE_LANGUAGE],
] as const;

/** Any expression of a language, with names that both languages have. */
const expressions = (language: Language): fc.Arbitrary<Expression> => {
  const number = language.numbers === 'whole' ? fc.nat() : fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    number.map((value) => ({ kind: 'number' as const, value: value + 0 })),
    fc.constantFrom('a', 'b2', 'Count').map((name) => ({ kind: 'name' as const, name })),
  );
  const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      leaf,
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...Object.keys(language.binary)),
        left: tie('expression'),
        right: tie('expression'),
      }),
      fc.record({
        kind: fc.constant('prefix' as const),
        operator: fc.constantFrom(...Object.keys(language.prefix)),
        operand: tie('expression'),
      }),
      ...Object.entries(language.functions).map(([name, { operands }]) =>
        fc.record({
          kind: fc.constant('call' as const),
          name: fc.constant(name),
          operands: fc.array(
            tie('expression'),
            operands === 'any' ? { minLength: 1, maxLength: 3 } : { minLength: operands, maxLength: operands },
          ),
        }),
      ),
    ),
  }));
  return expression;
};

describe.each(LANGUAGES)('expressions of %s', (_, language) => {
  const parse = createParser(language);

  it('read back as they were printed', () => {
    fc.assert(
      fc.property(expressions(language), (expression) => {
        const text = printExpression(expression, language);
        expect(parse(text)).toEqual(
          text.length > LONGEST_EXPRESSION ? expect.objectContaining({ ok: false }) : { ok: true, value: expression },
        );
      }),
      { numRuns: 500 },
    );
  });

  it('take any text: as an expression, or as an error with its place in the text', () => {
    const signs = [...Object.keys(language.binary), ...Object.keys(language.prefix), '(', ')', ',', ' ', '\n', '.'];
    const near = fc
      .array(
        fc.oneof(fc.constantFrom(...signs, 'a', 'min', 'toString', '__proto__', '1', '1e9', '1e', '09'), fc.string()),
      )
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const parsed = parse(text);
        if (parsed.ok) {
          expect(parse(printExpression(parsed.value, language))).toEqual(parsed);
          expect(typeof compile(parsed.value, language, byName)(() => 1)).toBe('number');
        } else {
          expect(parsed.error.position).toBeGreaterThanOrEqual(0);
          expect(parsed.error.position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['parentheses', '('.repeat(1e6)],
    ['closed parentheses', `${'('.repeat(900)}1${')'.repeat(900)}`],
    ['prefix operators', `${Object.keys(language.prefix)[0]!.repeat(1900)}1`],
    ['a long sum', `1${' + 1'.repeat(1e6)}`],
    ['blanks', ' '.repeat(1e6)],
  ])('refuse too many of a thing: %s', (_name, text) => {
    expect(parse(text).ok).toBe(false);
  });

  it('may be as long and as deep as is allowed', () => {
    const sum = `1${'+1'.repeat((LONGEST_EXPRESSION - 1) / 2)}`;
    const parsed = parse(sum);
    expect(parsed.ok && compile(parsed.value, language, byName)(() => NaN)).toBe(sum.split('+').length);
    const nested = `${'('.repeat(DEEPEST_EXPRESSION - 1)}a${')'.repeat(DEEPEST_EXPRESSION - 1)}`;
    expect(parse(nested)).toEqual({ ok: true, value: { kind: 'name', name: 'a' } });
  });
});

describe('errors', () => {
  const parse = createParser(FORMULA_LANGUAGE);
  it.each([
    ['', 0, 'a value expected, got the end'],
    ['1 + ', 4, 'a value expected, got the end'],
    ['a  $ b', 3, '$ is not understood'],
    ['(a', 2, ') expected, got the end'],
    ['a * * b', 4, 'a value expected, got *'],
    ['a + nothing(1)', 4, 'there is no function nothing'],
    ['toString(1)', 0, 'there is no function toString'],
    ['sqrt(1, 2)', 0, 'sqrt takes 1, got 2 values'],
    ['1 2', 2, 'nothing more expected, got 2'],
    ['1e999', 0, 'a smaller number expected, got 1e999'],
  ])('of "%s": %i %s', (text, position, message) => {
    expect(parse(text)).toEqual({ ok: false, error: { position, message } });
  });

  it('names are listed once each, in order', () => {
    const parsed = parse('b.c * a + ceil(a / max(fleet.gpus2, -b.c))');
    expect(parsed.ok && namesIn(parsed.value)).toEqual(['b.c', 'a', 'fleet.gpus2']);
  });
});
