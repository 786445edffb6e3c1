import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignOutlets, type OutletBank } from './assign-outlets.ts';
import { bankCurrentA, lineCurrents, wattsByBank, worstLine, type Bank } from './phases.ts';

const banksOf = (names: readonly Bank[], usableA: number | null = null): OutletBank[] =>
  names.map((bank) => ({ bank, usableA, outlets: null }));
const DELTA: readonly Bank[] = ['L1-L2', 'L2-L3', 'L3-L1'];
const WYE: readonly Bank[] = ['L1-N', 'L2-N', 'L3-N'];

const worstOf = (watts: readonly number[], bankOf: readonly number[], banks: readonly OutletBank[]): number =>
  worstLine(
    lineCurrents(wattsByBank(watts.map((load, index) => ({ bank: banks[bankOf[index]!]!.bank, watts: load }))), 208)
      .lineA,
  );

/** Every assignment there is. */
const least = (watts: readonly number[], banks: readonly OutletBank[]): number => {
  let best = Infinity;
  const bankOf: number[] = [];
  const walk = (at: number): void => {
    if (at === watts.length) {
      const within = banks.every(({ bank, usableA }, index) => {
        const load = watts.reduce((sum, watt, place) => sum + (bankOf[place] === index ? watt : 0), 0);
        return usableA === null || bankCurrentA(bank, load, 208) <= usableA * (1 + 1e-9);
      });
      if (within) best = Math.min(best, worstOf(watts, bankOf, banks));
      return;
    }
    for (let index = 0; index < banks.length; index++) {
      bankOf[at] = index;
      walk(at + 1);
    }
  };
  walk(0);
  return best;
};

describe('outlets on banks', () => {
  it('mends the PDU that is over its rating at 71 % of its capacity: 17.15 A on every line', () => {
    const watts = [1000, 1000, 1000, 530, 530, 530, 530, 530, 530];
    const found = assignOutlets(watts, banksOf(DELTA), 208);
    if (!found.ok) throw new Error(found.error.message);
    expect(found.value.worstA.toFixed(2)).toBe('17.15');
    expect(found.value.provedLeast).toBe(true);
  });

  it('is the least of all assignments, and says so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 }),
        fc.constantFrom(DELTA, WYE, [...DELTA, ...DELTA].slice(0, 4)),
        fc.constantFrom(null, 12),
        (watts, names, usableA) => {
          const banks = banksOf(names, usableA);
          const best = least(watts, banks);
          const found = assignOutlets(watts, banks, 208);
          expect(found.ok).toBe(best < Infinity);
          if (!found.ok) return;
          const { bankOf, worstA, boundA, provedLeast } = found.value;
          expect(worstOf(watts, bankOf, banks)).toBeCloseTo(worstA, 6);
          expect(worstA).toBeLessThanOrEqual(best * (1 + 1e-6) + 1e-9);
          expect(worstA).toBeGreaterThanOrEqual(boundA * (1 - 1e-9));
          expect(provedLeast).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps outlets and breakers, and never says proved where it gave up', () => {
    const many = Array.from({ length: 40 }, (_, index) => 100 + ((index * 7919) % 997));
    const found = assignOutlets(many, banksOf(DELTA, 80), 208);
    if (!found.ok) throw new Error(found.error.message);
    expect(found.value.worstA).toBeLessThan(found.value.boundA * 1.002);
    expect(assignOutlets([100, 100], [{ bank: 'L1-N', usableA: null, outlets: 1 }], 208).ok).toBe(false);
    expect(assignOutlets([], [], 208).ok).toBe(true);
  });
});
