import { divisiveChanges } from '../../bench/history/testing/divisive-rule.ts';
import { PERFHERDER, TIGERBEETLE } from '../../bench/history/testing/series/published.ts';
import { readSeries } from '../../bench/history/testing/series/read-series.ts';
import { windowChanges } from '../../bench/history/testing/window-rule.ts';
import { createRandom } from '../../src/base/random.ts';
import { findChanges } from '../../src/base/statistics/change-points.ts';
import { allowedAlarms, NOISES } from '../../src/base/statistics/testing/noises.ts';
import { percent, table, type Part } from './part.ts';

/** A rule by its name: series → indices of the first points of new levels. */
const RULES: Readonly<Record<string, (values: readonly number[]) => readonly number[]>> = {
  'bench history': (values) => findChanges(values).changes.map(({ index }) => index),
  'divisive, defaults': (values) => divisiveChanges(values, { window: 50, p: 0.001, minimum: 0 }),
  'window, t > 7': (values) => windowChanges(values.map((value, time) => ({ time, value }))),
};
const names = Object.keys(RULES);

const POINTS = 200;
const STEP_AT = 100;
/** Found where an alarm lies within so many points of the step. */
const NEAR = 3;
const STEPS = [
  { change: 0.05, noise: 0.02 },
  { change: 0.05, noise: 0.05 },
  { change: 0.1, noise: 0.05 },
  { change: 0.15, noise: 0.05 },
] as const;
/** The slow rules see fewer series than ours. */
const trialsOf = (name: string, scale: number): number =>
  Math.max(1, Math.round((name === 'bench history' ? 2000 : 200) * scale));

const share = (trials: number, seed: number, test: (seed: number) => boolean): number =>
  Array.from({ length: trials }, (_, i) => test(seed + i)).filter(Boolean).length / trials;

export const history: Part = {
  name: 'history',
  title: 'Changes in a history',
  about:
    'False alarms in series of 200 points without any change, and steps found within three points, by the product and by the two published rules.',
  run: async ({ seed, scale }) => {
    let passed = 0;
    let failed = 0;
    const check = (holds: boolean): void => {
      if (holds) passed++;
      else failed++;
    };
    const alarmRows = Object.entries(NOISES).map(([noise, draw]) => [
      noise,
      ...names.map((name) => {
        const rate = share(
          trialsOf(name, scale),
          seed,
          (own) => RULES[name]!(draw(createRandom(own), POINTS)).length > 0,
        );
        if (name === 'bench history') check(rate <= allowedAlarms(noise));
        return percent(rate);
      }),
    ]);
    const stepRows = STEPS.map(({ change, noise }) => [
      `+${percent(change, 0)} at ${percent(noise, 0)} noise`,
      ...names.map((name) => {
        const found = share(trialsOf(name, scale), seed, (own) => {
          const random = createRandom(own);
          const values = Array.from(
            { length: POINTS },
            (_, i) => (i < STEP_AT ? 1 : 1 + change) * (1 + noise * random.normal()),
          );
          return RULES[name]!(values).some((index) => Math.abs(index - STEP_AT) <= NEAR);
        });
        if (name === 'bench history' && change === 0.1) check(found >= 0.95);
        return percent(found);
      }),
    ]);
    const published = Object.entries(PERFHERDER).map(([name, changes]) => {
      const values = readSeries(`perfherder-${name}`).map(({ value }) => value);
      const found = RULES['bench history']!(values);
      const near = changes.filter(({ index }) => found.some((other) => Math.abs(other - index) <= NEAR)).length;
      check(near === changes.length);
      return [
        name,
        values.length,
        changes.map(({ index }) => index).join(', ') || 'none',
        `${String(near)} of ${String(changes.length)}`,
        found.length,
      ];
    });
    const tigerbeetle = readSeries('tigerbeetle').map(({ value }) => value);
    const found = RULES['bench history']!(tigerbeetle);
    const expected = TIGERBEETLE.cases[0].indices;
    published.push([
      'TigerBeetle',
      tigerbeetle.length,
      expected.join(', '),
      `${String(expected.filter((index) => found.includes(index)).length)} of ${String(expected.length)}`,
      found.length,
    ]);
    const print = [
      table(['series without a change', ...names], alarmRows),
      table(['a step in the middle', ...names], stepRows),
      table(
        ['published series', 'points', 'published changes', 'found by bench history', 'all that it finds'],
        published,
      ),
    ].join('\n\n');
    return Promise.resolve({ tally: { passed, failed, skipped: 0 }, print });
  },
};
