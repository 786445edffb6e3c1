import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models, servers } from '../catalog/catalog.ts';
import { scenarioDefaults } from '../catalog/presets.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { plan } from './plan.ts';

const base = scenarioDefaults.physical;
const formats = fc.constantFrom('fp16', 'bf16', 'fp8', 'int8', 'int4');
/** Mostly the usual value, sometimes one from the edge of what is allowed. */
const mostly = <T>(usual: T, ...edges: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...edges) });

/** Every model on every server in every precision, with the ends of all ranges. */
const unusual: fc.Arbitrary<PhysicalScenario> = fc
  .record({
    model: fc.constantFrom(...models.map(({ id }) => id)),
    demand: fc.record({
      queriesPerDay: fc.constantFrom(1e-3, 1, 1e6, 1e9, 1e13),
      inputTokens: mostly(512, 1, 4096, 1e6),
      outputTokens: mostly(256, 1, 1.5, 1e6),
      inputCv: mostly(0.5, 0, 5),
      outputCv: mostly(0.5, 0, 5),
      peakToAverage: mostly(2, 1, 20),
      surge: mostly(1, 100),
    }),
    precision: fc.record({
      sparsity: fc.constantFrom('dense' as const, '2:4' as const),
      weights: formats,
      kvCache: formats,
      activations: formats,
    }),
    hardware: fc.record({
      server: fc.constantFrom(...servers.map(({ id }) => id)),
      stack: fc.constantFrom('vllm', 'tensorrt-llm', 'sglang', 'lmdeploy', 'vllm-2023'),
      tensorParallel: mostly<number | 'auto'>('auto', 1, 3, 1024),
      pipelineParallel: mostly<number | 'auto'>('auto', 1, 2, 64),
      expertParallel: mostly<'auto' | 'no' | 'yes'>('auto', 'no', 'yes'),
      attentionDataParallel: mostly<number | 'auto'>('auto', 1, 4, 16),
      prefillAttentionDataParallel: mostly<number | 'same' | 'auto'>('same', 'auto', 2),
      prefillTensorParallel: mostly<number | 'same' | 'auto'>('same', 'auto', 1, 3),
      prefillPipelineParallel: mostly<number | 'same' | 'auto'>('same', 'auto', 2, 64),
      prefillExpertParallel: mostly<'same' | 'auto' | 'no' | 'yes'>('same', 'auto', 'no', 'yes'),
    }),
    serving: fc.record({
      kvPolicy: fc.constantFrom('reserve' as const, 'paged' as const),
      maxBatch: mostly(512, 1, 65536),
      memoryUtilisation: mostly(0.9, 0.1, 1),
      chunkTokens: mostly(2048, 512, 1e6),
      prefill: fc.constantFrom('chunked' as const, 'whole' as const, 'disaggregated' as const),
      draftTokens: mostly(0, 1, 16),
      draftAcceptance: mostly(0.7, 0, 0.99),
      prefixHitRate: mostly(0, 0.5, 0.99),
      targetUtilisation: mostly(0.7, 0.05, 0.99),
    }),
    slo: fc.record({ ttftP99Ms: mostly(1e5, 1, 1000, 1e7), tpotP99Ms: mostly(1000, 0.1, 20, 1e6) }),
    facility: fc.record({
      rackUnits: mostly(42, 1),
      reservedUnits: mostly(4, 100),
      rackKw: mostly(150, 0.1, 1000),
      rackKg: mostly(2000, 10),
    }),
    reliability: fc.record({
      serverMtbfHours: mostly(6335, 1, 1e7),
      serverMttrHours: mostly(24, 0, 1e5),
      availabilityTarget: mostly(0.999, 0.5, 0.9999999),
      blastRadius: fc.constantFrom('server' as const, 'feed' as const, 'rack' as const),
    }),
  })
  .map(({ model, precision, slo, ...sections }) => ({
    ...base,
    model,
    precision,
    slo,
    demand: { ...base.demand, ...sections.demand },
    hardware: { ...base.hardware, ...sections.hardware },
    serving: { ...base.serving, ...sections.serving },
    facility: { ...base.facility, ...sections.facility },
    reliability: { ...base.reliability, ...sections.reliability },
  }));

/** Facts that nobody published make these unknown; everything else of a feasible plan is a number. */
const MAY_BE_UNKNOWN =
  /usd|price|cost|kw|power|energy|carbon|boundary|weightKg|units|rack|hall|cooling|idle|GB|Fp|peak|sparse/i;

/** Answers of one token have no time between tokens. */
const OF_INTERVALS = /^serving\.(tpot|tokensPerSecondPerUser)/;

describe('however unusual a scenario is', () => {
  it('its plan is numbers and words, never below a floor, and says what binds', () => {
    let feasible = 0;
    fc.assert(
      fc.property(unusual, (scenario) => {
        const result = plan(scenario);
        for (const { id, value } of result.ledger) {
          if (value === null) {
            const { outputTokens, outputCv } = scenario.demand;
            const withoutInterval = outputTokens === 1 && outputCv === 0 && OF_INTERVALS.test(id);
            if (result.feasible && !withoutInterval) expect(id).toMatch(MAY_BE_UNKNOWN);
            continue;
          }
          expect(Number.isFinite(value), id).toBe(true);
          expect(value, id).toBeGreaterThanOrEqual(0);
        }
        expect(result.binding.length).toBeGreaterThan(0);
        for (const { message, relief } of result.binding) {
          expect(`${message} ${relief}`).not.toMatch(/NaN|Infinity|undefined|null|\[object|\de[+-]\d/);
          expect(relief).toMatch(/^What would/);
        }
        if (!result.feasible) return;
        feasible++;
        const { fleet, floors, serving } = result;
        expect(fleet.gpus).toBeGreaterThan((floors.gpusByCompute ?? NaN) * 0.999);
        expect(fleet.gpus).toBeGreaterThan((floors.gpusByWeightReads ?? NaN) * 0.999);
        const value = (id: string): number => result.ledger.find((line) => line.id === id)?.value ?? NaN;
        const [p50, p90, p999] = ['P50', 'P90', 'P999'].map((name) => value(`serving.ttft${name}Ms`));
        expect(p50).toBeLessThanOrEqual(p90!);
        expect(p90).toBeLessThanOrEqual(serving.ttftMs ?? NaN);
        expect(serving.ttftMs).toBeLessThanOrEqual(p999!);
      }),
      { numRuns: 150 },
    );
    // The property must have seen plans too, not only refusals.
    expect(feasible).toBeGreaterThan(20);
  });
});
