import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { serialiseScenario } from './scenario.ts';
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

test('a link of before there was a checksum opens still', async () => {
  const old = deflateRawSync(Buffer.from('{"name":"old"}')).toString('base64url');
  expect(await unpackText(old)).toEqual({ ok: true, value: '{"name":"old"}' });
});

test('a link with one character changed opens with what was shared, or not at all', async () => {
  const text = serialiseScenario(scenarioDefaults.physical);
  const packed = await packText(text);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(packed.length - 1),
      fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
      async (at, character) => {
        const unpacked = await unpackText(packed.slice(0, at) + character + packed.slice(at + 1));
        if (unpacked.ok) expect(unpacked.value).toBe(text);
        else expect(unpacked.error[0]!.message).toMatch(/^This link is damaged/);
      },
    ),
    { numRuns: 500 },
  );
});

describe('a hostile link is refused in words', () => {
  const messageOf = async (packed: string): Promise<string> => {
    const unpacked = await unpackText(packed);
    return unpacked.ok ? '' : unpacked.error[0]!.message;
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
