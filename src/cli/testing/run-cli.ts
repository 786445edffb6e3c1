import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll } from 'vitest';
import { runCli } from '../cli.ts';
import type { Io } from '../io.ts';

interface Folder {
  readonly path: string;
  /** Writes a file there and gives its path. */
  file(name: string, text: string): string;
}

/** A folder for the files of one test file, gone when its tests are over. */
export const temporaryFolder = (): Folder => {
  const path = mkdtempSync(join(tmpdir(), 'roofrack-cli-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    file: (name, text) => {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
  };
};

/** A process that stands for nothing but what is printed. */
export const testIo = (out: string[], log: string[], signal = new AbortController().signal): Io => ({
  out: (text) => out.push(text),
  log: (text) => log.push(...text.trimEnd().split('\n')),
  stdin: () => Readable.from([]),
  signal,
});

/** The command line as it is called, with what it prints and logs. */
export const run = async (...args: string[]): Promise<{ code: number; out: string; log: string[] }> => {
  const out: string[] = [];
  const log: string[] = [];
  const code = await runCli(args, '9.9.9', testIo(out, log));
  return { code, out: out.join(''), log };
};
