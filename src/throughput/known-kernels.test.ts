import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelFacts, KernelParameters, KnownKernels } from '../records/calibration.ts';
import { kernelTimeS } from './kernel-time.ts';
import type { GemmShape } from './product.ts';
import { chooseKernel } from './known-kernels.ts';
import { shapeClass } from './shape-class.ts';

const kernel = (more: Partial<KernelFacts>): KernelFacts => ({
  id: 'plain',
  rows: 16,
  columns: 64,
  split: 1,
  stepDepth: 4,
  columnStep: 4,
  copies: 'odd',
  computeEfficiency: 0.5,
  ...more,
});
const rule = (id: string): KnownKernels['choice'][number] => ({
  kernel: id,
  others: [],
  rowsUpTo: null,
  outputsUpTo: null,
  depthFrom: null,
});
const parameters: KernelParameters = {
  computeEfficiency: 0.5,
  memoryEfficiency: 0.8,
  smoothness: 3,
  overheadUs: 10,
  packingEfficiency: 0.2,
  tile: null,
  kernels: {
    computeUnits: 4,
    waveSharpness: 0.5,
    tileUs: 1,
    cacheGain: 2,
    cacheMB: 8,
    copyEfficiency: 0.7,
    list: [kernel({}), kernel({ id: 'row', rows: 1, copies: 'never' }), kernel({ id: 'texture', copies: 'always' })],
    choice: [{ ...rule('row'), rowsUpTo: 1 }, rule('plain')],
  },
};
const peak = { peakFlops: 1e12, bandwidthBytesPerS: 1e11 };
const shape = (m: number, n: number, k: number, more: Partial<GemmShape> = {}): GemmShape => ({
  m,
  n,
  k,
  weightBytes: 4,
  activationBytes: 4,
  ...more,
});
const timeS = (shape: GemmShape): number => kernelTimeS(shape, peak, parameters);

describe('time of a product by a kernel of ours', () => {
  it('pays for the whole of its last tile', () => {
    expect(timeS(shape(17, 256, 4096))).toBeGreaterThan(1.5 * timeS(shape(16, 256, 4096)));
    expect(timeS(shape(32, 256, 4096))).toBeCloseTo(timeS(shape(31, 256, 4096)), 5);
  });

  it('copies odd sizes where the kernel asks for it, and says what a copy costs', () => {
    const odd = timeS(shape(64, 512, 1023));
    const even = timeS(shape(64, 512, 1024));
    const copiesS = (2 * 4 * 1023 * (64 + 512)) / (peak.bandwidthBytesPerS * 0.2) + 2 * 10e-6;
    expect(odd - even).toBeCloseTo(copiesS, 6);
    expect(timeS(shape(1, 512, 1023))).toBeLessThan(timeS(shape(1, 512, 1024)) * 1.01);
  });

  it('takes another kernel of the rule where that computes clearly less beyond the edges', () => {
    const wide = kernel({ id: 'wide', columns: 256 });
    const narrow = kernel({ id: 'narrow', columns: 16, computeEfficiency: 0.48 });
    const known = { list: [wide, narrow], choice: [{ ...rule('wide'), others: ['narrow', 'gone'] }] };
    expect(chooseKernel(known, shape(512, 512, 512)).id).toBe('wide');
    expect(chooseKernel(known, shape(512, 276, 512)).id).toBe('narrow');
    expect(chooseKernel(known, shape(512, 276, 512, { kernel: 'wide' })).id).toBe('wide');
    const overrated = { ...known, list: [wide, { ...narrow, computeEfficiency: 2 }] };
    expect(chooseKernel(overrated, shape(512, 512, 512)).id).toBe('wide');
    expect(chooseKernel({ ...known, choice: [rule('wide')] }, shape(512, 276, 512)).id).toBe('wide');
  });

  it('takes the kernel that the rules name, or the one that ran', () => {
    expect(timeS(shape(1, 512, 512))).toBe(timeS(shape(1, 512, 512, { kernel: 'row' })));
    expect(timeS(shape(2, 512, 512))).toBe(timeS(shape(2, 512, 512, { kernel: 'plain' })));
    expect(timeS(shape(2, 512, 512, { kernel: 'texture' }))).toBeGreaterThan(timeS(shape(2, 512, 512)));
  });

  it('never gets faster with more work', () => {
    const size = fc.integer({ min: 1, max: 300 }).map((quarter) => 4 * quarter);
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 1, max: 64 }), (m, n, k, batch) => {
        const cold = { footprintBytes: Infinity };
        const time = timeS(shape(m, n, k, cold));
        expect(timeS(shape(2 * m, n, k, cold))).toBeGreaterThanOrEqual(time);
        expect(timeS(shape(m, 2 * n, k, cold))).toBeGreaterThanOrEqual(time);
        expect(timeS(shape(m, n, 2 * k, cold))).toBeGreaterThanOrEqual(time);
        expect(timeS(shape(m, n, k, { ...cold, batch }))).toBeGreaterThanOrEqual(time * (1 - 1e-12));
      }),
    );
  });
});

describe('classes of shapes', () => {
  it.each([
    [{ m: 1, n: 9, k: 9 }, 'gemv'],
    [{ m: 2, n: 9000, k: 9000 }, 'thin-2'],
    [{ m: 3, n: 9000, k: 9000 }, 'thin-4'],
    [{ m: 16, n: 9000, k: 9000 }, 'thin-16'],
    [{ m: 128, n: 128, k: 1024 }, 'deep'],
    [{ m: 128, n: 128, k: 1023 }, 'small'],
    [{ m: 256, n: 257, k: 8 }, 'large'],
  ] as const)('%o is %s', (shape, name) => {
    expect(shapeClass(shape)).toBe(name);
  });
});
