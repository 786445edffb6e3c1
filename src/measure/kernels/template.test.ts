import { describe, expect, it } from 'vitest';
import { evaluate, expand } from './template.ts';

describe('evaluate', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3],
    ['7 % 4', 3],
    ['A - B - 1', 1],
    ['A == 4 && B < 3', 1],
    ['A < B || !B', 0],
    ['T', 'vec4f'],
  ])('%s is %s', (expression, expected) => {
    expect(evaluate(expression, { A: 4, B: 2, T: 'vec4f' })).toBe(expected);
  });

  it.each(['X', 'A +* 2', 'A B', 'T + 1', 'A $ 2', 'toString'])('refuses %s', (expression) => {
    expect(() => evaluate(expression, { A: 1, B: 2, T: 'text' })).toThrow(/Shader template/);
  });
});

describe('expand', () => {
  it('nests loops and branches', () => {
    const source = [
      '//: for i in N',
      '//: if i % 2 == 0',
      'even{{i}}',
      '//: else',
      'odd{{i + 10}}',
      '//: end',
      '//: end',
      'last',
    ].join('\n');
    expect(expand(source, { N: 3 })).toBe('even0\nodd11\neven2\nlast');
  });

  it('names a block that is never closed', () => {
    expect(() => expand('//: for i in 2\nbody', {})).toThrow(/"\/\/: for i in 2" is never closed/);
  });
});
