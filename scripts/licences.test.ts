import { describe, expect, it } from 'vitest';
import { allows } from './licences.ts';

describe('allows', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['(MIT AND Zlib)', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['none stated', false],
  ])('%s: %s', (expression, expected) => {
    expect(allows(expression, ['MIT', 'Zlib'])).toBe(expected);
  });
});
