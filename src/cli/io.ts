import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { MAX_FILE_BYTES, refuseSize } from '../exchange/limits.ts';

/** Where a command writes to and how it learns that it should stop. Results go to `out`, all else to `log`. */
export interface Io {
  out(text: string): void;
  log(text: string): void;
  readonly signal: AbortSignal;
}

/** Exit codes, the same for every command. */
export const EXIT = { done: 0, no: 1, usage: 2, undecided: 3, invalid: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const STDIN = 0;

/** Why a file could not be read or written, in words. */
export const readFailure = (cause: unknown): string => {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'no such file; check the path';
  if (code === 'EISDIR') return 'this is a directory; name a file in it';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied; check who may access it';
  return cause instanceof Error ? cause.message : String(cause);
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

/** Text of a file, or of standard input for `-`; refused by its size before it is read. */
export const readText = (path: string): Result<string, Problem[]> => {
  const name = path === '-' ? 'standard input' : path;
  try {
    const descriptor = path === '-' ? STDIN : openSync(path, 'r');
    try {
      const size = fstatSync(descriptor).size;
      const tooLarge = refuseSize(size);
      if (tooLarge !== null) return err([problem(name, `${name}: ${tooLarge.message}`)]);
      const bytes = readCapped(descriptor);
      const grown = refuseSize(bytes.byteLength);
      return grown === null
        ? ok(bytes.toString('utf8'))
        : err([problem(name, `${name} is over ${String(MAX_FILE_BYTES / 1e6)} MB; at most that is read. Split it.`)]);
    } finally {
      if (path !== '-') closeSync(descriptor);
    }
  } catch (cause) {
    return err([problem(name, `${name} cannot be read: ${readFailure(cause)}.`)]);
  }
};

/** Writes a file whole or not at all. */
export const writeText = (path: string, text: string): Result<null, Problem[]> => {
  const partial = `${path}.${randomUUID()}.part`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
    return ok(null);
  } catch (cause) {
    rmSync(partial, { force: true });
    return err([problem(path, `${path} cannot be written: ${readFailure(cause)}.`)]);
  }
};

/** One line a problem, prefixed with the file it was found in. */
export const reportProblems = (io: Io, problems: readonly Problem[], file?: string): ExitCode => {
  for (const { message } of problems) io.log(file === undefined ? message : `${file}: ${message}`);
  return EXIT.usage;
};
