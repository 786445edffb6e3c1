import { PLAIN_FORM } from '../records/calibration.ts';
import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../catalog/catalog.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import type { StackConstants } from '../catalog/stacks.ts';
import { hostTimeS, overlapped } from './host.ts';
import { kernelTimeS } from './kernel-time.ts';
import { kvRoomBytes, memoryOverhead, usableMemoryBytes } from './memory.ts';
import { computeRate, NAMED_PRECISIONS, partFormats } from './precision.ts';
import { sparsePeakFactor, weightElementBytes } from './sparsity.ts';

const a100 = findAccelerator('a100-sxm-80gb') as Accelerator;
const gpt3 = findModel('gpt-3-175b') as Model;

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
  const sixteen = { format: 'bf16', bits: 16, peakFlops: 1e15, relativeEfficiency: 1 };

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

  it('is that of four bits where weights and activations are such floats and the chip has them', () => {
    const blackwell = { ...accelerator, peakDenseFp4Tflops: 4000 } as Accelerator;
    expect(computeRate(blackwell, NAMED_PRECISIONS.nvfp4)).toMatchObject({ format: 'nvfp4', bits: 4, peakFlops: 4e15 });
    expect(computeRate(blackwell, { weights: 'nvfp4', activations: 'fp8' })).toMatchObject({ format: 'fp8', bits: 8 });
    expect(computeRate(accelerator, NAMED_PRECISIONS.nvfp4)).toEqual(sixteen);
  });

  it('of four-bit checkpoints of experts is theirs alone: the rest keeps 16 bits', () => {
    const [dense, mixture] = [gpt3, findModel('deepseek-v3') as Model];
    expect(partFormats(NAMED_PRECISIONS.nvfp4, dense).rest.weights).toBe('nvfp4');
    expect(partFormats(NAMED_PRECISIONS.nvfp4, mixture)).toMatchObject({
      rest: { weights: 'bf16', activations: 'bf16' },
      experts: { weights: 'nvfp4', activations: 'nvfp4' },
    });
    expect(partFormats(NAMED_PRECISIONS.fp8, mixture).rest.weights).toBe('fp8');
  });

  it('names every precision for weights, activations and cache', () => {
    for (const [name, choice] of Object.entries(NAMED_PRECISIONS)) {
      expect(choice.weights).toBe(name);
      expect(choice.activations).toBe(name.startsWith('int') ? 'fp16' : name);
      expect(choice.kvCache).toBe(name.endsWith('fp4') ? 'fp8' : choice.activations);
    }
  });
});

describe('2:4 sparsity', () => {
  it('stores half of the weights and two bits for each of them', () => {
    expect(weightElementBytes('fp16', '2:4')).toBe(1.125);
    expect(weightElementBytes('int4', '2:4')).toBe(0.375);
    expect(weightElementBytes('fp16', 'dense')).toBe(2);
  });

  it('doubles the peak where there are units for it', () => {
    const on = (change: Partial<Accelerator>): number => sparsePeakFactor({ ...a100, ...change }, '2:4');
    expect(on({})).toBe(2);
    expect(on({ architecture: 'Volta' })).toBe(1);
    expect(on({ architecture: 'Turing' })).toBe(1);
    expect(on({ vendor: 'AMD' })).toBe(1);
    expect(sparsePeakFactor(a100, 'dense')).toBe(1);
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
