import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import { stackOrDefault } from '../catalog/stacks.ts';
import { physicalPreset } from '../catalog/testing/presets.ts';
import type { Plan } from '../records/plan.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { plan } from './plan.ts';
import { answersBand } from './standing/checked.ts';

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

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

  it('what no end-to-end row is of, with a band that is wider', () => {
    const llama = physicalPreset('llama3-70b-chat');
    const on = (server: string, prefill: PhysicalScenario['serving']['prefill'] = 'chunked'): string | undefined => {
      const scenario = { ...llama, hardware: { ...llama.hardware, server }, serving: { ...llama.serving, prefill } };
      return messageOf(plan(scenario), 'not-checked');
    };
    expect(on('dgx-h100')).toBeUndefined();
    expect(on('supermicro-as-8125gs-tnmr2')).toMatch(
      /^vLLM .* was never checked on Instinct MI300X: no end-to-end row/,
    );
    expect(on('dgx-h100', 'disaggregated')).toMatch(/never checked on prompts on replicas of their own/);
    const { band, accelerators } = stackOrDefault('vllm');
    const deployed = {
      model: found(findModel('llama-3-70b')),
      stack: stackOrDefault('vllm'),
      prefill: 'chunked',
    } as const;
    const bandOn = (id: string): number => answersBand({ ...deployed, accelerator: found(findAccelerator(id)) });
    expect(accelerators).not.toContain('mi300x');
    expect(bandOn('mi300x')).toBe(band.dense.other);
    expect(bandOn('mi300x')).toBeGreaterThan(bandOn('h100-sxm'));
  });

  it('an answer of one token, which has no time between tokens', () => {
    const llama = physicalPreset('llama3-70b-chat');
    const embedding = plan({ ...llama, demand: { ...llama.demand, outputTokens: 1, outputCv: 0 } });
    expect(embedding.feasible).toBe(true);
    expect(messageOf(embedding, 'no-intervals')).toMatch(/^Answers of one token have no time between tokens/);
    expect(embedding.serving.tpotMs).toBeNull();
    expect(embedding.ledger.find(({ id }) => id === 'serving.tpotP99Ms')?.value).toBeNull();
    expect(embedding.serving.ttftMs).toBeGreaterThan(0);
    const inProgress = embedding.ledger.find(({ id }) => id === 'fleet.inProgress');
    expect(inProgress?.value).toBeGreaterThan(0);
    expect(messageOf(plan(llama), 'no-intervals')).toBeUndefined();
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
