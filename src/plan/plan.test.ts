import { describe, expect, it } from 'vitest';
import { articlePreset, physicalPreset } from '../catalog/testing/presets.ts';
import { checkScenarioIds } from './check-ids.ts';
import { plan } from './plan.ts';
import { gapLines } from './two-plan-lines.ts';

const article = articlePreset('chatgpt-2023-article');
const physical = physicalPreset('chatgpt-2023-physical');

describe('the published estimate of February 2023', () => {
  const result = plan(article);

  it('prints its figures to the digit', () => {
    expect(result.demand.gpuHoursPerDay).toBeCloseTo(729166.6667, 4);
    expect(result.fleet).toMatchObject({ gpus: 30382, servers: 3798, racks: 542, gpusPerRack: 56, pflopsPerRack: 35 });
    expect(result.power.kwPerRack).toBe(45.5);
    expect(result.energy).toMatchObject({ kwhPerDay: 591864, usdPerDay: 47349.12 });
    expect(result.cost).toMatchObject({ capexUsd: 758_800_000, rackUsd: 1_400_000 });
  });

  it('houses every server when racks are rounded up', () => {
    const up = plan({ ...article, article: { ...article.article, rackRounding: 'ceil' } });
    expect(up.fleet.racks).toBe(543);
    expect(up.energy.kwhPerDay).toBe(592956);
  });

  it('keeps the alternatives it rounds away', () => {
    const value = (id: string): number | null | undefined => result.ledger.find((line) => line.id === id)?.value;
    expect(value('cost.serversUsd')).toBe(755_802_000);
    expect(value('cost.rackServersUsd')).toBe(1_393_000);
  });

  it('gives 15,799 accelerators for the 13 million visitors of its lead', () => {
    const lead = plan({ ...article, demand: { ...article.demand, queriesPerDay: 130e6 } });
    expect(lead.fleet.gpus).toBe(15799);
  });

  it('gives the 2,170 racks and 2,369,640 kWh of its other draft for a thousand million queries', () => {
    const draft = plan({ ...article, demand: { ...article.demand, queriesPerDay: 1e9 } });
    expect(draft.fleet.racks).toBe(2170);
    expect(draft.energy.kwhPerDay).toBe(2369640);
    expect(draft.energy.usdPerDay).toBeCloseTo(189571.2, 6);
  });

  it.each([
    [17.3, 2, 1899],
    [26, 4, 950],
    [34.5, 5, 760],
    [45.5, 6, 633],
  ])('stands in real racks of %d kW, four units of them reserved: %d per rack, %d racks', (rackKw, perRack, racks) => {
    const facility = { ...article.facility, reservedUnits: 4, rackKw, rackKg: 900 };
    const real = plan({ ...article, facility, article: { ...article.article, rackRounding: 'ceil' } });
    const serversPerRack = real.ledger.find(({ id }) => id === 'fleet.serversPerRack');
    expect([serversPerRack?.value, real.fleet.servers, real.fleet.racks]).toEqual([perRack, 3798, racks]);
    // Its price is that of seven.
    expect(real.warnings.map(({ code }) => code)).toContain('rack-price');
  });

  it('is refused where not one of its servers may stand in a rack, with the rack that would do', () => {
    const refused = plan({ ...article, facility: { ...article.facility, rackKw: 6, rackKg: 100 } });
    expect(refused.feasible).toBe(false);
    expect(refused.binding[0]?.relief).toMatch(
      /facility\.rackKw \(at least 6\.5 kW\), facility\.rackKg \(at least 123 kg\)/,
    );
  });

  it('says what is wrong with it', () => {
    expect(result.warnings.map(({ code }) => code)).toEqual([
      'batch-1',
      'servers-without-a-rack',
      'rack-full',
      'no-pue',
      'rack-power',
    ]);
  });
});

