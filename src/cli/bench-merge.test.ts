import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { serialiseComparison } from '../exchange/comparison.ts';
import type { Comparison } from '../records/comparison.ts';
import { comparedCase, comparison, QUIET, simulateSessions } from '../regression/testing/comparison.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const folder = temporaryFolder();
const shard = (id: string, cases: Comparison['cases'], over: Partial<Comparison> = {}): string =>
  serialiseComparison({ ...comparison(cases), id, runs: [id], ...over });
const slow = comparedCase('slow', simulateSessions(14, 1.12, QUIET, 1));
const same = comparedCase('same <&">', simulateSessions(60, 1, QUIET, 2));
const a = folder.file('a.json', shard('a', [slow]));
const b = folder.file('b.json', shard('b', [same]));

interface Verdicts {
  readonly worst: string;
  readonly cases: readonly { readonly id: string; readonly verdict: string }[];
}
const json = async (...args: string[]): Promise<Verdicts> =>
  JSON.parse((await run('bench', 'merge', ...args, '--json')).out) as Verdicts;

describe('bench merge', () => {
  it('joins shards, writes what it joined, and ends with the worst verdict', async () => {
    const out = join(folder.path, 'merged.json');
    const { code, out: text } = await run('bench', 'merge', a, b, '--out', out);
    expect(code).toBe(1);
    expect(text).toMatch(/^regressed: HEAD \(bbbbbbbbbb\) against main \(aaaaaaaaaa\)\n/);
    expect((await json(out)).cases).toEqual((await json(a, b)).cases);
    expect((await json(a, b)).cases).toMatchObject([{ id: 'slow', verdict: 'regressed' }, { verdict: 'unchanged' }]);
  });

  it('reads blob reports of Playwright beside plain files', async () => {
    const blob = join(folder.path, 'report-1.zip');
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    writeFileSync(
      blob,
      zipSync({
        'report.jsonl': bytes('{}\n'),
        'resources/0a.json': bytes(readFileSync(a, 'utf8')),
        'resources/b.json': bytes('{}'),
      }),
    );
    expect((await json(blob, b)).cases).toEqual((await json(a, b)).cases);
  });

  it('keeps machines apart, says so, and merges what was merged', async () => {
    const other = folder.file(
      'other.json',
      shard('c', [slow], { adapter: { vendor: 'nvidia', architecture: 'hopper', description: '', software: false } }),
    );
    const out = join(folder.path, 'machines.json');
    const { log, out: text } = await run('bench', 'merge', a, other, '--out', out);
    expect(log.join()).toMatch(/2 machine classes, judged apart/);
    expect(text).toMatch(/^regressed: HEAD .* against main .*, on 2 machines\n/);
    expect(text).toMatch(/slow +2 +\+1[12][\d.]* % .* google swiftshader, Chromium 156, linux; nvidia hopper/);
    expect((await json(out, b)).cases.map(({ id }) => id)).toEqual(['slow', 'same <&">']);
  });

  const whole = readFileSync(a, 'utf8');
  it.each([
    [
      'newer.json',
      whole.replace(/"version": \d+/, '"version": 99'),
      /^.*newer\.json: Its version is 99; .*newer Roofrack/,
    ],
    ['cut.json', whole.slice(0, 5000), /^.*cut\.json: .*(end|cut|unexpected)/i],
    ['twice.json', whole, /twice\.json holds the run a, which .*a\.json holds too/],
    ['cut.zip', 'PK\u0003\u0004 and no more', /cut\.zip: The archive is damaged or cut off/],
    [
      'other.txt',
      '{"format":"roofrack-plan","version":1}',
      /other\.txt: Its format is "roofrack-plan"; a comparison file has/,
    ],
  ])('refuses %s in words', async (name, text, message) => {
    const { code, log, out } = await run('bench', 'merge', a, folder.file(name, text));
    expect([code, out]).toEqual([2, '']);
    expect(log).toEqual([expect.stringMatching(message)]);
  });
});

describe('bench export', () => {
  it('writes what github-action-benchmark and CI systems read', async () => {
    const [gab, junit] = [join(folder.path, 'gab.json'), join(folder.path, 'junit.xml')];
    const { code } = await run('bench', 'export', a, b, '--github-action-benchmark', gab, '--junit', junit);
    expect(code).toBe(0);
    const entries = JSON.parse(readFileSync(gab, 'utf8')) as {
      name: string;
      value: number;
      unit: string;
      extra: string;
    }[];
    expect(entries.map(({ name, unit }) => [name, unit])).toEqual([
      ['slow', 'ms'],
      ['same <&">', 'ms'],
    ]);
    expect(entries[0]?.extra).toMatch(
      /^google swiftshader, Chromium 156, linux\nregressed; \+1[12]\.\d+ % against the base/,
    );
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="0"');
    expect(xml).toContain('name="same &lt;&amp;&quot;&gt;"');
    expect(xml).toMatch(/name="slow" time="14\.000"><failure message="regressed; /);
  });

  it('asks for a file and a format', async () => {
    expect((await run('bench', 'export')).log).toHaveLength(2);
  });
});

describe('bench report', () => {
  it('prints Markdown whose first line is the worst verdict', async () => {
    const { code, out } = await run('bench', 'report', a, b);
    expect(code).toBe(0);
    expect(out).toMatch(/^\*\*regressed\*\*: HEAD .* against main .*\n/);
    expect(out).toContain('| slow |');
  });

  it('takes what files hold for text, whatever they would have a page show', async () => {
    const hostile = '<img src=x> [click](https://example.org)';
    const side = { name: `${hostile}\n# nothing`, kind: 'url' as const, sha: null };
    const file = folder.file('hostile.json', shard('h', [slow], { head: side, warnings: [hostile] }));
    const { out } = await run('bench', 'report', file);
    expect(out.split('\n')[0]).toMatch(/^\*\*regressed\*\*: .*# nothing against main/);
    expect(out).not.toMatch(/<img|(?<!\\)\[click/);
  });

  it('has the worst verdict in its first line where there are several machines, too', async () => {
    const other = folder.file('second.json', shard('d', [same], { machine: { ...comparison([]).machine, name: 'b' } }));
    const { out } = await run('bench', 'report', a, other);
    expect(out).toMatch(/^\*\*regressed\*\*: HEAD .* against main .*, on 2 machines\n/);
  });
});
