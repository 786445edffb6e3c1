import { chromium } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { serveApp } from '../../config/serve-app.ts';
import { openBrowserHost } from '../../bench/compare/browser-host.ts';
import type { Host } from '../../src/measure/comparison/host.ts';
import { runSession, type SessionDesign, type SessionSide } from '../../src/measure/comparison/session.ts';
import { createRandom } from '../../src/base/random.ts';
import type { Verdict } from '../../src/base/statistics/compare.ts';
import { median } from '../../src/base/statistics/order.ts';
import { scatterOf, sessionLogRatio } from '../../src/base/statistics/paired-sessions.ts';
import { evidenceOf, FEWEST_SESSIONS, isUnchanged, sequentialVerdicts } from '../../src/base/statistics/sequential.ts';
import { HORIZON, type Session } from '../../src/records/comparison.ts';
import { percent, table, type Part } from './part.ts';
import { root } from '../../config/root.ts';

/**
 * The noise of comparisons on this machine, from real sessions of one kernel against itself: what redrawing does to it, what
 * comparisons say that look after every session, and how often they would be wrong.
 */
const DESIGN: SessionDesign = { draws: 8, pairs: 5, sampleMs: 6 };
/** As many pairs, all of one device with its buffers and pipelines. */
const ONE_DRAW: SessionDesign = { draws: 1, pairs: 40, sampleMs: 6 };
/** Minutes for the stream of sessions, and sessions of each way to draw, at scale 1. */
const STREAM_MINUTES = 10;
const SESSIONS_PER_WAY = 20;
const COMPARISONS = 8;
const RESAMPLED = 1000;
const BLOCK = 5;
const LOOKS = 100;
const SESSIONS_PER_BROWSER = 4;

const side = (url: string): SessionSide => ({
  url,
  request: { shape: { m: 128, n: 128, k: 128 }, dtype: 'f32', kernel: 'naive', seed: 1, verified: true },
});
const ratioOf = ({ draws }: Session): number => sessionLogRatio(draws.map(({ pairs }) => pairs));
const sdText = (ratios: readonly number[]): string => percent(scatterOf(ratios).standardDeviation);

interface Ended {
  readonly verdict: Verdict;
  readonly sessions: number;
  readonly seconds: number;
}

/** A comparison that looks after every session and stops at its first verdict. */
const decide = (ratios: readonly number[], expectedSd: number, secondsEach: number): Ended => {
  for (let n = 1; n <= ratios.length; n++) {
    const verdict =
      sequentialVerdicts([evidenceOf(ratios.slice(0, n), { horizon: HORIZON, expectedSd })])[0] ?? 'undecided';
    if (n >= FEWEST_SESSIONS && verdict !== 'undecided') return { verdict, sessions: n, seconds: n * secondsEach };
  }
  return { verdict: 'undecided', sessions: ratios.length, seconds: ratios.length * secondsEach };
};

const horizonMet = (ratios: readonly number[], expectedSd: number): number => {
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (isUnchanged(evidenceOf(ratios, { horizon: middle, expectedSd }))) high = middle;
    else low = middle;
  }
  return high;
};

interface Streamed {
  readonly equal: number;
  readonly slowed: number;
  readonly planted: number;
  readonly seconds: number;
}

/** Sessions one after the other until time is up; each also times its own planted slowdown, 5 and 10 % in turn. */
const stream = async (host: Host, url: string, minutes: number): Promise<readonly Streamed[]> => {
  const result: Streamed[] = [];
  const until = performance.now() + 60_000 * minutes;
  for (let i = 0; performance.now() < until; i++) {
    if (i % SESSIONS_PER_BROWSER === 0 && i > 0) await host.restart();
    const planted = i % 2 === 0 ? 0.05 : 0.1;
    const timed = await runSession(host, { base: side(url), head: side(url) }, DESIGN, { seed: i, planted });
    if (!timed.ok) {
      await host.restart();
      continue;
    }
    const { session, slowed } = timed.value;
    // Half of the session went into the planted pairs.
    result.push({ equal: ratioOf(session), slowed: ratioOf(slowed), planted, seconds: session.seconds / 2 });
  }
  return result;
};

const WAYS: readonly { readonly name: string; readonly design: SessionDesign; readonly newBrowser: boolean }[] = [
  { name: 'eight draws, browser kept for four sessions', design: DESIGN, newBrowser: false },
  { name: 'eight draws, a browser each', design: DESIGN, newBrowser: true },
  { name: 'one draw, browser kept for four sessions', design: ONE_DRAW, newBrowser: false },
  { name: 'one draw, a browser each', design: ONE_DRAW, newBrowser: true },
];

const scatterOfWays = async (host: Host, url: string, sessions: number): Promise<string[][]> => {
  const rows: string[][] = [];
  for (const { name, design, newBrowser } of WAYS) {
    const ratios: number[] = [];
    const withinDraws: number[] = [];
    let seconds = 0;
    for (let i = 0; i < sessions; i++) {
      if (newBrowser || i % SESSIONS_PER_BROWSER === 0) await host.restart();
      const timed = await runSession(host, { base: side(url), head: side(url) }, design, { seed: 1000 + i });
      if (!timed.ok) continue;
      const { session } = timed.value;
      ratios.push(ratioOf(session));
      seconds += session.seconds;
      withinDraws.push(scatterOf(session.draws.map(({ pairs }) => sessionLogRatio([pairs]))).standardDeviation);
    }
    rows.push([
      name,
      String(ratios.length),
      sdText(ratios),
      percent(Math.max(...ratios.map(Math.abs))),
      design.draws > 1 ? percent(median(withinDraws)) : '–',
      (seconds / Math.max(1, ratios.length)).toFixed(1),
    ]);
  }
  return rows;
};

