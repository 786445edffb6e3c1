import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../../catalog/catalog.ts';
import { stackOrDefault } from '../../catalog/stacks.ts';
import { physicalPreset } from '../../catalog/testing/presets.ts';
import type { Plan } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { handOverS } from '../../throughput/deployment.ts';
import { plan, planServing } from '../plan.ts';
import { replicaOf } from '../standing/served-rows.ts';
import { poolsDiffer } from './choose-replica.ts';
import { longestPromptTokens } from './kv-slots.ts';

/** Laws of plans whose prompts and answers have replicas that lie differently. */

type Hardware = PhysicalScenario['hardware'];

const apart = (
  preset: string,
  hardware: Partial<Hardware>,
  demand: Partial<PhysicalScenario['demand']> = {},
): PhysicalScenario => {
  const base = physicalPreset(preset);
  return {
    ...base,
    demand: { ...base.demand, queriesPerDay: 1e8, ...demand },
    hardware: { ...base.hardware, ...hardware },
    serving: { ...base.serving, prefill: 'disaggregated', targetUtilisation: 0.8 },
    slo: { ttftP99Ms: 20_000, tpotP99Ms: 500 },
    facility: { ...base.facility, rackKw: 100, rackKg: 3000 },
  };
};

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};
const lineOf = ({ ledger }: Plan, id: string): number => ledger.find((line) => line.id === id)?.value ?? NaN;
const servingOf = (scenario: PhysicalScenario) => {
  const serving = planServing(scenario);
  if (!serving.ok) throw new Error(serving.error.message);
  return serving.value;
};

const dense = fc.constantFrom('llama3-70b-chat', 'rag-4096-512');
const RUNS = { numRuns: 20 };

describe('layouts of prompts and answers', () => {
  it('that are written down and equal are the plan in which they are the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...([
            ['llama3-70b-chat', 4],
            ['rag-4096-512', 8],
            ['deepseek-v3-chat', 8],
          ] as const),
        ),
        fc.constantFrom(1, 2),
        ([preset, tensorParallel], pipelineParallel) => {
          const decoding = { server: 'dgx-h200', tensorParallel, pipelineParallel, expertParallel: 'no' } as const;
          const written = {
            prefillTensorParallel: tensorParallel,
            prefillPipelineParallel: pipelineParallel,
            prefillExpertParallel: 'no',
          } as const;
          const same = plan(apart(preset, decoding));
          expect(same.feasible).toBe(true);
          const { scenario: _scenario, ...rest } = plan(apart(preset, { ...decoding, ...written }));
          expect(rest).toEqual({ ...same, scenario: undefined });
        },
      ),
      RUNS,
    );
  });

  it('left to auto apart need no more servers than those that must be the same, but for the last of each kind', () => {
    fc.assert(
      fc.property(
        dense,
        fc.constantFrom('dgx-h100', 'dgx-a100-640gb', 'dgx-b200'),
        fc.integer({ min: 100, max: 6000 }),
        fc.integer({ min: 2, max: 1000 }),
        (preset, server, inputTokens, outputTokens) => {
          const lengths = { inputTokens, outputTokens };
          const auto = {
            prefillTensorParallel: 'auto',
            prefillPipelineParallel: 'auto',
            prefillExpertParallel: 'auto',
          } as const;
          const serversOf = (scenario: PhysicalScenario): number => lineOf(plan(scenario), 'fleet.servingServers');
          const same = serversOf(apart(preset, { server }, lengths));
          expect(serversOf(apart(preset, { server, ...auto }, lengths))).toBeLessThanOrEqual(1 + 1.001 * same);
        },
      ),
      RUNS,
    );
  });

  it('with more accelerators for a replica never have room for fewer tokens', () => {
    const tokensOf = (prefillTensorParallel: number, prefillPipelineParallel: number): number => {
      const { prefillPool } = servingOf(
        apart('llama3-70b-chat', { tensorParallel: 4, prefillTensorParallel, prefillPipelineParallel }),
      );
      if (prefillPool === null) throw new Error('no pool');
      return prefillPool.replica.kvRoomBytesPerGpu / prefillPool.replica.kvBytesPerGpu(1);
    };
    for (const stages of [1, 2, 4]) {
      expect(tokensOf(8, stages)).toBeGreaterThan(tokensOf(4, stages));
      expect(tokensOf(4, 2 * stages)).toBeGreaterThan(tokensOf(4, stages));
    }
  });
});

