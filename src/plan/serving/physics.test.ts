import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel, findServer, portBytesPerGpu } from '../../catalog/catalog.ts';
import { stackConstants } from '../../catalog/stacks.ts';
import { physicalPreset } from '../../catalog/testing/presets.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { createLaidOut, handOverS, layoutOf } from '../../throughput/deployment.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';
import { createReplica, type Replica } from '../../throughput/replica.ts';
import { expertSpread, tensorSpread, type Spread } from '../../throughput/spread.ts';
import { plan, planServing } from '../plan.ts';
import { publishedParametersFor } from '../standing/published-parameters.ts';
import { laneReadS, loadPool, poolModel, readingOf } from './prefill-pool.ts';
import { scenarioClasses, workloadOf } from './workload.ts';

/** Laws of physics and of queues that plans once broke; each failed before it was mended. */

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

const llama = physicalPreset('llama3-70b-chat');
const RUNS = { numRuns: 25 };

type Change = {
  readonly [Part in 'demand' | 'hardware' | 'serving' | 'precision' | 'slo' | 'facility']?: Partial<
    PhysicalScenario[Part]
  >;
};
const changed = (change: Change, base: PhysicalScenario = llama): PhysicalScenario => ({
  ...base,
  demand: { ...base.demand, ...change.demand },
  hardware: { ...base.hardware, ...change.hardware },
  serving: { ...base.serving, ...change.serving },
  precision: { ...base.precision, ...change.precision },
  slo: { ...base.slo, ...change.slo },
  facility: { ...base.facility, ...change.facility },
});
const FIXED = { inputCv: 0, outputCv: 0 };
const LOOSE = { ttftP99Ms: 1e6, tpotP99Ms: 1e5 };

const serversOf = (scenario: PhysicalScenario): number => {
  const { feasible, fleet } = plan(scenario, { ledger: false });
  return feasible ? (fleet.servers ?? NaN) : Infinity;
};

const replicaOf = (model: string, accelerator: string, spread: Spread): Replica => {
  const card = found(findAccelerator(accelerator));
  const created = createReplica({
    model: found(findModel(model)),
    accelerator: card,
    cpuLaunchYear: 2023,
    parameters: publishedParametersFor(card, 'vllm').parameters,
    stack: stackConstants('vllm'),
    spread,
    precision: NAMED_PRECISIONS.fp8,
    memoryUtilisation: 0.9,
  });
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
};

describe('a pipeline', () => {
  it('does not make a lone request faster, whatever its prompt', () => {
    const firstToken = (pipelineParallel: number, inputTokens: number): number =>
      plan(
        changed({
          demand: { ...FIXED, inputTokens },
          hardware: { tensorParallel: 1, pipelineParallel },
          precision: { weights: 'int4', activations: 'fp16', kvCache: 'fp8' },
          serving: { targetUtilisation: 0.05 },
          slo: LOOSE,
        }),
      ).serving.ttftMs ?? NaN;
    fc.assert(
      fc.property(fc.constantFrom(2, 4, 8), fc.integer({ min: 64, max: 6000 }), (stages, inputTokens) => {
        expect(firstToken(stages, inputTokens)).toBeGreaterThan(0.8 * firstToken(1, inputTokens));
      }),
      RUNS,
    );
  });
});

describe('answers', () => {
  it('of one token need no more servers than longer ones', () => {
    const servers = (outputTokens: number): number => serversOf(changed({ demand: { ...FIXED, outputTokens } }));
    const ofOneToken = servers(1);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), (longer) => {
        expect(ofOneToken).toBeLessThanOrEqual(servers(longer));
      }),
      RUNS,
    );
  });

  it('of one token have no time between tokens that an SLO could hold', () => {
    const servers = (tpotP99Ms: number): number =>
      serversOf(changed({ demand: { ...FIXED, outputTokens: 1 }, slo: { tpotP99Ms } }));
    const loose = servers(1e6);
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1000, noNaN: true }), (tpotP99Ms) => {
        expect(servers(tpotP99Ms)).toBe(loose);
      }),
      RUNS,
    );
  });
});

it('requests beyond the context window are warned of, and no others', () => {
  const warned = (inputTokens: number, outputTokens: number): boolean =>
    plan(changed({ demand: { ...FIXED, inputTokens, outputTokens } })).warnings.some(({ message }) =>
      message.includes('more than the context window of Llama 3 70B, 8,192 tokens'),
    );
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 16_000 }), fc.integer({ min: 1, max: 2000 }), (input, output) => {
      expect(warned(input, output)).toBe(input + output > 8192);
    }),
    RUNS,
  );
});

