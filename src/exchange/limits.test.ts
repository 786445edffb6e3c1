import { describe, expect, it } from 'vitest';
import { problem } from '../base/result.ts';
import { capProblems, MAX_FILE_BYTES, refuseSize } from './limits.ts';
import { readJson } from './read-json.ts';
import { serialiseRecord } from './record.ts';

describe('limits of a file', () => {
  it('take the last byte and refuse the next', () => {
    expect(refuseSize(MAX_FILE_BYTES)).toBeNull();
    expect(refuseSize(MAX_FILE_BYTES + 1)?.message).toContain('at most 5 MB');
  });

  it('count how deep lists and objects stand in each other, not how many stand beside each other', () => {
    for (const small of ['[]', '{}', '[[]]', '{"a":[]}', '[{}]']) {
      expect(readJson(`[${Array.from({ length: 40 }, () => small).join(',')}]`).ok).toBe(true);
    }
  });

  it('name the list that is too long, wherever it stands, and pass one that is not', () => {
    const list = (length: number): string => `{"a":[0,{"b":[${new Array<string>(length).fill('1').join(',')}]}]}`;
    expect(readJson(list(100_000)).ok).toBe(true);
    const refused = readJson(list(100_001));
    expect(refused.ok ? null : refused.error.map(({ path }) => path)).toEqual(['a[1].b']);
  });
});

describe('a list of problems', () => {
  const problems = (count: number) => Array.from({ length: count }, (_, i) => problem(`p${String(i)}`, 'is wrong'));

  it('is whole up to a thousand, and counts the rest beyond', () => {
    expect(capProblems(problems(1000))).toEqual(problems(1000));
    const capped = capProblems(problems(1003));
    expect(capped).toHaveLength(1001);
    expect(capped.at(-1)?.message).toMatch(/^There are more problems/);
  });
});

describe('a record on its way out', () => {
  it('is indented for people', () => {
    expect(serialiseRecord({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });

  it('is not where only that keeps it within what is read back', () => {
    const numbers = new Array<number>(1_000_000).fill(1);
    const text = serialiseRecord({ numbers });
    expect(text).toBe(`${JSON.stringify({ numbers })}\n`);
    expect(text.length).toBeLessThan(MAX_FILE_BYTES);
  });
});
