import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { nodeWithVulkan } from '../config/vulkan.ts';
import { isSampled, isTimedProduct } from '../src/records/cases.ts';
import type { Measurement } from '../src/records/measurement.ts';
import { root } from '../config/root.ts';

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

test('bench run, interrupted and taken up again, measures the shapes it is given, and its file serves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-bench-'));
  const out = join(folder, 'run.json');
  const env = { XDG_CACHE_HOME: folder };
  const read = (): Measurement => JSON.parse(readFileSync(out, 'utf8')) as Measurement;
  const samples = (cases: Measurement['cases']) => cases.filter(isSampled).map(({ samplesMs }) => samplesMs);
  try {
    const shapes = '64x64x64,200x333x77,1x256x512,128x128x128,17x33x65,256x16x256,96x96x96';
    const cut = await roofrack(['bench', 'run', '--shapes', shapes, '--out', out], { env, interruptAt: /^\[3\//m });
    expect(cut.code, cut.stderr).toBe(130);
    const begun = read();
    expect(begun.outcome).toBe('cancelled');
    expect(begun.cases.length).toBeGreaterThanOrEqual(3);

    const ended = await roofrack(['bench', 'run', '--resume', out, '--json', '--out', out], { env });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/kernel for gemv f32 products: \S+ \(searched in/);
    expect(readFileSync(out, 'utf8')).toBe(ended.stdout);
    const run = read();
    expect(run).toMatchObject({ format: 'roofrack-measurement', version: 2, id: begun.id, outcome: 'complete' });
    expect(run.sittings.map(({ firstCase }) => firstCase)).toEqual([0, begun.cases.length]);
    expect(samples(run.cases.slice(0, begun.cases.length))).toEqual(samples(begun.cases));
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

    const roofs = join(folder, 'roofs.json');
    const cases = run.cases.filter(({ kind }) => kind !== 'matmul');
    writeFileSync(roofs, JSON.stringify({ ...run, outcome: 'cancelled', cases, tuning: [] }));
    const next = await roofrack(['bench', 'run', '--resume', roofs, '--out', join(folder, 'next.json')], {
      env,
      interruptAt: /kernel for gemv f32 products: \S+ \(reused/,
    });
    expect(next.stderr).toMatch(/kernel for gemv f32 products: \S+ \(reused, found 20/);
    expect(next.stderr).not.toContain('Looking for the fastest kernel');
    const anew = await roofrack(['bench', 'run', '--resume', roofs, '--no-cache'], {
      env,
      interruptAt: /Looking for the fastest/,
    });
    expect(anew.code, anew.stderr).toBe(130);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('bench run under Dawn prints the same format as in the browser', async () => {
  test.skip(nodeWithVulkan().lavapipe === null, 'ROOFRACK_LAVAPIPE names no prepared driver');
  // To its end it takes half a minute on a driver for CPUs; products under Dawn are the kernel tests' matter.
  const { code, stdout, stderr } = await roofrack(
    ['bench', 'run', '--host', 'dawn', '--shapes', '33x64x17', '--json', '--no-cache'],
    { interruptAt: /^\[3\//m },
  );
  expect(code, stderr).toBe(130);
  const run = JSON.parse(stdout) as Measurement;
  expect(run).toMatchObject({ format: 'roofrack-measurement', outcome: 'cancelled', browser: null });
  expect(run.host?.name).toBe('Dawn for Node');
  expect(run.cases.length).toBeGreaterThanOrEqual(3);
  for (const measured of run.cases) expect(measured).toMatchObject({ outcome: 'measured', verified: true });
});
