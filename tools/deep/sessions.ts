import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { openBrowserHost } from '../../bench/compare/browser-host.ts';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { APP, ensureBuilt } from '../../config/fresh-build.ts';
import { root } from '../../config/root.ts';
import { serveFolder } from '../../config/serve-app.ts';
import { plantLoop } from '../../e2e/planted-loop.ts';
import { createRandom } from '../../src/base/random.ts';
import { median } from '../../src/base/statistics/order.ts';
import { scatterOf, sessionLogRatio } from '../../src/base/statistics/paired-sessions.ts';
import { evidenceOf, sequentialVerdicts } from '../../src/base/statistics/sequential.ts';
import type { SampledCase } from '../../src/measure/case-sampler.ts';
import type { Host } from '../../src/measure/comparison/host.ts';
import { DESIGN, runSession, type SessionDesign, type SessionSide } from '../../src/measure/comparison/session.ts';
import { HORIZON, type Comparison, type Session } from '../../src/records/comparison.ts';
import type { CaseVerdict } from '../../src/regression/judge.ts';
import { sessionLogRatios } from '../../src/regression/session-ratios.ts';
import type { Tally } from '../../scripts/tally.ts';
import { percent, table, type Part } from './part.ts';

/**
 * The noise of comparisons on this machine, from real sessions: what redrawing does to it, what whole comparisons of equal builds
 * and of builds with a planted loop say and take, and how often comparisons drawn from sessions of equal builds would be wrong.
 */

/** As many pairs, all of one device with its buffers and pipelines. */
const ONE_DRAW: SessionDesign = { ...DESIGN, draws: 1, pairs: DESIGN.draws * DESIGN.pairs };
/** Sessions of each way to draw at scale 1. */
const SESSIONS_PER_WAY = 20;
const EQUAL = { share: 0, comparisons: 8, limitS: 300, least: 4 } as const;
const PLANTED = [
  { share: 0.1, comparisons: 5, limitS: 120, least: 5 },
  { share: 0.05, comparisons: 5, limitS: 300, least: 4 },
] as const;
/** Sessions that comparisons are resampled from, at scale 1. */
const STORED = 200;
const RESAMPLED = 1000;
const BLOCK = 5;
const LOOKS = 100;
const SESSIONS_PER_BROWSER = 4;

/** What is compared with itself: short, so that many sessions fit, of the kernel that slowdowns are planted into. */
const CASE = { shape: { m: 128, n: 128, k: 128 }, dtype: 'f32', kernel: 'naive' } as const;
const CASE_ID = 'matmul:m=128;n=128;k=128;dtype=f32;kernel=naive';
/** Of a long k. A second loop costs some 3 to 4 % by itself all the same, so that the change is larger than the share that is walked again. */
const PLANTED_ID = 'matmul:m=32;n=32;k=2048;dtype=f32;kernel=naive';
/** What moved most from process to process in the study of false alarms. */
const RESTLESS = { shape: { m: 64, n: 64, k: 4096 }, dtype: 'f32', kernel: 'register-8x8-wg8x8' } as const;

type Timed = Pick<SampledCase, 'shape' | 'dtype' | 'kernel'>;
const side = (url: string, timed: Timed = CASE): SessionSide => ({
  url,
  request: { ...timed, seed: 1, verified: true },
});
const ratioOf = ({ draws }: Session): number => sessionLogRatio(draws.map(({ pairs }) => pairs));
const sdText = (ratios: readonly number[]): string => percent(scatterOf(ratios).standardDeviation);

interface WayToDraw {
  readonly name: string;
  readonly timed: Timed;
  readonly design: SessionDesign;
  readonly newBrowser: boolean;
}

const WAYS: readonly WayToDraw[] = [
  { name: 'naive 128³, one draw, browser kept for four sessions', timed: CASE, design: ONE_DRAW, newBrowser: false },
  { name: 'naive 128³, one draw, a browser each', timed: CASE, design: ONE_DRAW, newBrowser: true },
  { name: 'naive 128³, eight draws, browser kept for four sessions', timed: CASE, design: DESIGN, newBrowser: false },
  { name: 'naive 128³, eight draws, a browser each', timed: CASE, design: DESIGN, newBrowser: true },
  { name: 'register tiles 64×64×4096, one draw, a browser each', timed: RESTLESS, design: ONE_DRAW, newBrowser: true },
  { name: 'register tiles 64×64×4096, eight draws, a browser each', timed: RESTLESS, design: DESIGN, newBrowser: true },
];

interface Way extends Pick<WayToDraw, 'timed' | 'design'> {
  readonly ratios: readonly number[];
  readonly row: readonly string[];
}

