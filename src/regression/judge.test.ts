import { describe, expect, it } from 'vitest';
import { judgeComparison, outlookOf } from './judge.ts';
import { comparedCase, comparison, QUIET, simulateSessions, type SimulatedMachine } from './testing/comparison.ts';

const TEN = Array.from({ length: 10 }, (_, i) => i + 1);
const judge = (ratio: number, sessions: number, seed: number, machine = QUIET) =>
  judgeComparison(
    comparison([comparedCase('gemm', simulateSessions(sessions, ratio, machine, seed))], machine, seed + 100),
  );

describe('judgeComparison', () => {
  it('finds a slowdown of 10 % and a speed-up of as much, and says so in its worst word', () => {
    expect(judge(1.1, 12, 1)).toMatchObject({ worst: 'regressed', cases: [{ verdict: 'regressed' }] });
    expect(judge(1 / 1.1, 12, 2)).toMatchObject({ worst: 'improved', cases: [{ verdict: 'improved' }] });
  });

  it('calls equal builds unchanged, with the smallest change that it would have seen', () => {
    const [judged] = judge(1, 60, 3).cases;
    const { verdict, ci95, medianRatio } = judged!;
    expect(verdict).toBe('unchanged');
    const { smallestVisible } = outlookOf(judged!, 1);
    expect(smallestVisible).toBeGreaterThan(0.02);
    expect(smallestVisible).toBeLessThan(0.06);
    expect(ci95?.[0]).toBeLessThan(medianRatio ?? 0);
    expect(ci95?.[1]).toBeGreaterThan(medianRatio ?? 0);
  });

  it('leaves few sessions undecided and says how many more it takes', () => {
    const { worst, cases } = judge(1, 8, 4);
    expect(worst).toBe('undecided');
    expect(outlookOf(cases[0]!, 1).sessionsToGo).toBeGreaterThan(0);
  });

  it('calls what asks more of every machine regressed where the clock cannot tell, and unchanged where it can', () => {
    const counts = { flop: 8, bytes: 4, dispatches: 1, pipelines: 1, wgslHash: 'a' };
    const grown = { counts: { base: counts, head: { ...counts, dispatches: 2 } } };
    const few = comparedCase('gemm', simulateSessions(7, 1, QUIET, 9), grown);
    expect(judgeComparison(comparison([few])).cases[0]).toMatchObject({
      verdict: 'regressed',
      grown: ['dispatches 1 → 2'],
    });
    const many = comparedCase('gemm', simulateSessions(60, 1, QUIET, 3), grown);
    expect(judgeComparison(comparison([many])).worst).toBe('unchanged');
  });

  it('calls a build that grew by a quarter regressed', () => {
    const grown = { ...comparison([]), bundleBytes: { base: 1000, head: 1250 } };
    expect(judgeComparison(grown)).toMatchObject({ worst: 'regressed', bundle: expect.stringContaining('25 %') });
  });

  it('names the horizon that undecided sessions would have met, and the minutes that they lack', () => {
    const [judged] = judge(1, 12, 4).cases;
    const { horizonMet, minutesToGo, sessionsToGo } = outlookOf(judged!, 1);
    expect(horizonMet).toBeGreaterThan(0.02);
    expect(horizonMet).toBeLessThan(0.1);
    expect(minutesToGo).toBeCloseTo((sessionsToGo ?? 0) / 60);
  });

  it('says that sessions are skewed, or follow each other', () => {
    const withRatios = (ratios: readonly number[]) =>
      comparedCase(
        'gemm',
        ratios.map((ratio, seed) => ({
          seed,
          seconds: 1,
          draws: [{ pairs: [{ baseMs: 1, headMs: Math.exp(ratio), headFirst: false }] }],
        })),
      );
    const remarks = (ratios: readonly number[]) => judgeComparison(comparison([withRatios(ratios)])).cases[0]?.remarks;
    const skewed = Array.from({ length: 30 }, (_, i) => (i % 10 === 3 ? 0.2 : 0.001 * (i % 3)));
    expect(remarks(skewed)).toEqual([expect.stringMatching(/^sessions are skewed \(\d/)]);
    const waves = Array.from({ length: 30 }, (_, i) => 0.02 * Math.sin(i / 3));
    expect(remarks(waves)).toEqual([expect.stringMatching(/^sessions follow each other \(correlation 0\.\d\)/)]);
  });

  it('says what differs without a clock', () => {
    const counts = { flop: 8, bytes: 4, dispatches: 1, pipelines: 1, wgslHash: 'a' };
    const changed = comparedCase('gemm', [], {
      counts: { base: counts, head: { ...counts, dispatches: 2, wgslHash: 'b' } },
    });
    expect(judgeComparison(comparison([changed])).cases[0]!.differences).toEqual(['WGSL text', 'dispatches 1 → 2']);
  });

  it('marks a case that failed three times, goes on with the others, and decides nothing by one in quarantine', () => {
    const failure = { session: 0, side: 'head' as const, message: 'The page crashed.' };
    const failed = comparedCase('lost', [], { failures: [failure, failure, failure] });
    const quiet = comparedCase('slow', simulateSessions(12, 1.2, QUIET, 6), { quarantine: 'flaky (until 2027-01-01)' });
    const good = comparedCase('gemm', simulateSessions(60, 1, QUIET, 7));
    expect(judgeComparison(comparison([good, failed])).worst).toBe('failed');
    expect(judgeComparison(comparison([good, quiet]))).toMatchObject({ worst: 'unchanged' });
  });

  it('estimates what the order within a pair does', () => {
    const sessions = simulateSessions(7, 1, { ...QUIET, sessionSd: 0 }, 8).map((session) => ({
      ...session,
      draws: session.draws.map(({ pairs }) => ({
        pairs: pairs.map((pair) =>
          pair.headFirst ? { ...pair, baseMs: pair.baseMs * 1.1 } : { ...pair, headMs: pair.headMs * 1.1 },
        ),
      })),
    }));
    expect(judgeComparison(comparison([comparedCase('gemm', sessions)])).cases[0]!.orderEffect).toBeCloseTo(1.1, 1);
  });
});

describe('the control of a run', () => {
  it('holds on a machine that scatters as usual, in ten of ten runs', () => {
    const held = TEN.map(
      (seed) => judgeComparison(comparison([], { ...QUIET, sessionSd: 0.036 }, seed)).control.failure,
    );
    expect(held).toEqual(TEN.map(() => null));
  });

  const broken: Readonly<Record<string, SimulatedMachine>> = {
    'a clock that always says the same': { ...QUIET, clock: () => 1 },
    'a clock of steps as long as a sample': { ...QUIET, clock: (ms) => Math.max(1, Math.round(ms / 4) * 4) },
    'sides that are mixed up in every other pair': { ...QUIET, pairing: 'mixed' },
    'sides that are swapped': { ...QUIET, pairing: 'swapped' },
    'a clock of random times': { ...QUIET, clock: (_ms, random) => Math.exp(random.normal()) },
  };
  it.each(Object.entries(broken))('fails with %s, in ten of ten runs', (_name, machine) => {
    const failed = TEN.filter((seed) => judgeComparison(comparison([], machine, seed)).worst === 'invalid');
    expect(failed).toEqual(TEN);
  });

  it('fails where equal builds come out changed', () => {
    const moved = comparison([]);
    const control = { ...moved.control, equal: simulateSessions(12, 1.15, QUIET, 3) };
    const { control: judged, worst } = judgeComparison({ ...moved, control });
    expect(judged.failure).toContain('The base against itself came out regressed');
    expect(worst).toBe('invalid');
  });
});
