import { describe, expect, it } from 'vitest';
import { withValueAt } from '../base/plain-object.ts';
import { scenarioDefaults } from '../catalog/presets.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { checkScenarioIds } from './check-ids.ts';
import { plan } from './plan.ts';

const base = scenarioDefaults.physical;

/** Fields of ways stand in a section of the scenario; their values are of the field's type, which the ids below check. */
const withValue = (scenario: PhysicalScenario, path: string, value: string | number | null): PhysicalScenario =>
  withValueAt(scenario, path, value) as PhysicalScenario;

const on = (server: string, profile: string): PhysicalScenario => ({
  ...base,
  hardware: { ...base.hardware, server },
  network: { ...base.network, profile },
});

/** Prompts on replicas of their own, which lie as stated. */
const apart = (hardware: Partial<PhysicalScenario['hardware']>, model = base.model): PhysicalScenario => ({
  ...base,
  model,
  hardware: { ...base.hardware, ...hardware },
  serving: { ...base.serving, prefill: 'disaggregated' },
  slo: { ttftP99Ms: 10_000, tpotP99Ms: 500 },
});

/** A mixture of experts that lies as stated. */
const experts = (hardware: Partial<PhysicalScenario['hardware']>, server = 'dgx-h200'): PhysicalScenario => ({
  ...base,
  model: 'deepseek-v3',
  precision: { ...base.precision, weights: 'fp8', activations: 'fp8', kvCache: 'fp8' },
  hardware: { ...base.hardware, stack: 'vllm', server, ...hardware },
  slo: { ttftP99Ms: 10_000, tpotP99Ms: 500 },
  facility: { ...base.facility, rackKw: 100, rackKg: 3000 },
});

/** Prompts of 63 GB of keys and values, each of which one rank of eight holds, where it has less room. */
const longPrompts = (
  prefill: PhysicalScenario['serving']['prefill'],
  lying: Partial<PhysicalScenario['hardware']>,
): PhysicalScenario => {
  const scenario = experts({ tensorParallel: 8, ...lying });
  return {
    ...scenario,
    model: 'qwen3-coder-480b-a35b',
    precision: { ...scenario.precision, kvCache: 'bf16' },
    demand: { ...scenario.demand, queriesPerDay: 1000, inputTokens: 250_000, inputCv: 0 },
    serving: { ...scenario.serving, prefill },
    slo: { ttftP99Ms: 1e7, tpotP99Ms: 1e6 },
  };
};

const LONG_REQUESTS = longPrompts('chunked', { expertParallel: 'yes' });

const impossible: readonly { name: string; scenario: PhysicalScenario }[] = [
  { name: 'token interval below the floor', scenario: { ...base, slo: { ...base.slo, tpotP99Ms: 5 } } },
  { name: 'first token below the floor', scenario: { ...base, slo: { ...base.slo, ttftP99Ms: 2 } } },
  { name: 'model too large', scenario: { ...base, hardware: { ...base.hardware, server: 'dgx-a100-320gb' } } },
  { name: 'split that does not divide', scenario: { ...base, hardware: { ...base.hardware, tensorParallel: 7 } } },
  { name: 'split of prompts that does not divide', scenario: apart({ prefillTensorParallel: 7 }) },
  { name: 'replica for prompts over too few accelerators', scenario: apart({ prefillTensorParallel: 2 }) },
  { name: 'replica for prompts of too many stages', scenario: apart({ prefillPipelineParallel: 64 }, 'llama-2-7b') },
  { name: 'experts for prompts of a dense model', scenario: apart({ prefillExpertParallel: 'yes' }) },
  {
    name: 'groups of a dense model with sequences of their own',
    scenario: { ...base, hardware: { ...base.hardware, attentionDataParallel: 2 } },
  },
  { name: 'groups for prompts that do not divide', scenario: experts({ tensorParallel: 8, attentionDataParallel: 3 }) },
  { name: 'attention over servers', scenario: experts({ tensorParallel: 16, attentionDataParallel: 1 }) },
  {
    name: 'groups that no server has',
    scenario: experts({ attentionDataParallel: 3, expertParallel: 'no' }, 'dgx-h100'),
  },
  { name: 'request longer than what its rank has room for', scenario: LONG_REQUESTS },
  {
    name: 'prompt longer than what the rank that reads it has room for',
    scenario: longPrompts('disaggregated', {
      expertParallel: 'no',
      prefillTensorParallel: 8,
      prefillExpertParallel: 'yes',
    }),
  },
  { name: 'rack without power', scenario: { ...base, facility: { ...base.facility, rackKw: 2 } } },
  { name: 'pod that nobody designed', scenario: on('dell-xe9680', 'superpod') },
  { name: 'rack that is too low', scenario: { ...base, facility: { ...base.facility, rackUnits: 8 } } },
];

it('of a request that is too long for its rank is told what a rank has room for', () => {
  expect(plan(LONG_REQUESTS).binding[0]?.message).toMatch(
    /one request 63[.\d]* GB.*, 5[.\d]* GB on each of the 8 ranks that hold requests of their own/,
  );
});

describe.each(impossible)('$name', ({ scenario }) => {
  const { feasible, binding } = plan(scenario);

  it('has a way out that is a value of a field', () => {
    expect(feasible).toBe(false);
    expect(binding[0]!.ways?.length ?? 0).toBeGreaterThan(0);
  });

  it('every way lifts what binds: there is a fleet, or something else binds', () => {
    for (const { path, value } of binding[0]!.ways ?? []) {
      const changed = withValue(scenario, path, value);
      expect(checkScenarioIds(changed)).toEqual([]);
      const after = plan(changed);
      if (!after.feasible) expect(after.binding[0]!.constraint).not.toBe(binding[0]!.constraint);
    }
  });

  it('the first way leads to a fleet', () => {
    const [first] = binding[0]!.ways ?? [];
    expect(plan(withValue(scenario, first!.path, first!.value)).feasible).toBe(true);
  });
});