const sessionsOfWay = async (
  host: Host,
  url: string,
  sessions: number,
  { name, timed, design, newBrowser }: WayToDraw,
): Promise<Way> => {
  const ratios: number[] = [];
  const betweenDraws: number[] = [];
  let seconds = 0;
  for (let i = 0; i < sessions; i++) {
    if (newBrowser || i % SESSIONS_PER_BROWSER === 0) await host.restart();
    const own = side(url, timed);
    const ran = await runSession(host, { base: own, head: own }, design, { seed: 1000 + i });
    if (!ran.ok) continue;
    const { session } = ran.value;
    ratios.push(ratioOf(session));
    seconds += session.seconds;
    betweenDraws.push(scatterOf(session.draws.map(({ pairs }) => sessionLogRatio([pairs]))).standardDeviation);
  }
  if (ratios.length === 0) throw new Error(`No session of ${name} could be run.`);
  const row = [
    name,
    String(ratios.length),
    sdText(ratios),
    percent(Math.max(...ratios.map(Math.abs))),
    design.draws > 1 ? percent(median(betweenDraws)) : '–',
    (seconds / ratios.length).toFixed(1),
  ];
  return { timed, design, ratios, row };
};

interface Compared {
  readonly verdict: CaseVerdict;
  readonly sessions: number;
  /** Controls and all, from the first session to the last. */
  readonly seconds: number;
  readonly change: number;
  /** Null where none up to a doubling. */
  readonly horizonMet: number | null;
  /** What the control found of its planted slowdown, and why the run is invalid where it is. */
  readonly controlSeen: number;
  readonly invalid: string | null;
  /** Log ratios of equal builds: of the control, and of the case where its builds are equal. */
  readonly equal: readonly (readonly number[])[];
}

/** What `bench compare --json` prints of it. */
interface Answer extends Pick<Comparison, 'control'> {
  readonly planted: { readonly medianRatio: number | null };
  readonly controlFailure: string | null;
  readonly cases: readonly {
    readonly verdict: CaseVerdict;
    readonly logRatios: readonly number[];
    readonly medianRatio: number | null;
    readonly horizonMet: number | null;
  }[];
}

/** One run of the command within its limit. Cases learn their scatter from the comparisons kept in `folder`. */
const runComparison = async (
  folder: string,
  { base, head, id }: { readonly base: string; readonly head: string; readonly id: string },
  { seed, limitS }: { readonly seed: number; readonly limitS: number },
): Promise<Compared> => {
  const started = performance.now();
  const stdout = await new Promise<string>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...['scripts/roofrack.ts', 'bench', 'compare', '--base', base, '--head', head, '--cases', id],
        ...['--no-roofs', '--budget', String(limitS), '--sessions', String(LOOKS), '--seed', String(seed), '--json'],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, XDG_CACHE_HOME: folder } },
    );
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => {
      resolve(text);
    });
  });
  const seconds = (performance.now() - started) / 1000;
  const answer = JSON.parse(stdout) as Answer;
  const [judged] = answer.cases;
  if (judged === undefined) throw new Error('The comparison has no case.');
  return {
    verdict: judged.verdict,
    sessions: judged.logRatios.length,
    seconds,
    change: (judged.medianRatio ?? NaN) - 1,
    horizonMet: judged.horizonMet,
    controlSeen: (answer.planted.medianRatio ?? NaN) - 1,
    invalid: answer.controlFailure,
    equal: [sessionLogRatios(answer.control.equal), ...(base === head ? [judged.logRatios] : [])],
  };
};

/** A comparison's worth of sessions from the stored ones, in blocks that lay side by side. */
const resample = (series: readonly (readonly number[])[], seed: number): number[] => {
  const random = createRandom(seed);
  const starts = series.flatMap((ratios) =>
    Array.from({ length: Math.max(0, ratios.length - BLOCK + 1) }, (_, i) => ratios.slice(i, i + BLOCK)),
  );
  const result: number[] = [];
  while (result.length < LOOKS) result.push(...(starts[random.integer(0, starts.length - 1)] ?? []));
  return result.slice(0, LOOKS);
};

const calledChanged = (ratios: readonly number[], expectedSd: number): boolean => {
  // Evidence is the largest so far: the last look knows what any look before it said.
  const [verdict] = sequentialVerdicts([evidenceOf(ratios, { horizon: HORIZON, expectedSd })]);
  return verdict === 'regressed' || verdict === 'improved';
};

const comparisonRow = ({
  verdict,
  sessions,
  seconds,
  change,
  horizonMet,
  controlSeen,
  invalid,
}: Compared): string[] => [
  invalid === null ? verdict : `invalid (${verdict}): ${invalid}`,
  String(sessions),
  seconds.toFixed(0),
  percent(change, 2),
  horizonMet === null ? '–' : `±${percent(horizonMet)}`,
  percent(controlSeen, 2),
];

const COLUMNS = ['verdict', 'sessions', 's, with controls', 'change', 'horizon met', 'planted 4 % in the control'];

