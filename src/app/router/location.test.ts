import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHash, parseHash } from './location.ts';

test.each([
  ['', [], {}],
  ['#', [], {}],
  ['#/measure', ['measure'], {}],
  ['#/measure/calibrate?run=a%20b', ['measure', 'calibrate'], { run: 'a b' }],
  ['#plan', ['plan'], {}],
  ['#/%zz', ['%zz'], {}],
])('%j', (hash, segments, query) => {
  expect(parseHash(hash)).toEqual({ segments, query });
});

test('a location survives its address', () => {
  const word = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(word), fc.dictionary(word, fc.string()), (segments, query) => {
      const location = { segments, query: { ...query } };
      expect(parseHash(formatHash(location))).toEqual(location);
    }),
  );
});

test('a hostile query cannot reach the prototype', () => {
  parseHash('#/plan?__proto__=x&constructor=y');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
