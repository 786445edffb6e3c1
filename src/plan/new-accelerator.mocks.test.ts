import { describe, expect, it, vi } from 'vitest';
import { publishedCalibrationsOf } from '../catalog/calibrations.ts';
import { accelerators, findAccelerator } from '../catalog/catalog.ts';
import { findContradictions } from '../catalog/check.ts';
import { catalogCollections } from '../catalog/collections.ts';
import { findPreset } from '../catalog/presets.ts';
import type { Accelerator } from '../catalog/schema.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { plan } from './plan.ts';
import { publishedParametersFor } from './standing/published-parameters.ts';

/** The shipped accelerators and one more: a half H200 with a peak that its units and clock do not give. */
vi.mock(import('../catalog/facts/accelerators.json'), async (original) => {
  const { default: shipped } = await original();
  const h200 = shipped.records.find(({ id }) => id === 'h200-sxm')!;
  const half = {
    ...h200,
    id: 'h200-half',
    name: 'H200, half',
    peakDenseBf16Tflops: 400,
    peakDenseFp16Tflops: 400,
    interconnectGBps: null,
    silicon: { ...h200.silicon!, computeUnits: 66 },
    kernelsOf: 'h200-sxm',
  };
  return { default: { ...shipped, records: [...shipped.records, half] } } as never;
});

const half = (): Accelerator => findAccelerator('h200-half')!;
const rulesBroken = (id: string): string[] =>
  findContradictions().flatMap((contradiction) => (contradiction.id === id ? contradiction.rule : []));

const on = (
  change: Partial<PhysicalScenario['hardware']>,
  prefill: PhysicalScenario['serving']['prefill'] = 'chunked',
) => {
  const { scenario } = findPreset('llama3-70b-chat')!;
  if (scenario.mode !== 'physical') throw new Error('not physical');
  return plan({
    ...scenario,
    hardware: { ...scenario.hardware, ...change },
    serving: { ...scenario.serving, prefill },
  });
};

describe('an accelerator added as one record', () => {
  it('is listed with its compute units', () => {
    expect(accelerators.at(-1)).toBe(half());
    const listed = catalogCollections
      .find(({ id }) => id === 'accelerators')!
      .entries.find(({ id }) => id === 'h200-half');
    expect(listed?.facts.find(({ field }) => field === 'computeUnits')?.value).toBe(66);
  });

  it('is held against its units, clock and memory', () => {
    expect(rulesBroken('h200-half')).toContain('peak against its compute units and clock');
    expect(rulesBroken('h200-sxm')).not.toContain('peak against its compute units and clock');
  });

  it('has the kernels of its silicon, on its own compute units', () => {
    expect(publishedCalibrationsOf(half())).toEqual(publishedCalibrationsOf(findAccelerator('h200-sxm')!));
    const { parameters, caveat } = publishedParametersFor(half(), 'vllm');
    expect(parameters.tile?.computeUnits).toBe(66);
    expect(caveat).toMatch(/H200, half were measured on h200-sxm, the same silicon/);
  });

  it('is planned with: on its own while nobody knows its link, and said so', () => {
    const answer = on({ accelerator: 'h200-half', tensorParallel: 'auto' });
    expect(answer.feasible).toBe(true);
    expect(answer.ledger.find(({ id }) => id === 'serving.tensorParallel')?.value).toBe(1);
    expect(answer.warnings.map(({ code }) => code)).toContain('unknown-link');
    expect(on({ accelerator: 'h200-sxm' }).warnings.map(({ code }) => code)).not.toContain('unknown-link');
    // A choice for replicas that read prompts alone counts where there are any.
    const apart = { accelerator: 'h200-half', tensorParallel: 1, prefillTensorParallel: 'auto' } as const;
    expect(on(apart).warnings.map(({ code }) => code)).not.toContain('unknown-link');
    expect(on(apart, 'disaggregated').warnings.map(({ code }) => code)).toContain('unknown-link');
  });

  it('is refused in words where a group was asked for', () => {
    const answer = on({ accelerator: 'h200-half', tensorParallel: 4 });
    expect(answer.feasible).toBe(false);
    expect(answer.binding[0]).toMatchObject({
      constraint: 'hardware.tensorParallel',
      message: expect.stringMatching(/nobody published how fast the link of H200, half is \(NVLink 4\)/) as string,
      ways: [{ path: 'hardware.tensorParallel', value: 'auto' }],
    });
  });
});

describe('the CPU of a server', () => {
  const hostOf = (server: string) =>
    on({ server, accelerator: null }).ledger.find(({ id }) => id === 'stack.hostUsPerPass');

  it('is told to be unknown where it is, beside the host time that was taken', () => {
    expect(hostOf('lenovo-sr680a-v3')?.source).toMatch(/CPU of the server unknown/);
    expect(hostOf('dgx-b200')?.source).not.toMatch(/CPU/);
  });

  it('decides the host time, and not the accelerator', () => {
    const aloneStepS = (server: string): number =>
      on({ server, accelerator: 'a100-sxm-80gb', tensorParallel: 4 }).ledger.find(
        ({ id }) => id === 'serving.aloneStepS',
      )!.value as number;
    expect(aloneStepS('dgx-h100')).toBeLessThan(aloneStepS('dgx-a100-640gb'));
  });
});

describe('an accelerator whose link was cut for export', () => {
  it.each([
    ['a100-sxm-80gb', 'a800-sxm-80gb'],
    ['h100-sxm', 'h800-sxm'],
  ])('shares a model as %s does, over a slower link', (whole, cut) => {
    const [before, after] = [whole, cut].map((accelerator) => on({ server: 'dgx-h100', accelerator }));
    expect(after?.warnings.map(({ code }) => code)).not.toContain('unknown-link');
    const gpus = (answer: typeof before): number => answer?.fleet.gpus ?? NaN;
    expect(gpus(after)).toBeGreaterThanOrEqual(gpus(before));
    expect(gpus(after)).toBeLessThan(2 * gpus(before));
  });

  it('says where the speed of its link is from', () => {
    const facts = catalogCollections
      .find(({ id }) => id === 'accelerators')!
      .entries.find(({ id }) => id === 'h800-sxm')!.facts;
    const link = facts.find(({ field }) => field === 'interconnectGBps');
    expect(link).toMatchObject({ value: 400, tier: 'published' });
    expect(link?.source).toMatch(/DeepSeek-V3 issue 28/);
    expect(facts.find(({ field }) => field === 'peakDenseBf16Tflops')?.tier).toBe('datasheet');
  });
});
