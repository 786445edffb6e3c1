import { describe, expect, it } from 'vitest';
import { presets, scenarioDefaults } from '../../catalog/presets.ts';
import type { Scenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';
import { sensitivity, type HeadlineUncertainty } from './sensitivity.ts';
import { uncertainInputs } from './uncertain-inputs.ts';

const physical = scenarioDefaults.physical;

const of = (scenario: Scenario, id: string): HeadlineUncertainty => {
  const found = sensitivity(scenario).headlines.find((headline) => headline.id === id);
  if (found === undefined) throw new Error(`no uncertainty of ${id}`);
  return found;
};
const elasticity = (headline: HeadlineUncertainty, input: string): number =>
  headline.contributions.find(({ id }) => id === input)?.elasticity ?? 0;

describe('elasticities that are known without computing', () => {
  it('a bill is proportional to the price, carbon to the grid', () => {
    expect(elasticity(of(physical, 'energy.usdPerDay'), 'economics.electricityUsdPerKwh')).toBeCloseTo(1, 9);
    expect(elasticity(of(physical, 'carbon.kgPerDay'), 'carbon.kgPerKwh')).toBeCloseTo(1, 9);
    expect(elasticity(of(scenarioDefaults.article, 'energy.usdPerDay'), 'economics.electricityUsdPerKwh')).toBeCloseTo(
      1,
      9,
    );
    expect(elasticity(of(physical, 'fleet.servers'), 'economics.electricityUsdPerKwh')).toBe(0);
  });

  it('a fleet grows with its busiest hour, one for one within the rounding to servers', () => {
    const peak = elasticity(of(physical, 'fleet.servers'), 'demand.peakToAverage');
    // 300 servers: a server is 0.3 %, over a step of 50 % in all.
    expect(peak).toBeGreaterThan(0.97);
    expect(peak).toBeLessThan(1.03);
  });

  it('slower accelerators need more servers, and more than in proportion where an SLO binds', () => {
    expect(elasticity(of(physical, 'fleet.servers'), 'stack.deviceScale')).toBeGreaterThan(1);
  });

  it('the published arithmetic is proportional to its time a word', () => {
    const { contributions } = of(scenarioDefaults.article, 'fleet.gpus');
    expect(contributions[0]!.id).toBe('article.secondsPerWord');
    expect(contributions[0]!.elasticity).toBeCloseTo(1, 3);
  });

  it('power drawn below the datasheet changes energy and fills racks as before', () => {
    const { ledger, energy } = plan(physical);
    const networkKw = ledger.find(({ id }) => id === 'power.networkKw')?.value ?? NaN;
    const ofServers = 1 - (networkKw * 24 * physical.facility.pue) / (energy.kwhPerDay ?? NaN);
    expect(ofServers).toBeGreaterThan(0.9);
    expect(elasticity(of(physical, 'energy.kwhPerDay'), 'server.maxKw')).toBeCloseTo(ofServers, 3);
    expect(elasticity(of(physical, 'fleet.racks'), 'server.maxKw')).toBe(0);
  });
});

describe('every preset that has a fleet', () => {
  const feasible = presets.filter(({ scenario }) => plan(scenario).feasible);

  it.each(feasible.map(({ id, scenario }) => ({ id, scenario })))(
    '$id: inputs are ledger lines, halving halves',
    ({ scenario }) => {
      const lines = new Set(plan(scenario).ledger.map(({ id }) => id));
      const { headlines, cliffs } = sensitivity(scenario);
      expect(headlines.length).toBeGreaterThan(3);
      for (const { id } of cliffs) expect(lines).toContain(id);
      for (const { id, value, low, high, halfWidth, contributions, halving } of headlines) {
        expect(lines).toContain(id);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        for (const contribution of contributions) expect(lines).toContain(contribution.id);
        const effects = contributions.map(({ effect }) => effect);
        expect(effects).toEqual([...effects].sort((a, b) => b - a));
        if (halving === null) {
          expect(contributions).toEqual([]);
          continue;
        }
        const left = contributions.map(({ id: input, effect, band }) => {
          if (halving.kind === 'several') return halving.ids.includes(input) ? 0 : effect;
          return input === halving.id ? (effect * halving.toBand) / band : effect;
        });
        expect(Math.hypot(...left)).toBeLessThanOrEqual((halfWidth / 2) * (1 + 1e-9));
      }
    },
  );
});

it('a record of the hours takes the forecast of the peak out', () => {
  const recorded = {
    ...physical,
    demand: { ...physical.demand, hourlyProfile: Array.from({ length: 24 }, (_, h) => 1 + h) },
  };
  expect(uncertainInputs(recorded, {}).map(({ id }) => id)).not.toContain('demand.peakToAverage');
});

it('an input within whose band no fleet keeps the SLOs is told as a cliff', () => {
  const tight = { ...physical, slo: { ...physical.slo, tpotP99Ms: 44 } };
  const { feasible } = plan(tight);
  expect(feasible).toBe(true);
  expect(sensitivity(tight).cliffs).toContainEqual(
    expect.objectContaining({ id: 'stack.deviceScale', constraint: 'slo.tpotP99Ms' }),
  );
});

it('a plan without a fleet has no band', () => {
  const nothing = { ...physical, demand: { ...physical.demand, queriesPerDay: 0 } };
  expect(sensitivity(nothing)).toEqual({ headlines: [], cliffs: [] });
});
