import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureBuilt, type Build } from './fresh-build.ts';

const SMALL: Build = { noun: 'thing', outDir: 'out', configFile: 'small.config.js', inputs: ['main.js'] };

let root = '';
let told: string[] = [];
const build = (): Promise<string> => ensureBuilt(root, SMALL, (text) => told.push(text));
const lock = (): string => join(root, '.cache/out.lock');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roofrack-build-'));
  told = [];
  writeFileSync(join(root, 'main.js'), 'export const answer = 42;');
  const lib = { entry: 'main.js', formats: ['es'], fileName: 'main' };
  writeFileSync(join(root, 'small.config.js'), `export default ${JSON.stringify({ build: { lib } })};`);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('is made once by processes that want it at the same time, and again when its inputs have changed', async () => {
  const paths = await Promise.all([build(), build(), build()]);
  expect(new Set(paths)).toEqual(new Set([join(root, 'out')]));
  expect(told).toEqual(['Building the thing …\n']);
  expect(readFileSync(join(root, 'out/main.mjs'), 'utf8')).toContain('42');
  // All that is in it is served: what it was made from is kept elsewhere.
  expect(readdirSync(join(root, 'out'))).toEqual(['main.mjs']);
  writeFileSync(join(root, 'main.js'), 'export const answer = 43;');
  await build();
  expect(told).toHaveLength(2);
  expect(readFileSync(join(root, 'out/main.mjs'), 'utf8')).toContain('43');
});

it('is not waited for where who was making it is gone, and can be tried again after a failure', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(join(root, '.cache'));
  writeFileSync(lock(), String(pid));
  writeFileSync(join(root, 'main.js'), 'this is no JavaScript');
  await expect(build()).rejects.toThrow();
  expect(existsSync(lock())).toBe(false);
  writeFileSync(join(root, 'main.js'), 'export const answer = 42;');
  expect(existsSync(await build())).toBe(true);
});
