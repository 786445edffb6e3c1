import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['same', 'same', 0],
  ])('of %j and %j is %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });
});

describe('nearest', () => {
  it.each([
    ['queriesPerDya', ['queryTokens', 'queriesPerDay'], 'queriesPerDay'],
    ['chatgpt-2023', ['chat', 'chatgpt-2023-article', 'chatgpt-2024-x'], 'chatgpt-2023-article'],
    ['naive', ['auto', 'naive-wg8x8', 'naive-wg16x16'], 'naive-wg8x8'],
    ['GPT-3', ['gpt-2', 'gpt-3'], 'gpt-3'],
    ['stack', ['name', 'hardware.stack'], 'hardware.stack'],
    ['serving.stack', ['serving.maxBatch', 'hardware.stack'], 'hardware.stack'],
    ['hardware.serverId', ['hardware.server', 'model'], 'hardware.server'],
    ['', ['abc', 'b'], 'b'],
    ['x', [], null],
  ])('%j among %j is %j', (name, known, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });
});

describe('didYouMean', () => {
  it('lists some names and counts the rest', () => {
    const known = Array.from({ length: 25 }, (_, i) => `id-${String(i)}`);
    expect(didYouMean('id-3', known)).toMatch(/^did you mean "id-3"\? Known: id-0, .*, id-19 and 5 more\.$/);
    expect(didYouMean('b', ['a'])).toBe('did you mean "a"? Known: a.');
  });
});
