import { PLAIN_FORM } from '../records/calibration.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import { attentionTimeS } from './attention.ts';
import { allReduceS, allToAllS } from './collectives.ts';
import { hostTimeS, overlapped } from './host.ts';
import { kernelTimeS } from './kernel-time.ts';
import { kvRoomBytes, memoryOverhead, usableMemoryBytes } from './memory.ts';
import { computeRate, NAMED_PRECISIONS } from './precision.ts';
import { sparsePeakFactor, weightElementBytes } from './sparsity.ts';

const a100 = findAccelerator('a100-sxm-80gb') as Accelerator;
const gpt3 = findModel('gpt-3-175b') as Model;

describe('collectives', () => {
  it('cost nothing alone', () => {
    expect([allReduceS(1e6, 1, 3e11), allToAllS(1e6, 1, 3e11)]).toEqual([0, 0]);
  });

  it('of a large message are bound by the link: 2(T − 1)/T of it for a sum, (T − 1)/T for an exchange', () => {
    const [bytes, oneWay] = [1e12, 3e11];
    for (const members of [2, 4, 8]) {
      const reduced = allReduceS(bytes, members, oneWay) / ((2 * (members - 1) * bytes) / members / (0.8 * oneWay));
      expect(reduced).toBeGreaterThan(1);
      expect(reduced).toBeLessThan(1.02);
      const exchanged = allToAllS(bytes, members, oneWay) / (((members - 1) * bytes) / members / (0.8 * oneWay));
      expect(exchanged).toBeGreaterThan(1);
      expect(exchanged).toBeLessThan(1.001);
    }
  });

  it('of nothing are latency: hops for a sum, one exchange whatever the number', () => {
    expect(allReduceS(0, 8, 3e11) - allReduceS(0, 4, 3e11)).toBeCloseTo(8 * 2.54e-6, 12);
    expect(allToAllS(0, 8, 3e11)).toBe(allToAllS(0, 2, 3e11));
  });

  it('take longer for more bytes and less for a faster link', () => {
    const message = fc.double({ min: 1e3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(message, message, fc.integer({ min: 2, max: 16 }), (bytes, more, members) => {
        for (const time of [allReduceS, allToAllS]) {
          expect(time(bytes + more, members, 3e11)).toBeGreaterThan(time(bytes, members, 3e11));
          expect(time(bytes, members, 4e11)).toBeLessThan(time(bytes, members, 3e11));
        }
      }),
    );
  });
});

describe('the host', () => {
  const stack = { hostUsPerPass: 1000, hostUsPerLayer: 10, hostUsPerSequence: 3, hostUsPerPromptPass: 400 };
  const timeS = (cpuLaunchYear: number | null, prompts: boolean): number =>
    hostTimeS(stack as unknown as StackConstants, cpuLaunchYear, {
      layers: 80,
      sequences: 50,
      prompts,
    });

  it('adds pass, layers, sequences and, where there are any, prompts', () => {
    expect(timeS(2021, false)).toBeCloseTo(1950e-6, 12);
    expect(timeS(2021, true)).toBeCloseTo(2350e-6, 12);
  });

  it('is faster on CPUs of 2022 and later, and taken for such where the CPU is unknown', () => {
    expect(timeS(2022, false)).toBeCloseTo(0.68 * 1950e-6, 12);
    expect(timeS(null, false)).toBe(timeS(2022, false));
  });

  it('adds to the device at p = 1, and hides behind the longer of the two as p grows', () => {
    expect(overlapped(3, 4, 1)).toBe(7);
    expect(overlapped(3, 4, 2)).toBeCloseTo(5, 12);
    expect(overlapped(3, 4, 200)).toBeCloseTo(4, 6);
  });
});

describe('attention', () => {
  const shape = { layers: 10, flopPerPair: 4e4, kvBytesPerToken: 1e4, rereadBytesPerToken: 1e4, promptEfficiency: 0.5 };
  const peak = { peakFlops: 3e14, bandwidthBytesPerS: 2e12 };
  const nothing = { decodes: 0, decodeContextTokens: 0, promptTokens: 0, promptContextTokens: 0 };

  it('of nothing takes no time', () => {
    expect(attentionTimeS(shape, nothing, peak)).toBe(0);
  });

  it('reads keys and values as often as heads do not share the reading, when decoding', () => {
    const load = { ...nothing, decodes: 64, decodeContextTokens: 2000 };
    expect(attentionTimeS(shape, load, peak)).toBeCloseTo(10 * ((128_000 * 1e4 * 2) / (2e12 * 0.81) + 4e-6), 12);
  });

  it('computes where that takes longer than reading', () => {
    const load = { ...nothing, decodes: 64, decodeContextTokens: 2000 };
    const latent = { ...shape, kvBytesPerToken: 100, rereadBytesPerToken: 0, flopPerPair: 3e5 };
    expect(attentionTimeS(latent, load, peak)).toBeCloseTo(10 * ((128_000 * 3e5) / (3e14 * 0.6) + 4e-6), 12);
  });

  it('computes every pair of a prompt, and adds both parts of a mixed pass', () => {
    const prompts = { ...nothing, promptTokens: 512, promptContextTokens: 256 };
    const promptS = 10 * ((512 * 256 * 4e4) / (3e14 * 0.5) + 2e-6);
    expect(attentionTimeS(shape, prompts, peak)).toBeCloseTo(promptS, 12);
    const decodes = { ...nothing, decodes: 3, decodeContextTokens: 100 };
    expect(attentionTimeS(shape, { ...prompts, decodes: 3, decodeContextTokens: 100 }, peak)).toBeCloseTo(
      promptS + attentionTimeS(shape, decodes, peak),
      12,
    );
  });
});

describe('memory', () => {
  const GIB = 2 ** 30;
  it('is what the maker prints in GiB, less one percent', () => {
    expect(usableMemoryBytes(a100)).toBeCloseTo(0.99 * 80 * GIB, 0);
  });

  it('goes to buffers of a pass, more of them for experts, and to the runtime, more of it in a group', () => {
    expect(memoryOverhead(gpt3, 1)).toEqual({ activationBytes: 5 * GIB, nonTorchBytes: 0.13 * GIB });
    expect(memoryOverhead(gpt3, 2)).toEqual({ activationBytes: 5 * GIB, nonTorchBytes: 0.55 * GIB });
    expect(memoryOverhead(findModel('deepseek-v3') as Model, 8).activationBytes).toBe(7.4 * GIB);
  });

  it('leaves the rest to keys and values, which is below zero where nothing is left', () => {
    const overhead = { activationBytes: 5, nonTorchBytes: 1 };
    expect(kvRoomBytes(100, 0.9, 50, overhead)).toBe(34);
    expect(kvRoomBytes(100, 0.9, 90, overhead)).toBe(-6);
  });
});

describe('the rate of computing', () => {
  const full = { ...a100, peakDenseBf16Tflops: 1000, peakDenseFp16Tflops: 900, peakDenseFp8Tflops: 2000 };
  const accelerator = { ...full, peakDenseInt8Tops: 1800 } as Accelerator;
  const sixteen = { format: 'bf16', peakFlops: 1e15, relativeEfficiency: 1 };

  it('is that of eight bits only where weights and activations have no more', () => {
    const eight = computeRate(accelerator, NAMED_PRECISIONS.fp8);
    expect(eight).toMatchObject({ format: 'fp8', peakFlops: 2e15 });
    expect(eight?.relativeEfficiency).toBeLessThan(1);
    const integers = { weights: 'int8', activations: 'int8', kvCache: 'fp16' } as const;
    expect(computeRate(accelerator, integers)).toMatchObject({ format: 'int8', peakFlops: 1.8e15 });
    expect(computeRate(accelerator, { ...integers, weights: 'int4' })).toMatchObject({ format: 'int8' });
    expect(computeRate(accelerator, { ...integers, weights: 'fp16' })).toEqual(sixteen);
    expect(computeRate(accelerator, { ...integers, weights: 'fp16', activations: 'fp8' })).toEqual(sixteen);
    for (const named of ['fp16', 'bf16', 'int8', 'int4'] as const) {
      expect(computeRate(accelerator, NAMED_PRECISIONS[named])).toEqual(sixteen);
    }
  });

  it('falls back to 16 bits where the accelerator has no such units, and to nothing where no rate is known', () => {
    const old = { ...accelerator, peakDenseFp8Tflops: null, peakDenseInt8Tops: null } as Accelerator;
    expect(computeRate(old, NAMED_PRECISIONS.fp8)).toEqual(sixteen);
    expect(computeRate(old, { weights: 'int8', activations: 'int8' })).toEqual(sixteen);
    const half = { ...old, peakDenseBf16Tflops: null } as Accelerator;
    expect(computeRate(half, NAMED_PRECISIONS.bf16)).toEqual({ ...sixteen, format: 'fp16', peakFlops: 9e14 });
    expect(computeRate({ ...half, peakDenseFp16Tflops: null }, NAMED_PRECISIONS.bf16)).toBeNull();
  });

  it('names every precision for weights, activations and cache', () => {
    for (const [name, choice] of Object.entries(NAMED_PRECISIONS)) {
      expect(choice.weights).toBe(name);
      expect(choice.activations).toBe(name.startsWith('int') ? 'fp16' : name);
      expect(choice.kvCache).toBe(choice.activations);
    }
  });
});

describe('2:4 sparsity', () => {
  const pruned = { ...NAMED_PRECISIONS.fp16, sparsity: '2:4' } as const;

  it('stores half of the weights and two bits for each of them', () => {
    expect(weightElementBytes(pruned)).toBe(1.125);
    expect(weightElementBytes({ ...pruned, weights: 'int4' })).toBe(0.375);
    expect(weightElementBytes(NAMED_PRECISIONS.fp16)).toBe(2);
  });

  it('doubles the peak where there are units for it', () => {
    const on = (change: Partial<Accelerator>): number => sparsePeakFactor({ ...a100, ...change }, pruned);
    expect(on({})).toBe(2);
    expect(on({ architecture: 'Volta' })).toBe(1);
    expect(on({ architecture: 'Turing' })).toBe(1);
    expect(on({ vendor: 'AMD' })).toBe(1);
    expect(sparsePeakFactor(a100, NAMED_PRECISIONS.fp16)).toBe(1);
  });
});

describe('packing rows that vector loads cannot read', () => {
  const peak = { peakFlops: 1e14, bandwidthBytesPerS: 1e12 };
  const parameters = { computeEfficiency: 0.8, memoryEfficiency: 0.8, smoothness: 2, overheadUs: 5, ...PLAIN_FORM };
  const packs = { ...parameters, packingEfficiency: 0.5 };
  const costS = (m: number, n: number, k: number): number => {
    const shape = { m, n, k, weightBytes: 2, activationBytes: 4 };
    return kernelTimeS(shape, peak, packs) - kernelTimeS(shape, peak, parameters);
  };

  it('costs nothing where n and k are multiples of four', () => {
    expect(costS(7, 64, 128)).toBe(0);
  });

  it('reads and writes the n × k operand where n is none, with a launch', () => {
    expect(costS(10, 63, 128)).toBeCloseTo((2 * 2 * 63 * 128) / 5e11 + 5e-6, 15);
  });

  it('reads and writes both where k is none, with two launches', () => {
    expect(costS(10, 64, 127)).toBeCloseTo((2 * (2 * 64 * 127 + 4 * 10 * 127)) / 5e11 + 10e-6, 15);
  });
});
