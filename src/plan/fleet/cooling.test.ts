import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';

const { physical } = scenarioDefaults;
const chat: PhysicalScenario = {
  ...physical,
  model: 'llama-2-70b',
  demand: { ...physical.demand, queriesPerDay: 20e6, inputTokens: 512, outputTokens: 256 },
};
const at = (facility: Partial<PhysicalScenario['facility']>, more: Partial<PhysicalScenario> = {}) =>
  plan({ ...chat, ...more, facility: { ...chat.facility, ...facility } });
const lineOf = (answer: ReturnType<typeof plan>, id: LineId): number | null =>
  answer.ledger.find((line) => line.id === id)?.value ?? null;
const detailOf = (answer: ReturnType<typeof plan>, id: LineId): string | undefined =>
  answer.ledger.find((line) => line.id === id)?.label;

describe('heat of a plan', () => {
  it('is all that IT draws; air carries what liquid does not, at the flow of its rise', () => {
    const answer = at({});
    const itKw = 1000 * (answer.power.itMw ?? NaN);
    expect(lineOf(answer, 'cooling.heatKw')).toBeCloseTo(itKw, 9);
    expect(lineOf(answer, 'cooling.liquidKw')).toBe(0);
    expect(lineOf(answer, 'cooling.airToCarryKw')).toBeCloseTo(itKw, 9);
    // 297 m³/h for 1 kW at 10 K, so 247.7 at 12 K.
    expect((lineOf(answer, 'cooling.airM3PerH') ?? NaN) / itKw).toBeCloseTo(247.7, 1);
    expect(lineOf(answer, 'cooling.airReturnC')).toBe(37);
    expect(lineOf(answer, 'cooling.liquidSupplyC')).toBe(35);
    expect(detailOf(answer, 'cooling.airSupplyC')).toContain('ASHRAE class H1');
    expect(detailOf(answer, 'cooling.liquidSupplyC')).toContain('ASHRAE class W40');
  });

  it('of a server whose split nobody published is unknown by what carries it', () => {
    const answer = at({ rackKw: 140, rackKg: 2000 }, { hardware: { ...chat.hardware, server: 'dgx-gb200-nvl72' } });
    expect(answer.feasible).toBe(true);
    expect(lineOf(answer, 'cooling.heatKw')).toBeGreaterThan(100);
    expect([lineOf(answer, 'cooling.liquidKw'), lineOf(answer, 'cooling.airToCarryKw')]).toEqual([null, null]);
  });

  it('is all for the CDUs where nobody published the split, and said to be at most so much', () => {
    const equipment: PhysicalScenario['facility']['equipment'] = [
      { name: 'CDU', role: 'cdu', per: 'fleet', count: 1, units: 0, kw: 2, kg: 300, coolsKw: 100, usd: null },
    ];
    const nvl72 = { hardware: { ...chat.hardware, server: 'dgx-gb200-nvl72' } };
    const answer = at({ rackKw: 140, rackKg: 2000, equipment }, nvl72);
    const heatKw = (answer.fleet.servers ?? NaN) * (lineOf(answer, 'server.maxKw') ?? NaN);
    expect(lineOf(answer, 'cooling.cdus')).toBe(Math.ceil(heatKw / 100) + 1);
    const [warning] = answer.warnings.filter(({ code }) => code === 'too-few-cdus');
    expect(warning?.message).toMatch(/of 100 kW at most, were all heat carried by it, one of them to spare\.$/);
  });
});

describe('power of a server', () => {
  it('may be a share of its nameplate: more in a rack, less power and energy, and said in the ledger', () => {
    const byLoad = { rackKw: 26, powerExponent: 1 };
    const [full, derated] = [at(byLoad), at({ ...byLoad, powerShare: 0.73 })];
    expect([full.fleet.serversPerRack, derated.fleet.serversPerRack]).toEqual([4, 5]);
    expect(lineOf(derated, 'server.nameplateKw')).toBe(6.5);
    expect(lineOf(derated, 'server.maxKw')).toBeCloseTo(4.745, 12);
    expect(derated.energy.kwhPerDay).toBeLessThan(full.energy.kwhPerDay ?? NaN);
    expect(lineOf(full, 'server.nameplateKw')).toBeNull();
  });

  it('may grow with the load by an exponent: energy is then that of each hour of the day', () => {
    const flat = Array.from({ length: 24 }, () => 1);
    const half = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 2 : 0));
    const energy = (hourlyProfile: number[], powerExponent: number): number =>
      at({ powerExponent }, { demand: { ...chat.demand, hourlyProfile } }).energy.kwhPerDay ?? NaN;
    // In proportion only the mean counts, of the same fleet; squared, the same work in half the hours draws more.
    const mean = (hourlyProfile: number[], powerExponent: number): number =>
      lineOf(at({ powerExponent }, { demand: { ...chat.demand, hourlyProfile } }), 'fleet.meanPowerShare') ?? NaN;
    const load = (profile: number[]): number =>
      lineOf(at({}, { demand: { ...chat.demand, hourlyProfile: profile } }), 'fleet.meanLoad') ?? NaN;
    expect(mean(flat, 2)).toBeCloseTo(load(flat) ** 2, 12);
    expect(mean(half, 2)).toBeCloseTo(2 * load(half) ** 2, 12);
    expect(energy(flat, 2)).toBeLessThan(energy(flat, 1));
    expect(energy(flat, 0.5)).toBeGreaterThan(energy(flat, 1));
  });
});