describe('groups that attend to sequences of their own', () => {
  const on = (hardware: Partial<Hardware>): PhysicalScenario => {
    const base = physicalPreset('deepseek-v3-chat');
    return {
      ...base,
      hardware: { ...base.hardware, server: 'dgx-h200', tensorParallel: 8, ...hardware },
      slo: { ttftP99Ms: 20_000, tpotP99Ms: 500 },
    };
  };

  it('are what auto takes where they are written down: every accelerator with experts dealt out, none with them split', () => {
    for (const [expertParallel, attentionDataParallel] of [
      ['yes', 8],
      ['no', 1],
    ] as const) {
      const { scenario: _scenario, ...auto } = plan(on({ expertParallel }));
      const { scenario: _written, ...written } = plan(on({ expertParallel, attentionDataParallel }));
      expect(auto.feasible).toBe(true);
      expect(written).toEqual(auto);
    }
  });

  it('hold the more tokens of a latent cache the more of them there are, and each its share of the heads', () => {
    const held = [1, 2, 4, 8].map((attentionDataParallel) => {
      const { replica, layout } = servingOf(on({ expertParallel: 'yes', attentionDataParallel }));
      expect(layout.spread).toEqual({
        tensor: 8 / attentionDataParallel,
        data: attentionDataParallel,
        expertTensor: 1,
        expertParallel: 8,
      });
      return replica.kvRoomBytesPerGpu / replica.kvBytesPerGpu(1);
    });
    expect(held).toEqual([...held].sort((a, b) => a - b));
    expect(held[3]! / held[0]!).toBeGreaterThan(4);
  });

  it('take the time that a row of a benchmark on the same deployment takes', () => {
    for (const [attentionDataParallel, expertParallel] of [
      [1, 'no'],
      [1, 'yes'],
      [2, 'yes'],
      [8, 'no'],
      [8, 'yes'],
    ] as const) {
      const scenario = on({ attentionDataParallel, expertParallel });
      const { replica, layout } = servingOf(scenario);
      const row = replicaOf(
        {
          model: found(findModel(scenario.model)),
          accelerator: found(findAccelerator('h200-sxm')),
          stack: stackOrDefault(scenario.hardware.stack),
          precision: scenario.precision,
        },
        layout,
      );
      if (!row.ok) throw new Error(row.error.message);
      expect(replica.decodeStepS(64, 4000)).toBe(row.value.decodeStepS(64, 4000));
      expect(replica.prefillS(2000, 8)).toBe(row.value.prefillS(2000, 8));
    }
  });

  it('may stand on servers of which each splits attention, as DeepSeek reads prompts: four by eight', () => {
    const answer = plan(on({ tensorParallel: 32, attentionDataParallel: 8 }));
    expect(answer.feasible).toBe(true);
    expect(lineOf(answer, 'serving.attentionDataParallel')).toBe(8);
    expect(plan(on({ tensorParallel: 32, attentionDataParallel: 2 })).binding[0]?.message).toMatch(
      /^hardware\.attentionDataParallel 2 leaves 16 accelerators to split attention, .*; choose 4 or a multiple/,
    );
  });
});

