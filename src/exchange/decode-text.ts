import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { refuseSize } from './limits.ts';

/** A byte order mark stays in the text: every reader knows it, and some formats may not begin with one. */
export const utf8Decoder = (): TextDecoder => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const LINE_FEED = 10;

/** Line of the first byte that UTF-8 does not allow, from 1. No character of several bytes holds a line feed. */
const wrongLine = (bytes: Uint8Array): number => {
  const decoder = utf8Decoder();
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return line;
};

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const WAY_OUT = 'Save it again as UTF-8.';

/** Text in another encoding is refused: what its bytes mean would be a guess. */
export const refuseEncoding = (bytes: Uint8Array, noun = 'file', linesBefore = 0): Problem =>
  problem(
    '',
    isUtf16(bytes)
      ? `The ${noun} is UTF-16 text; UTF-8 is read. ${WAY_OUT}`
      : `The ${noun} is not UTF-8 text: line ${String(linesBefore + wrongLine(bytes))} has bytes of another encoding (Latin-1 or Windows-1252, as a rule). ${WAY_OUT}`,
  );

/** Bytes of a file → its text, which must be UTF-8. */
export const decodeText = (bytes: Uint8Array): Result<string, Problem[]> => {
  try {
    return ok(utf8Decoder().decode(bytes));
  } catch {
    return err([refuseEncoding(bytes)]);
  }
};

/** Text of a file that was chosen or dropped on the page; refused by its size before it is read. */
export const readTextFile = async (file: Blob): Promise<Result<string, Problem[]>> => {
  const tooLarge = refuseSize(file.size);
  return tooLarge === null ? decodeText(new Uint8Array(await file.arrayBuffer())) : err([tooLarge]);
};
