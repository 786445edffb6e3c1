import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainLosses, lossW, TYPICAL_LOSSES } from './losses.ts';
import { upsLoad, upsUnits, upsUsableW } from './ups.ts';
import { UPS_SCHEMES } from '../../records/scenario.ts';

const efficiency = (kind: keyof typeof TYPICAL_LOSSES, load: number): number =>
  load / (load + lossW(TYPICAL_LOSSES[kind], 1, load));

describe('losses', () => {
  it('give the transformer its 99.28 % at 35 % load, where fixed and load losses are equal', () => {
    expect((100 * efficiency('transformer', 0.35)).toFixed(2)).toBe('99.28');
    const { fixed, square } = TYPICAL_LOSSES.transformer;
    expect(square * 0.35 ** 2).toBeCloseTo(fixed, 5);
  });

  it('make a UPS of two in redundancy worse than one that is full', () => {
    expect([1, 0.5, 0.25].map((load) => (100 * efficiency('ups', load)).toFixed(1))).toEqual(['96.1', '96.0', '94.4']);
  });

  it('balance at every level: input is output and loss, and what a stage takes the one before it gives', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (itW, spare) => {
          const ratingW = itW * spare;
          const stages = (['pdu', 'ups', 'transformer'] as const).map((kind) => ({
            name: kind,
            curve: TYPICAL_LOSSES[kind],
            ratingW,
          }));
          const chain = chainLosses(itW, stages);
          let before = itW;
          for (const { inputW, outputW, lossW: lost } of chain) {
            expect(outputW).toBe(before);
            expect(inputW - outputW - lost).toBeCloseTo(0, 4);
            expect(lost).toBeGreaterThanOrEqual(0);
            before = inputW;
          }
        },
      ),
    );
  });
});

describe('UPS schemes', () => {
  it('leave the load carried with one unit lost, with as few units as the scheme allows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...UPS_SCHEMES),
        fc.double({ min: 1, max: 1e7, noNaN: true }),
        fc.constantFrom(250_000, 500_000, 1_000_000),
        (scheme, loadW, unitW) => {
          const units = upsUnits(scheme, loadW, unitW);
          const system = { scheme, units, unitW };
          expect(upsUsableW(system)).toBeGreaterThanOrEqual(loadW * (1 - 1e-8));
          const { normal, oneLost } = upsLoad(system, loadW);
          expect(normal).toBeLessThanOrEqual(1 + 1e-8);
          if (scheme !== 'N') expect(oneLost).toBeLessThanOrEqual(1 + 1e-8);
        },
      ),
    );
    const most = { '2N': 0.5, '4N/3': 0.75, 'N+1': 0.75, 'block-redundant': 1, N: 1 } as const;
    for (const scheme of UPS_SCHEMES) {
      const system = { scheme, units: 4, unitW: 1000 };
      expect(upsLoad(system, upsUsableW(system)).normal).toBeCloseTo(most[scheme], 12);
    }
  });
});
