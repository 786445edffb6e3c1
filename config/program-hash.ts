import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rooms } from './boundaries.ts';

const FACTS = 'src/catalog/facts';

/** Beside the pure rooms: what a row of a table of benchmarks stands for decides its numbers. */
const READERS = { room: 'src/exchange', files: /\/served-[a-z-]+\.ts$/ } as const;

const filesUnder = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/\.test\.ts$|\/testing\//.test(file));

const hashOf = (root: string, files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of [...files].sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
};

/**
 * What tells whether two builds compute the same numbers: SHA-256 of the pure rooms, in which all numbers are computed, and of
 * the shipped facts. A change of the command line or of a page leaves both as they are.
 */
export const programHashes = (root: string): { readonly program: string; readonly catalogue: string } => {
  const files = [
    ...rooms
      .filter(({ path, pure }) => pure === true && path !== 'src/measure/kernels')
      .flatMap(({ path }) => filesUnder(root, path)),
    ...filesUnder(root, READERS.room).filter((file) => READERS.files.test(file)),
  ];
  const isFact = (file: string): boolean => file.startsWith(`${FACTS}/`);
  return {
    program: hashOf(
      root,
      files.filter((file) => !isFact(file)),
    ),
    catalogue: hashOf(root, files.filter(isFact)),
  };
};
