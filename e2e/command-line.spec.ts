import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';

/** What only a process of its own shows: signals, closed and full streams. */

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

const start = async (args: readonly string[]): Promise<ChildProcessWithoutNullStreams> => {
  const outDir = await ensureBuilt(root, COMMAND_LINE, () => undefined);
  return spawn(process.execPath, [join(outDir, 'roofrack.js'), ...args]);
};

const ended = (child: ChildProcessWithoutNullStreams): Promise<Ended> =>
  new Promise((resolve) => {
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.resume();
    child.on('exit', (code, signal) => {
      resolve({ code, signal, stderr });
    });
  });

for (const args of [
  ['plan', '-'],
  ['plan', '--trace', '-'],
  ['simulate', '--hours', '168', '--replicas', '1000'],
]) {
  test(`SIGTERM ends “${args.join(' ')}”, whatever it waits for`, async () => {
    const child = await start(args);
    const over = ended(child);
    // Once the signal is listened to; before that it ends the process the usual way.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    const { code, signal } = await over;
    expect([code, signal]).toEqual(signal === null ? [143, null] : [null, 'SIGTERM']);
  });
}

for (const args of [['--port', '-1'], ['--bogus'], ['x']]) {
  test(`npm start refuses “${args.join(' ')}” in words`, async () => {
    const child = spawn(process.execPath, [join(root, 'scripts/start.ts'), ...args]);
    const { code, stderr } = await ended(child);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: npm start');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
}

test('a reader that goes away early is no error', async () => {
  const child = await start(['catalog', 'list', '--json']);
  const over = ended(child);
  child.stdout.destroy();
  expect(await over).toMatchObject({ code: 0, stderr: '' });
});

test('a full disk is said in a line', async () => {
  test.skip(!existsSync('/dev/full'), 'only Linux has a device that is always full');
  const outDir = await ensureBuilt(root, COMMAND_LINE, () => undefined);
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [join(outDir, 'roofrack.js'), 'catalog', 'list'], {
    stdio: ['ignore', full, 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  closeSync(full);
  expect([code, stderr]).toEqual([2, 'The standard output cannot be written: there is no space left on the device.\n']);
});

test('racks are printed as one PDF: hall, elevations and tables, some sheets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-pdf-'));
  const file = join(folder, 'racks.pdf');
  const { code } = await ended(await start(['racks', '--set', 'demand.queriesPerDay=2e7', '--pdf', file]));
  expect(code).toBe(0);
  const pdf = readFileSync(file, 'latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(2);
  rmSync(folder, { recursive: true });
});
