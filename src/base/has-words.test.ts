import { expect, test } from 'vitest';
import { hasWords } from './has-words.ts';

test.each([
  ['Llama 3 70B', '', true],
  ['Llama 3 70B', '  ', true],
  ['Llama 3 70B', '70b llama', true],
  ['Llama 3 70B', 'llama 4', false],
])('%j is found by %j: %j', (text, wanted, found) => {
  expect(hasWords(text, wanted)).toBe(found);
});
