import { isTimed } from './cases.ts';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../base/random.ts';
import { adapterFixture, caseFixture, measurementFixture } from './testing/measurement.ts';
import { judgeRatio } from '../base/statistics/compare.ts';
import { compareRuns } from './compare-runs.ts';

const noisy = (medianMs: number, count: number, seed: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => medianMs * Math.exp(0.02 * random.normal()));
};

const runOf = (samplesMs: number[]): ReturnType<typeof measurementFixture> =>
  measurementFixture({ cases: [caseFixture(256, { samplesMs })] });

describe('a verdict', () => {
  test.each([
    [1.06, 1.2, 'improved'],
    [0.8, 0.94, 'regressed'],
    [0.96, 1.04, 'unchanged'],
    [0.9, 1.1, 'undecided'],
    [1.01, 1.09, 'undecided'],
  ] as const)('of [%d, %d] is %s', (low, high, verdict) => {
    expect(judgeRatio(low, high)).toBe(verdict);
  });

  test('is "improved" where times halve, with the ratio in its interval', () => {
    const { cases } = compareRuns(runOf(noisy(2, 40, 1)), runOf(noisy(1, 40, 2)));
    expect(cases[0]!.verdict).toBe('improved');
    expect(cases[0]!.low).toBeLessThan(2);
    expect(cases[0]!.high).toBeGreaterThan(2);
  });

  test('claims nothing from three samples', () => {
    expect(compareRuns(runOf([1, 1, 1]), runOf([0.1, 0.1, 0.1])).cases[0]!.verdict).toBe('undecided');
  });

  /** Two runs of the same twenty kernels, each case moved a little from run to run. */
  const pairOfRuns = (
    seed: number,
    spread: number,
  ): [ReturnType<typeof measurementFixture>, ReturnType<typeof measurementFixture>] => {
    const random = createRandom(seed);
    const run = () =>
      measurementFixture({
        cases: Array.from({ length: 20 }, (_, i) =>
          caseFixture(64 + i, { samplesMs: noisy(Math.exp(spread * random.normal()), 30, random.integer(0, 2 ** 30)) }),
        ),
      });
    return [run(), run()];
  };

  test.each([0, 0.05, 0.15])('is hardly ever wrong about runs that differ by chance, by %d', (spread) => {
    let alarms = 0;
    const trials = 100;
    for (let i = 0; i < trials; i++) {
      const { cases } = compareRuns(...pairOfRuns(i, spread));
      alarms += cases.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed').length;
    }
    expect(alarms / (20 * trials)).toBeLessThan(0.05);
  });

  test('finds the one kernel of twenty that became half as fast', () => {
    const [before, after] = pairOfRuns(1, 0.05);
    const slow = after.cases
      .filter(isTimed)
      .map((timed, i) => (i === 3 ? { ...timed, samplesMs: timed.samplesMs.map((ms) => 2 * ms) } : timed));
    const { cases } = compareRuns(before, { ...after, cases: slow });
    expect(cases.flatMap(({ verdict }, i) => (verdict === 'regressed' ? [i] : []))).toEqual([3]);
  });
});

test('the stated interval covers the true ratio at least as often as it says', () => {
  const trials = 1000;
  let covered = 0;
  for (let i = 0; i < trials; i++) {
    const [compared] = compareRuns(runOf(noisy(1.1, 25, 7919 * i)), runOf(noisy(1, 25, 104_729 * i + 1))).cases;
    if (compared!.low <= 1.1 && compared!.high >= 1.1) covered++;
  }
  expect(covered / trials).toBeGreaterThanOrEqual(0.95);
});

test('what only one run has is named, and so is what makes them hard to compare', () => {
  const before = measurementFixture({ cases: [caseFixture(64), caseFixture(128)] });
  const after = measurementFixture({
    cases: [caseFixture(128), caseFixture(256)],
    adapter: adapterFixture({ description: 'Other' }),
  });
  const { onlyBefore, onlyAfter, cautions } = compareRuns(before, after);
  expect(onlyBefore).toEqual(['matmul:m=64;n=64;k=64;dtype=f32']);
  expect(onlyAfter).toEqual(['matmul:m=256;n=256;k=256;dtype=f32']);
  expect(cautions).toEqual(['Different adapters: ACME A1000, then Other.']);
});

describe('where the machine itself changed its pace', () => {
  const paced = (gflops: number, slower: number, seed: number) =>
    measurementFixture({
      cases: Array.from({ length: 20 }, (_, i) =>
        caseFixture(64 + i, {
          samplesMs: noisy(slower, 30, seed + i),
          paces: Array.from({ length: 31 }, (_sample, samplesBefore) => ({ samplesBefore, gflops })),
        }),
      ),
    });

  test('claims no regression of what only followed the machine, and says so', () => {
    const { cases, cautions } = compareRuns(paced(50, 1, 1), paced(40, 1.25, 100));
    expect(cases.filter(({ verdict }) => verdict !== 'undecided')).toEqual([]);
    expect(cautions.join()).toMatch(/machine itself was 20 % slower/);
  });
  test('sees a regression beyond it, and at equal pace', () => {
    const { cases, cautions } = compareRuns(paced(50, 1, 1), paced(50, 1.25, 100));
    expect(cases.every(({ verdict }) => verdict === 'regressed')).toBe(true);
    expect(cautions).toEqual([]);
    const beyond = compareRuns(paced(50, 1, 1), paced(40, 1.6, 100)).cases;
    expect(beyond.every(({ verdict }) => verdict === 'regressed')).toBe(true);
  });
});
