import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { entryAt } from '../base/checked.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { decodeText } from '../exchange/decode-text.ts';
import { MAX_FILE_BYTES, refuseSize } from '../exchange/limits.ts';
import { oneLine } from '../exchange/show.ts';

const STDIN = 0;

/** A file as messages name it. */
export const fileName = (path: string): string => (path === '-' ? 'standard input' : oneLine(path));

const CAUSES: Readonly<Record<string, string>> = {
  EISDIR: 'this is a directory; name a file in it',
  EACCES: 'permission denied; check who may access it',
  EPERM: 'permission denied; check who may access it',
  ENOSPC: 'there is no space left on the device',
  EDQUOT: 'your quota on the device is used up',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
};

/** Why a file could not be read or written, in words. */
export const fileFailure = (cause: unknown, path: string): string => {
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const folder = dirname(path);
    return existsSync(folder) && statSync(folder).isDirectory()
      ? 'no such file; check the path'
      : `no such folder as ${oneLine(folder)}; make it, or check the path`;
  }
  const known = Object.hasOwn(CAUSES, code) ? CAUSES[code] : undefined;
  return known ?? oneLine(cause instanceof Error ? cause.message : String(cause));
};

/** At most one byte more than is allowed: pipes have no size to ask for. */
const readCapped = (descriptor: number): Buffer => {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total <= MAX_FILE_BYTES) {
    const chunk = Buffer.alloc(Math.min(1 << 16, MAX_FILE_BYTES + 1 - total));
    const length = readSync(descriptor, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    total += length;
  }
  return Buffer.concat(chunks);
};

/** Bytes of a file, or of standard input for `-`; refused by its size before they are read. */
export const readBytes = (path: string): Result<Uint8Array, Problem[]> => {
  const name = fileName(path);
  const refused = (message: string): Result<never, Problem[]> => err([problem(name, message)]);
  try {
    const descriptor = path === '-' ? STDIN : openSync(path, 'r');
    try {
      const tooLarge = refuseSize(fstatSync(descriptor).size);
      if (tooLarge !== null) return refused(`${name}: ${tooLarge.message}`);
      const bytes = readCapped(descriptor);
      if (bytes.byteLength > MAX_FILE_BYTES)
        return refused(`${name} is over ${String(MAX_FILE_BYTES / 1e6)} MB; at most that is read. Split it.`);
      return ok(bytes);
    } finally {
      if (path !== '-') closeSync(descriptor);
    }
  } catch (cause) {
    return refused(`${name} cannot be read: ${fileFailure(cause, path)}.`);
  }
};

/** Text of a file, or of standard input for `-`. */
export const readText = (path: string): Result<string, Problem[]> => {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value);
  const name = fileName(path);
  return text.ok ? text : err([problem(name, `${name}: ${entryAt(text.error, 0).message}`)]);
};

/** Links in a chain; the kernel's own limit. */
const MOST_LINKS = 40;

/** Where a path leads in the end, whether or not a file is there yet. */
const followLinks = (path: string, links = 0): string => {
  const place = join(realpathSync(dirname(path)), basename(path));
  const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!isLink) return place;
  if (links === MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
  return followLinks(resolve(dirname(place), readlinkSync(place)), links + 1);
};

const kindOf = (stats: Stats): string => {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
};

interface Target {
  /** Links followed. */
  readonly path: string;
  /** Permissions to keep; null where there is no file yet. */
  readonly mode: number | null;
}

const PERMISSIONS = 0o7777;
const partialIn = (folder: string): string => join(folder, `.roofrack-${randomBytes(6).toString('hex')}.part`);

const findTarget = (path: string): Result<Target, Problem[]> => {
  const name = oneLine(path);
  const refused = (message: string): Result<never, Problem[]> => err([problem(name, message)]);
  if (path === '' || path === '-')
    return refused(
      `The file to write is ${path === '' ? 'empty' : '-'}; name one, or leave the option out and redirect the standard output.`,
    );
  try {
    const place = followLinks(resolve(path));
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile())
      return refused(`${name} is ${kindOf(stats)}; results are written to plain files only. Name one.`);
    return ok({ path: place, mode: stats === undefined ? null : stats.mode & PERMISSIONS });
  } catch (cause) {
    return refused(`${name} cannot be written: ${fileFailure(cause, resolve(path))}.`);
  }
};

