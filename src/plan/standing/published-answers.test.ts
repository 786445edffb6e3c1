import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../../catalog/catalog.ts';
import { findStack } from '../../catalog/stacks.ts';
import { layoutOf } from '../../throughput/deployment.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';
import { tensorSpread } from '../../throughput/spread.ts';
import { runStaticBatch } from '../../throughput/static-batch.ts';
import { publishedParametersFor } from './published-parameters.ts';
import { serveRow } from './served-rows.ts';

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

/**
 * Generated tokens per second of eight MI300X in fp8 with vLLM: Oracle's blog of October 2024 (Llama 3.1 405B, 128/128), AMD's page of
 * vLLM 0.10.2 (batch by its limit of sequences), and MLPerf 4.1, Llama 2 70B offline, 24,110, at lengths of 294/294 and a batch that
 * it does not state.
 */
const MI300X_ROWS = [
  ['llama-3.1-405b', 8, 1, 128, 128, 36],
  ['llama-3.1-405b', 8, 8, 128, 128, 258],
  ['llama-3.1-405b', 8, 32, 128, 128, 798],
  ['llama-3.1-405b', 8, 64, 128, 128, 1184],
  ['llama-3.1-405b', 8, 128, 128, 128, 1585],
  ['llama-3.1-405b', 8, 256, 128, 128, 1846],
  ['llama-3-70b', 8, 1500, 2048, 2048, 7252],
  ['llama-3.1-405b', 8, 1500, 128, 2048, 4202],
  ['llama-3.1-405b', 8, 500, 2048, 2048, 2154],
  ['llama-2-70b', 1, 512, 294, 294, 24_110 / 8],
] as const;

describe('answers published of MI300X', () => {
  const accelerator = found(findAccelerator('mi300x'));
  it.each(MI300X_ROWS)(
    '%s on %d, batch %d, %d/%d: %d tokens/s within 20 %%',
    (model, gpus, batch, input, output, published) => {
      const run = runStaticBatch({
        model: found(findModel(model)),
        accelerator,
        parameters: publishedParametersFor(accelerator, 'vllm').parameters,
        stack: found(findStack('vllm')),
        spread: tensorSpread(gpus),
        precision: NAMED_PRECISIONS.fp8,
        batch,
        inputTokens: input,
        outputTokens: output,
      });
      if (!run.ok) throw new Error(run.error.message);
      expect(Math.abs(run.value.outputTokensPerS / published - 1)).toBeLessThan(0.2);
    },
  );

  /** gpt-oss-120b, weights in MXFP4, on one MI300X with vLLM 0.17: InferenceX, pull request 1061; 1,024 tokens to 1,024 by its tokens per second. */
  it.each([
    [64, 31.4],
    [96, 36.6],
    [128, 41.3],
    [256, 58.3],
  ])('gpt-oss-120b, %d requests: %d ms per token within 15 %%', (concurrency, publishedMs) => {
    const served = serveRow({
      model: found(findModel('gpt-oss-120b')),
      accelerator,
      precision: { weights: 'mxfp4', activations: 'bf16', kvCache: 'bf16' },
      stack: found(findStack('vllm')),
      loop: { concurrency, inputTokens: 1024, outputTokens: 1024, mostOutputTokens: 1024, lengths: 'equal' },
      deployment: { kind: 'aggregated', layout: layoutOf(tensorSpread(1)) },
    });
    if (!served.ok) throw new Error(served.error.message);
    expect(Math.abs((1000 * served.value.tpotS) / publishedMs - 1)).toBeLessThan(0.15);
  });
});
