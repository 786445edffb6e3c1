import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import { publishedParametersFor } from './standing/published-parameters.ts';
import { articlePreset, physicalPreset } from '../catalog/testing/presets.ts';
import { stackConstants } from '../catalog/stacks.ts';
import { kernelTimeS } from '../throughput/kernel-time.ts';
import { createReplica } from '../throughput/replica.ts';
import { tensorSpread } from '../throughput/spread.ts';
import { plan } from './plan.ts';

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

describe('SemiAnalysis, The Inference Cost of Search Disruption, February 2023', () => {
  const result = plan(articlePreset('semianalysis-2023'));

  it('needs 694,444 A100 hours per day: 28,936 A100s in 3,617 HGX', () => {
    expect(Math.round(result.demand.gpuHoursPerDay ?? NaN)).toBe(694_444);
    expect(result.fleet.gpus).toBe(28_936);
    expect(result.fleet.servers).toBe(3617);
  });

  it('costs 0.36 cents per query at USD 1 per accelerator hour', () => {
    expect((result.cost.usdPerQuery ?? NaN) * 100).toBeCloseTo(0.356, 3);
  });
});

describe('Goldstein, 6 December 2022: where 350 ms per word come from', () => {
  const article = articlePreset('chatgpt-2023-article');

  it('is 6 ms per token of a 3B model, scaled to 175B', () => {
    expect((6 * 175) / 3 / 1000).toBe(article.article.secondsPerWord);
  });

  it('comes to USD 0.0003 a word, about a cent for thirty, about USD 100,000 for ten million', () => {
    const rented = { ...article, economics: { ...article.economics, usdPerGpuHour: 3 } };
    const queries = { ...rented, demand: { ...rented.demand, queriesPerDay: 10e6 } };
    const usdPerQuery = plan(queries).cost.usdPerQuery ?? NaN;
    expect(usdPerQuery / 30).toBeCloseTo(0.000292, 6);
    expect(usdPerQuery).toBeCloseTo(0.00875, 5);
    expect(Math.abs((usdPerQuery * 10e6) / 100_000 - 1)).toBeLessThan(0.15);
  });
});

describe('How to Scale Your Model, Llama 3 70B on TPU v5e', () => {
  const card = found(findAccelerator('tpu-v5e'));
  const model = found(findModel('llama-3-70b'));
  const replicaIn = (weights: 'int8' | 'int4' | 'bf16', kvCache: 'int8' | 'bf16', tensorParallel: number) => {
    const created = createReplica({
      model,
      accelerator: card,
      cpuLaunchYear: null,
      parameters: publishedParametersFor(card, 'vllm').parameters,
      spread: tensorSpread(tensorParallel),
      stack: stackConstants('vllm'),
      precision: { weights, kvCache, activations: 'bf16' },
      memoryUtilisation: 1,
    });
    if (!created.ok) throw new Error(created.error.message);
    return created.value;
  };

  it('keeps 163,840 bytes per token in int8: 32 sequences of 8,192 with the weights are 112 GB', () => {
    const replica = replicaIn('int8', 'int8', 8);
    expect(replica.kvBytesPerGpu(1) * 8).toBe(163_840);
    const gigabytes = (32 * replica.kvBytesPerGpu(8192) + replica.weightBytesPerGpu) * 8e-9;
    // The book rounds 70.6e9 parameters to 70.
    expect(Math.abs(gigabytes / 112 - 1)).toBeLessThan(0.02);
  });

  it('holds 43.7 sequences beside int8 and int4 weights alike, twice the chips for twice the bytes: its table’s 52 and 67 are slips', () => {
    const sequences = (weights: 'int8' | 'int4', kvCache: 'int8' | 'bf16', chips: number): number => {
      const replica = replicaIn(weights, kvCache, chips);
      const room = chips * 16e9 - replica.weightBytesPerGpu * chips;
      return room / (replica.kvBytesPerGpu(8192) * chips);
    };
    expect(Math.abs(sequences('int8', 'int8', 8) / 43.7 - 1)).toBeLessThan(0.03);
    expect(Math.abs(sequences('int4', 'int8', 4) - sequences('int8', 'int8', 8) / 2)).toBeLessThan(0.5);
  });

  it('reads a prompt of 8,192 on 16 chips at 40 % of peak in 0.91 s', () => {
    const params = 70e9;
    expect((2 * params * 8192) / (16 * 197e12 * 0.4)).toBeCloseTo(0.9096, 3);
    expect(card.peakDenseBf16Tflops).toBe(197);
  });
});

