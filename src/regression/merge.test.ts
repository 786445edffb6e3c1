import { describe, expect, it } from 'vitest';
import type { Comparison } from '../records/comparison.ts';
import { judgeComparison } from './judge.ts';
import { judgeMachines } from './machines.ts';
import { mergeComparisons, type NamedComparison } from './merge.ts';
import { comparedCase, comparison, QUIET, simulateSessions } from './testing/comparison.ts';

const slow = comparedCase('slow', simulateSessions(14, 1.12, QUIET, 1));
const same = comparedCase('same', simulateSessions(60, 1, QUIET, 2));
const faster = comparedCase('faster', simulateSessions(14, 0.9, QUIET, 3));

const named = (file: string, part: Comparison, over: Partial<Comparison> = {}): NamedComparison => ({
  file,
  comparison: { ...part, id: file, runs: [file], ...over },
});
const merged = (...files: readonly NamedComparison[]) => {
  const result = mergeComparisons(files);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};
const messages = (...files: readonly NamedComparison[]): readonly string[] => {
  const result = mergeComparisons(files);
  return result.ok ? [] : result.error.map(({ message }) => message);
};
const OTHER = { vendor: 'nvidia', architecture: 'hopper', description: '', software: false };

describe('merged comparisons', () => {
  it('of two shards of one machine say what one run of all cases says, in any order', () => {
    const whole = judgeComparison(comparison([slow, same, faster]));
    const shards = [named('a.json', comparison([slow])), named('b.json', comparison([same, faster], QUIET, 9))];
    const { comparisons } = merged(...shards);
    expect(comparisons).toHaveLength(1);
    const verdicts = judgeComparison(comparisons[0]!).cases.map(({ id, verdict, ci95 }) => ({ id, verdict, ci95 }));
    expect(verdicts).toEqual(whole.cases.map(({ id, verdict, ci95 }) => ({ id, verdict, ci95 })));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['regressed', 'unchanged', 'improved']);
    expect(merged(...shards.reverse()).comparisons).toEqual(comparisons);
    expect(comparisons[0]?.runs).toEqual(['a.json', 'b.json']);
  });

  it('put sessions of a case one after the other where two runs of one machine have it', () => {
    const halves = [simulateSessions(5, 1.12, QUIET, 1), simulateSessions(5, 1.12, QUIET, 4)];
    const { comparisons } = merged(
      ...halves.map((sessions, i) => named(`${String(i)}.json`, comparison([comparedCase('slow', sessions)]))),
    );
    expect(comparisons[0]?.cases[0]?.sessions).toEqual(halves.flat());
  });

  it('of two machines are judged apart and never share a sample; the ratios are combined, and the classes named', () => {
    const { comparisons, notes } = merged(
      named('a.json', comparison([slow, same])),
      named('b.json', comparison([comparedCase('slow', simulateSessions(60, 1, QUIET, 7)), same]), { adapter: OTHER }),
    );
    expect(comparisons.map(({ cases }) => cases[0]?.sessions.length)).toEqual([14, 60]);
    expect(notes.join()).toMatch(/^2 machine classes, judged apart: google swiftshader, .*; nvidia hopper, /);
    const judged = judgeMachines(comparisons);
    expect(judged.worst).toBe('regressed');
    expect(judged.cases).toMatchObject([
      { id: 'slow', verdict: 'regressed', machines: 2, regressedOn: ['google swiftshader, Chromium 156, linux'] },
      { id: 'same', verdict: 'unchanged', machines: 2, regressedOn: [] },
    ]);
    const [apart, alike] = judged.cases;
    expect(apart?.pooled?.ratio).toBeGreaterThan(1.02);
    expect(apart?.pooled?.ratio).toBeLessThan(1.1);
    // Two machines that differ say little of a third.
    expect(apart?.pooled?.tau).toBeGreaterThan(0.03);
    expect(alike?.pooled?.tau).toBeLessThan(0.01);
  });

  it('refuse another question, a run given twice, two horizons for one case, and another setup, each by its file', () => {
    const a = named('a.json', comparison([slow]));
    const other = { name: 'HEAD', kind: 'git' as const, sha: 'c'.repeat(40) };
    expect(messages(a, named('b.json', comparison([same]), { head: other }))).toEqual([
      expect.stringMatching(
        /^b\.json compares HEAD \(cccccccccc\) against main \(a+\), a\.json HEAD \(b+\) against main/,
      ),
    ]);
    expect(messages(a, named('b.json', comparison([same]), { runs: ['a.json'] }))).toEqual([
      'b.json holds the run a.json, which a.json holds too: its sessions would count twice. Give it once.',
    ]);
    expect(messages(a, named('b.json', comparison([{ ...slow, horizon: 0.05 }])))).toEqual([
      expect.stringMatching(/^b\.json judges slow by a horizon of 5 %, a\.json by 2 %/),
    ]);
    const browser = { ...comparison([]).browser, flags: ['--use-angle=gl'] };
    expect(messages(a, named('b.json', comparison([same]), { browser }))).toEqual([
      'b.json was timed with --use-angle=gl, not with no flags as a.json was; time both alike, or merge them apart.',
    ]);
    const remote = { browser: { ...browser, remote: true } };
    expect(messages(a, named('b.json', comparison([same]), remote))).toEqual([]);
    // Of a remote browser no flags are known: it stands beside any, which must still agree among themselves.
    expect(
      messages(
        named('a.json', comparison([slow]), remote),
        named('b.json', comparison([same])),
        named('c.json', comparison([faster]), { browser }),
      ),
    ).toEqual([expect.stringMatching(/^c\.json was timed with --use-angle=gl, not with no flags as b\.json was/)]);
    const headed = { ...comparison([]).browser, headless: false };
    expect(messages(a, named('b.json', comparison([same]), { browser: headed })).join()).toMatch(
      /^b\.json was timed with a window, not with no window as a\.json was/,
    );
    const adapter = { ...comparison([]).adapter, description: 'Mesa 27' };
    expect(messages(a, named('b.json', comparison([same]), { adapter })).join()).toMatch(
      /^b\.json was timed with the driver Mesa 27, not with the driver unknown as a\.json was/,
    );
    const dist = { name: 'dist', kind: 'folder' as const, sha: null };
    const ofDist = (bytes: number) => ({ head: dist, bundleBytes: { base: null, head: bytes } });
    expect(
      messages(named('a.json', comparison([slow]), ofDist(10)), named('b.json', comparison([same]), ofDist(12))),
    ).toEqual([
      expect.stringMatching(/^b\.json has a build in dist of 12 bytes of script and style, a\.json one of 10;/),
    ]);
    const running = (wgslHash: string) => {
      const counts = { flop: 1, bytes: 1, dispatches: 1, pipelines: 1, wgslHash };
      return comparison([{ ...slow, counts: { base: { ...counts, wgslHash: 'x' }, head: counts } }]);
    };
    const [x, y] = [named('x.json', running('x')), named('y.json', running('y'))];
    expect(messages(x, y)).toEqual([
      'y.json ran another program as the head of slow than x.json did (wgslHash); compare the same builds, best by their commits.',
    ]);
    expect(messages(x, { ...y, comparison: { ...y.comparison, adapter: OTHER } })).toEqual([]);
    expect(messages()).toEqual(['No comparison is given; name at least one file.']);
  });
});
