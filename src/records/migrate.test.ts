import { describe, expect, test } from 'vitest';
import { changeEach, changeField, migrate, recordKind, withDefaults } from './migrate.ts';

const note = recordKind({
  format: 'note',
  version: 3,
  noun: 'note',
  migrations: {
    1: ({ body, ...rest }) => ({ ...rest, text: body }),
    2: (older) => changeField(older, 'text', (text) => `${String(text)}!`),
  },
});

describe('migrate', () => {
  test.each([
    [
      { version: 1, body: 'a' },
      { version: 3, text: 'a!' },
    ],
    [
      { version: 2, text: 'a' },
      { version: 3, text: 'a!' },
    ],
    [
      { version: 3, text: 'a' },
      { version: 3, text: 'a' },
    ],
  ])('%j becomes %j', (older, newest) => {
    expect(migrate(older, note)).toEqual(newest);
  });

  test.each([
    {},
    { version: '1' },
    { version: 0 },
    { version: 1.5 },
    { version: -1 },
    { version: 4 },
    { version: NaN },
  ])('leaves %j to the schema', (odd) => {
    expect(migrate(odd, note)).toEqual(odd);
  });

  test('a chain with a missing step is a bug', () => {
    const broken = () => recordKind({ format: 'x', version: 3, noun: 'note', migrations: { 1: (older) => older } });
    expect(broken).toThrow('A note of version 2 has no migration to the next.');
  });
});

test('helpers of migrations leave alone what is not as they expect', () => {
  expect(withDefaults({ a: 1 }, { a: 0, b: 0 })).toEqual({ a: 1, b: 0 });
  expect(withDefaults('a', { b: 0 })).toBe('a');
  expect(changeField({ a: 1 }, 'b', () => 2)).toEqual({ a: 1 });
  expect(changeEach(null, () => 2)).toBe(null);
  expect(changeEach([1, 2], (entry) => [entry])).toEqual([[1], [2]]);
});