describe('a pool', () => {
  const hardware = { server: 'dgx-h100', tensorParallel: 8, prefillTensorParallel: 4 } as const;

  it('has what its own tokens take: longer answers leave the replicas of the prompts, longer prompts need more', () => {
    const base = plan(apart('llama3-70b-chat', hardware, { inputTokens: 1000, outputTokens: 200 }));
    const chatty = plan(apart('llama3-70b-chat', hardware, { inputTokens: 1000, outputTokens: 400 }));
    expect(lineOf(chatty, 'fleet.promptReplicas')).toBe(lineOf(base, 'fleet.promptReplicas'));
    expect(lineOf(chatty, 'fleet.decodeReplicas')).toBeGreaterThan(1.8 * lineOf(base, 'fleet.decodeReplicas'));
    const wordy = plan(apart('llama3-70b-chat', hardware, { inputTokens: 2000, outputTokens: 200 }));
    expect(lineOf(wordy, 'fleet.promptReplicas')).toBeGreaterThan(1.5 * lineOf(base, 'fleet.promptReplicas'));
  });

  it('pays for its part of the servers, and both for all', () => {
    const answer = plan(apart('llama3-70b-chat', hardware));
    const line = (id: string): number => lineOf(answer, id);
    const [readers, decoders] = [line('fleet.promptReplicas') / 2, line('fleet.decodeReplicas')];
    expect(line('cost.promptShare')).toBeCloseTo(readers / (readers + decoders), 12);
    expect(line('fleet.servingServers')).toBe(Math.ceil(readers + decoders));
    const perQuery =
      (line('cost.usdPerMillionInputTokens') * line('demand.inputTokens') +
        line('cost.usdPerMillionOutputTokens') * line('demand.outputTokens')) /
      1e6;
    expect(perQuery / line('cost.usdPerQuery')).toBeCloseTo(1, 12);
    // What carries the load at its full rate, over what there is.
    const busy =
      line('demand.queriesPerSecond') / line('serving.fullDecodeRate') +
      (line('demand.queriesPerSecond') * line('serving.promptS')) / 2;
    expect(line('fleet.meanLoad')).toBeCloseTo(busy / line('fleet.servers'), 12);
    const times = ['prefill', 'decode', 'idle'].map((phase) => line(`phase.${phase}Time`));
    expect(times.reduce((sum, time) => sum + time, 0)).toBeCloseTo(1, 9);
    expect(Math.min(...times)).toBeGreaterThan(0);
  });

  it('stands on one server with the other where both have room there', () => {
    const layout = { ...hardware, tensorParallel: 4, prefillTensorParallel: 2 };
    const few = plan(apart('llama3-70b-chat', layout, { queriesPerDay: 1e4 }));
    expect([lineOf(few, 'fleet.decodeReplicas'), lineOf(few, 'fleet.promptReplicas')]).toEqual([1, 1]);
    expect(lineOf(few, 'fleet.servingServers')).toBe(1);
    expect(few.warnings.map(({ code }) => code)).not.toContain('no-prefill-pool');
  });

  it('hands over as fast as the side with fewer ports for it takes', () => {
    const wide = servingOf(apart('llama3-70b-chat', { ...hardware, prefillTensorParallel: 2 }));
    const { prefillPool, replica, portBytesPerS } = wide;
    if (prefillPool === null) throw new Error('no pool');
    expect(poolsDiffer(wide)).toBe(true);
    const of = (a: typeof replica, b: typeof replica): number => handOverS(a, b, 1000, portBytesPerS);
    expect(prefillPool.handOverS(1000)).toBe(of(prefillPool.replica, prefillPool.replica));
    expect(prefillPool.handOverS(1000) / of(replica, replica)).toBeCloseTo(4, 9);
    expect(of(replica, prefillPool.replica)).toBe(prefillPool.handOverS(1000));
  });

  it('in a pipeline reads as many prompts as its stages do one after the other, and none of them sooner', () => {
    const poolOf = (prefillPipelineParallel: number) => {
      const { prefillPool } = servingOf(apart('llama3-70b-chat', { ...hardware, prefillPipelineParallel }));
      if (prefillPool === null) throw new Error('no pool');
      return prefillPool;
    };
    const [flat, deep] = [poolOf(1), poolOf(2)];
    const alone = (pool: typeof flat): number => pool.model.firstTokens(1e-9, 1)[0]!.p50;
    expect(deep.promptS / flat.promptS).toBeCloseTo(0.5, 1);
    expect(alone(deep)).toBeGreaterThan(0.95 * alone(flat));
  });

  it('holds the longest prompts: a smaller group that would not is passed over, or refused with what would', () => {
    const rag = (prefillTensorParallel: number | 'auto') =>
      apart('rag-4096-512', { server: 'dgx-h100', tensorParallel: 8, prefillTensorParallel });
    const { prefillPool, workload } = servingOf(rag('auto'));
    if (prefillPool === null) throw new Error('no pool');
    const { kvRoomBytesPerGpu, kvBytesPerGpu } = prefillPool.replica;
    expect(kvRoomBytesPerGpu).toBeGreaterThanOrEqual(kvBytesPerGpu(longestPromptTokens(workload)));
    const [binding] = plan(rag(2)).binding;
    expect(binding?.message).toMatch(/^Llama 2 70B does not fit where prompts are read: .* and the longest prompts \d/);
    expect(binding?.ways?.[0]).toEqual({ path: 'hardware.prefillTensorParallel', value: 'auto' });
  });

  it('whose ranks read prompts of their own holds the longest on one of them, and the ledger says how much that is', () => {
    const lying = {
      server: 'dgx-h200',
      tensorParallel: 8,
      expertParallel: 'no',
      prefillExpertParallel: 'yes',
    } as const;
    const held = ([1, 8] as const).map((prefillAttentionDataParallel) => {
      const scenario = apart('deepseek-v3-chat', { ...lying, prefillAttentionDataParallel });
      return lineOf(plan(scenario), 'serving.promptKvMBPerRequest');
    });
    // A latent cache lies whole on each accelerator that attends to it, be it one of eight or all.
    expect(held[1]! / held[0]!).toBeCloseTo(1, 12);
  });

  it('that is not there has no layout: the plan says that the fields do not count', () => {
    const base = physicalPreset('llama3-70b-chat');
    const stated = { ...base, hardware: { ...base.hardware, prefillTensorParallel: 8, prefillPipelineParallel: 2 } };
    const { warnings, fleet } = plan(stated);
    expect(warnings.find(({ code }) => code === 'no-prefill-pool')?.message).toBe(
      'hardware.prefillTensorParallel, hardware.prefillPipelineParallel do not count: no replicas read prompts alone (serving.prefill is chunked, not disaggregated).',
    );
    expect(fleet.servers).toBe(plan(base).fleet.servers);
  });

  it('over several servers is named with the other in the warning, and spares stand for both', () => {
    const wide = {
      server: 'dgx-h200',
      tensorParallel: 16,
      prefillTensorParallel: 8,
      prefillExpertParallel: 'yes',
    } as const;
    const answer = plan(apart('deepseek-v3-chat', wide));
    expect(answer.feasible).toBe(true);
    const message = answer.warnings.find(({ code }) => code === 'spans-servers')?.message;
    expect(message).toMatch(/^Replicas that read prompts span 1 and those that decode 2 servers, of which one/);
    expect(lineOf(answer, 'fleet.sparesForRack')).toBeGreaterThanOrEqual(lineOf(answer, 'fleet.serversPerRack'));
    expect(lineOf(answer, 'fleet.replicasLostWithRack')).toBeNaN();
  });
});
