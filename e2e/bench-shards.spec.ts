import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect, test as base } from '@playwright/test';
import { CHROMIUM_ARGS, requireChromium } from '../config/chromium.ts';
import { APP, ensureBuilt } from '../config/fresh-build.ts';
import { plantLoop } from './planted-loop.ts';
import { writeStubPage } from './stub-page.ts';
import { root } from '../config/root.ts';

/** Comparisons over browsers that are elsewhere: two servers on loopback, each with a shard of the cases. */

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Verdicts {
  readonly worst: string;
  readonly machines: readonly {
    readonly planted: { readonly seen: boolean };
    readonly cases: readonly { readonly id: string; readonly verdict: string; readonly sessions: readonly unknown[] }[];
  }[];
}

const test = base.extend<{ folder: string; server: () => Promise<{ address: string; kill: () => Promise<void> }> }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'roofrack-shards-'));
    writeStubPage(join(folder, 'base'), {});
    writeStubPage(join(folder, 'head'), { 64: 1.15 });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  server: async ({}, use) => {
    const started: { close(): Promise<void> }[] = [];
    await use(async () => {
      const server = await chromium.launchServer({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
      started.push(server);
      return { address: server.wsEndpoint(), kill: () => server.kill() };
    });
    await Promise.all(started.map((server) => server.close()));
  },
});
test.setTimeout(300_000);

const roofrack = (
  folder: string,
  args: readonly string[],
  onLog: (line: string) => void = () => undefined,
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/roofrack.ts', 'bench', ...args], {
      cwd: root,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onLog(chunk.toString());
    });
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });

const comparison = (folder: string, shard: string, host: string, out: string): string[] => [
  ...['compare', '--base', join(folder, 'base'), '--head', join(folder, 'head'), '--cases', '64x64x64,96x96x96'],
  ...['--shard', shard, '--host', host, '--no-roofs', '--out', out],
];

interface Outcome {
  readonly code: number | null;
  readonly verdicts: readonly string[];
}
/** What the two builds differ in, as every way of running the comparison has to find it. */
const FOUND = [expect.stringMatching(/m=64;.* regressed$/), expect.stringMatching(/m=96;.* unchanged$/)];

const verdictsOf = async (folder: string, ...files: string[]): Promise<Outcome> => {
  const { code, stdout } = await roofrack(folder, ['merge', ...files, '--json']);
  const { machines } = JSON.parse(stdout) as Verdicts;
  return { code, verdicts: machines.flatMap(({ cases }) => cases.map(({ id, verdict }) => `${id} ${verdict}`)).sort() };
};

test('two shards on two browser servers, merged, find what there is, and the report shows it', async ({
  folder,
  server,
  page,
}) => {
  const [first, second] = [await server(), await server()];
  const file = (name: string): string => join(folder, name);
  const shards = await Promise.all([
    roofrack(folder, comparison(folder, '1/2', first.address, file('one.json'))),
    roofrack(folder, comparison(folder, '2/2', second.address, file('two.json'))),
  ]);
  expect(
    shards.map(({ code }) => code),
    shards.map(({ stderr }) => stderr).join('\n'),
  ).toEqual([1, 0]);
  expect(await verdictsOf(folder, file('one.json'), file('two.json'))).toEqual({ code: 1, verdicts: FOUND });

  await roofrack(folder, ['report', file('one.json'), file('two.json'), '--html', file('report.html')]);
  await page.goto(pathToFileURL(file('report.html')).href);
  await expect(page.getByRole('row', { name: /^64×64×64 f32/ }).getByText('▼ regressed')).toBeVisible();
  await expect(page.getByRole('row', { name: /^96×96×96 f32/ }).getByText('= unchanged')).toBeVisible();
});

test('one run in a browser of this machine finds the same as two shards elsewhere @deep', async ({ folder }) => {
  const whole = join(folder, 'whole.json');
  const { code, stderr } = await roofrack(folder, comparison(folder, '1/1', 'chromium', whole));
  expect(code, stderr).toBe(1);
  expect(await verdictsOf(folder, whole)).toEqual({ code: 1, verdicts: FOUND });
});

test('a browser that is killed in mid-run loses nothing: --resume finishes the rest in another @deep', async ({
  folder,
  server,
}) => {
  const [first, second] = [await server(), await server()];
  const [partial, rest] = [join(folder, 'partial.json'), join(folder, 'rest.json')];
  const broken = await roofrack(folder, comparison(folder, '1/2', first.address, partial), (log) => {
    if (log.includes('Round 2:')) void first.kill();
  });
  expect([broken.code, broken.stdout], broken.stderr).toEqual([
    3,
    expect.stringMatching(/^undecided: [^]*The browser cannot be had any more/),
  ]);
  const resumed = await roofrack(folder, [
    ...['compare', '--resume', partial, '--host', second.address, '--no-roofs', '--out', rest],
  ]);
  expect(resumed.code, resumed.stderr).toBe(1);
  const sessionsOf = async (path: string): Promise<number> => {
    const { machines } = JSON.parse((await roofrack(folder, ['merge', path, '--json'])).stdout) as Verdicts;
    return machines[0]?.cases[0]?.sessions.length ?? 0;
  };
  expect(await sessionsOf(partial)).toBeGreaterThanOrEqual(2);
  expect(await sessionsOf(rest)).toBeGreaterThanOrEqual(7);
});

test('a kernel that was changed comes out regressed, and the report says which and by how much @deep', async ({
  folder,
  page,
}) => {
  // On a busy machine noise hides the control's planted slowdown for many sessions.
  test.setTimeout(1_500_000);
  const head = join(folder, 'changed');
  const base = await ensureBuilt(root, APP, () => undefined);
  plantLoop(base, head, 0.25);
  const [out, html] = [join(folder, 'changed.json'), join(folder, 'changed.html')];
  const naive = 'matmul:m=128;n=128;k=128;dtype=f32;kernel=naive';
  const { code, stderr } = await roofrack(folder, [
    ...['compare', '--base', base, '--head', head, '--cases', naive, '--no-roofs', '--sessions', '200', '--out', out],
  ]);
  expect(code, stderr).toBe(1);
  await roofrack(folder, ['report', out, '--html', html]);
  await page.goto(pathToFileURL(html).href);
  const row = page.getByRole('row', { name: /^128×128×128 f32, naive/ });
  await expect(row.getByText('▼ regressed')).toBeVisible();
  await expect(row.getByText(/WGSL text/)).toBeVisible();
  // A quarter of the loop, and not all of the time is spent in it.
  await expect(row.getByRole('cell', { name: /^\+[1-4]\d\.\d+\s%$/ })).toBeVisible();
});