/** The built page as it is, and a folder that the comparisons of a part learn from, gone with it. */
const onBuild = async <T>(use: (built: string, folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-sessions-'));
  try {
    return await use(await ensureBuilt(root, APP, () => undefined), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const scaledBy =
  (scale: number) =>
  (count: number): number =>
    Math.max(1, Math.round(count * scale));

const stands = (runs: readonly Compared[], verdict: CaseVerdict): number =>
  runs.filter((run) => run.verdict === verdict && run.invalid === null).length;

const tallyOf = (holds: readonly boolean[]): Tally => {
  const passed = holds.filter(Boolean).length;
  return { passed, failed: holds.length - passed, skipped: 0 };
};

const equalSessions: Part = {
  name: 'sessions:equal',
  title: 'Sessions on this machine',
  about:
    'Real sessions: how far they scatter with and without drawing devices anew, eight comparisons of equal builds, and a thousand resampled from all of them. Wants a quiet machine.',
  run: ({ seed, scale }) =>
    onBuild(async (built, folder) => {
      const scaled = scaledBy(scale);
      const launch = () => chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
      const host = await openBrowserHost({
        ...{ name: 'Chromium', flags: [], headless: true, remote: false, machineName: null },
        launch,
      });
      const server = await serveFolder(built);
      try {
        const ways: Way[] = [];
        for (const way of WAYS)
          ways.push(await sessionsOfWay(host, server.url, Math.max(5, scaled(SESSIONS_PER_WAY)), way));
        const drawn = ways
          .filter(({ timed, design }) => timed === CASE && design === DESIGN)
          .map(({ ratios }) => ratios);

        const equal: Compared[] = [];
        for (let i = 0; i < scaled(EQUAL.comparisons); i++)
          equal.push(
            await runComparison(
              folder,
              { base: built, head: built, id: CASE_ID },
              { seed: seed + i, limitS: EQUAL.limitS },
            ),
          );

        const stored = [...drawn, ...equal.flatMap((run) => run.equal)];
        const more: number[] = [];
        const missing = scaled(STORED) - stored.flat().length;
        for (let i = 0; i < missing; i++) {
          if (i % SESSIONS_PER_BROWSER === 0) await host.restart();
          const timed = await runSession(host, { base: side(server.url), head: side(server.url) }, DESIGN, {
            seed: 5000 + i,
          });
          if (timed.ok) more.push(ratioOf(timed.value.session));
        }
        stored.push(more);
        const storedSd = scatterOf(stored.flat()).standardDeviation;
        const wrong = Array.from({ length: RESAMPLED }, (_, i) =>
          calledChanged(resample(stored, seed + i), storedSd),
        ).filter(Boolean).length;

        const { skewness, correlation } = scatterOf(drawn[0] ?? []);
        const least = Math.round((equal.length * EQUAL.least) / EQUAL.comparisons);
        return {
          tally: tallyOf([
            equal.every(
              ({ verdict, invalid }) => verdict !== 'regressed' && verdict !== 'improved' && invalid === null,
            ),
            stands(equal, 'unchanged') >= least,
            wrong / RESAMPLED <= 0.01,
          ]),
          print: [
            'A kernel against itself:',
            table(
              ['way to draw', 'sessions', 'SD between sessions', 'largest', 'SD between draws', 's per session'],
              ways.map(({ row }) => row),
            ),
            `Skewness of the sessions with eight draws and the browser kept ${skewness.toFixed(1)}, correlation of each with the one before ${correlation.toFixed(2)}.`,
            `Comparisons of equal builds, limit ${String(EQUAL.limitS)} s each:`,
            table(COLUMNS, equal.map(comparisonRow)),
            `${String(RESAMPLED)} comparisons of equal builds with ${String(LOOKS)} looks, resampled in blocks of ${String(BLOCK)} from ${String(stored.flat().length)} sessions (standard deviation ${percent(storedSd)}): ${percent(wrong / RESAMPLED)} called changed.`,
          ].join('\n\n'),
        };
      } finally {
        await host.close();
        await server.close();
      }
    }),
};

const plantedSessions: Part = {
  name: 'sessions:planted',
  title: 'Planted slowdowns on this machine',
  about:
    'Real comparisons of a build with the same one whose naive kernel walks a part of its loop again. Wants a quiet machine.',
  run: ({ seed, scale }) =>
    onBuild(async (built, folder) => {
      const planted: { readonly plan: (typeof PLANTED)[number]; readonly runs: readonly Compared[] }[] = [];
      for (const plan of PLANTED) {
        const slower = join(folder, String(plan.share));
        plantLoop(built, slower, plan.share);
        const runs: Compared[] = [];
        for (let i = 0; i < scaledBy(scale)(plan.comparisons); i++)
          runs.push(
            await runComparison(
              folder,
              { base: built, head: slower, id: PLANTED_ID },
              { seed: seed + i, limitS: plan.limitS },
            ),
          );
        planted.push({ plan, runs });
      }
      return {
        tally: tallyOf(
          planted.map(
            ({ plan, runs }) => stands(runs, 'regressed') >= Math.floor((plan.least * runs.length) / plan.comparisons),
          ),
        ),
        print: planted
          .flatMap(({ plan, runs }) => [
            `The naive kernel walks ${percent(plan.share, 0)} of its loop again, limit ${String(plan.limitS)} s each:`,
            table(COLUMNS, runs.map(comparisonRow)),
          ])
          .join('\n\n'),
      };
    }),
};

export const sessions: readonly Part[] = [equalSessions, plantedSessions];
