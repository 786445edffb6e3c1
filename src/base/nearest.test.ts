import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearest, typingCost } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['naiv', ['auto', 'naive-wg8x8', 'gemv-1x4'], 'naive-wg8x8'],
    ['chatgpt-2023-artcle', ['chatgpt-2023-physical', 'chatgpt-2023-article'], 'chatgpt-2023-article'],
    ['DGX-A100', ['dgx-h100', 'dgx-a100-640gb'], 'dgx-a100-640gb'],
    ['x', [], null],
  ])('%s', (name, known, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  it('finds a name that is spelt right', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (names, pick) => {
        const name = names[pick % names.length];
        expect(typingCost(name, name)).toBe(0);
        expect(nearest(name, names)?.toLowerCase()).toBe(name.toLowerCase());
      }),
    );
  });
});

describe('didYouMean', () => {
  it('lists some names and counts the rest', () => {
    const known = Array.from({ length: 25 }, (_, i) => `id-${String(i)}`);
    expect(didYouMean('id-3', known)).toMatch(/^did you mean "id-3"\? Known: id-0, .*, id-19 and 5 more\.$/);
    expect(didYouMean('b', ['a'])).toBe('did you mean "a"? Known: a.');
  });
});