describe('llm-analysis, LLaMA 13B decoding on A100 80GB', () => {
  it('takes 14.38 ms per token at 90 % of the bandwidth: weights 13.89, keys and values 0.486', () => {
    const card = found(findAccelerator('a100-sxm-80gb'));
    const bandwidth = (card.memoryBandwidthGBps ?? NaN) * 1e9 * 0.9;
    const weightsMs = (25.49e9 / bandwidth) * 1000;
    const kvMs = ((2 * 445.64e6) / bandwidth) * 1000;
    expect(weightsMs).toBeCloseTo(13.89, 2);
    expect(Math.abs((weightsMs + kvMs) / 14.38 - 1)).toBeLessThan(0.005);
  });
});

describe('kipply, keys and values by hand', () => {
  it('a 52B model of 64 layers and width 8,192 keeps 2,097,152 bytes per token; four 40 GB cards hold 26,700', () => {
    const perToken = 2 * 64 * 8192 * 2;
    expect(perToken).toBe(2_097_152);
    expect(Math.round((4 * 40e9 - 104e9) / perToken / 100) * 100).toBe(26_700);
  });
});

describe('definitions of aiconfigurator', () => {
  it('latency = TTFT + (OSL − 1) × TPOT; a user sees 1000 / TPOT tokens per second', () => {
    expect(295.71 + 499 * 9.97).toBeCloseTo(5270.7, 0);
    const scenario = physicalPreset('llama2-70b-chat');
    const { ledger, serving } = plan(scenario);
    const value = (id: string): number => ledger.find((line) => line.id === id)?.value ?? NaN;
    const latency = value('serving.ttftP50Ms') + (scenario.demand.outputTokens - 1) * (serving.tpotMs ?? NaN);
    expect(value('serving.endToEndMs')).toBeCloseTo(latency, 6);
    expect(value('serving.tokensPerSecondPerUser')).toBeCloseTo(1000 / (serving.tpotMs ?? NaN), 9);
  });
});

describe('Vidur, Llama 2 70B on A100: shares of peak of measured products', () => {
  const card = found(findAccelerator('a100-sxm-80gb'));
  const peak = { peakFlops: 312e12, bandwidthBytesPerS: 2039e9 };
  const { parameters } = publishedParametersFor(card, 'vllm');
  /** The four products of a layer together. */
  const layer = (m: number) =>
    [
      { n: 10240, k: 8192 },
      { n: 8192, k: 8192 },
      { n: 57344, k: 8192 },
      { n: 8192, k: 28672 },
    ].map((sizes) => ({ m, ...sizes, weightBytes: 2, activationBytes: 2 }));
  const seconds = (m: number): number => layer(m).reduce((sum, shape) => sum + kernelTimeS(shape, peak, parameters), 0);
  const flop = (m: number): number => layer(m).reduce((sum, { n, k }) => sum + 2 * m * n * k, 0);
  const bytes = (m: number): number => layer(m).reduce((sum, { n, k }) => sum + 2 * (n * k + m * (n + k)), 0);

  it.each([
    [1, 72, 80],
    [64, 69, 77],
  ])('%i tokens: %i to %i %% of the bandwidth, within 10 points', (tokens, low, high) => {
    const share = (100 * bytes(tokens)) / peak.bandwidthBytesPerS / seconds(tokens);
    expect(share).toBeGreaterThan(low - 10);
    expect(share).toBeLessThan(high + 10);
  });

  it('bends at 153 FLOP a byte', () => {
    expect(Math.round(peak.peakFlops / peak.bandwidthBytesPerS)).toBe(153);
  });

  // Vidur's A100s run large products slower than those of the tables the parameters rest on: 16 points there.
  it.each([
    [128, 46, 60, 10],
    [256, 58, 72, 10],
    [512, 62, 75, 10],
    [1024, 68, 70, 18],
    [2048, 73, 76, 16],
    [4096, 74, 77, 16],
  ])('%i tokens: %i to %i %% of the FLOP/s, within %i points', (tokens, low, high, points) => {
    const share = (100 * flop(tokens)) / peak.peakFlops / seconds(tokens);
    expect(share).toBeGreaterThan(low - points);
    expect(share).toBeLessThan(high + points);
  });
});

it.each([
  ['chatgpt-2023-article', /^Guosheng Securities \(Liu Gaochang, Yang Ran\).* 12 February 2023/],
  ['semianalysis-2023', /^Dylan Patel and Afzal Ahmad \(SemiAnalysis\), “The Inference Cost of Search Disruption”/],
])('the figures of %s name author, title and date, and an edited one names nobody', (id, source) => {
  const scenario = articlePreset(id);
  const lineOf = (secondsPerWord: number) =>
    plan({ ...scenario, article: { ...scenario.article, secondsPerWord } }).ledger.find(
      (line) => line.id === 'article.secondsPerWord',
    );
  expect(lineOf(scenario.article.secondsPerWord)).toMatchObject({
    tier: 'published',
    source: expect.stringMatching(source) as string,
  });
  expect(lineOf(0.5)?.tier).not.toBe('published');
});
