import { describe, expect, it } from 'vitest';
import { err, ok, problem } from '../../src/base/result.ts';
import type { BisectionRecord } from '../../src/records/bisection.ts';
import { CONTROL } from '../../src/measure/comparison/cases.ts';
import { stubHost } from '../../src/measure/comparison/testing/stub-host.ts';
import { runBisection, type BisectionEnd, type BisectionRun } from './run.ts';

const hash = (index: number): string => index.toString(16).padStart(40, '0');
const COMMITS = Array.from({ length: 16 }, (_, i) => hash(i + 1));
const record = (over: Partial<BisectionRecord> = {}): BisectionRecord => ({
  format: 'roofrack-bisection',
  version: 1,
  case: 'case',
  good: hash(0),
  bad: hash(16),
  seed: 1,
  expectedSd: 0.02,
  sessions: [],
  skipped: [],
  ...over,
});

interface Planted {
  /** Index of the first slow commit; from 17 on there is none. */
  readonly first: number;
  readonly ratio?: number;
  readonly unbuildable?: readonly number[];
  readonly crashing?: readonly number[];
  /** Standard deviation of a page's log time; sessions scatter by 1.4 times as much. */
  readonly pageSd?: number;
}

const search = async (
  { first, ratio = 1.06, unbuildable = [], crashing = [], pageSd = 0.014 }: Planted,
  seed: number,
  over: Partial<BisectionRun> = {},
): Promise<BisectionEnd> => {
  const indexOf = (url: string): number => Number(/\d+$/.exec(url)?.[0]);
  const machine = {
    runMs: (url: string) => (indexOf(url) >= first ? ratio : 1),
    crashesAt: (url: string) => crashing.includes(indexOf(url)),
    sampleSd: 0.01,
    pageSd,
  };
  const ended = await runBisection({
    record: record(),
    compared: CONTROL,
    commits: COMMITS,
    horizon: 0.02,
    mostSessions: 300,
    host: stubHost(machine, seed),
    openCommit: (commit) => {
      const index = parseInt(commit, 16);
      return Promise.resolve(
        unbuildable.includes(index)
          ? err(problem('side', 'It does not build.'))
          : ok({
              side: { name: commit, kind: 'git', sha: commit },
              url: `stub:${String(index)}`,
              kernel: null,
              bundleBytes: null,
              close: () => Promise.resolve(),
            }),
      );
    },
    nameOf: (commit) => commit.slice(-2),
    budgetSeconds: null,
    log: () => undefined,
    signal: new AbortController().signal,
    onSession: () => undefined,
    ...over,
  });
  if (!ended.ok) throw new Error(ended.error.message);
  return ended.value;
};

describe('a search for a slow commit', () => {
  it('finds it in nine of ten searches, wherever it is', async () => {
    const found = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const first = 1 + ((i * 7) % 16);
        const { state } = await search({ first }, i + 1);
        return state.phase === 'found' && state.suspects.length === 1 && state.suspects[0] === hash(first);
      }),
    );
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  });

  it('finds it as often on a machine that scatters three times as far as was expected', async () => {
    const found = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const first = 1 + ((i * 7) % 16);
        const { state } = await search({ first, ratio: 1.12, pageSd: 0.042 }, i + 1);
        return state.phase === 'found' && state.suspects[0] === hash(first);
      }),
    );
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  });

  it('says that there is nothing to find where the bad end is as fast', async () => {
    const { state, record: end } = await search({ first: 17 }, 1);
    expect(state.phase).toBe('not-slower');
    expect(new Set(end.sessions.map(({ commit }) => commit))).toEqual(new Set([hash(16)]));
  });

  it('passes over what cannot be built or timed, and names it as a suspect where it lies before the answer', async () => {
    const { state, record: end } = await search({ first: 9, ratio: 1.2, unbuildable: [8], crashing: [10] }, 1);
    expect(state.phase).toBe('found');
    expect(state.suspects).toEqual([hash(8), hash(9)]);
    expect(end.skipped.map(({ commit }) => commit)).toContain(hash(8));
  });

  it('ends with what it has, and says why, where its browser cannot be had any more', async () => {
    const log: string[] = [];
    const gone = { runMs: () => 1, sampleSd: 0.01, pageSd: 0.05, isGone: () => true };
    const ended = await search({ first: 9 }, 1, { host: stubHost(gone), log: (text) => log.push(text) });
    expect(ended.state).toMatchObject({ phase: 'gave-up', next: null });
    expect(ended.record.sessions).toHaveLength(4);
    expect(log.at(-1)).toMatch(/^The browser cannot be had any more \(connect ECONNREFUSED\); --resume/);
  });

  it('goes on where it broke off', async () => {
    const first = await search({ first: 5, ratio: 1.1 }, 3, { mostSessions: 9 });
    expect(first.state.phase).toBe('gave-up');
    const second = await search({ first: 5, ratio: 1.1 }, 4, { record: first.record });
    expect(second.state).toMatchObject({ phase: 'found', suspects: [hash(5)] });
    expect(second.record.sessions.slice(0, 9)).toEqual(first.record.sessions);
  });
});
