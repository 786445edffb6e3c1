import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gemmCsv, parseGemmCsv } from './gemm-csv.ts';

const refusal = (text: string): string[] => {
  const result = parseGemmCsv(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

describe('parseGemmCsv', () => {
  it('reads a table, columns in any order, blank lines and spaces ignored', () => {
    expect(parseGemmCsv('\ufefflatency_us, m ,n,k\r\n4.325,1,256,2048\r\n\r\n1e2,2,3,4\r\n')).toEqual({
      ok: true,
      value: {
        timings: [
          { m: 1, n: 256, k: 2048, latencyUs: 4.325 },
          { m: 2, n: 3, k: 4, latencyUs: 100 },
        ],
        dtype: null,
      },
    });
  });

  it.each([
    ['bf16', 'bf16'],
    ['BFloat16', 'bf16'],
    ['fp16', 'fp16'],
    ['float16', 'fp16'],
    ['half', 'fp16'],
  ])('takes the number format %s from a column', (word, dtype) => {
    const result = parseGemmCsv(`m,n,k,latency_us,dtype\n1,1,1,1,${word}\n2,2,2,2,\n`);
    expect(result.ok && result.value.dtype).toBe(dtype);
  });

  it('refuses two number formats in one table, and those that a fit does not take', () => {
    expect(refusal('m,n,k,latency_us,dtype\n1,1,1,1,\n1,1,1,1,bf16\n1,1,1,1,half\n')).toEqual([
      'Line 4: dtype is fp16, and bf16 in line 3; one fit takes one number format. Keep the other rows in a file of their own.',
    ]);
    expect(refusal('m,n,k,latency_us,dtype\n1,1,1,1,fp8\n')[0]).toMatch(/^Line 2: dtype is fp8; one fit takes bf16/);
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
      'Column "latency_ms" is not known; did you mean "latency_us"? The columns are m,n,k,latency_us: rename or remove it.',
      'Column m is given twice; keep one.',
    ]);
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
      latencyUs: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(timing, { minLength: 1 }), (timings) => {
        expect(parseGemmCsv(gemmCsv(timings))).toEqual({ ok: true, value: { timings, dtype: null } });
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
