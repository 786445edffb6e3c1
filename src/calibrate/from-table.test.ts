import { describe, expect, it } from 'vitest';
import { tableFormat } from './from-table.ts';
import { numberFormat } from './number-format.ts';

const of = (name: string | null) => (name === null ? null : numberFormat(name));

describe('the number format of a table', () => {
  it.each([
    [null, null, 'gemm.csv', 'bf16', 'nobody'],
    [null, null, 'a100_fp16.csv', 'fp16', 'name'],
    [null, null, 'GEMM-BFloat16.csv', 'bf16', 'name'],
    [null, null, 'h100 fp8.csv', 'fp8', 'name'],
    // Two formats in a name say none, nor does half of a table.
    [null, null, 'fp16-vs-bf16.csv', 'bf16', 'nobody'],
    [null, null, 'first-half.csv', 'bf16', 'nobody'],
    [null, null, 'xfp16x.csv', 'bf16', 'nobody'],
    [null, 'bf16', 'a100_fp16.csv', 'bf16', 'reader'],
    ['fp16', null, 'a100_bf16.csv', 'fp16', 'column'],
    ['fp16', 'fp16', 'a.csv', 'fp16', 'column'],
  ] as const)('column %s, reader %s, file %s: %s by %s', (column, reader, name, dtype, from) => {
    const known = tableFormat(of(column), of(reader), name);
    expect(known.ok && [known.value.format.dtype, known.value.from]).toEqual([dtype, from]);
  });

  it('is not what the reader says against the column', () => {
    const known = tableFormat(of('fp16'), of('bf16'), 'a.csv');
    expect(!known.ok && known.error.message).toMatch(/dtype is bf16, but the table's own column says fp16/);
  });
});
