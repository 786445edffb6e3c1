import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPhases, type PhaseSupply } from './check-phases.ts';
import { BANKS, imbalance, lineCurrents, needsNeutral, threePhaseW, wattsByBank, type PhaseLoad } from './phases.ts';

const delta: PhaseSupply = { connection: 'delta', voltageV: 208, usableA: 24, breakerA: 30, breakerStandard: 'ul489' };
const rounded = ({ L1, L2, L3 }: { L1: number; L2: number; L3: number }): number[] =>
  [L1, L2, L3].map((current) => Math.round(100 * current) / 100);
const on = (bank: PhaseLoad['bank'], watts: number): PhaseLoad => ({ bank, watts });

describe('published currents', () => {
  it('has 27.7 A on the lines of APC AP8868 with 16 A on each of its three banks, 34.6 A with 20 A', () => {
    const full = (amperes: number) =>
      checkPhases(
        { ...delta, usableA: 35, breakerA: 50 },
        (['L1-L2', 'L2-L3', 'L3-L1'] as const).map((bank) => on(bank, 208 * amperes)),
      );
    expect(full(16).loadW).toBe(9984);
    expect(rounded(full(16).lineA as never)).toEqual([27.71, 27.71, 27.71]);
    expect(rounded(full(20).lineA as never)).toEqual([34.64, 34.64, 34.64]);
  });

  it('finds the line over its continuous rating at 71 % of the capacity, which is no trip', () => {
    const halved = [on('L1-L2', 3090), on('L2-L3', 3090)];
    const check = checkPhases(delta, halved);
    expect(rounded(check.lineA as never)).toEqual([14.86, 25.73, 14.86]);
    expect(check.capacityW).toBeCloseTo(8646, 0);
    expect(check.loadW / check.capacityW).toBeCloseTo(0.71, 2);
    expect(check).toMatchObject({ overRating: true, trips: false, tripsWithinS: null });
    expect(check.breakerShare).toBeCloseTo(0.858, 3);
    const spread = (['L1-L2', 'L2-L3', 'L3-L1'] as const).map((bank) => on(bank, 2060));
    expect(rounded(checkPhases(delta, spread).lineA as never)).toEqual([17.15, 17.15, 17.15]);
    const heavy = [on('L1-L2', 3000), on('L2-L3', 1590), on('L3-L1', 1590)];
    expect(rounded(checkPhases(delta, heavy).lineA as never)).toEqual([19.41, 19.41, 13.24]);
    expect(rounded(checkPhases(delta, [on('L1-L2', 250)]).lineA as never)).toEqual([1.2, 1.2, 0]);
    expect(checkPhases(delta, [on('L1-L2', 250)]).lineA.L1).toBeCloseTo(1.202, 3);
  });

  it('has an imbalance of 15.56 % with 45, 38 and 52 A at 415 V', () => {
    const toNeutralV = 415 / Math.sqrt(3);
    const check = checkPhases(
      { connection: 'wye', voltageV: 415, usableA: 63, breakerA: 63, breakerStandard: 'iec60898' },
      [on('L1-N', 45 * toNeutralV), on('L2-N', 38 * toNeutralV), on('L3-N', 52 * toNeutralV)],
    );
    expect(rounded(check.lineA as never)).toEqual([45, 38, 52]);
    expect((100 * (check.imbalance ?? 0)).toFixed(2)).toBe('15.56');
    expect((check.loadW / 1000).toFixed(2)).toBe('32.35');
    expect((100 * (check.worstShare ?? 0)).toFixed(1)).toBe('82.5');
    expect(check.neutralA).toBeCloseTo(Math.sqrt(45 ** 2 + 38 ** 2 + 52 ** 2 - 45 * 38 - 38 * 52 - 52 * 45), 9);
  });
});

describe('breakers', () => {
  const onOneLine = (amperes: number, standard: PhaseSupply['breakerStandard']) =>
    checkPhases({ connection: 'wye', voltageV: 208, usableA: 80, breakerA: 100, breakerStandard: standard }, [
      on('L1-N', (amperes * 208) / Math.sqrt(3)),
    ]);

  it('hold their rating for ever, and open by their standard above it', () => {
    expect(onOneLine(80, 'ul489')).toMatchObject({ overRating: false, trips: false });
    expect(onOneLine(100, 'ul489')).toMatchObject({ overRating: true, trips: false, tripsWithinS: null });
    expect(onOneLine(101, 'ul489')).toMatchObject({ trips: true, tripsWithinS: null });
    expect(onOneLine(135, 'ul489')).toMatchObject({ trips: true, tripsWithinS: 7200 });
    expect(onOneLine(200, 'ul489')).toMatchObject({ trips: true, tripsWithinS: 360 });
    expect(onOneLine(113, 'iec60898')).toMatchObject({ trips: false });
    expect(onOneLine(114, 'iec60898')).toMatchObject({ trips: true, tripsWithinS: null });
    expect(onOneLine(145, 'iec60898')).toMatchObject({ trips: true, tripsWithinS: 7200 });
    expect(onOneLine(255, 'iec60898')).toMatchObject({ trips: true, tripsWithinS: 120 });
  });
});

