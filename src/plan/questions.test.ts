import { PLAIN_FORM } from '../records/calibration.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { models } from '../catalog/catalog.ts';
import { withHardware } from '../catalog/own-hardware.ts';
import { physicalPreset } from '../catalog/testing/presets.ts';
import { ownAcceleratorSchema } from '../records/own-hardware.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { capacity, type Budget } from './capacity.ts';
import { compareHardware, comparableServers } from './compare-hardware.ts';
import { phasedBuild } from './demand/growth.ts';
import { levers } from './levers.ts';
import { plan } from './plan.ts';

const seed = physicalPreset('chatgpt-2023-physical');
const chat = physicalPreset('llama2-70b-chat');

describe('capacity, the reverse of plan', () => {
  const withLoad = (scenario: PhysicalScenario, queriesPerDay: number): PhysicalScenario => ({
    ...scenario,
    demand: { ...scenario.demand, queriesPerDay },
  });

  /** Loads of many sizes on servers whose price is known. */
  const loads = fc
    .record({
      model: fc.constantFrom('gpt-3-175b', 'llama-2-70b', 'llama-3-8b', 'mixtral-8x7b'),
      server: fc.constantFrom('dgx-a100-640gb', 'dgx-h100', 'dgx-b200'),
      exponent: fc.double({ min: 4, max: 10, noNaN: true }),
      inputTokens: fc.integer({ min: 20, max: 4000 }),
      outputTokens: fc.integer({ min: 20, max: 800 }),
      peakToAverage: fc.double({ min: 1, max: 4, noNaN: true }),
      blastRadius: fc.constantFrom('server' as const, 'rack' as const),
      prefill: fc.constantFrom('chunked' as const, 'disaggregated' as const),
    })
    .map(({ model, server, exponent, blastRadius, prefill, ...demand }) => ({
      ...withLoad(chat, 10 ** exponent),
      model,
      demand: { ...chat.demand, ...demand, queriesPerDay: 10 ** exponent },
      hardware: { ...chat.hardware, server },
      serving: { ...chat.serving, prefill },
      reliability: { ...chat.reliability, blastRadius },
      slo: { ttftP99Ms: 10_000, tpotP99Ms: 300 },
    }));

  it.each([
    ['racks', (p: ReturnType<typeof plan>): Budget => ({ kind: 'racks', racks: p.fleet.racks ?? NaN })],
    ['power', (p: ReturnType<typeof plan>): Budget => ({ kind: 'power', mw: p.power.facilityMw ?? NaN })],
    ['capital', (p: ReturnType<typeof plan>): Budget => ({ kind: 'capex', usd: p.cost.capexUsd ?? NaN })],
  ] as const)('by %s gives back a load whose plan needs as much, within one server', (kind, budgetOf) => {
    fc.assert(
      fc.property(loads, (scenario) => {
        const planned = plan(scenario, { ledger: false });
        fc.pre(planned.feasible);
        const { queriesPerDay, plan: found } = capacity(scenario, budgetOf(planned));
        expect(queriesPerDay).toBeGreaterThanOrEqual(scenario.demand.queriesPerDay * (1 - 1e-6));
        const perRack = planned.fleet.serversPerRack ?? NaN;
        // Racks are full or not, and the spares for one of them are fewer in a small fleet.
        const slack = kind === 'racks' ? 2 * perRack : 1;
        expect((found.fleet.servers ?? NaN) - (planned.fleet.servers ?? NaN)).toBeLessThan(slack);
        expect(found.fleet.servers).toBeGreaterThanOrEqual(planned.fleet.servers ?? NaN);
      }),
      { numRuns: 25 },
    );
  });

  it('is nothing where not even one query fits the budget', () => {
    expect(capacity(seed, { kind: 'capex', usd: 1000 }).queriesPerDay).toBe(0);
    expect(capacity(seed, { kind: 'racks', racks: 0 }).queriesPerDay).toBe(0);
  });
});

describe('the same load on other hardware', () => {
  const rows = compareHardware(
    chat,
    comparableServers().map(({ id }) => id),
  );

  const countOf = ({ plan: { feasible, fleet } }: (typeof rows)[number]): number =>
    feasible ? (fleet.servers ?? Number.MAX_VALUE) : Infinity;

  it('has a row for every server of every maker, by accelerator', () => {
    expect(rows.length).toBe(comparableServers().length);
    expect([...new Set(rows.map(({ maker }) => maker))].sort()).toEqual(['AMD', 'Intel (Habana)', 'NVIDIA']);
    const changes = rows.filter(({ accelerator }, at) => accelerator !== rows[at - 1]?.accelerator);
    expect(new Set(changes.map(({ accelerator }) => accelerator)).size).toBe(changes.length);
  });

  it('has the fewest servers first, of accelerators and of the servers with each, and what does not fit last', () => {
    const groups = Map.groupBy(rows, ({ accelerator }) => accelerator);
    const rising = (counts: number[]): void => {
      expect([...counts].sort((a, b) => (a === b ? 0 : a - b))).toEqual(counts);
    };
    for (const group of groups.values()) rising(group.map(countOf));
    rising([...groups.values()].map((group) => Math.min(...group.map(countOf))));
  });

  it('needs fewer DGX H100 than DGX A100, and fewer DGX B200 than DGX H100', () => {
    const count = (id: string): number => rows.find(({ server }) => server === id)?.plan.fleet.servers ?? NaN;
    expect(count('dgx-h100')).toBeLessThan(count('dgx-a100-640gb'));
    expect(count('dgx-b200')).toBeLessThan(count('dgx-h100'));
  });
});

