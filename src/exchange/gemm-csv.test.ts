import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gemmCsv, parseGemmCsv, parseShapesCsv } from './gemm-csv.ts';

const timingsOf = (text: string) => {
  const table = parseGemmCsv(text);
  if (!table.ok) throw new Error(table.error.map(({ message }) => message).join('\n'));
  return table.value.timings;
};

const refusal = (text: string): string[] => {
  const result = parseGemmCsv(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

describe('parseGemmCsv', () => {
  it('reads a table, columns in any order, blank lines and spaces ignored', () => {
    expect(timingsOf('\ufefflatency_us, m ,n,k\r\n4.325,1,256,2048\r\n\r\n1e2,2,3,4\r\n')).toEqual([
      { m: 1, n: 256, k: 2048, measuredUs: 4.325 },
      { m: 2, n: 3, k: 4, measuredUs: 100 },
    ]);
  });

  it.each([
    ['semicolons', 'm;n;k;latency_us\n1;256;2048;4.325\n'],
    ['tabs', 'm\tn\tk\tlatency_us\n1\t256\t2048\t4.325\n'],
    ['capitals', 'M,N,K,Latency_US\n1,256,2048,4.325\n'],
    ['a comma at every line’s end', 'm,n,k,latency_us,\n1,256,2048,4.325,\n'],
    ['old Macintosh line ends', 'm,n,k,latency_us\r1,256,2048,4.325\r'],
    ['quotation marks', '"m","n","k","latency_us"\n"1","256","2048","4.325"\n'],
  ])('reads tables with %s', (_what, text) => {
    expect(timingsOf(text)).toEqual([{ m: 1, n: 256, k: 2048, measuredUs: 4.325 }]);
  });

  it('takes the number format that a column states, and only one', () => {
    const stated = (...dtypes: string[]) =>
      `m,n,k,latency_us,dtype,layout\n${dtypes.map((dtype) => `1,256,2048,4,${dtype},row-major`).join('\n')}`;
    const formatOf = (text: string) => {
      const table = parseGemmCsv(text);
      const format = table.ok ? table.value.format : null;
      return format && { dtype: format.dtype, elementBytes: format.elementBytes };
    };
    expect(formatOf('m,n,k,latency_us\n1,1,1,1')).toBeNull();
    expect(formatOf(stated('', ''))).toEqual({ dtype: 'bf16', elementBytes: 2 });
    expect(formatOf(stated('FP8', 'fp8_e4m3'))).toEqual({ dtype: 'fp8', elementBytes: 1 });
    expect(formatOf(stated('float16', 'bfloat16'))).toEqual({ dtype: 'fp16', elementBytes: 2 });
    expect(refusal(stated('fp8', 'bf16'))).toEqual([
      'Line 3: dtype is bf16, that of line 2 fp8; one fit takes one number format. Keep other rows in a file of their own.',
    ]);
    expect(refusal(stated('nvfp4'))).toEqual([
      'Line 2: dtype is nvfp4; it must be one of bf16, fp16, fp8, int8, tf32, fp32.',
    ]);
    expect(refusal('m,n,k,latency_us,layout\n1,1,1,1,col')[0]).toMatch(/^Line 2: layout is col; only row-major/);
  });

  it('reads shapes, with the format only where it is stated', () => {
    const shapes = parseShapesCsv('k,dtype,m,n\n3,fp8,1,2\n');
    expect(shapes.ok && shapes.value.shapes).toEqual([{ m: 1, n: 2, k: 3 }]);
    expect(shapes.ok && shapes.value.format?.dtype).toBe('fp8');
    const plain = parseShapesCsv('m,n,k,latency_us\n1,2,3,NaN\n');
    expect(plain.ok && plain.value).toEqual({ shapes: [{ m: 1, n: 2, k: 3 }], format: null });
  });

  it('names every bad cell by its line', () => {
    expect(refusal('m,n,k,latency_us\n0,1,1,1\n1,NaN,1,1\n\n1,1,1.5,0\n1,1,1,1e400\n1,1,1\n1,1,1,-3,9')).toEqual([
      'Line 2: m is 0; it must be a whole number from 1 to 2147483648. Correct the row or remove it.',
      'Line 3: n is NaN; it must be a whole number from 1 to 2147483648. Correct the row or remove it.',
      'Line 5: k is 1.5; it must be a whole number from 1 to 2147483648. Correct the row or remove it.',
      'Line 5: latency_us is 0; it must be a number of µs above 0 and at most 8.64e10 (a day). Correct the row or remove it.',
      'Line 6: latency_us is 1e400; it must be a number of µs above 0 and at most 8.64e10 (a day). Correct the row or remove it.',
      'Line 7: latency_us is empty; it must be a number of µs above 0 and at most 8.64e10 (a day). Correct the row or remove it.',
      'Line 8 has 5 cells where the header has 4; remove what is too much.',
      'Line 8: latency_us is -3; it must be a number of µs above 0 and at most 8.64e10 (a day). Correct the row or remove it.',
    ]);
  });

  it('names missing, unknown and repeated columns', () => {
    expect(refusal('m,n,k,latency_ms,m\n1,1,1,1,1')).toEqual([
      'Column latency_us is missing; the first line must name the columns m,n,k,latency_us.',
      'Column "latency_ms" is not known: give the times in microseconds, as latency_us (times 1000).',
      'Column m is given twice; keep one.',
    ]);
    expect(refusal('m,n,k,latency_us,framework,kk\n1,1,1,1,vllm,2')).toEqual([
      'Column "framework" is not known. The columns are m,n,k,latency_us, and dtype and layout where you like: rename or remove it.',
      'Column "kk" is not known. The columns are m,n,k,latency_us, and dtype and layout where you like: rename or remove it.',
    ]);
    expect(refusal('m,n,k,latencyus\n1,1,1,1')[1]).toMatch(/did you mean "latency_us"\?/);
  });

  it.each([
    ['', /empty/],
    ['m,n,k,latency_us\n', /no rows/],
    [`m,n,k,latency_us\n${'1,1,1,1\n'.repeat(100_001)}`, /100,001 rows; at most 100,000/],
    ['x'.repeat(6_000_000), /6\.0 MB/],
    ['m,n,k,latency_us\n1,1,"1,1\n', /quotation mark/],
  ])('refuses a table that is none', (text, message) => {
    expect(refusal(text)[0]).toMatch(message);
  });

  it('reads back what it wrote', () => {
    const timing = fc.record({
      m: fc.integer({ min: 1, max: 2 ** 31 }),
      n: fc.integer({ min: 1, max: 2 ** 31 }),
      k: fc.integer({ min: 1, max: 2 ** 31 }),
      measuredUs: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(timing, { minLength: 1 }), (timings) => {
        expect(timingsOf(gemmCsv(timings))).toEqual(timings);
      }),
    );
  });

  it('never throws, and every message is one line', () => {
    const pieces = fc.constantFrom('m,n,k,latency_us\n', '1,2,3,4\n', ',', '"', '\n', '\r', '=1', 'NaN', '__proto__');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const result = parseGemmCsv(parts.join(''));
        if (!result.ok) for (const { message } of result.error) expect(message).toMatch(/^[^\n\r]+$/);
      }),
    );
  });
});