const resample = (ratios: readonly number[], seed: number): number[] => {
  const random = createRandom(seed);
  const result: number[] = [];
  while (result.length < LOOKS) {
    const start = random.integer(0, Math.max(0, ratios.length - BLOCK));
    result.push(...ratios.slice(start, start + BLOCK));
  }
  return result.slice(0, LOOKS);
};

export const sessions: Part = {
  name: 'sessions',
  title: 'Sessions on this machine',
  about:
    'Real sessions of one kernel against itself: how far they scatter with and without drawing devices anew, eight A/A comparisons, planted slowdowns, and a thousand comparisons resampled. Wants a quiet machine.',
  run: async ({ seed, scale }) => {
    const server = await serveApp(root, { port: 0, log: () => undefined });
    const launch = () => chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
    const host = await openBrowserHost({ name: 'Chromium', flags: [], headless: true, remote: false, launch });
    try {
      const ways = await scatterOfWays(host, server.url, Math.max(5, Math.round(SESSIONS_PER_WAY * scale)));
      const streamed = await stream(host, server.url, STREAM_MINUTES * scale);
      const equal = streamed.map((streamedSession) => streamedSession.equal);
      const { standardDeviation: sd, skewness, correlation } = scatterOf(equal);
      const secondsEach = streamed.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, streamed.length);
      const each = Math.floor(equal.length / COMPARISONS);
      const inOrder = Array.from({ length: COMPARISONS }, (_, i) => equal.slice(i * each, (i + 1) * each));
      const comparisons = inOrder.map((ratios) => ({
        ...decide(ratios, sd, secondsEach),
        met: horizonMet(ratios, sd),
      }));
      const plantedRuns = [
        { planted: 0.1, limitS: 120 },
        { planted: 0.05, limitS: 300 },
      ].map(({ planted, limitS }) => {
        const slowed = streamed
          .filter((streamedSession) => streamedSession.planted === planted)
          .map((streamedSession) => streamedSession.slowed);
        const most = Math.max(FEWEST_SESSIONS, Math.floor(limitS / secondsEach));
        const length = Math.min(most, Math.floor(slowed.length / 5));
        const runs = Array.from({ length: 5 }, (_, i) =>
          decide(slowed.slice(i * length, (i + 1) * length), sd, secondsEach),
        );
        return { planted, limitS, runs };
      });
      let wrong = 0;
      for (let i = 0; i < RESAMPLED; i++) {
        const { verdict } = decide(resample(equal, seed + i), sd, secondsEach);
        if (verdict === 'regressed' || verdict === 'improved') wrong++;
      }
      const holds = [
        comparisons.every(({ verdict }) => verdict !== 'regressed' && verdict !== 'improved'),
        wrong / RESAMPLED <= 0.01,
        ...plantedRuns.map(
          ({ planted, runs }) =>
            runs.filter(({ verdict }) => verdict === 'regressed').length >= (planted >= 0.1 ? 5 : 4),
        ),
      ];
      const print = [
        `Naive 128³ against itself; ${String(streamed.length)} sessions in a row of ${secondsEach.toFixed(1)} s each: standard deviation ${percent(sd)}, skewness ${skewness.toFixed(1)}, correlation ${correlation.toFixed(2)}.`,
        table(['way to draw', 'sessions', 'SD between sessions', 'largest', 'SD between draws', 's per session'], ways),
        'Eight A/A comparisons, looked at after every session, from the sessions in their order:',
        table(
          ['comparison', 'verdict', 'sessions', 's', 'horizon met at its end'],
          comparisons.map(({ verdict, sessions: n, seconds, met }, i) => [
            String(i + 1),
            verdict,
            String(n),
            seconds.toFixed(0),
            `±${percent(met)}`,
          ]),
          2,
        ),
        'Planted slowdowns, five runs each:',
        table(
          ['planted', 'regressed', 'sessions, median', 's, median', 'limit, s'],
          plantedRuns.map(({ planted, limitS, runs }) => [
            percent(planted, 0),
            `${String(runs.filter(({ verdict }) => verdict === 'regressed').length)} of 5`,
            String(median(runs.map((run) => run.sessions))),
            median(runs.map((run) => run.seconds)).toFixed(0),
            String(limitS),
          ]),
        ),
        `${String(RESAMPLED)} A/A comparisons of up to ${String(LOOKS)} sessions, resampled in blocks of ${String(BLOCK)}: ${percent(wrong / RESAMPLED)} called changed.`,
      ].join('\n\n');
      const passed = holds.filter(Boolean).length;
      return { tally: { passed, failed: holds.length - passed, skipped: 0 }, print };
    } finally {
      await host.close();
      await server.close();
    }
  },
};