describe('a build over years', () => {
  it('carries the load at the end of each year and never sells a server', () => {
    const growing = phasedBuild({ ...chat, demand: { ...chat.demand, growthPerYear: 0.5 } }, 4);
    expect(growing.map(({ queriesPerDay }) => queriesPerDay)).toEqual(
      [0, 1, 2, 3, 4].map((year) => 20e6 * 1.5 ** year),
    );
    const total = growing.reduce((sum, { addedServers }) => sum + (addedServers ?? NaN), 0);
    expect(total).toBe(growing[4]!.servers);
    const shrinking = phasedBuild({ ...chat, demand: { ...chat.demand, growthPerYear: -0.5 } }, 3);
    expect(shrinking.slice(1).map(({ addedServers }) => addedServers)).toEqual([0, 0, 0]);
  });
});

describe('levers', () => {
  const pulled = levers(chat);
  const effect = (id: string): number => pulled.find((lever) => lever.id === id)?.servers ?? NaN;

  it('come strongest first, each with its plan', () => {
    const effects = pulled.map(({ servers }) => servers ?? Infinity);
    expect([...effects].sort((a, b) => a - b)).toEqual(effects);
    expect(pulled.length).toBeGreaterThan(6);
  });

  it('save what they are known to save', () => {
    expect(effect('distillation')).toBeLessThan(0.5);
    expect(effect('all-8-bit')).toBeLessThan(0.8);
    expect(effect('sparsity')).toBeLessThan(1);
    expect(effect('prefix-cache')).toBeLessThan(1);
    expect(effect('weights-int4')).toBeLessThanOrEqual(1);
  });

  it('say so where speculation costs a loaded fleet more than it saves', () => {
    expect(effect('speculation')).toBeGreaterThan(1);
  });

  it('are not offered twice', () => {
    const ids = levers({ ...chat, precision: { ...chat.precision, sparsity: '2:4' } }).map(({ id }) => id);
    expect(ids).not.toContain('sparsity');
    expect(ids).not.toContain('chunked-prefill');
  });
});

describe('a fleet of what was measured', () => {
  const calibration = calibrationOf({
    id: 'here',
    name: 'RTX 4090, in this browser',
    accelerator: 'rtx-4090',
    dtype: 'f16',
    elementBytes: 2,
    peakTflops: 60,
    bandwidthGBps: 950,
    parameters: { computeEfficiency: 0.9, memoryEfficiency: 0.9, smoothness: 3, overheadUs: 10, ...PLAIN_FORM },
  });
  const accelerator = (known: { readonly memoryGB: number | null; readonly tdpW: number | null }): PhysicalScenario => {
    const { own } = withHardware(chat, {
      accelerators: [v.parse(ownAcceleratorSchema, { id: 'own-card', name: 'A card', ...known })],
      servers: [],
      models: [],
    });
    const hardware = { server: 'supermicro-sys-420gp-tnr', accelerator: 'own-card', tensorParallel: 1 };
    return { ...chat, own, model: 'llama-3-8b', hardware: { ...chat.hardware, ...hardware } };
  };
  const open = accelerator({ memoryGB: null, tdpW: null });

  it('uses the measured numbers, and memory and power of the catalogued card', () => {
    const result = plan(open, { calibration });
    expect(result.feasible).toBe(true);
    const tier = (id: string): string | undefined => result.ledger.find((line) => line.id === id)?.tier;
    expect(tier('kernel.memoryEfficiency')).toBe('calibrated');
    expect(tier('accelerator.bandwidthGBps')).toBe('measured');
    expect(result.ledger.find(({ id }) => id === 'accelerator.memoryGB')?.value).toBe(24);
    const faster = plan(open, { calibration: { ...calibration, bandwidthGBps: 1900, peakTflops: 120 } });
    expect(faster.fleet.servers).toBeLessThan(result.fleet.servers ?? NaN);
  });

  it('asks for the memory where nobody knows it, and for a calibration where there is none', () => {
    const unknown = plan(open, { calibration: { ...calibration, accelerator: null } });
    expect(unknown.binding[0]).toMatchObject({ constraint: 'hardware.accelerator' });
    expect(unknown.binding[0]!.message).toContain('needs its memory');
    expect(plan(open).binding[0]!.constraint).toBe('hardware.calibration');
    const told = accelerator({ memoryGB: 24, tdpW: 450 });
    expect(plan(told, { calibration: { ...calibration, accelerator: null } }).feasible).toBe(true);
  });
});

it('plans every model of the catalogue on the largest server, or says why not', () => {
  for (const { id } of models) {
    const result = plan({
      ...chat,
      model: id,
      precision: { ...chat.precision, weights: 'fp8', activations: 'fp8' },
      hardware: { ...chat.hardware, server: 'dgx-b300', pipelineParallel: 'auto' },
      slo: { ttftP99Ms: 10_000, tpotP99Ms: 500 },
    });
    if (!result.feasible) expect(result.binding[0]!.message, id).not.toBe('');
    else expect(result.fleet.servers, id).toBeGreaterThan(0);
  }
});
