import { describe, expect, it } from 'vitest';
import { settled, summarise, timingWarnings } from './samples.ts';

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
    expect(summarise([0, 0, 0], 1e9, 1e9)).toEqual({ medianMs: null, ci95Ms: null, gflops: null, gbps: null });
    expect(summarise([], 1e9, 1e9).gflops).toBeNull();
  });
});

describe('settled', () => {
  it('waits for six samples and for a narrow interval', () => {
    expect(settled([10, 10, 10, 10, 10], 0.01)).toBe(false);
    expect(settled([10, 10, 10, 10, 10, 10], 0.01)).toBe(true);
    expect(settled([10, 10, 11, 10, 10, 9], 0.01)).toBe(false);
  });
});
