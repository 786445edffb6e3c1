import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { device, dgxA100 } from '../testing/devices.ts';
import { airAt, COOLANTS, flowM3PerH, heatOfFlowW, litresPerMin } from './coolant.ts';
import { planLoop, waterL, type Loop } from './loop.ts';
import { coolRack } from './rack-cooling.ts';
import { airClassOf, liquidClassOf } from './temperature.ts';

const supply = { air: COOLANTS.air, airRiseK: 15, liquid: COOLANTS.pg25, liquidRiseK: 10 };
const nvl72 = device('nvl72', { powerW: 132_000, liquidShare: 0.87, supplies: null });

describe('flows', () => {
  it('are those of the rules of thumb: 1.44 l/min of water per kW at 10 K, 297 m³/h of air at 10 K', () => {
    expect(litresPerMin(flowM3PerH(1000, 10, COOLANTS.water)).toFixed(2)).toBe('1.44');
    expect(flowM3PerH(1000, 10, COOLANTS.air).toFixed(0)).toBe('297');
    expect(airAt(0).densityKgPerM3).toBe(1.204);
    expect((airAt(1000).densityKgPerM3 / 1.204).toFixed(3)).toBe('0.907');
  });

  it('carry the heat that they were made for', () => {
    const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: 1, max: 40, noNaN: true }),
        fc.constantFrom(...Object.values(COOLANTS)),
        (heat, rise, coolant) => {
          expect(heatOfFlowW(flowM3PerH(heat, rise, coolant), rise, coolant) / heat).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('have the temperature classes of their supply', () => {
    expect([15, 30, 40, 45, 46].map(liquidClassOf)).toEqual(['W17', 'W32', 'W40', 'W45', null]);
    expect([24, 27, 33, 50].map(airClassOf)).toEqual(['H1', 'A1', 'A2', null]);
  });
});

describe('a rack', () => {
  it('of air-cooled servers leaves everything to the air', () => {
    const cooled = coolRack([{ device: dgxA100, count: 4 }], { airCoolingW: 30_000, liquidCoolingW: null }, supply);
    expect(cooled).toMatchObject({ ok: true, value: { heatW: 26_000, airW: 26_000, liquidW: 0, liquidM3PerH: 0 } });
    if (cooled.ok) expect(cooled.value.airM3PerH?.toFixed(0)).toBe('5152');
  });

  it('is refused where air cannot carry what liquid leaves, or the loop not the rest', () => {
    const rack = [{ device: nvl72, count: 1 }];
    const limits = { airCoolingW: 20_000, liquidCoolingW: 120_000 };
    expect(coolRack(rack, limits, supply)).toMatchObject({
      ok: true,
      value: { airW: expect.closeTo(17_160, 6) as number },
    });
    const messages = (limit: Partial<typeof limits>): string[] => {
      const cooled = coolRack(rack, { ...limits, ...limit }, supply);
      return cooled.ok ? [] : cooled.error.map(({ message }) => message);
    };
    expect(messages({ airCoolingW: 15_000 })).toEqual([
      expect.stringContaining('Air must carry 17.2 kW out of a rack; 15.0 kW'),
    ]);
    expect(messages({ liquidCoolingW: 100_000 })).toEqual([expect.stringContaining('Liquid must carry 114.8 kW')]);
  });

  it('of unknown split is refused only where no split would do', () => {
    const silent = [{ device: device('silent', { powerW: 60_000, liquidShare: null }), count: 1 }];
    const cooled = coolRack(silent, { airCoolingW: 40_000, liquidCoolingW: 40_000 }, supply);
    expect(cooled).toMatchObject({
      ok: true,
      value: { heatW: 60_000, airW: null, airM3PerH: null, unattributedW: 60_000 },
    });
    const refused = coolRack(silent, { airCoolingW: 20_000, liquidCoolingW: 30_000 }, supply);
    expect(refused.ok ? '' : refused.error[0]!.message).toContain('Air and liquid together must carry 60.0 kW');
    const dark = coolRack(
      [{ device: device('dark', { powerW: null }), count: 1 }],
      { airCoolingW: 1, liquidCoolingW: 1 },
      supply,
    );
    expect(dark).toMatchObject({ ok: true, value: { heatW: null, airW: null } });
  });
});

describe('a loop', () => {
  const loop: Loop = {
    coolant: COOLANTS.pg25,
    riseK: 10,
    facilitySupplyC: 32,
    facilityRiseK: 8,
    approachK: 5,
    cduW: 800_000,
    spareCdus: 1,
  };
  it('has CDUs for its heat and one to spare, and a supply that its class is named by', () => {
    expect(planLoop(8 * 115_000, loop, COOLANTS.water)).toMatchObject({
      cdus: 3,
      normal: expect.closeTo(0.3833, 4) as number,
      spareLost: expect.closeTo(0.575, 4) as number,
      supplyC: 37,
      returnC: 47,
      liquidClass: 'W40',
      facilityReturnC: 40,
    });
    expect(waterL(1000, 1.8)).toBe(1800);
  });
});