describe('a cached prefix', () => {
  const replicas = [
    replicaOf('llama-3-70b', 'h100-sxm', tensorSpread(8)),
    replicaOf('deepseek-v3', 'h200-sxm', tensorSpread(8)),
    replicaOf('deepseek-v3', 'h200-sxm', expertSpread(8)),
  ];
  const hits = fc.double({ min: 0, max: 0.99, noNaN: true });
  const tokens = fc.integer({ min: 100, max: 120_000 });

  it('saves computing, not the attention to what stands before: a share of a prompt costs at least its share', () => {
    fc.assert(
      fc.property(fc.constantFrom(...replicas), tokens, hits, (replica, inputTokens, hitRate) => {
        const reader = { replica, layout: layoutOf(replica.spread) };
        const whole = laneReadS(reader, inputTokens, 0);
        const rest = laneReadS(reader, inputTokens, hitRate);
        // Later tokens attend to more than earlier ones; kernels are chosen by size, with small jumps.
        expect(rest).toBeGreaterThan(0.97 * (1 - hitRate) * whole);
        expect(rest).toBeLessThan(1.03 * whole);
      }),
      { numRuns: 150 },
    );
  });

  it('of 60,000 tokens, nine in ten cached, leaves each computed one 57,000 to attend to', () => {
    const long = { ...FIXED, inputTokens: 60_000 };
    const workload = workloadOf(scenarioClasses(changed({ demand: long })), {
      ...llama.serving,
      prefixHitRate: 0.9,
    });
    expect(workload.meanPromptContextTokens).toBeCloseTo(54_000 + 3000.5, 0);
    const attentionS = (hitRate: number): number => {
      const replica = replicaOf('llama-3-70b', 'h100-sxm', tensorSpread(4));
      const computed = 60_000 * (1 - hitRate);
      return replica.stepTerms({
        decodes: 0,
        meanContextTokens: 0,
        promptTokens: computed,
        meanPromptContextTokens: 60_000 - computed + (computed + 1) / 2,
        promptsFinished: 1,
      }).attentionS;
    };
    // Pairs of tokens: 0.1 · (0.9 + 0.05) of 0.5.
    expect(attentionS(0.9) / attentionS(0)).toBeGreaterThan(0.15);
    expect(attentionS(0.9) / attentionS(0)).toBeLessThan(0.25);
  });

  it('never needs more servers, chunked or apart', () => {
    const servers = (prefill: 'chunked' | 'disaggregated', prefixHitRate: number, inputTokens: number): number =>
      serversOf(
        changed({
          demand: { inputTokens, queriesPerDay: 5e7 },
          serving: { prefill, prefixHitRate },
          slo: { ttftP99Ms: 20_000, tpotP99Ms: 200 },
        }),
      );
    fc.assert(
      fc.property(
        fc.constantFrom('chunked' as const, 'disaggregated' as const),
        fc.integer({ min: 256, max: 7000 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.45, noNaN: true }),
        (prefill, inputTokens, few, more) => {
          // An SLO is found to a thousandth, and steps have small jumps.
          expect(servers(prefill, few + more, inputTokens)).toBeLessThanOrEqual(
            1 + 1.02 * servers(prefill, few, inputTokens),
          );
        },
      ),
      RUNS,
    );
  });
});

