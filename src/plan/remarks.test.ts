import { describe, expect, it } from 'vitest';
import { physicalPreset } from '../catalog/testing/presets.ts';
import type { Plan } from '../records/plan.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { plan } from './plan.ts';

const chatgpt = physicalPreset('chatgpt-2023-physical');

const at = (queriesPerDay: number): Plan => plan({ ...chatgpt, demand: { ...chatgpt.demand, queriesPerDay } });

const messageOf = ({ warnings }: Plan, code: string): string | undefined =>
  warnings.find((warning) => warning.code === code)?.message;

describe('what is unusual is explained', () => {
  it('a fleet that is mostly spare', () => {
    const reliability = { ...chatgpt.reliability, serverMttrHours: 5000 };
    const unreliable = plan({ ...chatgpt, demand: { ...chatgpt.demand, queriesPerDay: 1 }, reliability });
    expect(messageOf(unreliable, 'mostly-spares')).toMatch(
      /^\d+ of the \d+ servers are spare, because single failures are to be survived with the wanted availability: that/,
    );
    // Over two servers each: a rack of five holds parts of three replicas.
    const hardware = { ...chatgpt.hardware, pipelineParallel: 2 };
    const over = plan({ ...chatgpt, hardware, demand: { ...chatgpt.demand, queriesPerDay: 1 } });
    expect(messageOf(over, 'mostly-spares')).toMatch(
      /^\d of the \d servers are spare, because the fleet is to survive the loss of a whole rack: that decides/,
    );
    expect(messageOf(at(1), 'mostly-spares')).toBeUndefined();
    expect(messageOf(at(1), 'mostly-idle')).toMatch(/^The fleet is busy less than 0\.001 % of the time/);
    expect(messageOf(at(20_000), 'mostly-idle')).toMatch(/^The fleet is busy 0\.\d+ % of the time/);
    expect(messageOf(at(250e6), 'mostly-spares')).toBeUndefined();
    expect(messageOf(at(250e6), 'mostly-idle')).toBeUndefined();
  });

  it('a load that no site could be supplied for', () => {
    expect(messageOf(at(1e13), 'beyond-any-site')).toMatch(/^\d+ GW is the output of \d+ large power stations of 1 GW/);
    expect(messageOf(at(250e6), 'beyond-any-site')).toBeUndefined();
  });

  it('a format that the chip does not have', () => {
    const precision = { ...chatgpt.precision, weights: 'fp8', activations: 'fp8' } as const;
    const on = (server: string, changed = precision): string | undefined =>
      messageOf(
        plan({ ...chatgpt, hardware: { ...chatgpt.hardware, server, accelerator: null }, precision: changed }),
        'no-such-format',
      );
    expect(on('dgx-a100-640gb')).toMatch(/A100.* has no FP8: computed in bf16\.$/);
    expect(on('dgx-h100')).toBeUndefined();
    expect(on('dgx-h100', { ...precision, weights: 'fp16' } as never)).toBe(
      'Weights in fp16 cannot be multiplied in FP8: computed in bf16.',
    );
  });
});

it('a server of unknown height that draws more than a rack gives is refused, with the way out', () => {
  const scenario: PhysicalScenario = {
    ...chatgpt,
    model: 'llama-3-70b',
    hardware: { ...chatgpt.hardware, server: 'dgx-gb200-nvl72', accelerator: null },
    facility: { ...chatgpt.facility, rackKw: 17, rackKg: 2000 },
  };
  const { feasible, binding } = plan(scenario);
  expect(feasible).toBe(false);
  expect(binding[0]).toMatchObject({ constraint: 'facility', ways: [{ path: 'facility.rackKw', value: 120 }] });
  expect(binding[0]!.message).toMatch(/^Not one .*\(120 kW, .*\) fits a rack that offers 17 kW/);
  expect(plan({ ...scenario, facility: { ...scenario.facility, rackKw: 120 } }).feasible).toBe(true);
});