/**
 * Writes a file whole or not at all, piece by piece: beside it first, then in its place. What is no plain file stays as it is,
 * links are followed, and a file keeps its permissions. What `fill` throws is thrown, and nothing is left behind.
 */
export const writeStreamed = async (
  path: string,
  fill: (write: (bytes: Uint8Array) => void) => Promise<void>,
): Promise<Result<null, Problem[]>> => {
  const begun = beginFile(path);
  if (!begun.ok) return begun;
  try {
    await fill(begun.value.write);
  } catch (cause) {
    begun.value.discard();
    if (cause instanceof Error && 'syscall' in cause) return unwritable(path, cause);
    throw cause;
  }
  return begun.value.keep();
};

/** Writes a file whole or not at all, as `writeStreamed` does. */
export const writeText = (path: string, text: string | Uint8Array): Result<null, Problem[]> => {
  const begun = beginFile(path);
  if (!begun.ok) return begun;
  try {
    begun.value.write(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (cause) {
    begun.value.discard();
    return unwritable(path, cause);
  }
  return begun.value.keep();
};

/** A folder for results, made where it is not there; the one that it lies in must be. */
export const makeFolder = (path: string): Result<null, Problem[]> => {
  try {
    if (!existsSync(path)) mkdirSync(path);
    return ok(null);
  } catch (cause) {
    return unwritable(path, cause);
  }
};

const unwritable = (path: string, cause: unknown): Result<never, Problem[]> =>
  err([problem(path, `${oneLine(path)} cannot be written: ${fileFailure(cause, resolve(path))}.`)]);

interface BegunFile {
  /** Throws where the device has no room. */
  readonly write: (bytes: Uint8Array) => void;
  /** Puts it in its place. */
  readonly keep: () => Result<null, Problem[]>;
  readonly discard: () => void;
}

const beginFile = (path: string): Result<BegunFile, Problem[]> => {
  const target = findTarget(path);
  if (!target.ok) return target;
  const { path: place, mode } = target.value;
  const partial = partialIn(dirname(place));
  let descriptor: number;
  try {
    descriptor = openSync(partial, 'wx');
  } catch (cause) {
    return unwritable(path, cause);
  }
  const discard = (): void => {
    closeSync(descriptor);
    rmSync(partial, { force: true });
  };
  return ok({
    write: (bytes) => {
      for (let at = 0; at < bytes.byteLength;) at += writeSync(descriptor, bytes, at);
    },
    keep: () => {
      try {
        fsyncSync(descriptor);
        if (mode !== null) chmodSync(partial, mode);
        renameSync(partial, place);
        closeSync(descriptor);
        return ok(null);
      } catch (cause) {
        discard();
        return unwritable(path, cause);
      }
    },
    discard,
  });
};

const isSameFile = (a: string, b: string): boolean => {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
};

/**
 * Whether a file can be written, tried before there is anything to write: the work before it may take minutes.
 * @param inputs files that the result is made from
 */
export const checkTarget = (path: string, inputs: readonly string[]): Result<null, Problem[]> => {
  const target = findTarget(path);
  if (!target.ok) return target;
  const { path: place } = target.value;
  if (inputs.some((input) => input !== '-' && isSameFile(input, place))) {
    return err([problem(path, `${oneLine(path)} is read by this command; write to another file.`)]);
  }
  const partial = partialIn(dirname(place));
  try {
    closeSync(openSync(partial, 'wx'));
    rmSync(partial);
    return ok(null);
  } catch (cause) {
    return err([problem(path, `${oneLine(path)} cannot be written: ${fileFailure(cause, place)}.`)]);
  }
};

/** What was read of a file, or its problems, each with the name of the file. */
export const inFile = <T>(result: Result<T, Problem[]>, file: string): Result<T, Problem[]> =>
  result.ok ? result : err(result.error.map(({ path, message }) => ({ path, message: `${file}: ${message}` })));
