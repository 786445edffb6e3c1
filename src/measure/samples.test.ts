import { describe, expect, it } from 'vitest';
import { createRandom } from '../base/random.ts';
import { distrustTimestamps, settled, summarise, timestampQuantumNs, timingWarnings, type Stamp } from './samples.ts';

const stamp = (begin: number, end: number): Stamp => ({ beginNs: BigInt(begin), endNs: BigInt(end) });

describe('timestampQuantumNs', () => {
  it('finds the 65 536 ns that browsers round to', () => {
    const random = createRandom(5);
    const stamps = Array.from({ length: 12 }, (_, i) =>
      stamp(65_536 * (1000 * i + random.integer(1, 400)), 65_536 * (1000 * i + 500)),
    );
    expect(timestampQuantumNs(stamps)).toBe(65_536);
  });

  it('finds a fine clock', () => {
    expect(timestampQuantumNs([stamp(1001, 2003), stamp(4007, 8009)])).toBe(1);
  });

  it('says nothing from zeros or from too little', () => {
    expect(timestampQuantumNs([stamp(0, 0), stamp(0, 0), stamp(0, 0)])).toBeNull();
    expect(timestampQuantumNs([stamp(65_536, 131_072)])).toBeNull();
  });
});

describe('distrustTimestamps', () => {
  it.each([
    ['returned zero', stamp(0, 2_000_000), 3],
    ['ran backwards', stamp(5_000_000, 4_000_000), 3],
    ['did not move', stamp(5_000_000, 5_000_000), 3],
    ['3.000 ms for a sample that took 2.000 ms', stamp(1_000_000, 4_000_000), 2],
  ])('%s', (reason, bad, wallMs) => {
    const good = stamp(1_000_000, 2_900_000);
    expect(distrustTimestamps([good, bad], [3, wallMs], 1)).toContain(reason);
  });

  it('believes what both clocks agree on, with a step of rounding', () => {
    expect(distrustTimestamps([stamp(65_536 * 10, 65_536 * 41)], [1.95], 65_536)).toBeNull();
  });
});

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