describe('keys and values that are handed over', () => {
  it('go at the speed of the server’s own network ports', () => {
    expect(portBytesPerGpu(found(findServer('dgx-h100')))).toBe(50e9);
    expect(portBytesPerGpu(found(findServer('dgx-a100-640gb')))).toBe(25e9);
    expect(portBytesPerGpu(found(findServer('gigabyte-g482-z54')))).toBeNull();
    const firstToken = (server: string): number => {
      const served = planServing(
        changed({ hardware: { server, tensorParallel: 8 }, serving: { prefill: 'disaggregated' }, slo: LOOSE }),
      );
      if (!served.ok) throw new Error(served.error.message);
      const { replica, portBytesPerS } = served.value;
      return handOverS(replica, replica, 4096, portBytesPerS) / replica.kvBytesPerGpu(4096);
    };
    expect(firstToken('dgx-a100-640gb') / firstToken('dgx-h100')).toBeCloseTo(2, 9);
  });

  it('take as long from one rank as from all that split them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), (tokens) => {
        const split = replicaOf('deepseek-v3', 'h200-sxm', tensorSpread(8));
        const dealt = replicaOf('deepseek-v3', 'h200-sxm', expertSpread(8));
        // A latent vector is whole on every rank of the one, and on one rank of the other.
        const fromSplit = handOverS(split, split, tokens, 50e9);
        expect(handOverS(dealt, dealt, tokens, 50e9) / fromSplit).toBeCloseTo(1, 9);
        expect(handOverS(split, dealt, tokens, 50e9) / fromSplit).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
  });

  it('are warned of where nobody published the ports', () => {
    const codes = (server: string): string[] =>
      plan(
        changed({
          hardware: { server },
          precision: { weights: 'int4', activations: 'fp16', kvCache: 'fp16' },
          serving: { prefill: 'disaggregated' },
          slo: LOOSE,
          facility: { rackKw: 200, rackKg: 5000 },
        }),
      ).warnings.map(({ code }) => code);
    expect(codes('lenovo-sr680a-v3')).toContain('assumed-ports');
    expect(codes('dgx-h200')).not.toContain('assumed-ports');
  });
});

describe('prompts that go to the replica that is free first', () => {
  const workload = workloadOf(scenarioClasses(llama), { ...llama.serving, prefill: 'disaggregated' });
  const replica = replicaOf('llama-3-70b', 'h100-sxm', tensorSpread(4));
  const reading = readingOf({ replica, layout: layoutOf(tensorSpread(4)) }, workload);
  const pool = poolModel(reading, (tokens) => handOverS(replica, replica, tokens, 50e9));

  it('wait the less the more replicas there are at the same load of each', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        (load, few, more) => {
          const p99 = (replicas: number): number => pool.firstTokens(load / pool.promptS, replicas)[0]!.p99;
          expect(p99(few + more)).toBeLessThanOrEqual(1.001 * p99(few));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are read by no fewer replicas for more of them, and keep the SLO at what each is given', () => {
    const rate = fc.double({ min: 0.01, max: 5000, noNaN: true });
    fc.assert(
      fc.property(rate, fc.double({ min: 1, max: 3, noNaN: true }), (peakPerS, factor) => {
        const few = loadPool(pool, workload, 0.7, peakPerS);
        const more = loadPool(pool, workload, 0.7, peakPerS * factor);
        if (few === null || more === null) throw new Error('no load keeps the SLO');
        expect(more.replicas).toBeGreaterThanOrEqual(few.replicas);
        expect(Math.ceil(peakPerS / few.requestsPerS)).toBe(few.replicas);
        const [first] = pool.firstTokens(few.requestsPerS, few.replicas);
        expect(first!.p99).toBeLessThanOrEqual(workload.classes[0]!.ttftP99S * (1 + 1e-6));
      }),
      { numRuns: 100 },
    );
  });
});

