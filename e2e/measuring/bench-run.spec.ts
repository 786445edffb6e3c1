import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { nodeWithVulkan } from '../../config/vulkan.ts';
import { isSampled, isTimedProduct } from '../../src/records/cases.ts';
import type { Measurement } from '../../src/records/measurement.ts';

const root = join(import.meta.dirname, '../..');

interface Ended {
  /** As a shell tells it: 128 and the signal's number where that ended the command. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  /** Interrupts the run once its progress says so. */
  readonly interruptAt?: RegExp;
}

/** The command line as a user runs it. */
const roofrack = (args: readonly string[], { env = {}, interruptAt }: Circumstances = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/roofrack.ts', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let [stdout, stderr] = ['', ''];
    let interrupted = false;
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (!interrupted && interruptAt?.test(stderr)) interrupted = child.kill('SIGINT');
    });
    child.on('close', (code, signal) => {
      resolve({ code: signal === null ? code : 128 + constants.signals[signal], stdout, stderr });
    });
  });

test.describe.configure({ timeout: 400_000 });

test('bench run measures the shapes it is given, and its file calibrates and is read again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-bench-'));
  try {
    const out = join(folder, 'run.json');
    const shapes = '64x64x64,200x333x77,1x256x512,128x128x128,17x33x65,256x16x256,96x96x96';
    const { code, stdout, stderr } = await roofrack([
      'bench',
      'run',
      '--shapes',
      shapes,
      '--json',
      '--no-cache',
      '--out',
      out,
    ]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    const run = JSON.parse(stdout) as Measurement;
    expect(run).toMatchObject({ format: 'roofrack-measurement', version: 2, outcome: 'complete' });
    expect(run.browser?.name).toContain('Chrom');
    expect(run.clock.crossOriginIsolated).toBe(true);
    for (const roof of ['fmaGflops', 'readGBps', 'copyGBps'] as const) expect(run.roofs[roof]).toBeGreaterThan(0);
    const products = run.cases.filter(isTimedProduct);
    expect(products.map(({ m, n, k }) => [m, n, k].join('x')).join(',')).toBe(shapes);
    for (const { verified, maxError, errorBound, samplesMs, medianMs, ci95Ms, gflops, flop, m, n, k } of products) {
      expect(verified).toBe(true);
      expect(maxError!).toBeLessThanOrEqual(errorBound!);
      expect(flop).toBe(2 * m * n * k);
      expect(samplesMs.length).toBeGreaterThan(2);
      expect(ci95Ms[0]).toBeLessThanOrEqual(medianMs);
      expect(ci95Ms[1]).toBeGreaterThanOrEqual(medianMs);
      expect(gflops! * medianMs * 1e6).toBeCloseTo(flop, -3);
    }
    // Software adapters calibrate on demand only; a real GPU does at once.
    const fit = await roofrack(['calibrate', out, '--json', ...(run.adapter.software ? ['--force'] : [])]);
    expect(fit.code, fit.stderr).toBe(0);
    expect((JSON.parse(fit.stdout) as { software: boolean }).software).toBe(run.adapter.software);
    if (run.adapter.software) expect((await roofrack(['calibrate', out])).code).toBe(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('bench run under Dawn prints the same format as in the browser', async () => {
  test.skip(nodeWithVulkan().lavapipe === null, 'ROOFRACK_LAVAPIPE names no prepared driver');
  const { code, stdout, stderr } = await roofrack(['bench', 'run', '--host', 'dawn', '--shapes', '33x64x17', '--json']);
  expect(code, stderr).toBe(0);
  const run = JSON.parse(stdout) as Measurement;
  expect(run).toMatchObject({ format: 'roofrack-measurement', outcome: 'complete', browser: null });
  expect(run.host?.name).toBe('Dawn for Node');
  const product = run.cases.at(-1);
  expect(product).toMatchObject({ m: 33, n: 64, k: 17, verified: true, outcome: 'measured' });
});

test('an interrupted bench run keeps what it has, is taken up again, and its kernels serve the next run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-resume-'));
  const out = join(folder, 'run.json');
  const env = { XDG_CACHE_HOME: folder };
  const read = (): Measurement => JSON.parse(readFileSync(out, 'utf8')) as Measurement;
  const shapes = ['--shapes', '96x96x96,1x256x512'];
  try {
    const cut = await roofrack(['bench', 'run', ...shapes, '--out', out], { env, interruptAt: /^\[3\//m });
    expect(cut.code, cut.stderr).toBe(130);
    const begun = read();
    expect(begun.outcome).toBe('cancelled');
    expect(begun.cases.length).toBeGreaterThanOrEqual(3);

    const ended = await roofrack(['bench', 'run', '--resume', out, '--out', out], { env });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/kernel for gemv f32 products: \S+ \(searched in/);
    const whole = read();
    expect(whole).toMatchObject({ id: begun.id, outcome: 'complete' });
    expect(whole.sittings.map(({ firstCase }) => firstCase)).toEqual([0, begun.cases.length]);
    const samples = ({ cases }: Pick<Measurement, 'cases'>) =>
      cases.filter(isSampled).map(({ samplesMs }) => samplesMs);
    expect(samples({ cases: whole.cases.slice(0, begun.cases.length) })).toEqual(samples(begun));

    const next = await roofrack(['bench', 'run', ...shapes, '--out', join(folder, 'next.json')], {
      env,
      interruptAt: /kernel for gemv f32 products: \S+ \(reused/,
    });
    expect(next.stderr).toMatch(/kernel for gemv f32 products: \S+ \(reused, found 20/);
    expect(next.stderr).not.toContain('Looking for the fastest kernel');
    const anew = await roofrack(['bench', 'run', ...shapes, '--no-cache'], {
      env,
      interruptAt: /Looking for the fastest/,
    });
    expect(anew.code, anew.stderr).toBe(130);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
