import type { Standing } from '../peers/participant.ts';
import { openSession } from '../peers/session.ts';
import { openSite } from '../peers/site.ts';
import { pairedRatio, type RatioInterval } from '../../src/base/statistics/paired-ratio.ts';
import { compareRuns } from '../../src/records/compare-runs.ts';
import { caseFixture, measurementFixture } from '../../src/records/testing/measurement.ts';
import { median } from '../../src/base/statistics/order.ts';
import { matmulVariants } from '../../src/measure/kernels/variants.ts';
import { binomialCdf } from '../../src/plan/fleet/spares.ts';
import { add, checkTally, NOTHING, type Tally } from '../../scripts/tally.ts';
import { percent, table, type Part } from './part.ts';

/** Browser processes; every one gives one comparison of the kernel with itself for each shape. */
const SESSIONS = 24;
const ROUNDS = 9;
const SHAPES = [
  { m: 512, n: 512, k: 512 },
  { m: 64, n: 64, k: 4096 },
];
/** Sessions of one t-interval. */
const GROUP = 3;
/** As many alarms or more happen by chance in less than one of so many runs of this part. */
const CHANCE = 1 / 1000;

/** One fixed kernel that every adapter runs: a search could pick two different ones for the twins. */
const kernel = matmulVariants.find(({ family, split, accumulators }) => {
  return family === 'register' && split === 1 && accumulators === 64;
})!.id;

interface Twins {
  readonly ours: readonly number[];
  readonly twin: readonly number[];
}

const samplesOf = (standings: readonly Standing[]): Twins => {
  for (const { id, outcome, reason } of standings) {
    if (outcome !== 'measured') throw new Error(`${id}: ${outcome}, ${reason ?? 'no reason given'}`);
  }
  return { ours: standings[0]!.samplesMs, twin: standings[1]!.samplesMs };
};

const isAlarm = ({ low, high }: RatioInterval): boolean => low > 1 || high < 1;

const inGroups = <T>(items: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.floor(items.length / size) }, (_, i) => items.slice(size * i, size * (i + 1)));

/** Alarms among comparisons of which each claims a rate, and whether so many are chance. */
interface Row {
  readonly name: string;
  readonly alarms: number;
  readonly comparisons: number;
  readonly stated: number | null;
}
const isChance = ({ alarms, comparisons, stated }: Row): boolean =>
  stated === null || alarms === 0 || 1 - binomialCdf(alarms - 1, comparisons, stated) >= CHANCE;

const rowsOf = (sessionsByShape: readonly (readonly Twins[])[]): Row[] => {
  const paired = (sessions: readonly Twins[]): RatioInterval =>
    pairedRatio(
      sessions.map(({ twin }) => twin),
      sessions.map(({ ours }) => ours),
    );
  const single = sessionsByShape.flatMap((sessions) => sessions.map((session) => paired([session])));
  const grouped = sessionsByShape.flatMap((sessions) => inGroups(sessions, GROUP).map(paired));
  const runOf = (session: number) =>
    measurementFixture({
      cases: sessionsByShape.map((at, i) => caseFixture(64 + i, { samplesMs: [...at[session]!.ours] })),
    });
  const history = inGroups([...sessionsByShape[0]!.keys()], 2).flatMap(
    ([before, after]) => compareRuns(runOf(before!), runOf(after!)).cases,
  );
  const changed = history.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed');
  return [
    {
      // What a process drew stays in all its rounds, and one process says nothing about it.
      name: 'interleaved, one session alone',
      alarms: single.filter(isAlarm).length,
      comparisons: single.length,
      stated: null,
    },
    {
      name: `interleaved, ${String(GROUP)} sessions`,
      alarms: grouped.filter(isAlarm).length,
      comparisons: grouped.length,
      stated: 0.05,
    },
    { name: 'history, one process and the next', alarms: changed.length, comparisons: history.length, stated: 0.05 },
  ];
};

const spread = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
};

const spreadRow = ({ m, n, k }: (typeof SHAPES)[number], sessions: readonly Twins[]): string[] => {
  const levels = sessions.map(({ ours }) => Math.log(median(ours)));
  const ratios = sessions.map(({ ours, twin }) => median(twin.map((ms, i) => Math.log(ms / ours[i]!))));
  const within = sessions.map(({ ours, twin }) => spread(twin.map((ms, i) => Math.log(ms / ours[i]!))));
  return [
    [m, n, k].join('×'),
    median(levels.map((level) => Math.exp(level))).toFixed(2),
    ...[spread(levels), spread(ratios), median(within)].map((s) => percent(s)),
  ];
};

export const twins: Part = {
  name: 'twins',
  title: 'False alarms on the adapter',
  about:
    'One kernel against itself in Chromium, interleaved, in one browser process after the other. Wants a quiet machine.',
  run: async ({ seed, scale }) => {
    const sessions = Math.max(2 * GROUP, Math.round(SESSIONS * scale));
    const gathered: Twins[][] = SHAPES.map(() => []);
    const site = await openSite();
    let where = '';
    try {
      for (let session = 0; session < sessions; session++) {
        const browser = await openSession(site, kernel);
        try {
          const adapter = await browser.describeAdapter();
          if (adapter === null) {
            return { tally: { ...NOTHING, skipped: 1 }, print: 'Skipped: there is no WebGPU adapter in this browser.' };
          }
          where = `${adapter.vendor} ${adapter.architecture}, Chromium ${browser.browserVersion()}, ${kernel}`;
          for (const [at, shape] of SHAPES.entries()) {
            const contest = {
              shape,
              participants: ['ours', 'twin'] as const,
              rounds: ROUNDS,
              seed: seed + 100 * session,
            };
            gathered[at]!.push(samplesOf(await browser.hold(contest)));
          }
        } finally {
          await browser.close();
        }
      }
    } finally {
      await site.close();
    }
    const rows = rowsOf(gathered);
    const tally = rows
      .filter(({ stated }) => stated !== null)
      .reduce((sum: Tally, found) => add(sum, checkTally(isChance(found))), NOTHING);
    const print = [
      `${where}; ${String(sessions)} browser processes of ${String(ROUNDS)} rounds.`,
      table(
        ['comparison', 'alarms', 'of', 'claimed at most', 'by chance'],
        rows.map((found) => [
          found.name,
          found.alarms,
          found.comparisons,
          found.stated === null ? 'nothing' : percent(found.stated),
          found.stated === null ? '' : isChance(found) ? 'yes' : '**no**',
        ]),
      ),
      'Standard deviations: of the level from process to process, which a comparison of stored runs meets; of the ratio of the twins from process to process, which sessions are for; of the ratio within a process, which rounds are for.',
      table(
        ['M×N×K', 'ms', 'level', 'ratio between', 'ratio within'],
        SHAPES.map((shape, at) => spreadRow(shape, gathered[at]!)),
      ),
    ].join('\n\n');
    return { tally, print };
  },
};
