import { describe, expect, it } from 'vitest';
import { formatCount, formatQuantity } from '../../base/format.ts';
import { bandWords, differenceWords, sharedBy } from './headline-words.ts';
import { writeTraining } from './training/training-headlines.ts';

describe('a band', () => {
  it('has its unit once where both ends have the same', () => {
    expect(bandWords(0.92, 2.7, 'MW', formatQuantity)).toBe('0.92–2.7 MW');
    expect(bandWords(0.00036, 0.0012, 'USD/query', formatQuantity)).toBe('$360–$1,200 per million queries');
  });

  it('has both units where they differ', () => {
    expect(bandWords(900_000, 1.2e6, 'h', writeTraining)).toBe('900,000 h–1.2 million h');
  });
});

it('a change has its sign, and none where both numbers are written alike', () => {
  expect(differenceWords(3, 2, 'MW', formatQuantity)).toBe('−1 MW');
  expect(differenceWords(2, 2.0001, 'MW', formatQuantity)).toBe('');
  expect(differenceWords(302, 290, '', (value) => ({ text: formatCount(value), unit: '' }))).toBe('−12');
  expect(differenceWords(null, 2, 'MW', formatQuantity)).toBe('');
});

describe('what headlines share', () => {
  it('is their tier where all have the same', () => {
    expect(sharedBy(['assumed', undefined, 'assumed'], []).tier).toBe('assumed');
    expect(sharedBy(['assumed', 'published'], []).tier).toBeNull();
  });

  it('is the cause of half of the ranges or more, and whether of all', () => {
    expect(sharedBy([], ['rent', null, 'rent'])).toMatchObject({ cause: 'rent', causeOfAll: true });
    expect(sharedBy([], ['rent', 'rent', 'PUE'])).toMatchObject({ cause: 'rent', causeOfAll: false });
    expect(sharedBy([], ['rent', 'power', 'PUE'])).toMatchObject({ cause: null });
  });
});
