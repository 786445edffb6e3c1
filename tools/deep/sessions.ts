import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, hostname, loadavg, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { openBrowserHost } from '../../bench/compare/browser-host.ts';
import { openSide } from '../../bench/compare/sides.ts';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { APP, ensureBuilt } from '../../config/fresh-build.ts';
import { root } from '../../config/root.ts';
import { plantLoop } from '../../e2e/planted-loop.ts';
import { createRandom } from '../../src/base/random.ts';
import { median } from '../../src/base/statistics/order.ts';
import { scatterOf, sessionLogRatio } from '../../src/base/statistics/paired-sessions.ts';
import { evidenceOf, sequentialVerdicts } from '../../src/base/statistics/sequential.ts';
import { CASES, type CaseToCompare } from '../../src/measure/comparison/cases.ts';
import { compare, DESIGN, type BuiltSide } from '../../src/measure/comparison/compare.ts';
import type { Host } from '../../src/measure/comparison/host.ts';
import { runSession, type SessionDesign, type SessionSide } from '../../src/measure/comparison/session.ts';
import { HORIZON, type ComparedSide, type Session } from '../../src/records/comparison.ts';
import { judgeComparison, outlookOf, type CaseVerdict } from '../../src/regression/judge.ts';
import { sessionLogRatios } from '../../src/regression/session-ratios.ts';
import { percent, table, type Part } from './part.ts';

