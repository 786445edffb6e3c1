import { describe, expect, it } from 'vitest';
import { inSample, type MutantPlace } from './sample.ts';

const mutants = Array.from({ length: 4000 }, (_, i): MutantPlace => ({
  mutatorName: i % 2 === 0 ? 'ArithmeticOperator' : 'EqualityOperator',
  replacement: `a - ${String(i % 7)}`,
  location: { start: { line: 1 + (i >> 3), column: i % 40 }, end: { line: 1 + (i >> 3), column: 50 } },
}));
const drawn = (seed: number, share: number, file = 'src/plan/plan.ts'): boolean[] =>
  mutants.map((mutant) => inSample(file, mutant, seed, share));
const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

describe('the draw of mutants', () => {
  it('takes the share that was asked for, within four standard errors', () => {
    for (const share of [0.03, 0.3, 0.8]) {
      const error = Math.sqrt(4000 * share * (1 - share));
      expect(Math.abs(count(drawn(1, share)) - 4000 * share)).toBeLessThan(4 * error);
    }
    expect([count(drawn(1, 0)), count(drawn(1, 1))]).toEqual([0, 4000]);
  });

  it('is the same wherever the copy lies, and another for another seed or file', () => {
    expect(drawn(1, 0.3, '/somewhere/sandbox/src/plan/plan.ts')).toEqual(drawn(1, 0.3));
    const both = (other: readonly boolean[]): number => count(drawn(1, 0.3).map((flag, i) => flag && other[i]!));
    for (const other of [drawn(2, 0.3), drawn(1, 0.3, 'src/plan/parts.ts')]) {
      expect(Math.abs(both(other) - 4000 * 0.09)).toBeLessThan(4 * Math.sqrt(4000 * 0.09));
    }
  });
});
