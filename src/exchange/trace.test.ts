import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace, type ReadTraceOptions, type TraceProgress } from './trace.ts';

/** The text in pieces of the given size, cut anywhere, also within a character. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

const read = (text: string, size = 1 << 16, options: ReadTraceOptions = {}) => readTrace(inPieces(text, size), options);
const messages = async (text: string): Promise<string[]> => {
  const result = await read(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const HEADER = 'at_s,input_tokens,output_tokens\n';

describe('a trace that cannot be meant', () => {
  const refusal = async (...rows: string[]): Promise<string[]> => {
    const result = await read(HEADER + rows.join('\n'));
    return result.ok ? [] : result.error.map(({ message }) => message);
  };

  it('spans more than a year: refused at the row, before an hour of it is counted', async () => {
    expect(await refusal('0,100,100', '1,100,100', '1e12,100,100')).toEqual([
      'Line 4: at_s is 1e12; it must be at most 366 days after the first row. Correct the row or remove it.',
    ]);
    expect(await refusal('0,1,1', `${String(366 * 86_400)},1,1`)).toEqual([]);
  });

  it('mixes seconds and dates', async () => {
    expect(await refusal('0,100,100', '2026-01-01T00:00:00Z,100,100')).toEqual([
      expect.stringMatching(
        /^Line 3: at_s is 2026-01-01T00:00:00Z; it must be in seconds as the rows before, not in dates/,
      ),
    ]);
    expect((await refusal('2026-01-01 00:00:00,1,1', '1767225601,1,1'))[0]).toMatch(/in dates as the rows before/);
  });

  it('is of another encoding, or ends within a character', async () => {
    const refused = async (text: string): Promise<string> => {
      const bytes = Uint8Array.from(HEADER + text, (character) => character.charCodeAt(0));
      const result = await readTrace(once(bytes));
      return result.ok ? 'read' : result.error[0]!.message;
    };
    expect(await refused('0,1,1\n1,é,1\n')).toMatch(/^The trace is not UTF-8 text: line 3/);
    expect(await refused('0,1,1\n\u00c3')).toMatch(/^The trace ends within a character/);
  });
});

describe('readTrace', () => {
  it('reads rows however the stream is cut', async () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 })),
      {
        minLength: 1,
        maxLength: 50,
      },
    );
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 100 }), async (drawn, size) => {
        const sorted = drawn.toSorted(([a], [b]) => a - b);
        const text = HEADER + sorted.map((row) => row.join(',')).join('\r\n');
        const result = await read(text, size);
        if (!result.ok) throw new Error(JSON.stringify(result.error));
        expect([...result.value.atS]).toEqual(sorted.map(([at]) => at - sorted[0]![0]));
        expect([...result.value.inputTokens]).toEqual(sorted.map(([, input]) => input));
        expect([...result.value.outputTokens]).toEqual(sorted.map(([, , output]) => output));
      }),
    );
  });

  it.each([
    [
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.5000000,374,44\n2023-11-16 18:15:50.2500000,396,109\n',
      [0, 3.75],
    ],
    [
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,API log\n45,GPT-4,1087,230,1317,API log\n',
      [0, 40],
    ],
  ])('reads published traces as they are', async (text, times) => {
    const result = await read(text);
    expect(result.ok && [...result.value.atS]).toEqual(times);
  });

  it('reads 200,000 rows with progress', async () => {
    const count = 200_000;
    const text =
      HEADER +
      Array.from(
        { length: count },
        (_, i) => `${String(i / 100)},${String(1 + (i % 500))},${String(1 + (i % 300))}`,
      ).join('\n');
    const seen: TraceProgress[] = [];
    const result = await read(text, 1 << 16, { onProgress: (progress) => seen.push(progress) });
    expect(result.ok && result.value.atS.length).toBe(count);
    expect(seen.length).toBeGreaterThan(20);
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.rows).toBeGreaterThan(seen[i - 1]!.rows);
    expect(seen.at(-1)?.bytes).toBe(text.length);
  });

  it('can be cancelled, and then has nothing', async () => {
    const abort = new AbortController();
    let pieces = 0;
    const onProgress = (): void => {
      pieces++;
      if (pieces === 3) abort.abort();
    };
    const result = await read(HEADER + '1,1,1\n'.repeat(100_000), 1000, { onProgress, signal: abort.signal });
    expect(result).toMatchObject({ ok: false, error: [{ message: expect.stringContaining('cancelled') as string }] });
    expect(pieces).toBe(3);
  });

  it('names every bad row, and stops at a hundred', async () => {
    expect(await messages(`${HEADER}0,5,5\n-1,5,5\n2,0,5\n1,1.5,x\n3,1\n`)).toEqual([
      'Line 3: at_s is -1; it must be seconds from 0, or a date and time. Correct the row or remove it.',
      'Line 4: input_tokens is 0; it must be a whole number of tokens from 1 to 10000000. Correct the row or remove it.',
      'Line 5: input_tokens is 1.5; it must be a whole number of tokens from 1 to 10000000. Correct the row or remove it.',
      'Line 5: output_tokens is x; it must be a whole number of tokens from 1 to 10000000. Correct the row or remove it.',
      'Line 6: output_tokens is missing; it must be a whole number of tokens from 1 to 10000000. Correct the row or remove it.',
    ]);
    expect(await messages(`${HEADER}5,1,1\n4,1,1\n`)).toEqual([
      'Line 3: at_s is 4; it must be no earlier than the row before. Correct the row or remove it.',
    ]);
    expect(await messages(HEADER + 'x,1,1\n'.repeat(5000))).toHaveLength(101);
  });

  it.each([
    ['', /is empty/],
    [HEADER, /no rows/],
    ['at_s,input_tokens\n1,1\n', /^Column output_tokens is missing/],
    [
      'at_s,input_tokens,output_tokens,input_tokns\n',
      /^Column "input_tokns" is not known; did you mean "input_tokens"/,
    ],
    ['at_s,timestamp,input_tokens,output_tokens\n', /^Column "timestamp" says the same as another/],
    ['x'.repeat(100_000), /longer than 10000 characters/],
  ])('refuses what is no trace', async (text, message) => {
    expect((await messages(text))[0]).toMatch(message);
  });

  it('refuses more than 50 MB while it reads, not after', async () => {
    const megabyte = new TextEncoder().encode(`${' '.repeat(1000)}1,1,1\n`.repeat(1000));
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(HEADER);
      for (;;) {
        given++;
        yield await Promise.resolve(megabyte);
      }
    }
    const result = await readTrace(endless());
    expect(result).toMatchObject({ ok: false, error: [{ message: expect.stringContaining('over 50 MB') as string }] });
    expect(given).toBeLessThan(60);
  });
});