/**
 * The noise of comparisons on this machine, from real sessions: what redrawing does to it, what whole comparisons of equal builds
 * and of builds with a planted loop say and take, and how often comparisons drawn from all these sessions would be wrong.
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

const naive = CASES.find(({ kernel }) => kernel === 'naive');
if (naive === undefined) throw new Error('No case has the naive kernel, into which slowdowns are planted.');
const CASE: CaseToCompare = naive;

const side = (url: string): SessionSide => ({
  url,
  request: { shape: CASE.shape, dtype: CASE.dtype, kernel: CASE.kernel, seed: 1, verified: true },
});
const ratioOf = ({ draws }: Session): number => sessionLogRatio(draws.map(({ pairs }) => pairs));
const sdText = (ratios: readonly number[]): string => percent(scatterOf(ratios).standardDeviation);

const WAYS: readonly { readonly name: string; readonly design: SessionDesign; readonly newBrowser: boolean }[] = [
  { name: 'eight draws, browser kept for four sessions', design: DESIGN, newBrowser: false },
  { name: 'eight draws, a browser each', design: DESIGN, newBrowser: true },
  { name: 'one draw, browser kept for four sessions', design: ONE_DRAW, newBrowser: false },
  { name: 'one draw, a browser each', design: ONE_DRAW, newBrowser: true },
];

interface Way {
  readonly design: SessionDesign;
  readonly ratios: readonly number[];
  readonly row: readonly string[];
}

const sessionsOfWay = async (
  host: Host,
  url: string,
  sessions: number,
  { name, design, newBrowser }: (typeof WAYS)[number],
): Promise<Way> => {
  const ratios: number[] = [];
  const betweenDraws: number[] = [];
  let seconds = 0;
  for (let i = 0; i < sessions; i++) {
    if (newBrowser || i % SESSIONS_PER_BROWSER === 0) await host.restart();
    const timed = await runSession(host, { base: side(url), head: side(url) }, design, { seed: 1000 + i });
    if (!timed.ok) continue;
    const { session } = timed.value;
    ratios.push(ratioOf(session));
    seconds += session.seconds;
    betweenDraws.push(scatterOf(session.draws.map(({ pairs }) => sessionLogRatio([pairs]))).standardDeviation);
  }
  const row = [
    name,
    String(ratios.length),
    sdText(ratios),
    percent(Math.max(...ratios.map(Math.abs))),
    design.draws > 1 ? percent(median(betweenDraws)) : '–',
    (seconds / Math.max(1, ratios.length)).toFixed(1),
  ];
  return { design, ratios, row };
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

interface Stage {
  readonly host: Host;
  readonly base: BuiltSide;
  readonly expectedSd: number;
}

/** One comparison as `bench compare` runs it, within its limit. */
const runComparison = async (
  { host, base, expectedSd }: Stage,
  head: BuiltSide,
  { seed, limitS, equal }: { readonly seed: number; readonly limitS: number; readonly equal: boolean },
): Promise<Compared> => {
  const named = (name: string): ComparedSide => ({ name, kind: 'folder', sha: null });
  const started = performance.now();
  const compared = await compare(
    {
      base: named('base'),
      head: named('head'),
      cases: [CASE],
      family: 1,
      seed,
      mostSessions: LOOKS,
      budgetSeconds: limitS,
      roofs: false,
      resume: null,
      earlier: { scatterOf: () => ({ sd: expectedSd, from: 'the sessions before' }) },
      log: () => undefined,
      signal: new AbortController().signal,
      onSession: () => undefined,
    },
    {
      host,
      base,
      head,
      machine: { name: hostname(), cores: cpus().length, platform: platform() },
      load: loadavg,
    },
  );
  if (!compared.ok) throw new Error(compared.error.message);
  const seconds = (performance.now() - started) / 1000;
  const judgement = judgeComparison(compared.value);
  const [judged] = judgement.cases;
  if (judged === undefined) throw new Error('The comparison has no case.');
  return {
    verdict: judged.verdict,
    sessions: judged.sessions,
    seconds,
    change: (judged.medianRatio ?? NaN) - 1,
    horizonMet: outlookOf(judged, 1).horizonMet,
    controlSeen: (judgement.control.slowed.medianRatio ?? NaN) - 1,
    invalid: judgement.control.failure,
    equal: [sessionLogRatios(compared.value.control.equal), ...(equal ? [judged.logRatios] : [])],
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

export const sessions: Part = {
  name: 'sessions',
  title: 'Sessions on this machine',
  about:
    'Real sessions: how far they scatter with and without drawing devices anew, eight comparisons of equal builds, ten with a planted loop, and a thousand resampled from all of them. Wants a quiet machine.',
  run: async ({ seed, scale }) => {
    const scaled = (count: number): number => Math.max(1, Math.round(count * scale));
    const folder = mkdtempSync(join(tmpdir(), 'roofrack-sessions-'));
    const launch = () => chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
    const host = await openBrowserHost({ name: 'Chromium', flags: [], headless: true, remote: false, launch });
    const opened: { close(): Promise<void> }[] = [host];
    const serve = async (path: string): Promise<BuiltSide> => {
      const served = await openSide({ name: path, kind: 'folder', sha: null }, root, () => undefined);
      if (!served.ok) throw new Error(served.error.message);
      opened.push(served.value);
      return served.value;
    };
    try {
      const built = await ensureBuilt(root, APP, () => undefined);
      const base = await serve(built);
      const ways: Way[] = [];
      for (const way of WAYS)
        ways.push(await sessionsOfWay(host, base.url, Math.max(5, scaled(SESSIONS_PER_WAY)), way));
      const drawn = ways.filter(({ design }) => design === DESIGN).map(({ ratios }) => ratios);
      const stage: Stage = { host, base, expectedSd: scatterOf(drawn.flat()).standardDeviation };

      const equalHead = await serve(built);
      const equal: Compared[] = [];
      for (let i = 0; i < scaled(EQUAL.comparisons); i++)
        equal.push(await runComparison(stage, equalHead, { seed: seed + i, limitS: EQUAL.limitS, equal: true }));

      const planted: { readonly plan: (typeof PLANTED)[number]; readonly runs: readonly Compared[] }[] = [];
      for (const plan of PLANTED) {
        const slower = join(folder, String(plan.share));
        plantLoop(built, slower, plan.share);
        const head = await serve(slower);
        const runs: Compared[] = [];
        for (let i = 0; i < scaled(plan.comparisons); i++)
          runs.push(await runComparison(stage, head, { seed: seed + i, limitS: plan.limitS, equal: false }));
        planted.push({ plan, runs });
      }

      const stored = [...drawn, ...[...equal, ...planted.flatMap(({ runs }) => runs)].flatMap((run) => run.equal)];
      const more: number[] = [];
      const missing = scaled(STORED) - stored.flat().length;
      for (let i = 0; i < missing; i++) {
        if (i % SESSIONS_PER_BROWSER === 0) await host.restart();
        const timed = await runSession(host, { base: side(base.url), head: side(base.url) }, DESIGN, {
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
      const stands = (runs: readonly Compared[], verdict: CaseVerdict): number =>
        runs.filter((run) => run.verdict === verdict && run.invalid === null).length;
      const share = (count: number, of: number): number => Math.round((count * of) / EQUAL.comparisons);
      const holds = [
        equal.every(({ verdict, invalid }) => verdict !== 'regressed' && verdict !== 'improved' && invalid === null),
        stands(equal, 'unchanged') >= share(EQUAL.least, equal.length),
        wrong / RESAMPLED <= 0.01,
        ...planted.map(
          ({ plan, runs }) => stands(runs, 'regressed') >= Math.floor((plan.least * runs.length) / plan.comparisons),
        ),
      ];
      const print = [
        'Naive 128³ against itself:',
        table(
          ['way to draw', 'sessions', 'SD between sessions', 'largest', 'SD between draws', 's per session'],
          ways.map(({ row }) => row),
        ),
        `Skewness of the first row's sessions ${skewness.toFixed(1)}, correlation of each with the one before ${correlation.toFixed(2)}.`,
        `Comparisons of equal builds, limit ${String(EQUAL.limitS)} s each:`,
        table(COLUMNS, equal.map(comparisonRow)),
        ...planted.flatMap(({ plan, runs }) => [
          `The naive kernel walks ${percent(plan.share, 0)} of its loop again, limit ${String(plan.limitS)} s each:`,
          table(COLUMNS, runs.map(comparisonRow)),
        ]),
        `${String(RESAMPLED)} comparisons of equal builds with ${String(LOOKS)} looks, resampled in blocks of ${String(BLOCK)} from ${String(stored.flat().length)} sessions (standard deviation ${percent(storedSd)}): ${percent(wrong / RESAMPLED)} called changed.`,
      ].join('\n\n');
      const passed = holds.filter(Boolean).length;
      return { tally: { passed, failed: holds.length - passed, skipped: 0 }, print };
    } finally {
      for (const closable of opened.reverse()) await closable.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
