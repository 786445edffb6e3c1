import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { MAX_FILE_BYTES } from './limits.ts';

/**
 * A record inside a link: gzipped JSON in base64url, whose checksum tells a damaged link from a whole one. The link is read
 * like a file from a stranger: it is never longer nor unpacks to more than a file may be, and what comes out is parsed by
 * the same reader.
 */

/** Chromium keeps two million characters of an address; half of that is left for whoever wraps the link. */
const MAX_LINK_CHARACTERS = 1_000_000;

const toBase64Url = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return null;
  }
};

export const packText = async (text: string): Promise<string> => {
  const gzipped = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return toBase64Url(new Uint8Array(await new Response(gzipped).arrayBuffer()));
};

/** Links of older versions were deflated without a checksum; no such text begins as gzip does. */
const formatOf = ([first, second]: Uint8Array): CompressionFormat =>
  first === 0x1f && second === 0x8b ? 'gzip' : 'deflate-raw';

const refused = (reason: string): Result<never, Problem[]> =>
  err([problem('', `This link ${reason}. Ask for the file instead, or for a new link.`)]);

export const unpackText = async (packed: string): Promise<Result<string, Problem[]>> => {
  if (packed.length > MAX_LINK_CHARACTERS) return refused(`is longer than ${String(MAX_LINK_CHARACTERS)} characters`);
  const bytes = fromBase64Url(packed);
  if (bytes === null) return refused('is damaged: it holds characters that no link of ours has');
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream(formatOf(bytes)))
    .getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return ok(text + decoder.decode());
      size += value.byteLength;
      if (size > MAX_FILE_BYTES) {
        await reader.cancel();
        return refused(`unpacks to more than ${String(MAX_FILE_BYTES / 1e6)} MB`);
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return refused('is damaged or cut off');
  }
};
