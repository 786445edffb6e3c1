import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './read-json.ts';

const refusal = (text: string): string[] => {
  const result = readJson(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const result = readJson(text);
        expect(result.ok && result.value.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '1e400',
      '-',
      '__proto__',
      'null',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const result = readJson(parts.join(''));
        expect(result.ok || result.error.length > 0).toBe(true);
      }),
    );
  });

  it('refuses more than 5 MB, counted in bytes', () => {
    expect(refusal(`"${'x'.repeat(6_000_000)}"`)).toEqual([
      'The file is 6.0 MB; at most 5 MB are read. Split it, or remove what is not needed.',
    ]);
    expect(refusal(`"${'é'.repeat(2_600_000)}"`)[0]).toMatch(/^The file is 5.2 MB/);
    expect(readJson(`"${'x'.repeat(4_999_998)}"`).ok).toBe(true);
  });

  it('takes 32 levels and refuses 33, however deep the rest', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(readJson(nested(32)).ok).toBe(true);
    expect(refusal(nested(33))).toEqual(['The file nests deeper than 32 levels; flatten it below that.']);
    expect(refusal(nested(1_000_000))).toHaveLength(1);
    expect(refusal('{"a":'.repeat(100_000))).toHaveLength(1);
  });

  it('counts brackets in strings for nothing', () => {
    expect(readJson(JSON.stringify('['.repeat(100) + '\\"{{{'))).toMatchObject({ ok: true });
  });

  it('takes lists of 100,000 entries and names a longer one', () => {
    const list = (length: number): string => `{"a":{"b":[${Array.from({ length }, () => '0').join(',')}]}}`;
    expect(readJson(list(100_000)).ok).toBe(true);
    expect(refusal(list(100_001))).toEqual(['a.b has more than 100,000 entries; split it.']);
  });

  it('names a key that is given twice, each object for itself', () => {
    expect(refusal('{"a":{"x":1,"x":2},"b":{"x":3}}')).toEqual([
      'a.x is given twice in the same object; keep one of them.',
    ]);
    expect(refusal('{"\\u0061":1,"a":2}')).toHaveLength(1);
  });

  it('remembers numbers that overflow, as they were written', () => {
    const result = readJson('{"a":[1,{"b":-1e400}],"c":1e308,"d":1e-400}');
    expect(result.ok && [...result.value.overflows]).toEqual([['a[1].b', '-1e400']]);
  });

  it('refuses empty text and bad syntax in one line each', () => {
    expect(refusal(' \n')[0]).toContain('empty');
    expect(refusal('{"a":\n\n1,}')).toHaveLength(1);
    expect(refusal('{"a":\n\n1,}')[0]).toMatch(/^The file is not valid JSON: [^\n]+$/);
    expect(readJson('\ufeff{}').ok).toBe(true);
  });
});
