import { expect, it } from 'vitest';
import { tabulateByTokens } from './by-tokens.ts';

it('is exact at small numbers and at powers of two, and close in between', () => {
  const time = (tokens: number): number => 5 + Math.max(tokens, 150) ** 1.1;
  const tabulated = tabulateByTokens(time);
  for (const tokens of [0, 1, 2, 17, 63, 64, 128, 1024, 8192]) expect(tabulated(tokens)).toBeCloseTo(time(tokens), 9);
  for (let tokens = 0.5; tokens < 5000; tokens *= 1.07) {
    expect(Math.abs(tabulated(tokens) / time(tokens) - 1)).toBeLessThan(0.01);
  }
});

it('computes an entry once', () => {
  let calls = 0;
  const tabulated = tabulateByTokens((tokens) => {
    calls++;
    return tokens;
  });
  for (let round = 0; round < 1000; round++) for (let tokens = 1; tokens < 2560; tokens += 7) tabulated(tokens);
  expect(calls).toBeLessThan(64 + 16 * 6);
});