const loads = fc.array(
  fc.record({ bank: fc.constantFrom(...BANKS), watts: fc.double({ min: 0, max: 20_000, noNaN: true }) }),
  { maxLength: 12 },
);

describe('laws', () => {
  it('agrees with the currents added as phasors, and the three lines and the neutral add up to nothing', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: 100, max: 1000, noNaN: true }), (some, voltageV) => {
        const unit = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
        const lines = [
          [0, 0],
          [0, 0],
          [0, 0],
        ];
        const add = (line: number, amperes: number, degrees: number): void => {
          const [x, y] = unit(degrees);
          lines[line]![0]! += amperes * x!;
          lines[line]![1]! += amperes * y!;
        };
        const phase = [0, -120, 120];
        for (const { bank, watts } of some) {
          const toNeutralA = (watts * Math.sqrt(3)) / voltageV;
          if (bank === 'L1-L2-L3') for (const line of [0, 1, 2]) add(line, toNeutralA / 3, phase[line]!);
          else if (needsNeutral(bank)) add(Number(bank[1]) - 1, toNeutralA, phase[Number(bank[1]) - 1]!);
          else {
            const from = Number(bank[1]) - 1;
            const between = phase[from]! + 30;
            add(from, watts / voltageV, between);
            add((from + 1) % 3, -watts / voltageV, between);
          }
        }
        const { lineA, neutralA } = lineCurrents(wattsByBank(some), voltageV);
        const scale = 1 + Math.max(lineA.L1, lineA.L2, lineA.L3);
        for (const [index, current] of [lineA.L1, lineA.L2, lineA.L3].entries()) {
          expect(Math.abs(current - Math.hypot(...lines[index]!)) / scale).toBeLessThan(1e-9);
        }
        const sum = [0, 1].map((axis) => lines[0]![axis]! + lines[1]![axis]! + lines[2]![axis]!);
        expect(Math.abs(neutralA - Math.hypot(...sum)) / scale).toBeLessThan(1e-7);
      }),
      { numRuns: 300 },
    );
  });

  it('loads no line less for one more load, and never more than √3 · V · worst line', () => {
    fc.assert(
      fc.property(
        loads,
        fc.constantFrom(...BANKS),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (some, bank, watts) => {
          const before = lineCurrents(wattsByBank(some), 400).lineA;
          const after = lineCurrents(wattsByBank([...some, { bank, watts }]), 400).lineA;
          for (const line of ['L1', 'L2', 'L3'] as const) {
            expect(after[line]).toBeGreaterThanOrEqual(before[line] * (1 - 1e-12));
          }
          const total = [...some, { bank, watts }].reduce((sum, load) => sum + load.watts, 0);
          const worst = Math.max(after.L1, after.L2, after.L3);
          expect(threePhaseW(400, worst)).toBeGreaterThanOrEqual(total * (1 - 1e-12) - 1e-12);
        },
      ),
    );
  });

  it('says of loads without a bank only what holds wherever they hang', () => {
    fc.assert(
      fc.property(
        loads,
        fc.double({ min: 1, max: 20_000, noNaN: true }),
        fc.constantFrom(...BANKS),
        (some, watts, bank) => {
          const supply: PhaseSupply = { ...delta, connection: 'wye', usableA: 50, breakerA: 60 };
          const unknown = checkPhases(supply, [...some, { bank: null, watts }]);
          const placed = checkPhases(supply, [...some, { bank, watts }]);
          expect(unknown).toMatchObject({
            lineA: { L1: null },
            worstShare: null,
            imbalance: null,
            unattributedW: expect.closeTo(watts, 6),
          });
          expect(unknown.overRating === null || unknown.overRating === placed.overRating).toBe(true);
          expect(unknown.trips === null || unknown.trips === placed.trips).toBe(true);
          for (const line of ['L1', 'L2', 'L3'] as const) {
            const [least, most] = unknown.lineRangeA[line];
            expect(placed.lineA[line]).toBeGreaterThanOrEqual(least * (1 - 1e-9));
            expect(placed.lineA[line]).toBeLessThanOrEqual(most * (1 + 1e-9));
          }
        },
      ),
    );
  });

  it('has no imbalance where nothing flows', () => {
    expect(imbalance({ L1: 0, L2: 0, L3: 0 })).toBeNull();
    expect(checkPhases(delta, [])).toMatchObject({ worstShare: 0, overRating: false, trips: false, loadW: 0 });
  });
});