describe('the same load, physical', () => {
  const result = plan(physical);
  const value = (id: string): number => {
    const line = result.ledger.find((candidate) => candidate.id === id);
    return line?.value ?? NaN;
  };

  it('is feasible with some 90 to 600 servers', () => {
    expect(result.feasible).toBe(true);
    expect(result.fleet.servers).toBeGreaterThan(90);
    expect(result.fleet.servers).toBeLessThan(600);
  });

  it('comes down from the published 3,798 servers by a waterfall that ends at its own', () => {
    const estimate = gapLines(plan(article), result).find(({ id }) => id === 'estimate.servers');
    expect(Math.ceil(estimate?.value ?? NaN)).toBe(3798);
    expect(result.ledger.filter(({ id }) => id.includes('article'))).toEqual([]);
    expect(value('waterfall.spares')).toBe(result.fleet.servers);
    expect(value('waterfall.promises')).toBeLessThanOrEqual(value('waterfall.rounding'));
    expect(value('waterfall.rounding')).toBeLessThan(value('waterfall.promises') + 1);
  });

  it('stands above both floors, and the 2N floor is 292 accelerators', () => {
    expect(Math.round(result.floors.gpusByCompute ?? NaN)).toBe(292);
    expect(result.fleet.gpus).toBeGreaterThan(result.floors.gpusByCompute ?? NaN);
    expect(result.fleet.gpus).toBeGreaterThan(result.floors.gpusByWeightReads ?? NaN);
  });

  it('keeps Little’s law: requests in a replica = rate × time they decode', () => {
    const decodeS = (physical.demand.outputTokens * (result.serving.tpotMs ?? NaN)) / 1000;
    expect(value('serving.rate') * decodeS).toBeCloseTo(result.serving.batch ?? NaN, 6);
  });

  it('says in words that it does not fit 320 GB, and what would hold it', () => {
    const small = plan({ ...physical, hardware: { ...physical.hardware, server: 'dgx-a100-320gb' } });
    expect(small.feasible).toBe(false);
    expect(small.fleet.gpus).toBeNull();
    expect(small.binding[0]!.message).toContain('does not fit');
    expect(small.binding[0]!.relief).toContain('dgx-a100-640gb');
    expect(small.binding[0]!.relief).toContain('precision.weights');
  });
});

describe('a question without an answer', () => {
  it.each([
    ['no load', { demand: { ...physical.demand, queriesPerDay: 0 } }, 'demand.queriesPerDay'],
    ['a token faster than the hardware', { slo: { ...physical.slo, tpotP99Ms: 5 } }, 'slo.tpotP99Ms'],
    ['a first token faster than the prompt', { slo: { ...physical.slo, ttftP99Ms: 10 } }, 'slo.ttftP99Ms'],
    [
      'seven ways to split 96 heads',
      { hardware: { ...physical.hardware, tensorParallel: 7 } },
      'hardware.tensorParallel',
    ],
    [
      'more members than the server has',
      { hardware: { ...physical.hardware, tensorParallel: 16 } },
      'hardware.tensorParallel',
    ],
    ['a rack too weak for one server', { facility: { ...physical.facility, rackKw: 5 } }, 'facility'],
  ] as const)('%s: says what binds and what would relieve it', (_name, change, constraint) => {
    const result = plan({ ...physical, ...change });
    expect(result.feasible).toBe(false);
    expect(result.binding[0]!.constraint).toBe(constraint);
    expect(result.binding[0]!.message.length).toBeGreaterThan(20);
    expect(result.binding[0]!.relief.length).toBeGreaterThan(10);
  });
});

describe('checkScenarioIds', () => {
  it('finds nothing wrong with the presets', () => {
    expect(checkScenarioIds(article)).toEqual([]);
    expect(checkScenarioIds(physical)).toEqual([]);
  });

  it('names every unknown id and the closest known one', () => {
    const problems = checkScenarioIds({
      ...physical,
      model: 'gpt3-175b',
      hardware: { ...physical.hardware, server: 'dgx-a100', accelerator: 'a100-sxm-80' },
    });
    expect(problems.map(({ path }) => path)).toEqual(['model', 'hardware.server', 'hardware.accelerator']);
    expect(problems[0]!.message).toContain('"gpt-3-175b"');
    expect(problems[2]!.message).toContain('"a100-sxm-80gb"');
  });
});
