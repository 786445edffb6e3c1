import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, readTextFile } from './decode-text.ts';
import { MAX_FILE_BYTES } from './limits.ts';

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('any text that was written as UTF-8 is read as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(new TextEncoder().encode(text))).toEqual({ ok: true, value: text });
    }),
  );
});

test('text in another encoding is refused, with the line', () => {
  const messageOf = (bytes: Uint8Array): string => {
    const read = decodeText(bytes);
    return read.ok ? 'read' : read.error[0]!.message;
  };
  expect(messageOf(latin1('{\n"name":\n"café"}\n'))).toMatch(/not UTF-8 text: line 3 has bytes of another encoding/);
  expect(messageOf(latin1('\xff\xfe{\0}\0'))).toMatch(/UTF-16 text; UTF-8 is read/);
});

test('a file of the page is refused by its size before it is read', async () => {
  expect(await readTextFile(new Blob(['ü']))).toEqual({ ok: true, value: 'ü' });
  const large = {
    size: MAX_FILE_BYTES + 1,
    arrayBuffer: () => Promise.reject(new Error('was read')),
  } as unknown as Blob;
  expect(await readTextFile(large)).toMatchObject({
    ok: false,
    error: [{ message: expect.stringMatching(/at most 5 MB/) }],
  });
});
