import { describe, expect, it } from 'vitest';
import type { MeasuredCase } from '../records/measurement.ts';
import { caseFixture } from '../records/testing/measurement.ts';
import { markSlowPhases, paceWarnings, settled, summarise, timingWarnings } from './samples.ts';

describe('timingWarnings', () => {
  const codes = (samplesMs: number[], wallMs = samplesMs): string[] =>
    timingWarnings(samplesMs, wallMs, 0.1).map(({ code }) => code);
  const steady = Array.from({ length: 12 }, (_, i) => 10 + 0.01 * (i % 3));

  it('has nothing to say about steady samples', () => {
    expect(codes(steady)).toEqual([]);
  });
  it('names throttling', () => {
    expect(codes(steady.map((ms, i) => ms * (1 + 0.02 * i)))).toContain('drift');
  });
  it('names noise', () => {
    expect(codes(steady.map((ms, i) => ms * (i % 2 === 0 ? 1 : 1.5)))).toContain('noisy');
  });
  it('names too few samples', () => {
    expect(codes(steady.slice(0, 5))).toEqual(['few-samples']);
  });
  it('names clocks that disagree', () => {
    expect(
      codes(
        steady,
        steady.map((ms) => ms * 2),
      ),
    ).toEqual(['clocks-disagree']);
  });
});

describe('summarise', () => {
  it('gives median, interval and rates', () => {
    expect(summarise([2, 2, 2, 2, 2, 2], 4e9, 8e6)).toEqual({ medianMs: 2, ci95Ms: [2, 2], gflops: 2000, gbps: 4 });
  });
  it('never turns 0 ms into infinity', () => {
    expect(summarise([0, 0, 0], 1e9, 1e9)).toBeNull();
    expect(summarise([], 1e9, 1e9)).toBeNull();
  });
});

describe('settled', () => {
  it('waits for six samples and for a narrow interval', () => {
    expect(settled([10, 10, 10, 10, 10], 0.01)).toBe(false);
    expect(settled([10, 10, 10, 10, 10, 10], 0.01)).toBe(true);
    expect(settled([10, 10, 11, 10, 10, 9], 0.01)).toBe(false);
  });
});

describe('the pace of the machine', () => {
  const paced = (gflops: number, warnings: MeasuredCase['warnings'] = []): MeasuredCase =>
    caseFixture(64, { warnings, paces: [{ samplesBefore: 0, gflops }] });
  const codes = (cases: readonly MeasuredCase[]): string[][] =>
    cases.map(({ warnings }) => warnings.map(({ code }) => code));

  it('marks the cases of a slow phase, once', () => {
    const even = Array.from({ length: 9 }, () => paced(50));
    const noisy = { code: 'noisy', message: 'noise' };
    const marked = markSlowPhases([...even, paced(26, [noisy])]);
    expect(codes(marked)).toEqual([...even.map(() => []), ['noisy', 'slow-phase']]);
    expect(marked[9]!.warnings[1]!.message).toContain('52 %');
    expect(codes(markSlowPhases(marked))).toEqual(codes(marked));
  });
  it('says of the run that it was uneven, and nothing of a steady or an older one', () => {
    const half = (gflops: number): MeasuredCase[] => Array.from({ length: 5 }, () => paced(gflops));
    expect(paceWarnings([...half(30), ...half(45)])[0]!.message).toContain('50 % faster');
    expect(paceWarnings([...half(50), ...half(52)])).toEqual([]);
    expect(paceWarnings([caseFixture(64)])).toEqual([]);
    expect(codes(markSlowPhases([caseFixture(64)]))).toEqual([[]]);
  });
});
