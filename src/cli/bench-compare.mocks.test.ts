import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as hosts from '../../bench/compare/hosts.ts';
import { stubHost, type StubHost, type StubMachine } from '../measure/comparison/testing/stub-host.ts';
import { parseComparison, serialiseComparison } from '../exchange/comparison.ts';
import type { Comparison } from '../records/comparison.ts';
import { readText } from './files.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

/** The whole command with a host whose times are computed. */
let machine: StubMachine;
let seed = 1;
let host: StubHost;
vi.mock('../../bench/compare/hosts.ts', async (original) => ({
  ...(await original<typeof hosts>()),
  openHost: () => {
    host = stubHost(machine, seed);
    return Promise.resolve({ ok: true, value: host });
  },
}));

const { path: folder } = temporaryFolder();
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');

/** Two builds that differ by their address alone. */
const build = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'bench.html'), '<!doctype html>');
  return path;
};
const SIDES = ['--base', 'http://127.0.0.1:1/base', '--head', 'http://127.0.0.1:1/head'];
const slower = (ratio: number): StubMachine => ({
  runMs: (url) => (url.includes('head') ? ratio : 1),
  sampleSd: 0.01,
  pageSd: 0.004,
});

interface Answer {
  readonly worst: string;
  readonly cases: readonly {
    readonly verdict: string;
    readonly sessions: readonly unknown[];
    readonly failures: readonly unknown[];
  }[];
  readonly aa: { readonly verdict: string };
  readonly planted: { readonly seen: boolean };
  readonly roofs: unknown;
}
const answerOf = async (...args: string[]): Promise<{ code: number; answer: Answer; log: string[] }> => {
  const { code, out, log } = await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', ...args, '--json');
  return { code, answer: JSON.parse(out) as Answer, log };
};

beforeEach(() => {
  machine = slower(1);
  seed = 1;
});

