import { createRandom, type Random } from '../../src/base/random.ts';
import { bisect, type BisectionSession } from '../../src/base/statistics/noisy-bisection.ts';
import {
  evidenceOf,
  mixtureInterval,
  sequentialVerdicts,
  sessionsNeeded,
} from '../../src/base/statistics/sequential.ts';
import { plainBisectionFinds } from '../../src/base/statistics/testing/plain-bisection.ts';
import { HORIZON } from '../../src/records/comparison.ts';
import { percent, table, type Part } from './part.ts';

const LOOKS = 100;

/** Noise of variance 1. */
const SHAPES: Readonly<
  Record<string, { readonly symmetric: boolean; readonly draw: (random: Random) => () => number }>
> = {
  normal: { symmetric: true, draw: (random) => () => random.normal() },
  't, 4 degrees': {
    symmetric: true,
    draw: (random) => () => random.normal() / Math.sqrt(random.exponential(1) + random.exponential(1)),
  },
  'bimodal, half each': {
    symmetric: true,
    draw: (random) => () => (random.uniform() < 0.5 ? -0.92 : 0.92) + 0.4 * random.normal(),
  },
  skewed: { symmetric: false, draw: (random) => () => random.exponential(1) - 1 },
  'AR(1) 0.3': {
    symmetric: false,
    draw: (random) => {
      let state = random.normal();
      return () => (state = 0.3 * state + Math.sqrt(0.91) * random.normal());
    },
  },
};

const SD = 0.036;

export const sequential: Part = {
  name: 'sequential',
  title: 'Verdicts at every look',
  about:
    'Comparisons looked at after each of a hundred sessions, simulated: false alarms, intervals, sessions that a verdict takes, and the search for a bad commit.',
  run: async ({ seed, scale }) => {
    const trials = Math.max(1, Math.round(1000 * scale));
    let passed = 0;
    let failed = 0;
    const check = (holds: boolean): void => {
      if (holds) passed++;
      else failed++;
    };
    const alarmRows = Object.entries(SHAPES).map(([name, { symmetric, draw }]) => {
      let [equal, edge, missed] = [0, 0, 0];
      for (let trial = 0; trial < trials; trial++) {
        const next = draw(createRandom(seed + trial));
        const noise = Array.from({ length: LOOKS }, () => SD * next());
        const verdict = (centre: number) =>
          sequentialVerdicts([
            evidenceOf(
              noise.map((x) => centre + x),
              { horizon: HORIZON, expectedSd: SD },
            ),
          ])[0]!;
        if (['regressed', 'improved'].includes(verdict(0))) equal++;
        if (verdict(Math.log1p(HORIZON)) === 'regressed') edge++;
        const outside = noise.some((_, i) => {
          const { low, high } = mixtureInterval(noise.slice(0, i + 1));
          return low > 0 || high < 0;
        });
        if (outside) missed++;
      }
      check(equal / trials <= 0.01);
      if (symmetric) {
        check(edge / trials <= 0.01 + 3 * Math.sqrt(0.01 / trials));
        check(1 - missed / trials >= 0.94);
      }
      return [name, percent(equal / trials), percent(edge / trials), percent(1 - missed / trials)];
    });
    const neededRows = [0.01, 0.036, 0.05, 0.08].map((expectedSd) => {
      const cell = (effect: number): string => {
        const { median, ninetieth } = sessionsNeeded({ horizon: HORIZON, expectedSd }, effect);
        return `${String(median ?? 'over 200')} (${String(ninetieth ?? 'over 200')})`;
      };
      return [percent(expectedSd), cell(0.1), cell(0.05), cell(0)];
    });
    const searches = Math.max(1, Math.round(500 * scale));
    const COMMITS = 64;
    const SLOWDOWN = 0.05;
    const bisectRows = [0.03, 0.05].map((sd) => {
      let [right, sessions] = [0, 0];
      for (let search = 0; search < searches; search++) {
        const random = createRandom(seed + search);
        const first = random.integer(1, COMMITS);
        const history: BisectionSession[] = [];
        for (;;) {
          const { next, firstBad } = bisect(history, { commits: COMMITS, expectedSd: sd });
          if (next === null || history.length >= 400) {
            if (firstBad === first) right++;
            break;
          }
          history.push({ commit: next, logRatio: (next >= first ? Math.log1p(SLOWDOWN) : 0) + sd * random.normal() });
        }
        sessions += history.length;
      }
      const plain = (votes: number): number =>
        Array.from({ length: 4 * searches }, (_, i) =>
          plainBisectionFinds(seed + i, { commits: COMMITS, slowdown: SLOWDOWN, sd }, votes),
        ).filter(Boolean).length /
        (4 * searches);
      const votes = Array.from({ length: 40 }, (_, i) => 2 * i + 1).find((odd) => plain(odd) >= 0.95) ?? Infinity;
      check(right / searches >= 0.95);
      check(sessions / searches < 6 * votes);
      return [percent(sd, 0), percent(right / searches), (sessions / searches).toFixed(1), String(6 * votes)];
    });
    const print = [
      `A hundred looks, session standard deviation ${percent(SD)}, horizon ${percent(HORIZON, 0)}; symmetric noise is what the edge's level is proved for.`,
      table(
        [
          'noise of sessions',
          'equal builds called changed',
          'a change at the edge called regressed',
          '95 % interval holds at every look',
        ],
        alarmRows,
      ),
      'Sessions that a verdict takes, median (ninetieth percentile):',
      table(['session standard deviation', '+10 %', '+5 %', 'equal builds: unchanged'], neededRows),
      'A planted slowdown of 5 % among 64 commits:',
      table(
        ['session standard deviation', 'right commit', 'sessions, mean', 'plain bisection with the votes for 95 %'],
        bisectRows,
      ),
    ].join('\n\n');
    return Promise.resolve({ tally: { passed, failed, skipped: 0 }, print });
  },
};
