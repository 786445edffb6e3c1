import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A build and all that goes into it, as paths from the repository's root. */
export interface Build {
  readonly noun: string;
  readonly outDir: string;
  readonly configFile: string;
  readonly inputs: readonly string[];
}

export const COMMAND_LINE: Build = {
  noun: 'command line',
  outDir: 'dist-cli',
  configFile: 'vite.cli.config.ts',
  inputs: ['package-lock.json', 'package.json', 'vite.cli.config.ts', 'config', 'src', 'shaders', 'bench'],
};

export const APP: Build = {
  noun: 'app',
  outDir: 'dist',
  configFile: 'vite.config.ts',
  inputs: ['package-lock.json', 'vite.config.ts', 'config', 'src', 'shaders', 'public', 'index.html', 'bench.html'],
};

export const REPORT: Build = {
  noun: 'report',
  outDir: 'dist-report',
  configFile: 'vite.report.config.ts',
  inputs: ['package-lock.json', 'vite.report.config.ts', 'src'],
};

/**
 * Holds the fingerprint of the inputs that a build was made from: time stamps lie after a checkout. Beside the build and
 * not in it, since all that is in it is served.
 */
const stampOf = (root: string, { outDir }: Build): string => join(root, '.cache', `${outDir}.inputs`);

const filesUnder = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];

/** Tests and their helpers never reach a build. */
const reachesBuild = (path: string): boolean => !/\.test\.ts$|[\\/]testing[\\/]/.test(path);

const fingerprint = (root: string, inputs: readonly string[]): string => {
  const hash = createHash('sha256');
  const files = inputs
    .map((input) => join(root, input))
    .filter((path) => existsSync(path))
    .flatMap(filesUnder)
    .filter(reachesBuild);
  for (const file of files.sort())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
};

const isFresh = (root: string, build: Build, expected: string): boolean => {
  const stamp = stampOf(root, build);
  return existsSync(join(root, build.outDir)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === expected;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // A process of another user may not be signalled, but it is there.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Takes the lock, or says that another process has it; one whose process is gone is taken away. */
const takeLock = (lock: string): boolean => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Empty for the instant between its making and its writing.
    if (holder > 0 && !isRunning(holder)) rmSync(lock, { force: true });
  } catch {
    // Given back meanwhile.
  }
  return false;
};

const LOOK_EVERY_MS = 50;

/**
 * Path of an up-to-date build: made now where its inputs have changed, beside the old one and then put in its place. Of
 * processes that want it at the same time one makes it and the others wait.
 */
export const ensureBuilt = async (root: string, build: Build, log: (text: string) => void): Promise<string> => {
  const outDir = join(root, build.outDir);
  const shipped = !existsSync(join(root, build.configFile)) && existsSync(outDir);
  if (shipped) return outDir;
  const wanted = fingerprint(root, build.inputs);
  if (isFresh(root, build, wanted)) return outDir;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const lock = join(root, '.cache', `${build.outDir}.lock`);
  while (!takeLock(lock)) await setTimeout(LOOK_EVERY_MS);
  const scratch = join(root, '.cache', `${build.outDir}.scratch`);
  try {
    if (isFresh(root, build, wanted)) return outDir;
    log(`Building the ${build.noun} …\n`);
    const { build: viteBuild } = await import('vite');
    rmSync(scratch, { recursive: true, force: true });
    await viteBuild({
      root,
      configFile: join(root, build.configFile),
      logLevel: 'error',
      build: { outDir: join(scratch, 'new'), emptyOutDir: true },
    });
    rmSync(stampOf(root, build), { force: true });
    if (existsSync(outDir)) renameSync(outDir, join(scratch, 'old'));
    renameSync(join(scratch, 'new'), outDir);
    writeFileSync(stampOf(root, build), wanted);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
  return outDir;
};
