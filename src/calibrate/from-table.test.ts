import { describe, expect, it } from 'vitest';
import { findAccelerator } from '../catalog/catalog.ts';
import { peaksOf, tableDtype } from './from-table.ts';

describe('the number format of a table', () => {
  it.each([
    [null, null, 'gemm.csv', 'bf16', 'default'],
    [null, null, 'a100_fp16.csv', 'fp16', 'name'],
    [null, null, 'GEMM-BFloat16.csv', 'bf16', 'name'],
    // Two formats in a name say none.
    [null, null, 'fp16-vs-bf16.csv', 'bf16', 'default'],
    [null, null, 'xfp16x.csv', 'bf16', 'default'],
    [null, 'bf16', 'a100_fp16.csv', 'bf16', 'reader'],
    ['fp16', null, 'a100_bf16.csv', 'fp16', 'column'],
    ['fp16', 'fp16', 'a.csv', 'fp16', 'column'],
  ] as const)('column %s, reader %s, file %s: %s by %s', (column, reader, name, dtype, from) => {
    expect(tableDtype(column, reader, name)).toEqual({ ok: true, value: { dtype, from } });
  });

  it('is not what the reader says against the column', () => {
    const known = tableDtype('fp16', 'bf16', 'a.csv');
    expect(!known.ok && known.error.message).toMatch(/dtype is bf16, but the table's own column says fp16/);
  });

  it('has the peak of its own, where the accelerator states both', () => {
    const accelerator = findAccelerator('a100-sxm-80gb');
    if (accelerator === null) throw new Error('not in the catalogue');
    const both = { ...accelerator, peakDenseBf16Tflops: 300, peakDenseFp16Tflops: 200 };
    const peak = (dtype: 'bf16' | 'fp16', card = both): number | null =>
      peaksOf({ accelerator: card, peakTflops: null, bandwidthGBps: null, dtype }).peakTflops;
    expect([peak('bf16'), peak('fp16')]).toEqual([300, 200]);
    expect(peak('bf16', { ...both, peakDenseBf16Tflops: null } as unknown as typeof both)).toBe(200);
  });
});
