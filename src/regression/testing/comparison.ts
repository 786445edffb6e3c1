import { createRandom, type Random } from '../../base/random.ts';
import { COMPARISON, type ComparedCase, type Comparison, type Session } from '../../records/comparison.ts';

export interface SimulatedMachine {
  /** Standard deviation of a session's log ratio, and of a pair's about it. */
  readonly sessionSd: number;
  readonly pairSd: number;
  /** What the clock says of a true time in ms. */
  readonly clock: (ms: number, random: Random) => number;
  /** Whether the two times of a pair are told apart. */
  readonly pairing: 'right' | 'swapped' | 'mixed';
}

export const QUIET: SimulatedMachine = { sessionSd: 0.02, pairSd: 0.02, clock: (ms) => ms, pairing: 'right' };

/** Sessions of a true ratio as a machine would time them. Draws share nothing; what a session drew shifts all of them. */
export const simulateSessions = (
  count: number,
  ratio: number,
  { sessionSd, pairSd, clock, pairing }: SimulatedMachine,
  seed: number,
  shiftsBySeed = seed,
): Session[] => {
  const shifts = createRandom(shiftsBySeed);
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const shift = sessionSd * shifts.normal();
    const draws = Array.from({ length: 8 }, () => ({
      pairs: Array.from({ length: 5 }, () => {
        const machine = Math.exp(0.3 * random.normal());
        const headTime = machine * ratio * Math.exp(shift + pairSd * random.normal());
        const times = [clock(machine, random), clock(headTime, random)] as const;
        const swap = pairing === 'swapped' || (pairing === 'mixed' && random.uniform() < 0.5);
        const [baseMs, headMs] = swap ? [times[1], times[0]] : times;
        return { baseMs, headMs, headFirst: random.uniform() < 0.5 };
      }),
    }));
    return { seed: index, draws, seconds: 1 };
  });
};

const SCATTER = { sd: 0.036, from: 'a test' };

export const comparedCase = (
  id: string,
  sessions: readonly Session[],
  over: Partial<ComparedCase> = {},
): ComparedCase => ({
  id,
  shape: { m: 64, n: 64, k: 64 },
  dtype: 'f32',
  kernels: { base: 'auto', head: 'auto' },
  horizon: 0.02,
  expectedScatter: SCATTER,
  quarantine: null,
  counts: null,
  sessions: [...sessions],
  failures: [],
  ...over,
});

/** A comparison whose control was timed by the same machine. */
export const comparison = (
  cases: readonly ComparedCase[],
  machine: SimulatedMachine = QUIET,
  seed = 1,
  sessions = 7,
): Comparison => ({
  format: COMPARISON.format,
  version: COMPARISON.version,
  id: 'comparison',
  runs: ['comparison'],
  createdAt: '2026-11-30T06:00:00.000Z',
  base: { name: 'main', kind: 'git', sha: 'a'.repeat(40) },
  head: { name: 'HEAD', kind: 'git', sha: 'b'.repeat(40) },
  seed: 1,
  machine: { name: 'machine', cores: 2, platform: 'linux', loadBefore: [0, 0, 0], loadAfter: [1, 1, 1] },
  browser: { name: 'Chromium', version: '156.0.1', flags: [], headless: true, remote: false },
  adapter: { vendor: 'google', architecture: 'swiftshader', description: '', software: true },
  clock: { source: 'wall', crossOriginIsolated: true },
  roofs: null,
  bundleBytes: { base: null, head: null },
  warnings: [],
  family: cases.length,
  cases: [...cases],
  control: {
    kernel: 'naive',
    horizon: 0.02,
    planted: 0.04,
    expectedScatter: SCATTER,
    // What a session drew moves the equal and the slowed pairs alike.
    equal: simulateSessions(sessions, 1, machine, seed, seed),
    slowed: simulateSessions(sessions, 1.04, machine, seed + 5000, seed),
    failures: [],
  },
});
