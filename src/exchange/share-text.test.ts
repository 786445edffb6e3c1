import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packText, unpackText } from './share-text.ts';

test('any text survives a link', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
      const packed = await packText(text);
      expect(packed).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(await unpackText(packed)).toEqual({ ok: true, value: text });
    }),
    { numRuns: 50 },
  );
});

describe('a hostile link is refused in words', () => {
  const messageOf = async (packed: string): Promise<string> => {
    const unpacked = await unpackText(packed);
    return unpacked.ok ? '' : unpacked.error[0].message;
  };

  test('one that unpacks without end', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000)).toString('base64url');
    expect(await messageOf(bomb)).toMatch(/unpacks to more than 5 MB/);
  });

  test('one of other characters, one cut off, one too long, an empty one', async () => {
    expect(await messageOf('<script>')).toMatch(/damaged/);
    expect(await messageOf((await packText('a'.repeat(5000) + 'b')).slice(0, -4))).toMatch(/damaged/);
    expect(await messageOf('A'.repeat(1_000_001))).toMatch(/longer than 1000000/);
    expect(await messageOf('')).toMatch(/damaged/);
  });

  test('whatever it is, it never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String({ maxLength: 200 }), async (text) => {
        expect(typeof (await unpackText(text)).ok).toBe('boolean');
      }),
      { numRuns: 100 },
    );
  });
});