describe('bench compare', () => {
  it('ends with 0 where nothing changed, with control and planted slowdown seen, and says what it expected', async () => {
    const { code, answer, log } = await answerOf();
    expect(code).toBe(0);
    expect(answer).toMatchObject({ worst: 'unchanged', aa: {}, planted: { seen: true } });
    expect(answer.roofs).toEqual({ fmaGflops: 10, readGBps: 20, copyGBps: 15 });
    expect(log.join('\n')).toMatch(
      /Expecting sessions to scatter by [\d.]+ % \(.+\): “unchanged” takes about \d+ sessions, .*\nHow long a session takes here is not known yet\./,
    );
  });

  it('learns from what it timed how far sessions scatter here', async () => {
    const { log } = await answerOf();
    expect(log.join('\n')).toMatch(
      /scatter by 0\.\d+ % \(\d+ sessions of (this case|all cases) in \d+ earlier comparisons? here\)/,
    );
    expect(log.join('\n')).toMatch(/Until all are unchanged, with their controls, that is \d+ (s|min), as long as/);
  });

  it('ends with 1 where the head is slower, and 0 where it is faster', async () => {
    machine = slower(1.1);
    expect(await answerOf()).toMatchObject({ code: 1, answer: { worst: 'regressed' } });
    machine = slower(1 / 1.1);
    expect(await answerOf()).toMatchObject({ code: 0, answer: { worst: 'improved' } });
  });

  it('ends with 3 where its sessions do not decide, and says what they lack', async () => {
    machine = { ...slower(1), pageSd: 0.1 };
    const { code, out } = await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--sessions', '7');
    expect(code).toBe(3);
    expect(out).toMatch(/^undecided: /);
    expect(out).toMatch(/needs .+ more; unchanged within ±\d[\d.]* %; would have seen/);
  });

  it('ends with 4 where its control does not hold, in ten of ten runs of a clock that stands in long steps', async () => {
    machine = { ...slower(1), clock: (ms) => Math.max(30, Math.round(ms / 30) * 30) };
    for (seed = 1; seed <= 10; seed++) {
      const { code, answer } = await answerOf('--sessions', '7', '--no-roofs');
      expect([code, answer.worst]).toEqual([4, 'invalid']);
    }
  });

  it('gives the control more sessions where noise hides its planted slowdown, and none where it is clearly missed', async () => {
    const controls = async (): Promise<{ readonly seen: boolean; readonly sessions: number }> => {
      const file = join(folder, 'noisy.json');
      const { answer } = await answerOf('--no-roofs', '--out', file);
      return { seen: answer.planted.seen, sessions: stored(file).control.equal.length };
    };
    machine = { ...slower(1.3), sampleSd: 0.14 };
    const noisy = await controls();
    expect(noisy.seen).toBe(true);
    expect(noisy.sessions).toBeGreaterThan(14);
    machine = { ...slower(1.3), clock: () => 1 };
    expect(await controls()).toEqual({ seen: false, sessions: 7 });
  });

  it.each([
    [['--head', 'nope'], /^--head: nope is no kernel, address, folder or git ref/],
    [['--head', 'naive'], /^--base and --head must both be kernels/],
    [['--sessions', '3'], /^--sessions is 3; .* from 7 to 500/],
    [['--host', 'netscape'], /^--host is netscape; it must be one of chromium, .*firefox, dawn/],
    [['--host', 'dawn'], /^--host dawn compares kernels/],
    [['--cases', '64x64'], /^--cases has 64x64; give a shape MxNxK, an id such as .* or one of the cases/],
  ])('ends with 2 for %j', async (args, message) => {
    const given = SIDES.filter((_, i) => i % 2 === 0).flatMap((option) =>
      args[0] === option ? args : [option, SIDES[SIDES.indexOf(option) + 1] ?? ''],
    );
    const more = SIDES.includes(args[0] ?? '') ? [] : args;
    const { code, log, out } = await run('bench', 'compare', ...given, ...more);
    expect([code, out]).toEqual([2, '']);
    expect(log).toEqual([expect.stringMatching(message)]);
  });

  it('takes any case by its id, and refuses a kernel or number format that there is not', async () => {
    const id = 'matmul:m=8;n=9;k=10;dtype=f16;kernel=naive';
    expect(await run('bench', 'compare', '--list', '--cases', id)).toMatchObject({ code: 0, out: `${id}\n` });
    for (const wrong of [id.replace('naive', 'fastest'), id.replace('f16', 'f64'), id.replace('m=8', 'm=0')])
      expect(await run('bench', 'compare', '--list', '--cases', wrong)).toMatchObject({ code: 2, out: '' });
  });

  it('leaves the roofs out with --no-roofs', async () => {
    expect((await answerOf('--no-roofs', '--sessions', '7')).answer.roofs).toBeNull();
  });

  it('goes on where a session dies, in a host started anew, and marks a case that always does', async () => {
    machine = { ...slower(1), crashesIn: (session) => session === 5 || session === 6 };
    const survived = await answerOf('--sessions', '9');
    expect(survived.answer.cases[0]?.failures.length).toBeGreaterThan(0);
    expect(host.restarts()).toBeGreaterThanOrEqual(2);
    machine = { ...slower(1), crashesIn: (session) => session > 4 };
    expect(await answerOf()).toMatchObject({ code: 4, answer: { worst: 'failed', cases: [{ verdict: 'failed' }] } });
  });

  it('is taken up again where it broke off: no session is lost or repeated, and another adapter is refused', async () => {
    const file = join(folder, 'run.json');
    machine = { ...slower(1), pageSd: 0.05 };
    await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--sessions', '7', '--out', file);
    const before = stored(file);
    const more = join(folder, 'more.json');
    const resumed = await run('bench', 'compare', '--resume', file, '--sessions', '12', '--out', more);
    expect(resumed.code).toBe(3);
    expect(resumed.log.join('\n')).toMatch(/“unchanged” takes .* sessions, .*; 7 have run\./);
    const after = stored(more);
    expect(after.cases[0]?.sessions).toHaveLength(12);
    expect(after.cases[0]?.sessions.slice(0, 7)).toEqual(before.cases[0]?.sessions);
    const seeds = after.cases[0]?.sessions.map((session) => session.seed) ?? [];
    expect(new Set(seeds).size).toBe(12);
    expect(after).toMatchObject({ id: before.id, createdAt: before.createdAt });
    machine = { ...machine, vendor: 'other' };
    const refused = await run('bench', 'compare', '--resume', file);
    expect(refused.code).toBe(4);
    expect(refused.log.at(-1)).toMatch(
      /cannot be taken up again: it was timed on stub stub, .* and this is other stub/,
    );
  });

  it('draws no seed again that a failed session has used', async () => {
    const file = join(folder, 'failed.json');
    machine = { ...slower(1), pageSd: 0.05, crashesIn: (session) => session === 3 };
    await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--sessions', '7', '--out', file);
    machine = { ...slower(1), pageSd: 0.05 };
    await run('bench', 'compare', '--resume', file, '--sessions', '9', '--out', file);
    const { cases, control } = stored(file);
    expect([...control.failures, ...(cases[0]?.failures ?? [])]).toHaveLength(1);
    const seeds = [...control.equal, ...(cases[0]?.sessions ?? [])].map((session) => session.seed);
    expect(cases[0]?.sessions).toHaveLength(9);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('adds no session of another program under the same name', async () => {
    const file = join(folder, 'other-program.json');
    machine = { ...slower(1), pageSd: 0.05 };
    await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--sessions', '7', '--out', file);
    machine = { ...machine, wgslHash: (url) => (url.includes('head') ? 'other' : 'stub') };
    expect((await run('bench', 'compare', '--resume', file, '--sessions', '9', '--out', file)).code).toBe(4);
    const [compared] = stored(file).cases;
    expect(compared?.sessions).toHaveLength(7);
    expect(compared?.failures).toHaveLength(3);
    expect(compared?.failures[0]).toMatchObject({
      side: 'head',
      message: expect.stringMatching(/^The head runs another program than in the sessions before \(wgslHash\)/),
    });
  });

  it.each([
    ['gone for good', 'connect ECONNREFUSED', { isGone: () => host.restarts() > 0 }],
    ['there and opens no session', 'Target closed', { isDead: () => host.restarts() > 0 }],
  ])('keeps what it has where its host is %s, says so, and goes on from there', async (_name, reason, fate) => {
    const file = join(folder, 'lost.json');
    machine = { ...slower(1), pageSd: 0.05, crashesIn: (session) => session > 4, ...fate };
    const { code, out } = await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--out', file);
    expect(code).toBe(3);
    expect(out).toContain(`Warning: The browser cannot be had any more (${reason}).`);
    const { cases, control } = stored(file);
    expect([cases[0]?.sessions.length, control.equal.length]).toEqual([2, 2]);
    machine = slower(1.3);
    expect((await run('bench', 'compare', '--resume', file, '--out', file)).code).toBe(1);
    expect(stored(file).cases[0]?.sessions.length).toBeGreaterThanOrEqual(7);
    expect(stored(file).warnings.join('\n')).not.toContain('cannot be had any more');
  });

  it('writes down the machine that a browser server runs on, whose load it does not know', async () => {
    const file = join(folder, 'elsewhere.json');
    machine = { ...slower(1), elsewhere: { name: 'gpu-1', cores: 64, platform: 'win32' } };
    const { out } = await run('bench', 'compare', ...SIDES, '--cases', '64x64x64', '--sessions', '7', '--out', file);
    expect(stored(file).machine).toEqual({
      name: 'gpu-1',
      cores: 64,
      platform: 'win32',
      loadBefore: [],
      loadAfter: [],
    });
    expect(out).toContain('gpu-1, win32, load unknown before and unknown after');
  });

  it('takes up the commits that were timed, wherever their refs point now, and refuses another driver or build', async () => {
    const file = join(folder, 'refs.json');
    machine = { ...slower(1), pageSd: 0.05 };
    const sides = ['--base', build('then'), '--head', build('now')];
    await run('bench', 'compare', ...sides, '--cases', '64x64x64', '--sessions', '7', '--out', file);
    const before = stored(file);
    const resume = async (over: Partial<Comparison>): Promise<string> => {
      writeFileSync(file, serialiseComparison({ ...before, ...over }));
      const { code, log } = await run('bench', 'compare', '--resume', file, '--sessions', '8');
      expect(code).toBe(4);
      return log.at(-1) ?? '';
    };
    const gone = { name: 'HEAD', kind: 'git' as const, sha: '1'.repeat(40) };
    expect(await resume({ base: gone, head: gone })).toMatch(/^1111111111 cannot be built: /);
    expect(await resume({ adapter: { ...before.adapter, description: 'Mesa 25' } })).toMatch(
      /it was timed with the driver Mesa 25, not with the driver unknown/,
    );
    expect(await resume({ machine: { ...before.machine, cores: 1000 } })).toMatch(
      /it was timed on .*, 1000 cores, and this is .*, \d+ cores\./,
    );
    expect(await resume({ bundleBytes: { base: 10, head: 0 } })).toMatch(
      /then was built anew since: .* weigh 0 bytes, not 10/,
    );
  });

  it('weighs the builds of folders', async () => {
    const { out } = await run(
      ...['bench', 'compare', '--base', build('one'), '--head', build('two')],
      ...['--cases', '64x64x64', '--sessions', '7', '--json'],
    );
    expect(JSON.parse(out)).toMatchObject({ bundleBytes: { base: 0, head: 0 } });
  });
});

const stored = (file: string): Comparison => {
  const text = readText(file);
  const parsed = text.ok ? parseComparison(text.value) : text;
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
  return parsed.value;
};
