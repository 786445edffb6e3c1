import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { err, ok, type Problem, type Result } from '../../base/result.ts';
import { NO_CHECKSUM, openRows, type AsyncBuffer, type RowsFile } from '../../exchange/rows-file.ts';
import { createRowsWriter, type RowsWriter } from '../../exchange/rows-writer.ts';
import type { RowsHeader } from '../../records/sweep.ts';
import { fileFailure, writeStreamed } from '../files.ts';

/** A file of rows on disk; whoever opens it closes it. */
export interface DiskRows extends RowsFile {
  readonly path: string;
  close(): void;
}

const bufferOf = (descriptor: number): AsyncBuffer => {
  const { size } = fstatSync(descriptor);
  return {
    byteLength: size,
    slice: (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      for (let at = 0; at < bytes.length;) {
        const length = readSync(descriptor, bytes, at, bytes.length - at, start + at);
        if (length === 0) throw new Error('the file became shorter');
        at += length;
      }
      return bytes.buffer;
    },
  };
};

const PIECE = 1 << 20;

/** Whether the bytes of a file are those that its checksum was taken of. */
const isSound = async ({ file, checksum }: RowsFile): Promise<boolean> => {
  const hash = createHash('sha256');
  const digits = Buffer.from(checksum, 'latin1');
  // The digits stand in the footer, which ends with its own length.
  const footerBytes = new DataView(await file.slice(file.byteLength - 8, file.byteLength - 4)).getUint32(0, true);
  const footerStart = file.byteLength - 8 - footerBytes;
  for (let at = 0; at < footerStart; at += PIECE) {
    hash.update(new Uint8Array(await file.slice(at, Math.min(footerStart, at + PIECE))));
  }
  const footer = Buffer.from(await file.slice(footerStart, file.byteLength));
  const place = footer.lastIndexOf(digits);
  if (place < 0) return false;
  footer.write(NO_CHECKSUM, place, 'latin1');
  return hash.update(footer).digest('hex') === checksum;
};

/**
 * Opens a file of rows and looks at every byte of it. The error says what is wrong, to follow its name; null stands for a file
 * that is not there.
 */
export const openDiskRows = async (path: string): Promise<Result<DiskRows, string | null>> => {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return err(code === 'ENOENT' ? null : fileFailure(cause, path));
  }
  const close = (): void => {
    closeSync(descriptor);
  };
  const refused = (why: string): Result<never, string> => {
    close();
    return err(why);
  };
  try {
    const opened = await openRows(bufferOf(descriptor));
    if (!opened.ok) return refused(opened.error);
    if (!(await isSound(opened.value))) {
      return refused('its bytes are not those that were written: it was damaged or changed; compute its rows again');
    }
    return ok({ ...opened.value, path, close });
  } catch (cause) {
    return refused(fileFailure(cause, path));
  }
};

/** The header of a file of rows, its bytes not looked at; null where it is none. */
export const readDiskHeader = async (path: string): Promise<RowsHeader | null> => {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const opened = await openRows(bufferOf(descriptor));
    return opened.ok ? opened.value.header : null;
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
};

/** Writes a file of rows beside its place, and puts it there when it is whole. */
export const writeRows = (
  path: string,
  header: RowsHeader,
  fill: (writer: RowsWriter) => void | Promise<void>,
): Promise<Result<null, Problem[]>> =>
  writeStreamed(path, async (write) => {
    const hash = createHash('sha256');
    const writer = createRowsWriter(header, write, {
      update: (bytes) => hash.update(bytes),
      digest: () => hash.digest('hex'),
    });
    await fill(writer);
    writer.finish();
  });
