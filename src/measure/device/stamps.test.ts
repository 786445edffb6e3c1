import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.ts';
import { distrustTimestamps, timestampQuantumNs, type Stamp } from './stamps.ts';

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
