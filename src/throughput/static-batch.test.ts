import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedKernels } from '../catalog/testing/kernels.ts';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import { findStack } from '../catalog/stacks.ts';
import { overlapped } from './host.ts';
import { NAMED_PRECISIONS } from './precision.ts';
import { sumTerms } from './replica.ts';
import { tensorSpread } from './spread.ts';
import { runStaticBatch, type StaticBatchOptions } from './static-batch.ts';

const optionsOf = (stackId: string, more: Partial<StaticBatchOptions> = {}): StaticBatchOptions => {
  const accelerator = findAccelerator('a100-sxm-80gb');
  const model = findModel('llama-2-13b');
  const stack = findStack(stackId);
  if (accelerator === null || model === null || stack === null) throw new Error('not in the catalogue');
  return {
    model,
    accelerator,
    stack,
    parameters: publishedKernels(accelerator.id, stackId),
    spread: tensorSpread(1),
    precision: NAMED_PRECISIONS.fp16,
    batch: 8,
    inputTokens: 512,
    outputTokens: 128,
    ...more,
  };
};

const run = (options: StaticBatchOptions) => {
  const result = runStaticBatch(options);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

describe('runStaticBatch', () => {
  it('gives batch · output tokens in prefill + output · step', () => {
    const { prefillS, stepS, outputTokensPerS, waves } = run(optionsOf('lmdeploy'));
    expect(waves).toBe(1);
    expect(outputTokensPerS).toBeCloseTo((8 * 128) / (prefillS + 128 * stepS), 9);
  });

  it('names where the time of a step goes, and nothing else', () => {
    const { terms, stepS } = run(optionsOf('vllm-2023', { spread: tensorSpread(4) }));
    expect(sumTerms(terms.decode)).toBeCloseTo(stepS, 12);
    expect(terms.decode.hostS).toBeGreaterThan(0);
    expect(terms.decode.collectivesS).toBeGreaterThan(0);
    expect(run(optionsOf('vllm-2023')).terms.decode.collectivesS).toBe(0);
  });

  it('takes longer for longer prompts, longer answers and larger batches', () => {
    const count = fc.integer({ min: 1, max: 24 });
    const tokens = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(count, tokens, tokens, fc.integer({ min: 1, max: 200 }), (batch, inputTokens, outputTokens, more) => {
        const base = run(optionsOf('tensorrt-llm-2023', { batch, inputTokens, outputTokens }));
        const longer = run(optionsOf('tensorrt-llm-2023', { batch, inputTokens: inputTokens + more, outputTokens }));
        const larger = run(optionsOf('tensorrt-llm-2023', { batch: batch + 1, inputTokens, outputTokens }));
        expect(longer.prefillS).toBeGreaterThanOrEqual(base.prefillS * (1 - 1e-9));
        expect(longer.stepS).toBeGreaterThanOrEqual(base.stepS);
        expect(larger.stepS).toBeGreaterThan(base.stepS * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it('never beats reading the weights once a step', () => {
    const { stepS } = run(optionsOf('vllm', { batch: 1 }));
    expect(stepS).toBeGreaterThan((13e9 * 2) / 2039e9);
  });

  it('runs a batch beyond the memory in waves: whole ones where it reserves, as room becomes free where it pages', () => {
    const large = { batch: 64, inputTokens: 2048, outputTokens: 2048 };
    const reserved = run(optionsOf('tensorrt-llm-2023', large));
    expect(reserved.waves).toBeGreaterThan(1);
    expect(reserved.waves % 1).toBe(0);
    const paged = run(optionsOf('lmdeploy', large));
    expect(paged.waves).toBeGreaterThan(1);
    expect(paged.together * paged.waves).toBeCloseTo(64, 9);
    expect(paged.waves).toBeLessThan(reserved.waves);
  });

  it('says what a model needs that does not fit', () => {
    const model = findModel('llama-2-70b');
    if (model === null) throw new Error('not in the catalogue');
    const result = runStaticBatch(optionsOf('vllm', { model }));
    expect(result.ok || result.error.message).toMatch(/^gpus 1: Llama.* needs 1\d\d GB on each .* take more GPUs/);
  });
});

describe('overlapped', () => {
  it('adds at 1, takes nearly the longer at high powers, and lies between', () => {
    expect(overlapped(3, 4, 1)).toBe(7);
    expect(overlapped(3, 4, 2)).toBe(5);
    expect(overlapped(3, 4, 50)).toBeCloseTo(4, 6);
  });
});