describe('experts over several servers', () => {
  const over = (servers: number): Replica => {
    const card = found(findAccelerator('h800-sxm'));
    const network = { linked: 8, portBytesPerS: 50e9 };
    const created = createLaidOut(
      {
        model: found(findModel('deepseek-v3')),
        accelerator: card,
        cpuLaunchYear: 2023,
        parameters: publishedParametersFor(card, 'vllm').parameters,
        stack: stackConstants('vllm'),
        precision: NAMED_PRECISIONS.fp8,
        memoryUtilisation: 0.9,
      },
      layoutOf(expertSpread(8 * servers)),
      network,
    );
    if (!created.ok) throw new Error(created.error.message);
    return created.value;
  };
  const replicas = new Map([2, 4, 8, 16, 18].map((servers) => [servers, over(servers)] as const));

  it('take no less time for more tokens, and leave more room on each accelerator the more there are', () => {
    const batch = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(fc.constantFrom(...replicas.keys()), batch, batch, (servers, few, more) => {
        const replica = found(replicas.get(servers) ?? null);
        expect(replica.decodeStepS(few + more, 4000)).toBeGreaterThan(0.97 * replica.decodeStepS(few, 4000));
      }),
      { numRuns: 60 },
    );
    const rooms = [...replicas.values()].map(({ kvRoomBytesPerGpu }) => kvRoomBytesPerGpu);
    expect(rooms).toEqual([...rooms].sort((a, b) => a - b));
  });

  /**
   * 27 and 28 February 2025 (deepseek-ai/open-infra-index, day 6): 608 G tokens in, 56.3 % of them cached, 168 G out, a mean context
   * of 4,989 tokens, 278 nodes of eight H800 at the peak and 226.75 on average. The lengths are such that totals and context agree.
   */
  it('serve the day that DeepSeek published with the nodes that it took, within a quarter', () => {
    const day = (tensorParallel: number, prefillTensorParallel: number) =>
      plan(
        changed(
          {
            demand: { inputTokens: 4253, outputTokens: 1175, queriesPerDay: 143e6, peakToAverage: 278 / 226.75 },
            hardware: { server: 'dgx-h100', accelerator: 'h800-sxm', tensorParallel, prefillTensorParallel },
            // The core of latent attention, and with it the cache, was in BF16 (deepseek-ai/open-infra-index, day 6; FlashMLA).
            precision: { kvCache: 'bf16' },
            serving: { prefill: 'disaggregated', prefixHitRate: 0.563, targetUtilisation: 0.9, maxBatch: 65_536 },
            slo: { ttftP99Ms: 5000, tpotP99Ms: 100 },
            facility: { rackKw: 100, rackKg: 3000 },
          },
          physicalPreset('deepseek-v3-chat'),
        ),
      );
    // Prompts on 32 and answers on 144 as published, and both on either.
    for (const [decoding, reading] of [
      [144, 32],
      [144, 144],
      [32, 32],
    ] as const) {
      const { fleet, warnings } = day(decoding, reading);
      const serving = (fleet.servers ?? NaN) - (fleet.spareServers ?? NaN);
      expect(Math.abs(serving / 278 - 1)).toBeLessThan(0.25);
      const usd = ((serving * 226.75) / 278) * 8 * 24 * 2;
      expect(Math.abs(usd / 87_072 - 1)).toBeLessThan(0.25);
      expect(warnings.map(({ code }) => code)).toContain('spans-servers');
    }
  });

  it('are weighed against every matrix split, whose room and rate the plan names', () => {
    const { ledger } = plan(physicalPreset('deepseek-v3-chat'));
    const line = ledger.find(({ id }) => id === 'serving.expertParallel');
    expect(line?.value).toBe(1);
    expect(line?.source).toMatch(/every matrix split over 8 would hold [\d,]+ requests and serve \d+ % as many/);
  });

  it('are proposed where no server holds the model', () => {
    const { binding } = plan(
      changed({ hardware: { server: 'dgx-h100', expertParallel: 'auto' } }, physicalPreset('deepseek-v3-chat')),
    );
    expect(binding[0]?.relief).toContain('hardware.tensorParallel=16 (experts over 2 servers)');
    const wide = { hardware: { server: 'dgx-h100', tensorParallel: 16 } };
    expect(plan(changed(wide, physicalPreset('deepseek-v3-chat'))).feasible).toBe(true);
  });

  it('are refused where they do not come out in whole servers', () => {
    const answer = plan(
      changed({ hardware: { server: 'dgx-h200', tensorParallel: 12 } }, physicalPreset('deepseek-v3-chat')),
    );
    expect(answer.feasible).toBe(false);
    expect(answer.binding[0]?.message).toContain('a multiple of 8');
  });
});

describe('what is said to bind', () => {
  it('binds: with a larger batch allowed the plan would serve more', () => {
    const limits = fc.constantFrom(16, 32, 64, 128, 256, 512);
    const scenarios = fc.record({
      maxBatch: limits,
      tpotP99Ms: fc.constantFrom(40, 60, 100, 500),
      targetUtilisation: fc.double({ min: 0.3, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(scenarios, ({ maxBatch, tpotP99Ms, targetUtilisation }) => {
        const at = (batch: number) =>
          changed({
            demand: { queriesPerDay: 1e9 },
            serving: { maxBatch: batch, targetUtilisation },
            slo: { ttftP99Ms: 1e5, tpotP99Ms },
          });
        const { binding } = plan(at(maxBatch));
        if (!binding.some(({ constraint }) => constraint === 'serving.maxBatch')) return;
        expect(serversOf(at(2 * maxBatch))).toBeLessThan(serversOf(at(maxBatch)));
      }),
      RUNS,
    );
  });

  it('is not a limit of which half and double change nothing', () => {
    const gpt = physicalPreset('chatgpt-2023-physical');
    const { binding } = plan(changed({ serving: { maxBatch: 512 } }, gpt));
    expect(binding.map(({ constraint }) => constraint)).not.toContain('serving.maxBatch');
  });
});
